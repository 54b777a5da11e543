"""Chapter 17: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "17.chance",
        "A machine names five of the 1,000 classes at random. What is its top-5 error?",
        (
            Option("0.5%", "That is how often it scores. The error is the rest."),
            Option("50%", "Right for ten classes: five guesses are half of them. Here there are 1,000."),
            Option("95%", "Five guesses cover 5 in 1,000 classes, not 5 in 100."),
            Option("99.5%", "It scores 5 times in 1,000, so it misses 995 times.", right=True),
        ),
    ),
    Question(
        "17.where",
        "96 in 100 of AlexNet's parameters belong to its three dense layers. What share of the multiply-adds "
        "is theirs?",
        (
            Option(
                "96 in 100, as every multiply-add needs a weight", "It does, but a weight can serve often."
            ),
            Option("About half", "Each dense weight is used once a picture. How often is one of conv1 used?"),
            Option(
                "About 8 in 100",
                "A dense weight works once a picture, a weight of conv1 at 3,025 places.",
                right=True,
            ),
            Option("Nothing that could be measured", "58.6 million out of 724 million can be seen well."),
        ),
    ),
    Question(
        "17.stripes",
        "A picture of stripes, one every 5 pixels. A convolution with a well-fitting kernel looks at every "
        "4th pixel only. What does its map show?",
        (
            Option("Stripes every 5 pixels, as before", "A map with steps of 4 has no room for them."),
            Option(
                "Stripes that seem to lie 20 pixels apart",
                "Each step of 4 is 4/5 of a stripe: it looks like a fifth of a stripe backwards.",
                right=True,
            ),
            Option("Nothing: such stripes are lost", "They would be, after a blur. A step does not blur."),
            Option("Grey noise", "What comes out is perfectly regular, and wrong."),
        ),
    ),
    Question(
        "17.googlenet",
        "GoogLeNet has about nine times fewer parameters than AlexNet. How many multiply-adds does it need "
        "for a picture?",
        (
            Option(
                "About nine times fewer", "It saved on weights that are used once: those of dense layers."
            ),
            Option("About half as many", "It has 22 layers deep, and most work on maps of 14×14 and larger."),
            Option(
                "More than twice as many",
                "1.58 thousand million against 0.72. Its few weights are used at many places.",
                right=True,
            ),
            Option("As many: the pictures are of the same size", "The size is the same, the layers are not."),
        ),
    ),
)

QUIZ = (
    Question(
        "17.top-one-and-five",
        "A network's top-1 error is 0.30. What do you know about its top-5 error?",
        (
            Option("It is 0.30 / 5 = 0.06", "Nothing says that the true class is spread evenly."),
            Option(
                "It is at most 0.30",
                "Who is right with one guess is right with five. How far it falls depends on the network.",
                right=True,
            ),
            Option("It is at least 0.30", "More guesses can only help."),
            Option("Nothing at all", "The best guess is one of the five best."),
        ),
    ),
    Question(
        "17.memory",
        "Which layer of AlexNet takes the most memory for its weights?",
        (
            Option("conv1, with the largest kernels", "34,848 weights: 96 kernels of 11×11×3."),
            Option("conv3, the largest convolution", "884,736 weights, but that is not even a fortieth."),
            Option(
                "fc6, the first dense layer",
                "Each of 4,096 units reads all 9,216 numbers: 37.7 million weights, 151 MB.",
                right=True,
            ),
            Option("fc8, the one with 1,000 outputs", "4.1 million, a ninth of fc6."),
        ),
    ),
    Question(
        "17.groups",
        "A convolution gets groups=2, everything else stays. What happens to its weights?",
        (
            Option("Twice as many: two groups of kernels", "The number of kernels stays as it was."),
            Option(
                "Half as many: each kernel reads half of the maps",
                "As many kernels, each half as deep. That is how AlexNet was cut for two GPUs.",
                right=True,
            ),
            Option("As many: they are only sorted", "A kernel does not reach into the other group."),
            Option(
                "A quarter: half the kernels, half as deep", "Each group has half the kernels: whole again."
            ),
        ),
    ),
    Question(
        "17.flops",
        "A slide says 805 GFLOPS for Full HD. You count 898 thousand million multiply-adds a second. Your "
        "data sheet counts a multiply-add as two operations. What must the hardware offer at least?",
        (
            Option("805 GFLOPS", "The slide leaves out conv5, and counts two operations as one."),
            Option("898 GFLOPS", "Right for multiply-adds. The data sheet counts two for each."),
            Option(
                "1,796 GFLOPS", "2 · 898. Before you compare two numbers, ask what was counted.", right=True
            ),
            Option("449 GFLOPS", "Doubled is meant, not halved."),
        ),
    ),
    Question(
        "17.stride",
        "Why did Zeiler and Fergus take steps of 2 in the first layer, where AlexNet took 4?",
        (
            Option("To save time", "It costs more: four times as many places in the first map."),
            Option("To have fewer parameters", "The step does not change the number of weights."),
            Option(
                "Patterns finer than 8 pixels turn into false ones at steps of 4",
                "They had seen it in pictures of the second layer. Steps of 2 carry twice as fine a pattern.",
                right=True,
            ),
            Option("To see a larger part of the picture", "Larger steps see a larger part, sooner."),
        ),
    ),
    Question(
        "17.three-small",
        "Three 3×3 layers in the place of one 7×7, all from C maps to C maps. What changes?",
        (
            Option("Nothing: both see 7×7 pixels", "The field is the same. Count the weights: 27 C², 49 C²."),
            Option(
                "The same field, 45 in 100 fewer weights, two more ReLUs",
                "27/49 = 0.55, and something bent between the layers.",
                right=True,
            ),
            Option("A larger field", "1 + 3 · 2 = 7, as before."),
            Option("More weights, since there are more layers", "3 · 9 = 27 is less than 49."),
        ),
    ),
    Question(
        "17.narrow",
        "In the inception module a 1×1 convolution stands before the 5×5. What for?",
        (
            Option("To see more of the picture", "A 1×1 kernel sees one place."),
            Option("To make the map smaller", "Rows and columns stay. The number of maps falls."),
            Option(
                "So that the 5×5 reads few maps, and costs little",
                "From 192 maps to 16: the 5×5 layer has a twelfth of the weights.",
                right=True,
            ),
            Option("To undo the pooling", "The pooling is on another path."),
        ),
    ),
    Question(
        "17.ablation",
        "Without fc7 AlexNet has 16.8 million parameters fewer, and its error rises by 1.1 points. Without "
        "conv3 and conv4 it has 1.5 million fewer, and it rises by 3. What follows?",
        (
            Option("Depth never matters", "Both nets lost depth, and both became worse."),
            Option(
                "A parameter is not worth the same everywhere",
                "The few of the convolutions were worth more than ten times as many dense ones.",
                right=True,
            ),
            Option("Dense layers are useless", "The error did rise by 1.1 points, and without both by 5.7."),
            Option(
                "Depth alone decides", "The nets differ in size too. To say that, keep the size the same."
            ),
        ),
    ),
)
