"""Chapter 18: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "18.deeper",
        "A plain network of 8 layers learns the digits. You build another one of 44 layers, with the same "
        "kinds of layers, the same data and as many epochs. What becomes of its loss on the digits that it "
        "learns from?",
        (
            Option(
                "Lower: it can do more",
                "It can, as a copy of the small one shows. But training does not find what it could do.",
            ),
            Option("About the same", "With 20 layers that is so. With 44 it is not."),
            Option(
                "Lower, but on new digits it does worse: it learns them by heart",
                "That would be overfitting, and a fine thing to cure. Here not even learning by heart works.",
            ),
            Option(
                "Much higher",
                "It fails at the very digits that it is shown. Too many layers, and training itself breaks.",
                right=True,
            ),
        ),
    ),
    Question(
        "18.first-gradient",
        "The plain network of 44 layers has batch normalisation and He's weights. Before any training, one "
        "batch goes through and back. Compare the gradient of the first convolution with that of the last.",
        (
            Option(
                "Far smaller: it vanishes on the way back",
                "So it would without normalisation. With it, every layer's outputs have variance 1.",
            ),
            Option(
                "About the same",
                "In a residual network, nearly. In the plain one it is hundreds of times off.",
            ),
            Option(
                "Far larger, by a factor of more than 50",
                "Each normalised ReLU layer makes a backward signal a little longer, and 43 of them a lot.",
                right=True,
            ),
            Option("Both are zero before training", "Random weights have gradients like any others."),
        ),
    ),
    Question(
        "18.lesion",
        "A residual network of 20 layers reads digits well. You take one whole block out of the trained "
        "network, two convolutions, and train nothing anew. How many of the test digits does it still read, "
        "if the block that matters least is taken?",
        (
            Option(
                "Nearly all of them",
                "The other blocks still add their changes to what flows past. One voice is missing.",
                right=True,
            ),
            Option("About half", "For that you have to take out several."),
            Option(
                "About one in ten, as by guessing",
                "That happens where each layer lives off the one before. A shortcut goes round the gap.",
            ),
            Option("None: shapes no longer fit", "Inside a stage a block gives the shape that it takes."),
        ),
    ),
    Question(
        "18.gate-cost",
        "Squeeze and excitation puts two small dense layers into each of the 16 blocks of ResNet-50. What "
        "grows more, in per cent: the parameters or the multiply-adds?",
        (
            Option(
                "The parameters: by about 10 per cent, against less than 0.1",
                "A gate's weights work once a picture. A convolution's work at every pixel.",
                right=True,
            ),
            Option(
                "The multiply-adds: by about 10 per cent, against less than 0.1", "It is the other way round."
            ),
            Option("Both by about 10 per cent", "A dense layer multiplies with each weight only once."),
            Option("Both by less than 1 per cent", "2.5 million weights more are a tenth of 25.6 million."),
        ),
    ),
    Question(
        "18.paths",
        "A bottleneck has 256 channels outside and one path 64 wide. You cut it into 32 parallel paths, at "
        "the same number of weights. How wide are all paths together?",
        (
            Option("64, as before: 32 paths of 2", "Then it would need far fewer weights than before."),
            Option(
                "128: 32 paths of 4",
                "The 3×3 of a path reads only 4 channels, and the weights that saves pay for more width.",
                right=True,
            ),
            Option("32: one channel each", "That would be cheaper, too."),
            Option("2,048: 32 paths of 64", "That would cost 32 times as much."),
        ),
    ),
    Question(
        "18.winner",
        "Six kinds of block, 20 layers each, at equal cost, learn the digits five times from other seeds. "
        "Which kind reads most test digits?",
        (
            Option(
                "Squeeze and excitation: it is the newest",
                "On ImageNet it wins. Here its dots lie among the others.",
            ),
            Option(
                "The plain one: it is the simplest",
                "At 20 layers it arrives, too, but not before the others.",
            ),
            Option(
                "The bottleneck with 8 paths",
                "Its mean is the highest by a digit or so, which is less than luck does.",
            ),
            Option(
                "It cannot be told: seeds of one kind differ by more than the kinds",
                "The kinds' means lie within two of 355 digits, and seeds of one kind within three to six.",
                right=True,
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "18.degradation",
        "A plain network of 56 layers has a higher training error than one of 20. Which explanation is "
        "ruled out by that alone?",
        (
            Option(
                "Overfitting",
                "Learning by heart makes the training error small. Here it is the one that is large.",
                right=True,
            ),
            Option(
                "Gradients that tell the first layers little",
                "That is one of the reasons, as section 2 shows.",
            ),
            Option("Too few epochs", "More of them do help a little, so this alone does not rule it out."),
            Option("A bad start", "A start that copies the small network would repair it, so it fits well."),
        ),
    ),
    Question(
        "18.identity",
        "All convolutions of a residual block have weight zero. What does the block give for an input that "
        "came out of a ReLU?",
        (
            Option("Zero", "F(x) is zero, but x is added to it."),
            Option(
                "Its input",
                "relu(x + 0) = x, since x is not negative. To do nothing is easy for such a block.",
                right=True,
            ),
            Option("Twice its input", "Only if F had learned to be the identity, too."),
            Option("Noise", "Nothing here is random."),
        ),
    ),
    Question(
        "18.add-or-stack",
        "A block reads 24 maps and computes 12 new ones with dense connectivity. How many does it hand on?",
        (
            Option("12", "A plain layer would. The old maps are stacked with the new ones."),
            Option("24: they are added", "12 maps cannot be added to 24; that is ResNet, with as many."),
            Option(
                "36",
                "The old maps stay as they are, and the new ones stand behind them.",
                right=True,
            ),
            Option("288", "That is the number of 3×3 kernels."),
        ),
    ),
    Question(
        "18.groups",
        "A 3×3 convolution from 128 to 128 channels gets groups=32. What happens to its weights?",
        (
            Option("They stay as many", "Each kernel reads fewer channels now."),
            Option(
                "There are 32 times fewer",
                "Each of the 128 kernels reads 4 channels instead of 128: 128 · 4 · 9 = 4,608.",
                right=True,
            ),
            Option("There are 32 times more", "Groups cut connections, they add none."),
            Option("There are 1,024 times fewer", "Only inputs are cut; there are still 128 kernels."),
        ),
    ),
    Question(
        "18.gates",
        "A squeeze-and-excitation block sees two pictures in a batch. Which gates do they get?",
        (
            Option(
                "The same, learned once",
                "The weights are learned once. The gates are computed from the picture.",
            ),
            Option(
                "Each its own, one per channel, the same at every pixel",
                "Squeezed over height and width, computed for each picture, and multiplied with whole maps.",
                right=True,
            ),
            Option("Each its own, one per pixel", "The average has no pixels any more."),
            Option("The mean of both", "The squeeze runs over pixels, not over pictures."),
        ),
    ),
    Question(
        "18.equal-cost",
        "Somebody shows that a new block beats ResNet's by one point. What do you ask first?",
        (
            Option(
                "Whether both cost the same, and how far two seeds of one network lie apart",
                "Without that you cannot tell the idea from more weights, nor either from luck.",
                right=True,
            ),
            Option("Whether it has more layers", "Layers alone are no measure: 121 layers can be cheap."),
            Option("Nothing: one point is one point", "Two seeds of the same network can differ by as much."),
            Option("Whether the training error fell, too", "A good question, but the second one."),
        ),
    ),
    Question(
        "18.front",
        "In the chart of accuracy against operations, VGG-16 lies far right of ResNet-18 and only a little "
        "above. Which conclusion holds?",
        (
            Option("VGG-16 is useless", "Its features were loved for years, and are still used."),
            Option(
                "For nearly the same accuracy it pays 8 times the multiply-adds",
                "15.5 against 1.8 thousand million, for less than 2 points more.",
                right=True,
            ),
            Option(
                "It takes 8 times as long", "Operations are not seconds; memory and parallel work count, too."
            ),
            Option(
                "Residual networks are more accurate because they cost less", "The chart shows no causes."
            ),
        ),
    ),
)
