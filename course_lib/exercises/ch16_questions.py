"""Chapter 16: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "16.bottleneck",
        "Encoder and decoder have 48 units each and meet in one state: 18 letters have to pass through 48 "
        "numbers. After eight epochs, how many unseen dates are translated without a mistake?",
        (
            Option(
                "Hardly any, if the state is only the decoder's first; most, if the decoder sees it at every "
                "step",
                "48 numbers are room enough. What costs epochs is to carry them through eleven steps of "
                "writing.",
                right=True,
            ),
            Option(
                "Hardly any: 48 numbers cannot hold a date",
                "A date needs 16 bits, and 48 reals are many more.",
            ),
            Option("Nearly all, either way", "Only one of the two gets there in this time, as you will see."),
            Option(
                "About a half, either way", "The two ways differ more than anything else in this section."
            ),
        ),
    ),
    Question(
        "16.forced-free",
        "You test one decoder twice on unseen dates: forced (it always reads the true letters so far), "
        "and free (it reads its own). Which share of dates is right in ALL letters?",
        (
            Option(
                "Larger when forced",
                "For single letters yes. But look at a whole date up to its first mistake.",
            ),
            Option("Larger when free", "Nothing is easier when free: at best the prefix is the same."),
            Option(
                "Exactly the same",
                "Up to the first mistake both read the same letters, so both make the same one. What follows "
                "differs.",
                right=True,
            ),
            Option("It depends on the seed", "The weights do; this equality holds for any weights."),
        ),
    ),
    Question(
        "16.attention-speed",
        "Now the decoder may look back at all 18 states of the encoder. Same data, same sizes, same epochs. "
        "When does it make fewer than one mistake in ten dates?",
        (
            Option(
                "Later: it has more weights to train",
                "It has more weights, and each has a shorter way to the loss.",
            ),
            Option(
                "After fewer epochs than the decoder with one state",
                "It need not learn to pack a date into one state and unpack it again.",
                right=True,
            ),
            Option(
                "At the same time: the task is as hard", "The task is; the way through the network is not."
            ),
            Option(
                "Never: 18 states are too many to choose from",
                "The softmax learns to choose; the map shows it.",
            ),
        ),
    ),
    Question(
        "16.two-truths",
        "A picture with two shapes has two true captions: A above B, and B below A. In training it stands "
        "twice, once with each. How probable does a trained decoder find the names A and B as its first?",
        (
            Option(
                "Close to 1 for one of them",
                "It would be punished hard in the other half of the lessons.",
            ),
            Option("One twelfth for each of the twelve names", "The picture rules out ten of them."),
            Option(
                "About a half for each",
                "Cross-entropy asks for the true shares, and each begins half of the sentences. Nothing in "
                "the picture says more.",
                right=True,
            ),
            Option("Close to 1 for both", "Probabilities of one choice sum to 1."),
        ),
    ),
)

QUIZ = (
    Question(
        "16.what-passes",
        "In an encoder-decoder without attention, what does the decoder know of the source?",
        (
            Option("Every letter", "Letters enter the encoder only."),
            Option(
                "The last state of the encoder",
                "All that it writes depends on the source through this.",
                right=True,
            ),
            Option(
                "The last letter",
                "The last state remembers more than its last input; that is what memory is for.",
            ),
            Option("Nothing, it guesses dates", "Then it could not get a single date right."),
        ),
    ),
    Question(
        "16.forcing",
        "What is teacher forcing?",
        (
            Option("A larger learning rate at the start", "That would be a schedule."),
            Option(
                "Training the decoder on its own outputs",
                "That is the opposite: free running, or in part scheduled sampling.",
            ),
            Option(
                "In training, the decoder reads the true word before, whatever it would have written",
                "So all steps can be trained at once, and the model never meets its own mistakes.",
                right=True,
            ),
            Option("Clipping the gradient", "Clipping shortens steps; it does not change what is read."),
        ),
    ),
    Question(
        "16.exposure",
        "Where does exposure bias show?",
        (
            Option("In the first letter", "There both read the same: the sign that begins."),
            Option("In training loss", "Training is forced. It never sees the problem."),
            Option("In the encoder", "The encoder reads the source, in training and in use."),
            Option(
                "After the first mistake, where the decoder reads what it never saw in training",
                "One mistake makes the next more likely; it was not trained to recover.",
                right=True,
            ),
        ),
    ),
    Question(
        "16.weights-sum",
        "A row of the attention map belongs to one written letter. What does it sum to?",
        (
            Option("1", "It is a softmax over the source positions.", right=True),
            Option("The number of source letters", "Each weight is at most 1, and together they make 1."),
            Option(
                "It depends on the temperature", "Temperature makes a row sharper or flatter; its sum stays."
            ),
            Option("0, scores have both signs", "Scores have both signs; weights come after the softmax."),
        ),
    ),
    Question(
        "16.map-means",
        "The map shows weight 0.9 on the letter 'v' while the month is written. What do you know?",
        (
            Option(
                "That 'v' caused the answer",
                "It may; to know, change the letter and see whether the answer changes.",
            ),
            Option(
                "That the state of the encoder at 'v' makes up most of the context",
                "A state holds what was read before, too: at 'v' the encoder knows 'nov'.",
                right=True,
            ),
            Option(
                "That the other letters were not read",
                "They were, by the encoder, and live on in its states.",
            ),
            Option("That the answer is right", "Wrong answers have sharp maps, too."),
        ),
    ),
    Question(
        "16.beam-width",
        "Beam search of width 1 is the same as ...",
        (
            Option("trying everything", "That is a beam as wide as there are sentences."),
            Option("sampling", "Sampling draws at random; a beam sorts."),
            Option("greedy decoding", "One hypothesis, extended by its best word each time.", right=True),
            Option("teacher forcing", "Forcing needs the true sentence; in use there is none."),
        ),
    ),
    Question(
        "16.baseline",
        "A forecast has a mean squared error of 0.3, and the series has variance 1. Is it good?",
        (
            Option(
                "Yes: it explains 70 % of the variance",
                "So may 'tomorrow is like today', which costs nothing.",
            ),
            Option("No: 0.3 is far from 0", "For a noisy series 0.3 may be the best there is."),
            Option(
                "Not known before it is compared with the last value and a linear model",
                "A smooth series makes the last value hard to beat. Only a comparison tells.",
                right=True,
            ),
            Option("Yes, if the training loss is lower still", "That tells of overfitting, not of use."),
        ),
    ),
)
