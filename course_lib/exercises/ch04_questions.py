"""Chapter 04: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "04.signed-cost",
        "A slide measures the cost of one prediction as c = prediction − target. The target is 1. "
        "Which prediction does this cost like best?",
        (
            Option(
                "1, the target itself",
                "It costs 0, and 0 is not the smallest number there is. Less than the target costs less.",
            ),
            Option(
                "0, the nearest smaller whole number",
                "It costs −1, which beats 0. And −2 beats −1. Where should that end?",
            ),
            Option(
                "−1000, the worst of these four",
                "It costs −1001, less than the perfect prediction. A cost must not be signed: square it, "
                "or take its size.",
                right=True,
            ),
            Option(
                "1000",
                "It costs 999, so too much is punished. Only too little is rewarded.",
            ),
        ),
    ),
    Question(
        "04.fixed-length",
        "You stand 5.83 away from the lowest point of a round bowl. Each step is 0.1 long, straight "
        "downhill. Where are you after 60, 600, 6000 steps?",
        (
            Option(
                "On the lowest point, and there you stay",
                "You would have to arrive on it exactly. 5.83 is no whole number of steps of 0.1.",
            ),
            Option(
                "Ever closer to it, step by step",
                "That is what steps in proportion to the slope do. A step of 0.1 stays a step of 0.1.",
            ),
            Option(
                "Stepping across it, to and fro, for ever",
                "The last step overshoots, the next one comes back. You stay within 0.1 of the minimum and "
                "never on it.",
                right=True,
            ),
            Option(
                "Far away on the other side",
                "Once across, downhill points back. So you never get further than one step.",
            ),
        ),
    ),
    Question(
        "04.too-large",
        "The loss is ½ w², so that the gradient is w. You start at w = 2 and descend with η = 2.05. "
        "What happens?",
        (
            Option(
                "Each step lands on the other side, a little further out than before",
                "w is multiplied by 1 − 2.05 = −1.05 each time: the sign flips, and the size grows by 5%.",
                right=True,
            ),
            Option(
                "It goes to and fro, but settles in the end",
                "That is so for η between 1 and 2, where the factor 1 − η lies between 0 and −1. "
                "At 2.05 it is past −1.",
            ),
            Option(
                "It settles faster than with a small rate",
                "Up to η = 1 larger is faster here. Beyond 2 it does not settle at all.",
            ),
            Option(
                "It runs off to one side, without coming back",
                "The gradient changes its sign with w, so every step goes across the minimum.",
            ),
        ),
    ),
    Question(
        "04.replacement",
        "There are 64 examples in the box. You draw one, use it, and put it back: 64 times. "
        "How many different ones have you seen?",
        (
            Option(
                "All 64",
                "Only if nothing is drawn twice, and 64 lucky draws in a row do not happen.",
            ),
            Option(
                "About 40",
                "An example is missed with probability (1 − 1/64)⁶⁴ ≈ 1/e ≈ 0.37. So about 0.63 of the 64 "
                "are seen, some of them several times.",
                right=True,
            ),
            Option(
                "32, one half",
                "The first draws are nearly all new, so you get further than half.",
            ),
            Option(
                "About 60",
                "Towards the end more than half of what you draw has been seen before.",
            ),
        ),
    ),
    Question(
        "04.batch-noise",
        "The gradient of a random mini-batch misses the true gradient by some distance. "
        "You make the batch four times as large. What becomes of that distance?",
        (
            Option(
                "It stays: a sample is a sample",
                "The mean of more examples lies closer to the mean of all. Chance errors cancel in part.",
            ),
            Option(
                "About a quarter",
                "The squared distance shrinks to a quarter. The distance itself is its root.",
            ),
            Option(
                "About a half",
                "A mean of n independent draws misses by 1/√n. Four times the work buys half the noise.",
                right=True,
            ),
            Option(
                "About a sixteenth",
                "Noise never cancels that fast: it falls with the root of n, not with its square.",
            ),
        ),
    ),
    Question(
        "04.pass-time",
        "One pass over 1,442 pictures looks at each of them once. You can take them one a step, or all in "
        "one step. Which pass takes longer on your computer?",
        (
            Option(
                "One a step, by far",
                "Both do the same sums. But 1,442 small calls cost 1,442 times the overhead, while one large "
                "matrix product keeps the processor busy.",
                right=True,
            ),
            Option(
                "They take the same time, since they do the same sums",
                "True for the sums. Most of the time of a small step is not spent on sums.",
            ),
            Option(
                "All in one step, because the matrix is so large",
                "1,442 rows of 64 numbers are little for a processor. It likes them in one piece.",
            ),
        ),
    ),
    Question(
        "04.adam-first",
        "Two weights. The gradient is 1000 for one and 0.001 for the other. Adam takes its very first step, "
        "with learning rate 0.01. How far do the two weights move?",
        (
            Option(
                "The first a million times as far as the second",
                "So it is in plain descent. Adam divides each gradient by its own size.",
            ),
            Option(
                "Both by 0.01",
                "At the first step the corrected means are g and g², so the step is η g/√g² = ± η for every "
                "weight that has a gradient at all.",
                right=True,
            ),
            Option(
                "Hardly at all, because the running means begin at 0",
                "Without the correction m would be 0.1 g and v 0.001 g², and the step even larger. "
                "The correction makes up for the start.",
            ),
            Option(
                "The first by 10, the second by 0.00001",
                "That is η g, the step of plain descent.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "04.plus",
        "One lecture writes the step as w + η v̂, with a plus. Is that the same slip as w + η ∇E?",
        (
            Option(
                "Yes, a step of descent always has a minus",
                "It has one whenever you write it with the gradient. Here v̂ is something else.",
            ),
            Option(
                "No: v̂ is the unit vector that points downhill, so the plus is right",
                "v̂ = −∇E / |∇E| carries the minus inside. What is unusual is that every step then has the "
                "same length η.",
                right=True,
            ),
            Option(
                "No, because the sign does not matter for a small η",
                "It decides whether the loss falls or rises, however small the step is.",
            ),
        ),
    ),
    Question(
        "04.who-moves",
        "“Use back-propagation to modify parameters”, says a slide. Which part really changes the weights?",
        (
            Option(
                "Back-propagation",
                "It computes the gradient and leaves the weights as they are. Chapter 05 does it by hand.",
            ),
            Option(
                "The loss function",
                "It measures. Measuring moves nothing.",
            ),
            Option(
                "The optimiser, in its step()",
                "It reads the gradient that somebody has put there, and subtracts its step from the weights.",
                right=True,
            ),
        ),
    ),
    Question(
        "04.updates",
        "60,000 pictures, mini-batches of 100, 200 epochs. How many times do the weights change?",
        (
            Option(
                "200",
                "That would be one change an epoch: batch descent, with all pictures in one step.",
            ),
            Option(
                "20,000",
                "An epoch goes through all pictures, and that takes 600 steps of 100 pictures, not 100.",
            ),
            Option(
                "120,000",
                "60,000 / 100 = 600 steps an epoch, times 200.",
                right=True,
            ),
            Option(
                "12,000,000",
                "This is the number of pictures looked at. A hundred of them share one change.",
            ),
        ),
    ),
    Question(
        "04.limit",
        "The steepest direction of a quadratic loss has curvature 4 (its second derivative). Above which "
        "learning rate does gradient descent run away?",
        (
            Option(
                "0.25",
                "At 1/4 the factor 1 − 4η is 0: along this direction you arrive in a single step.",
            ),
            Option(
                "0.5",
                "Each step multiplies the distance by 1 − 4η. Its size passes 1 at η = 2/4.",
                right=True,
            ),
            Option(
                "2",
                "Here the factor is already 1 − 8 = −7. The limit is 2 divided by the curvature.",
            ),
            Option(
                "4",
                "Curvature and rate work against each other: the steeper the valley, the smaller the limit.",
            ),
        ),
    ),
    Question(
        "04.sorted",
        "Your examples are stored class by class. You train in mini-batches, in the order of the file. "
        "What goes wrong?",
        (
            Option(
                "Nothing: an epoch sees every example, in whatever order",
                "It does, but the weights that come out are those of the last batches.",
            ),
            Option(
                "Whole stretches of steps pull towards one class, and the last one wins",
                "Each batch gradient is then no fair sample of the whole. Shuffle before every epoch.",
                right=True,
            ),
            Option(
                "The learning rate is too large for sorted data",
                "A smaller rate softens the swings, and the pull of a batch is as one-sided as before.",
            ),
        ),
    ),
    Question(
        "04.zero-gradient",
        "The gradient is zero. What do you know about the place?",
        (
            Option(
                "It is the lowest place",
                "It may be one of several minima, and not the deepest, and it need not be a minimum at all.",
            ),
            Option(
                "It is a minimum, though perhaps not the lowest",
                "On the ridge of a saddle and on a hilltop the gradient is zero as well.",
            ),
            Option(
                "It is flat there to first order: a minimum, a maximum or a saddle",
                "Which of them, the curvatures decide. Plain descent stays put in all three cases.",
                right=True,
            ),
        ),
    ),
    Question(
        "04.slow-schedule",
        "You shrink the learning rate of a noisy descent. What do you buy with a slower schedule?",
        (
            Option(
                "Nothing but waiting",
                "While the rate is large the noise can carry the weights out of a poor minimum. That takes "
                "time.",
            ),
            Option(
                "A better chance of a deep minimum, for more steps",
                "As in annealing: the longer it stays hot, the more often it leaves the shallow valley. "
                "The bill is paid in steps.",
                right=True,
            ),
            Option(
                "The lowest minimum for certain",
                "Only chances improve. Some runs still end in the wrong valley.",
            ),
        ),
    ),
    Question(
        "04.adam-rate",
        "A friend says: “Adam adapts its steps, so the learning rate no longer matters.” What do you answer?",
        (
            Option(
                "Right, any rate gives the same result",
                "Try 10 on the digits of this chapter: the loss ends above where it began.",
            ),
            Option(
                "It evens out the weights among themselves, but η still sets how far all of them go",
                "Each weight moves by about η at first. Too small crawls, too large leaps over the minimum.",
                right=True,
            ),
            Option(
                "True for Adam, not for RMSprop",
                "Both divide by the root of a mean of squares, and both multiply by η.",
            ),
        ),
    ),
)
