"""Chapter 20: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "20.shuffle",
        "Self-attention reads eight vectors and returns eight. You shuffle the eight vectors and read them "
        "again. What comes out?",
        (
            Option(
                "Eight quite different vectors",
                "Each output is a weighted mean over ALL positions. The order of the terms does not change a "
                "sum.",
            ),
            Option("Exactly the same as before", "Row 3 now holds another vector, and asks for that one."),
            Option(
                "The same eight vectors, shuffled in the same way",
                "Who asks is compared with everybody, wherever they stand. Nothing in it knows a place.",
                right=True,
            ),
            Option(
                "The same vectors in the old order",
                "Output t answers the query of position t, and that query has moved.",
            ),
        ),
    ),
    Question(
        "20.sqrt",
        "The entries of a query and of a key are independent, with mean 0 and variance 1, and there are "
        "d = 64 of each. How large is their product, typically (its standard deviation)?",
        (
            Option("1", "Each single product of two entries is. But there are 64 of them in the sum."),
            Option(
                "8",
                "Variances of independent terms add: 64 times 1. The root is 8, and it grows as the root of "
                "d.",
                right=True,
            ),
            Option("64", "That is the variance; or the size if all 64 terms had one sign."),
            Option("0", "That is the mean. The question is how far it strays."),
        ),
    ),
    Question(
        "20.head-count",
        "A layer of self-attention has width 64 and one head. You split it into eight heads of width 8. What "
        "happens to its number of weights?",
        (
            Option("Eight times as many", "That would be eight heads of width 64. These have width 8 each."),
            Option("An eighth", "All 64 columns of queries, keys and values are still there."),
            Option("About twice as many", "The output layer has the same 64 columns to mix, too."),
            Option(
                "Nothing: the same number",
                "The four matrices stay 64 x 64. Heads only say which columns are compared together.",
                right=True,
            ),
        ),
    ),
    Question(
        "20.cargo",
        "Chapter 14's network forgot which ship it was. A transformer of ONE layer and a GRU of about as "
        "many weights learn to name the ship, from thousands of stanzas with changing cargo. After the "
        "same number of updates, on new stanzas?",
        (
            Option("Both name the right ship", "The GRU could. It has to learn to carry a word 40 steps."),
            Option(
                "The transformer mostly does, the GRU hardly ever",
                "For attention the word is one step away, wherever it stands. The GRU has to carry it "
                "through every word between.",
                right=True,
            ),
            Option(
                "The GRU mostly does, the transformer hardly ever",
                "That would need a state that keeps better than looking back does.",
            ),
            Option("Neither does", "One of the two finds it within seconds."),
        ),
    ),
    Question(
        "20.two-layers",
        "Random letters, and after a while they begin again from the start: d k a f d k ? The text is new "
        "each time. Who learns to go on?",
        (
            Option(
                "A transformer of one layer does as well as one of two",
                "It can look for 'k'. But it needs what came AFTER the earlier k, and no single look tells.",
            ),
            Option(
                "Two layers do, one does not",
                "A first layer can write into each position which letter came before it; a second can then "
                "look for the position whose letter before is the present one.",
                right=True,
            ),
            Option("Neither: the letters are random", "The second time round they are not."),
            Option(
                "Both, once they have learned the texts by heart", "No text comes twice; nothing to learn."
            ),
        ),
    ),
    Question(
        "20.digits",
        "A vision transformer and a small CNN with about as many multiplications learn the course's 1,442 "
        "training digits for about as long. Which is better on the test digits?",
        (
            Option(
                "The transformer: it is the newer idea", "Newer is no argument. What does it know before?"
            ),
            Option(
                "The CNN",
                "That neighbours belong together and that a stroke is a stroke anywhere is built in. The "
                "transformer has to learn both from 1,442 pictures.",
                right=True,
            ),
            Option("They are the same", "Equal cost does not mean equal knowledge."),
            Option("Neither gets above chance", "Both learn to read digits; one of them better."),
        ),
    ),
)

QUIZ = (
    Question(
        "20.who-asks",
        "What makes attention SELF-attention?",
        (
            Option(
                "Queries, keys and values all come from the same sequence",
                "In chapter 16 the decoder asked and the encoder answered. Here a sequence asks itself.",
                right=True,
            ),
            Option("Each position looks only at itself", "Then nothing would be mixed at all."),
            Option("It needs no weights", "It has three matrices to learn, and one behind the heads."),
            Option("It trains without targets", "That is self-supervised learning, another word."),
        ),
    ),
    Question(
        "20.too-sharp",
        "Why are the scores divided by the square root of d?",
        (
            Option("To make the rows sum to 1", "The softmax does that, whatever the scores are."),
            Option("To save time", "It costs a division more."),
            Option(
                "So that the softmax does not start saturated, where its gradient vanishes",
                "Scores grow as the root of d. Undivided, one position takes everything from the start.",
                right=True,
            ),
            Option(
                "So that all positions get the same weight", "They may differ, and after training they do."
            ),
        ),
    ),
    Question(
        "20.mask",
        "In a GPT the score of position t for position t + 1 is set to minus infinity. Why?",
        (
            Option(
                "Otherwise it could read the very letter that it is to predict",
                "All positions are trained at once, and the answer of each stands right beside it.",
                right=True,
            ),
            Option("Letters that come later are less important", "They are the targets."),
            Option("To halve the arithmetic", "It could, but here the masked scores are computed, too."),
            Option("To keep the order of letters", "That is what positions are for."),
        ),
    ),
    Question(
        "20.square",
        "A text becomes twice as long. How does the work of the attention scores grow, and that of the dense "
        "layers?",
        (
            Option("Both twofold", "Every position asks every other: pairs grow faster than positions."),
            Option(
                "Scores fourfold, dense layers twofold",
                "There are T times T scores; a dense layer works once for each of T positions.",
                right=True,
            ),
            Option("Both fourfold", "The dense layers know one position at a time."),
            Option("Scores twofold, dense layers fourfold", "The other way round."),
        ),
    ),
    Question(
        "20.position-table",
        "A GPT has learned positions for a context of 96 letters. What about letter 97?",
        (
            Option("It gets the position 96", "Then two letters would stand in one place."),
            Option("Its position is computed from a formula", "That would be the sinusoids."),
            Option(
                "There is no row for it: only the last 96 letters can be read",
                "A learned table ends where training ended. `generate` cuts the text for this reason.",
                right=True,
            ),
            Option("It is read without a position", "Then the model could not place it among the others."),
        ),
    ),
    Question(
        "20.norms",
        "Layer norm and batch norm both subtract a mean and divide by a deviation. Over what does layer norm "
        "take them?",
        (
            Option("Over the batch, for each feature", "That is batch norm, chapter 08."),
            Option(
                "Over the features of one position",
                "So it does the same for one sentence as for a hundred, in training as in use.",
                right=True,
            ),
            Option("Over all positions of a sentence", "Then a word's numbers would depend on later words."),
            Option("Over the weights", "It normalises what flows, not what multiplies."),
        ),
    ),
    Question(
        "20.top-k",
        "You draw with temperature 1 and top-k = 1. What do you get?",
        (
            Option("One letter only", "One letter at a time, as always."),
            Option("The same as without top-k", "Then all letters could be drawn."),
            Option("The least probable letter", "It keeps the k largest scores."),
            Option(
                "The most probable letter each time, as with temperature 0",
                "One candidate is left, and its share is 1.",
                right=True,
            ),
        ),
    ),
)
