"""Chapter 14: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "14.shuffle",
        "In each recording, a short bump goes up and then down, or down and then up. Four networks learn to "
        "tell which: one looks at each step alone, one is dense, one is a convolution, one is recurrent. Now "
        "the 24 steps are shuffled, in the same way for all recordings. Which networks get worse?",
        (
            Option(
                "None: the same shuffle for all loses no information",
                "The information is still there, but not where two of the networks look for it: next door.",
            ),
            Option(
                "All of them: order matters in a sequence",
                "A dense layer on all 24 numbers has no idea which of them are neighbours, so it cannot miss "
                "them.",
            ),
            Option(
                "The convolution and the recurrent network, but not the dense one",
                "They make features of neighbours, in space or in time, and the neighbours are gone. "
                "To the dense layer one order is as good as another, as long as it stays the same. "
                "Whoever looks at each step alone can only guess, before and after.",
                right=True,
            ),
            Option(
                "Only the recurrent network",
                "A kernel of five steps needs its five neighbours just as much.",
            ),
        ),
    ),
    Question(
        "14.twice-as-long",
        "A recurrent layer has read texts of 20 letters. Now they have 40. How many more weights "
        "does it need?",
        (
            Option(
                "None",
                "Every step uses the same cell. Longer texts mean more steps, not more weights.",
                right=True,
            ),
            Option(
                "Twice as many: the unrolled network is twice as deep",
                "It is twice as deep, but its layers are copies of one another: they share their weights.",
            ),
            Option(
                "Only W_h doubles, because it works between the steps",
                "W_h is (H, H): units to units. The number of steps appears in no shape at all.",
            ),
        ),
    ),
    Question(
        "14.fifty-steps",
        "One unit without tanh, h_t = 0.9 h_(t−1) + x_t. How much of a nudge at step 1 is left at step 51?",
        (
            Option("About a half", "That is left after 6 or 7 steps: 0.9 to the power of 6.6."),
            Option(
                "About a tenth", "After 22 steps. Every further 22 steps take away nine tenths of the rest."
            ),
            Option(
                "About five thousandths",
                "0.9 to the power of 50 is 0.0052. And with tanh it would be less: its slopes are below 1.",
                right=True,
            ),
            Option(
                "All of it: without tanh nothing is squashed",
                "The weight 0.9 is at work at every step, and products of fifty factors forgive nothing.",
            ),
        ),
    ),
    Question(
        "14.long-sums",
        "A cell of four units learns to add numbers of 8 bits, from 2,000 examples. Then it gets numbers of "
        "30 bits. How many sums are right?",
        (
            Option(
                "All of them",
                "It has learned the rule of one column and what to carry. The rule holds for columns 9 to 30 "
                "too.",
                right=True,
            ),
            Option(
                "About a quarter: 8 columns of 30 are familiar",
                "It does not know columns by number. It sees two bits and its own state, at every step anew.",
            ),
            Option(
                "None: it has never seen such long numbers",
                "A dense network on all bits would indeed not even accept them. The cell takes any length.",
            ),
        ),
    ),
    Question(
        "14.cargo",
        'In the poem the wind names a cargo, such as "a ship of salt", and two lines later the ship of '
        "salt comes to shore. The network nearly knows the poem by heart. Give it each of the eleven stanzas "
        "up to `brings the ship of`. Which cargo does it bring?",
        (
            Option(
                "The right one, eleven times: it was written 87 letters ago",
                "That many letters are that many steps through tanh and W_h. Too far for this cell.",
            ),
            Option(
                "One that is in no stanza: it invents words",
                "It does that when it is young or hot. After training, each single word is spelled well.",
            ),
            Option(
                "Nearly always the same one, whatever the wind has said",
                "The last two lines are the same in all stanzas, and they have washed the cargo out of the "
                "state. What is left looks the same, so the answer is the same.",
                right=True,
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "14.same-rows",
        "`listen` and `silent`, each as a matrix of one-hot rows. What do the two matrices share?",
        (
            Option(
                "Nothing",
                "Sort the letters of both: the rows are the same six. Their order alone is different.",
            ),
            Option(
                "Their rows, in another order",
                "A model that adds up or averages rows cannot tell them apart. A recurrent one can.",
                right=True,
            ),
            Option(
                "Everything: they are the same matrix",
                "They have the same rows, but a matrix is more than the set of its rows.",
            ),
        ),
    ),
    Question(
        "14.parameters",
        "How many parameters has a recurrent layer of 10 units that reads 3 features, with one bias a unit?",
        (
            Option("30", "Those are W_x alone. The units also listen to each other and have a bias."),
            Option("130", "Weights alone: 3 and 10 for each of 10 units. Add the biases."),
            Option(
                "140",
                "H (D + H + 1) = 10 · 14. (torch keeps two biases a unit, b_ih and b_hh: then it is 150.)",
                right=True,
            ),
            Option("140 for each time step", "The steps share them: T appears nowhere."),
        ),
    ),
    Question(
        "14.slide-output",
        "The slide writes y(t) = g(h(t−1), x(t)), most books y(t) = g(h(t)). Which networks can do more?",
        (
            Option(
                "Neither: each can be rewritten as the other",
                "The slide's g may contain f, and then it has h(t). The other way, a longer state "
                "keeps what the output needs.",
                right=True,
            ),
            Option(
                "The slide's: it sees x(t) as well",
                "h(t) has seen x(t) too. If more of x(t) is needed, some more units remember it.",
            ),
            Option(
                "The books': h(t) is newer than h(t−1)",
                "h(t) is made from h(t−1) and x(t). Whoever has both has h(t).",
            ),
        ),
    ),
    Question(
        "14.sum-over-time",
        "Why is the gradient of W_h a sum over the steps?",
        (
            Option(
                "Because the loss is a sum over the steps",
                "It is a sum even where only the last step has a loss, as in the example by hand.",
            ),
            Option(
                "Because we divide by T afterwards",
                "Nobody divides, unless the loss itself is a mean over T.",
            ),
            Option(
                "Because the same W_h is used at every step",
                "A change of W_h acts at every step, and the chain rule adds up all the paths: as in a "
                "convolution, where one kernel works in many places.",
                right=True,
            ),
        ),
    ),
    Question(
        "14.softmax-blamed",
        "The slide says: tanh and softmax suffer from vanishing gradients. What makes the gradient vanish "
        "along the steps?",
        (
            Option(
                "The softmax, at every step",
                "It stands at the output. On its way back through time, the gradient passes it once, at the "
                "start.",
            ),
            Option(
                "The product of W_h and the slopes of tanh, once for each step",
                "That product is repeated. Take the softmax away, and the curve falls at the same rate.",
                right=True,
            ),
            Option(
                "Rounding errors, which pile up over the steps",
                "In exact arithmetic the product is just as small.",
            ),
        ),
    ),
    Question(
        "14.clipping",
        "What does clipping the gradient to length 1 help against?",
        (
            Option(
                "Vanishing gradients",
                "A short gradient stays as it is. Making it longer would not bring back what has been lost.",
            ),
            Option(
                "Exploding gradients",
                "One step from the wall of a cliff would throw the weights far away. Clipped, it keeps its "
                "direction and not its length.",
                right=True,
            ),
            Option("Both", "Only the long ones are changed: min(1, c / n) is 1 for all others."),
            Option("Overfitting", "It limits single steps, not where they lead in the end."),
        ),
    ),
    Question(
        "14.why-delay",
        "`the green book` becomes `le livre vert`. Why may the network not write while it reads?",
        (
            Option(
                "Because a recurrent cell cannot read and write at the same step",
                "It can: that is the aligned pattern, which labels and predicts.",
            ),
            Option(
                "Because French has more words",
                "Here both have three. Even so the first output needs the last input.",
            ),
            Option(
                "Because `le` or `la` depends on the noun, which comes last",
                "The article cannot be known before `book` has been read. So all is read first, then all is "
                "written.",
                right=True,
            ),
        ),
    ),
    Question(
        "14.cold",
        "A character model samples at a temperature close to 0. What do you see?",
        (
            Option(
                "Random letters",
                "That is the hot end. Dividing by a large temperature makes all scores nearly equal.",
            ),
            Option(
                "Always the most probable letter, and often the same lines again and again",
                "Dividing by a tiny number drives the scores apart: the best gets all the probability.",
                right=True,
            ),
            Option(
                "The text that is most probable as a whole",
                "The best letter now may lead into a poor line later. Chapter 16 searches for better ones.",
            ),
        ),
    ),
)
