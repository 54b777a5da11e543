"""Chapter 09: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "09.updates",
        "1,442 training digits, cut into mini-batches of 64. How often are the weights changed in one epoch?",
        (
            Option("Once", "That is batch gradient descent: one step after a look at all the digits."),
            Option(
                "22 times",
                "22 batches of 64 hold 1,408 digits. The other 34 are a smaller batch, and it counts too.",
            ),
            Option(
                "23 times",
                "1,442 / 64 is 22.5, so there are 22 full batches and a small one. Each changes the weights.",
                right=True,
            ),
            Option("1,442 times", "That is batch size 1: a step after every single digit."),
        ),
    ),
    Question(
        "09.white-pixels",
        "Every weight begins at a small random number. The pixel in the top left corner is white, 0, in "
        "every "
        "training digit. What has training done to the 256 weights on that pixel?",
        (
            Option(
                "Nothing at all: they are what they were at the start",
                "The gradient of a weight is its unit's delta times the pixel, and the pixel is 0. "
                "Nothing was ever subtracted from them.",
                right=True,
            ),
            Option(
                "It brought them to 0, since they are useless",
                "Useless is not harmful: they never change an answer, so the loss does not care. "
                "Only weight decay would shrink them.",
            ),
            Option(
                "It moved them a little, at random",
                "Shuffling is random, gradients are not. Here each gradient is 0, to the last bit.",
            ),
            Option(
                "It made them all equal",
                "No rule pulls one weight towards another. Each follows its own gradient.",
            ),
        ),
    ),
    Question(
        "09.three-pixels",
        "The network reads 98 in 100 test digits. Now you move each of them three pixels to one side. "
        "No ink is "
        "lost, and you still read them all. How many does the network read?",
        (
            Option(
                "About 98 in 100",
                "It would if it knew what a shape is. It knows pixels: each weight looks at one fixed place.",
            ),
            Option(
                "About 75 in 100",
                "A shift of two pixels costs more than that already, and the third about as much again.",
            ),
            Option(
                "About 35 in 100",
                "Strokes are about three pixels wide. Moved by their own width, they lie on other weights.",
                right=True,
            ),
            Option(
                "10 in 100, as by guessing",
                "Not yet. Wide blobs of weight still catch part of the ink; five or six pixels take "
                "that too.",
            ),
        ),
    ),
    Question(
        "09.everywhere",
        "You train the same network again, on digits moved by up to six pixels, eight random copies of each. "
        "How well does it read test digits, moved and centred?",
        (
            Option(
                "Moved ones as badly as before: an MLP cannot learn them",
                "It can. Nothing stops different units from looking at different places.",
            ),
            Option(
                "Both about nine in ten: the moved ones far better, the centred ones worse",
                "The same units now have to serve 169 positions. They do, but each position gets less "
                "of them.",
                right=True,
            ),
            Option(
                "Both 98 in 100: more data is always better",
                "More data helps, but the task has grown by far more than the data.",
            ),
            Option(
                "Moved ones well, centred ones hardly at all",
                "The centre is one of the positions that it trained on, neither better nor worse than "
                "others.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "09.epoch",
        "You halve the batch size and keep the number of epochs. What doubles?",
        (
            Option(
                "The number of digits looked at", "One epoch looks at each digit once, however it is cut up."
            ),
            Option("The learning rate", "That is your choice, and stays where you set it."),
            Option(
                "The number of updates",
                "Half the batch means twice as many batches in the data, and each makes one update.",
                right=True,
            ),
            Option("The number of weights", "The network's shape has nothing to do with the batch."),
        ),
    ),
    Question(
        "09.shape",
        "x.view(x.shape[0], -1) turns a batch of shape (64, 28, 28) into which shape?",
        (
            Option(
                "(64, 784)", "The first axis stays, and -1 stands for all that is left: 28 · 28.", right=True
            ),
            Option("(784, 64)", "view keeps the order of the numbers; examples stay rows."),
            Option("(50176,)", "The first argument keeps the axis of examples apart."),
            Option("(64, 28, 28)", "Then nothing would have happened, and Linear(784, 256) would refuse it."),
        ),
    ),
    Question(
        "09.where-weights-are",
        "784-256-256-10: where do most of the 269,322 parameters sit?",
        (
            Option("In the output layer", "It has 10 · 256 weights and 10 biases: 2,570, the fewest of all."),
            Option("In the second layer, the one in the middle", "256 · 256 + 256 = 65,792: a quarter."),
            Option(
                "In equal parts in all three", "Parameters follow inputs times outputs, which differ much."
            ),
            Option(
                "In the first layer, between the pixels and the units",
                "256 · 784 + 256 = 200,960, three quarters. Each pixel has a weight to each unit.",
                right=True,
            ),
        ),
    ),
    Question(
        "09.confusion-row",
        "In the confusion matrix, the row of the true 8 has a 2 in the column of 1. What does that say?",
        (
            Option("Two ones were taken for eights", "That would stand in the row of 1, column of 8."),
            Option(
                "Two eights were taken for ones",
                "Rows are what is true, columns what was answered.",
                right=True,
            ),
            Option("Two per cent of all eights are wrong", "The cells count digits. Shares need a division."),
            Option("8 and 1 have been swapped twice", "One cell tells one direction only."),
        ),
    ),
    Question(
        "09.resume",
        "You interrupt train.fit in epoch 4 and call it again with resume=history and epochs=8. What "
        "happens?",
        (
            Option("It trains eight more epochs", "epochs says where to stop, not how many to add."),
            Option(
                "It begins again with random weights", "The weights live in the model, and it keeps them."
            ),
            Option(
                "It goes on where it stopped, to the end of epoch 8",
                "The history knows the epoch and the batch, and the order of the digits depends on seed and "
                "epoch alone. The end is the same as without the interruption.",
                right=True,
            ),
            Option(
                "It goes on, but with other weights than without the interruption",
                "It would if the shuffling depended on the moment. It depends on seed and epoch.",
            ),
        ),
    ),
    Question(
        "09.letter",
        "You draw the letter A on the pad. What does the network say?",
        (
            Option(
                "Nothing: it refuses",
                "There is no way to refuse among ten scores. One is always the largest.",
            ),
            Option(
                "One of the ten digits, often with a high probability",
                "The softmax shares 1 among ten digits. It says which digit is likeliest if it is one.",
                right=True,
            ),
            Option(
                "Each digit with probability 0.1", "Only if all ten scores were equal, which ink prevents."
            ),
            Option(
                "An error is raised", "28×28 pixels are 28×28 pixels. The network cannot tell letters apart."
            ),
        ),
    ),
    Question(
        "09.more-units",
        "Which change would make the network read digits anywhere in the picture, without learning every "
        "position anew?",
        (
            Option("More hidden units", "They make room for more positions, but each must still be learned."),
            Option("More epochs on the same digits", "What is not in the data is not learned in any epoch."),
            Option(
                "The same small set of weights, used at every position",
                "Then what is learned in one place is known in all. That is a convolution, in chapter 11.",
                right=True,
            ),
            Option(
                "Another learning rate", "It changes how fast the weights are found, not what they can be."
            ),
        ),
    ),
)
