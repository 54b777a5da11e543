"""Chapter 15: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "15.half-open",
        "A memory holds 1. Nothing is written, and a gate of 0.5 multiplies it at each step. How much is "
        "left after 20 steps?",
        (
            Option(
                "About 0.5: the gate stands half open",
                "After the first step it is 0.5. But the gate multiplies again at every step.",
            ),
            Option(
                "About 0.05: it has shrunk to a twentieth",
                "That would be a loss shared out evenly. A product falls faster than that.",
            ),
            Option(
                "About 0.000001",
                "0.5^20 is one part in 1,048,576. A gate must be very close to 1 to be a memory.",
                right=True,
            ),
        ),
    ),
    Question(
        "15.fresh",
        "Four cells of 32 units, their initial weights drawn by the default rule, nothing trained. You send a "
        "gradient back through 100 steps. In which cell is more than a billionth of it left?",
        (
            Option(
                "In the LSTM, the GRU and the minimal gated unit, but not in the plain one",
                "With default biases near 0 the gates stand half open: half is lost at each step. "
                "The gates make a long memory possible. They do not bring one along.",
            ),
            Option(
                "In the LSTM only, because of its cell state",
                "The cell state keeps what the forget gate lets it keep, and a fresh gate is about 0.5.",
            ),
            Option(
                "In none of them",
                "The gated cells beat the plain one by some powers of ten, yet all are below a billionth. "
                "A half-open gate halves the memory at every step.",
                right=True,
            ),
            Option(
                "In all of them",
                "You saw the plain one at the start: it loses nearly half at each step.",
            ),
        ),
    ),
    Question(
        "15.more-bias",
        "Three LSTMs learn to add two marked numbers out of 30. Only the initial bias of their forget gates "
        "differs: 0 for all units, 5 for all units, or a range that gives each unit a memory of its own, of "
        "1 to 30 steps. Which have learned it after 400 updates?",
        (
            Option(
                "Bias 5 only: the more memory the better",
                "A gate of 0.993 forgets almost nothing in 30 steps, so all that was ever written piles up. "
                "What should be forgotten stays, and drowns what should be kept.",
            ),
            Option(
                "The range only",
                "Some units keep long enough for a gradient to arrive, others forget quickly enough not to "
                "drown. Training takes it from there.",
                right=True,
            ),
            Option(
                "Bias 5 and the range",
                "It sounds right, since both let a gradient through. But bias 5 cannot get rid of anything.",
            ),
            Option(
                "All three: training adjusts the bias anyway",
                "In the end it does. But training needs a gradient, and with bias 0 almost none arrives.",
            ),
        ),
    ),
    Question(
        "15.who",
        "Add the two marked numbers of a sequence of 100. Each cell has 16 units, its default initial weights, "
        "and 300 updates. Which of the four learns it?",
        (
            Option(
                "The LSTM: it has the most gates",
                "It has the most gates, and each starts half open. It needs many more updates, or a better "
                "initial bias.",
            ),
            Option(
                "The GRU and the minimal gated unit",
                "Their one gate both keeps and writes, so learning to write at the marks is learning to keep "
                "elsewhere.",
                right=True,
            ),
            Option(
                "All but the plain one",
                "Given enough updates, yes. In 300 the LSTM with its default initial weights is not there yet.",
            ),
            Option(
                "None: 100 steps are too many for a gradient",
                "The first gradient is tiny, but Adam's steps do not care about size, only about direction. "
                "Where a little of it arrives, the gate starts to move.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "15.carousel",
        "In an LSTM the forget gate is 1 for ten steps. How does c after those ten steps answer to c before, "
        "along the memory line itself?",
        (
            Option(
                "With slope 1",
                "c_t = 1 · c_(t−1) + ..., so the factor is 1 at each step, and 1 in all.",
                right=True,
            ),
            Option(
                "With slope 0.25^10, because of the sigmoids",
                "The sigmoid's slope enters where the gate's own weights are learned. Along the line stands "
                "the gate's value.",
            ),
            Option(
                "With a slope that depends on U",
                "That is the plain network: there U stands between any two states. The memory line has no "
                "matrix in it.",
            ),
        ),
    ),
    Question(
        "15.names",
        "The gate f of a minimal gated unit is 1. What happens to the state?",
        (
            Option(
                "It is kept, as in an LSTM",
                "The letter is the same, the role is not: h = (1 − f) h + f n keeps at f = 0.",
            ),
            Option(
                "It is replaced by the candidate",
                "h = (1 − f) h + f n is n. The LSTM's f and torch's z keep at 1, the minimal unit's f "
                "overwrites.",
                right=True,
            ),
            Option(
                "It becomes 0",
                "Only the candidate could make it 0. There is no gate that erases without writing.",
            ),
        ),
    ),
    Question(
        "15.sizes",
        "You replace an LSTM by a GRU with the same inputs and units. What happens to the number of weights?",
        (
            Option(
                "It falls to three quarters",
                "Three blocks of H (D + H + biases) instead of four, whatever D and H are.",
                right=True,
            ),
            Option(
                "It falls to two thirds: two gates instead of three",
                "The candidate is a block too: three blocks instead of four.",
            ),
            Option(
                "It depends on D and H",
                "Both numbers have the same factor H (D + H + biases), so their ratio is fixed.",
            ),
        ),
    ),
    Question(
        "15.two-biases",
        "torch gives each block two biases, one for the input and one for the state. For which block do "
        "they say more than their sum?",
        (
            Option(
                "For every block: that is why there are two",
                "For most of them the two are added at once. The second is there for the sake of fast "
                "library routines.",
            ),
            Option(
                "For the candidate of the GRU",
                "There the reset gate multiplies U h + c_n, and the other bias stands outside.",
                right=True,
            ),
            Option(
                "For the forget gate of the LSTM",
                "Both are added before the sigmoid. Watch out, though: a bias of 1 in each makes 2.",
            ),
            Option(
                "For none",
                "True for RNN and LSTM. In torch's GRU one bias is inside what the reset gate multiplies.",
            ),
        ),
    ),
    Question(
        "15.output-gate",
        "The output gate of an LSTM is almost shut. What is lost?",
        (
            Option(
                "The memory: c becomes 0 as well",
                "c does not pass through the output gate. It is only hidden.",
            ),
            Option(
                "Nothing: h is close to 0, but c stays what it was",
                "The cell can hold something for later without disturbing the rest of the network.",
                right=True,
            ),
            Option(
                "The gradient: nothing can be learned any more",
                "The gradient through this h is small, but c meets the output again at later steps.",
            ),
        ),
    ),
    Question(
        "15.half-life-ten",
        "With which bias does a forget gate keep half of its memory for 10 steps?",
        (
            Option(
                "About 0",
                "σ(0) = 0.5 keeps half for one single step.",
            ),
            Option(
                "About 1",
                "σ(1) = 0.73 keeps half for 2.2 steps.",
            ),
            Option(
                "About 2.6",
                "b = −ln(2^(1/10) − 1) = 2.63, and σ(2.63) = 0.933.",
                right=True,
            ),
            Option(
                "About 10",
                "σ(10) = 0.99995 keeps half for 15,000 steps.",
            ),
        ),
    ),
)
