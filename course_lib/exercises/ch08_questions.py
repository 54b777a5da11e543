"""Chapter 08: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "08.shuffled",
        "You shuffle the labels of 300 digits among the pictures, so that they mean nothing any more. "
        "How many of the 300 can a network with 100 hidden units learn?",
        (
            Option(
                "About 10%, as in guessing",
                "That is what it gets on new pictures. These 300 it may look at as long as it likes.",
            ),
            Option(
                "About a half: the easy ones",
                "It passes the half on its way. There is no easy one among them: no label has anything to do "
                "with its picture.",
            ),
            Option(
                "All of them",
                "7,510 weights are enough to give each of 300 pictures whatever label it has. "
                "A perfect training score proves nothing yet.",
                right=True,
            ),
            Option(
                "None: training does not converge",
                "It takes more epochs than with true labels, but the loss goes down to almost 0.",
            ),
        ),
    ),
    Question(
        "08.wrong-labels",
        "A fifth of the labels is wrong. You train until the network knows all 300 by heart. "
        "Halfway there, what did it answer for the pictures with a wrong label?",
        (
            Option(
                "Mostly the wrong label it was given",
                "That comes later. What many pictures have in common is learned first, the exceptions last.",
            ),
            Option(
                "Mostly the true digit, against its own training label",
                "The other 4s outvote a 4 that is labelled 7. Only when nothing else is left to gain does "
                "the network learn the exceptions.",
                right=True,
            ),
            Option(
                "Neither: it guesses",
                "It has no reason to. A picture with a wrong label looks like all the others of its digit.",
            ),
        ),
    ),
    Question(
        "08.dropout-cost",
        "The slide says that dropout almost doubles the number of iterations. Until which event do you have "
        "to count for that to be so?",
        (
            Option(
                "It is about double, whatever you count",
                "You are about to count in three ways, and to find three numbers.",
            ),
            Option(
                "Until a given training loss is reached",
                "That one grows, but by less than a half here.",
            ),
            Option(
                "Until the validation loss is at its best",
                "With dropout the network can go on learning longer before it begins to overfit, "
                "so its best epoch comes much later.",
                right=True,
            ),
            Option(
                "It never is: dropout makes training faster, because it computes less",
                "Half of the numbers are zeros, but they are multiplied all the same, and each pass teaches "
                "only half of the units.",
            ),
        ),
    ),
    Question(
        "08.crops",
        "From a picture of 256×256 pixels you cut a square of 224×224. In how many places can it lie?",
        (
            Option(
                "32", "That is the difference of the sides. It counts one direction only, and misses one."
            ),
            Option(
                "1,024",
                "32 × 32 forgets that a square may lie at 0 and at 32: 33 places, like fence posts.",
            ),
            Option(
                "1,089",
                "256 − 224 + 1 = 33 places down and 33 across: 33 × 33. The same count returns in the "
                "chapters on convolution.",
                right=True,
            ),
            Option(
                "50,176",
                "That is the number of pixels of one crop. Most of these corners would leave no room.",
            ),
        ),
    ),
    Question(
        "08.mirror",
        "A network has learned digits in the usual way. You show it mirror images. "
        "How many of them does it read as the digit they were?",
        (
            Option(
                "Nearly all: mirroring does not change an object",
                "It does not change a flower. But a mirrored 2 is no 2, not even to you.",
            ),
            Option(
                "Fewer than half: some digits survive, others not at all",
                "A 0 and an 8 look much the same in a mirror, a 3 and a 7 do not. The slide’s rule holds for "
                "photographs, not for writing.",
                right=True,
            ),
            Option(
                "None",
                "Some digits look the same from both sides. Which ones?",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "08.best-proof",
        "What tells you that a network has learned something about digits, and not just these digits?",
        (
            Option("A training loss of almost 0", "Shuffled labels reach that too."),
            Option(
                "A high share of right answers on pictures that no decision was based on",
                "That is what a test set is: seen by no step of training, and by no choice of yours.",
                right=True,
            ),
            Option(
                "A high share on the validation set that chose the best epoch",
                "Close, but a bit too rosy: you picked the epoch that suits these very pictures.",
            ),
            Option(
                "Many parameters",
                "They make it possible to learn by heart. They do not tell what was learned.",
            ),
        ),
    ),
    Question(
        "08.curves",
        "Training loss falls, validation loss has been rising for ten epochs. What do you do?",
        (
            Option("Train on: it will come down again", "It may, in rare cases. Here it rose to the end."),
            Option("Raise the learning rate", "That changes how fast you get there, not where you go."),
            Option(
                "Go back to the weights of the lowest validation loss",
                "That is early stopping. Next, try to close the gap: decay, dropout, more data.",
                right=True,
            ),
            Option(
                "Add hidden units",
                "The network fits its training set already. It has room to spare for learning by heart.",
            ),
        ),
    ),
    Question(
        "08.decay-alone",
        "The gradient of the loss is zero at w = 5, weight decay is 0.1, the learning rate 0.5. "
        "Where is w after one step?",
        (
            Option("5", "The loss pulls no more, but the penalty does: its slope is 0.1 × 5."),
            Option("4.75", "w − 0.5 × (0 + 0.1 × 5) = 5 − 0.25.", right=True),
            Option("4.5", "You forgot the learning rate: the decay is part of the gradient."),
            Option("4.95", "The pull is proportional to the weight: 0.1 × 5, not 0.1."),
        ),
    ),
    Question(
        "08.mean-or-sum",
        "A paper adds α/2 · Σw² to the sum of the losses of N = 300 examples. Your loss is the mean. "
        "Which weight decay gives the same weights?",
        (
            Option("α", "Then your penalty is 300 times as strong beside the loss."),
            Option(
                "α / 300",
                "Divide the whole objective by N: the place of its minimum stays, and α becomes α / N.",
                right=True,
            ),
            Option("300 α", "The wrong way round: the mean is the smaller of the two losses."),
            Option("√300 α", "Nothing is squared here but the weights, and they are the same."),
        ),
    ),
    Question(
        "08.eval-mode",
        "You forgot model.eval() before testing a network with dropout. What happens?",
        (
            Option("An error is raised", "Nothing is wrong for the machine. That is what makes it nasty."),
            Option(
                "The answers differ from call to call, and are worse on average",
                "Each call tests one random sub-network instead of all of them together.",
                right=True,
            ),
            Option(
                "All outputs are half as large",
                "The units that are kept are scaled up, so that the average stays.",
            ),
            Option("The test set is learned by heart", "Without backward and step nothing is learned."),
        ),
    ),
    Question(
        "08.parameters",
        "A layer has 100 units, dropout with p = 0.5 follows. How many of its parameters are trained?",
        (
            Option(
                "All of them, about half in each step",
                "A fresh half is drawn for each example. The slide’s “reduces the parameters” is true of "
                "one pass only.",
                right=True,
            ),
            Option(
                "Half of them; the others are removed",
                "No unit is removed for good: another draw, other units.",
            ),
            Option("None: dropout comes afterwards", "The gradient of each unit that is kept goes through."),
        ),
    ),
    Question(
        "08.which-transform",
        "You train a reader for licence plates. Which augmentation breaks labels?",
        (
            Option("Crops a few pixels to the side", "A plate is a plate a bit further left."),
            Option("A slight change of colour", "Dusk and dawn do the same. Nobody reads plates by hue."),
            Option("Turning by up to 5 degrees", "Cars stand on slopes. A 6 is far from a 9 at 5 degrees."),
            Option(
                "Mirror images",
                "Mirrored letters are other letters, or none. No camera will ever show such a plate.",
                right=True,
            ),
        ),
    ),
    Question(
        "08.batch-of-one",
        "Why does a network with batch normalisation answer for one single picture after eval()?",
        (
            Option(
                "It uses the running mean and variance that it gathered in training",
                "They are numbers of the layer now, like weights, and no longer depend on the batch.",
                right=True,
            ),
            Option(
                "The variance of one example is 1",
                "It is 0, which is why training mode refuses such a batch.",
            ),
            Option(
                "In evaluation the layer does nothing", "That is dropout. This layer goes on normalising."
            ),
            Option("It pads the batch with training examples", "It has not kept any, only their statistics."),
        ),
    ),
)
