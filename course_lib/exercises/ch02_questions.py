"""Chapter 02: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "02.bias",
        "A unit with one input fires where 2x + b > 0. You raise the bias from b = −1 to b = +1. "
        "What happens to the place where it begins to fire?",
        (
            Option(
                "It moves to the left, from x = 0.5 to x = −0.5",
                "The change is where 2x + b = 0, at x = −b/2. A larger bias makes the unit readier: "
                "it needs less input.",
                right=True,
            ),
            Option(
                "It moves to the right, from x = −0.5 to x = 0.5",
                "The place is x = −b/w, with a minus. A larger bias pushes towards firing, not against it.",
            ),
            Option(
                "It stays, but the change becomes steeper",
                "How steep it is depends on the weight 2. The bias only shifts.",
            ),
            Option(
                "It moves by 2, as the bias does",
                "The bias moves by 2, but the input counts twice: the place moves by 2 / 2 = 1.",
            ),
        ),
    ),
    Question(
        "02.one-update",
        "An example should fire the unit, but its score is −3. You apply the rule once, w ← w + η (t − ŷ) x. "
        "What does the score of this example do?",
        (
            Option(
                "It becomes positive: the mistake is mended",
                "Not always in one step. It rises by η times the squared length of x, and that may be less "
                "than 3.",
            ),
            Option(
                "It rises by η times the squared length of x, the constant 1 included",
                "The new score is (w + ηx)·x = w·x + η x·x. The rule pushes the right way and does not ask "
                "how far is enough.",
                right=True,
            ),
            Option(
                "It rises by η",
                "That would be so if every input were a lone 1. A long x moves its own score more.",
            ),
            Option(
                "It may fall, because other examples pull the other way",
                "Others have their turn later. This step adds a multiple of x, and x·x is never negative.",
            ),
        ),
    ),
    Question(
        "02.xor",
        "The perceptron rule learned AND in 6 passes. You give it XOR, and 1,000 passes. "
        "What will the weights do?",
        (
            Option(
                "Settle after many more passes: XOR is just harder",
                "They settle only after a pass without a mistake. For XOR no weights give such a pass.",
            ),
            Option(
                "Grow without limit",
                "Each mistake pushes back what another has pushed forward. On a truth table the weights stay "
                "small.",
            ),
            Option(
                "Come back to earlier values, and repeat for ever",
                "The same weights meet the same examples in the same order, so all that follows is the same "
                "again.",
                right=True,
            ),
            Option(
                "Approach zero",
                "At zero the unit is silent everywhere, and the two examples that should fire push it away.",
            ),
        ),
    ),
    Question(
        "02.how-many",
        "Two inputs have 16 truth tables, from never firing to always firing. "
        "How many of them can a single threshold unit make?",
        (
            Option("4", "AND, OR and two more? Each input may also be negated, and each table turned round."),
            Option(
                "8",
                "Half of them would be a fair guess. A line can cut off any corner, or any two neighbours.",
            ),
            Option(
                "14",
                "Only XOR and its opposite, XNOR, are beyond it: they put opposite corners together.",
                right=True,
            ),
            Option("16", "XOR is among the 16, and you have just seen it fail."),
        ),
    ),
    Question(
        "02.length",
        "You multiply all weights of a sigmoid neuron, and its bias, by 5. What happens to its picture?",
        (
            Option(
                "The boundary moves away from the origin",
                "5(w·x + b) = 0 exactly where w·x + b = 0. The line cannot move.",
            ),
            Option(
                "The boundary turns",
                "Its direction is that of w. A longer w points the same way.",
            ),
            Option(
                "The boundary stays, and the change across it takes a fifth of the room",
                "The output reaches 0.9 where the score is 2.2. With five times the weights that place is "
                "five times nearer.",
                right=True,
            ),
            Option(
                "Nothing changes",
                "That is so for a step. A sigmoid sees the size of the score, not only its sign.",
            ),
        ),
    ),
    Question(
        "02.decay",
        "A line divides six points with room to spare. You train a sigmoid neuron on them without weight "
        "decay, and go on long after all six are right. What do the weights do?",
        (
            Option(
                "They stop where all points are right",
                "Being right is not enough for this objective: a probability of 0.9 still leaves some "
                "surprise.",
            ),
            Option(
                "They keep growing, ever more slowly",
                "Longer weights make every right answer surer, so the slope never quite vanishes. "
                "Decay gives them a reason to stop.",
                right=True,
            ),
            Option(
                "They swing to and fro",
                "A learning rate that is too large would do that. With a small one the surprise falls "
                "at every step.",
            ),
            Option(
                "They shrink, as the neuron no longer needs them",
                "Nothing in the surprise asks for short weights. That is what decay adds.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "02.not-1943",
        "How does the unit of 1943 make NOT, without negative weights?",
        (
            Option(
                "With a threshold of 1",
                "Then it fires when its input is on. That passes the input through, and negates nothing.",
            ),
            Option(
                "Its input inhibits, and its threshold is 0",
                "Without input nothing is missing, so it fires. With input it is silenced. A negative weight "
                "and a bias do the same today.",
                right=True,
            ),
            Option(
                "It cannot: NOT needs learning",
                "Nothing was learned in 1943. Units were wired by hand, and an inhibiting input was part of "
                "them.",
            ),
        ),
    ),
    Question(
        "02.threshold",
        "A neuron fires when 2x₁ + 3x₂ is above 4. Which bias writes this as 2x₁ + 3x₂ + b > 0?",
        (
            Option("b = 4", "Then it would fire when the sum is above −4. The threshold changes its sign."),
            Option("b = −4", "The bias is the threshold moved to the other side: b = −θ.", right=True),
            Option("b = 5", "5 is the sum of the weights. The bias has nothing to do with it."),
            Option(
                "No bias can: the threshold must stand on the right",
                "Subtract 4 on both sides and it stands on the left.",
            ),
        ),
    ),
    Question(
        "02.right-answer",
        "The perceptron rule meets an example that the unit answers correctly, though its score is only just "
        "above 0. What happens?",
        (
            Option(
                "The weights move a little, to be surer",
                "A sigmoid neuron would do that. For the step, right is right, and t − ŷ is 0.",
            ),
            Option(
                "Nothing",
                "The error t − ŷ is 0. This is why the rule stops at the first line that works, "
                "however close it runs to an example.",
                right=True,
            ),
            Option(
                "The bias alone moves", "The bias is a weight like any other: its change is η · 0 · 1 = 0."
            ),
        ),
    ),
    Question(
        "02.rate",
        "You start the perceptron rule from zeros, once with η = 1 and once with η = 0.125. What differs?",
        (
            Option(
                "The slower one needs eight times as many passes",
                "It would if the start were far away. From zeros the weights only come out smaller.",
            ),
            Option(
                "The slower one finds a better line",
                "It finds the same line: all its weights are an eighth, and a line knows no scale.",
            ),
            Option(
                "Only the length of the weights: both make the same mistakes",
                "Every update is scaled alike, so every score is, and its sign is the same.",
                right=True,
            ),
            Option(
                "The slower one may not converge",
                "The rule converges for every η > 0 where a line exists.",
            ),
        ),
    ),
    Question(
        "02.product",
        "You give the unit a third input, the product x₁·x₂. Can it make XOR now?",
        (
            Option(
                "Yes: 1 for each input and −2 for the product, with a bias of −0.5",
                "Both inputs on gives 1 + 1 − 2 − 0.5, which is below 0. A feature made by hand did it; a "
                "hidden layer makes its own.",
                right=True,
            ),
            Option(
                "No: XOR is beyond every single neuron",
                "It is beyond every single neuron that sees x₁ and x₂ only. With another input the four "
                "points lie elsewhere.",
            ),
            Option(
                "No: the product is 0 in three of four rows, so it tells nothing",
                "It tells the one row apart that spoils XOR.",
            ),
        ),
    ),
    Question(
        "02.surprise",
        "A sigmoid neuron says 0.01, and the target is 1. How much does this example add to G?",
        (
            Option(
                "0.99, the error", "The error t − y is what stands in the gradient. The surprise is −ln 0.01."
            ),
            Option(
                "About 4.6",
                "−ln 0.01 = ln 100 ≈ 4.6. Ten times surer and still wrong would cost ln 1000 ≈ 6.9.",
                right=True,
            ),
            Option("About 0.01", "That is the price of a right answer: −ln 0.99 ≈ 0.01."),
            Option(
                "Infinitely much", "Only a prediction of exactly 0 would, and a sigmoid never quite says 0."
            ),
        ),
    ),
    Question(
        "02.book-1969",
        "What did Minsky and Papert's Perceptrons of 1969 show?",
        (
            Option(
                "That neural networks cannot compute XOR",
                "Networks with a hidden layer can, and that was known. In 1969 no rule was widely known that "
                "trains one.",
            ),
            Option(
                "What a single layer of such units can and cannot compute",
                "They proved limits of one trained layer, XOR's cousin parity among them. "
                "Much of the gloom came from what people read into it.",
                right=True,
            ),
            Option(
                "That the perceptron rule does not converge",
                "It does where a line exists, as was proved in 1962. The book discusses that proof.",
            ),
        ),
    ),
)
