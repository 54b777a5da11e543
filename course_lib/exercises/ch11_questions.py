"""Chapter 11: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "11.highest",
        "The filter [[0, 2, 3], [2, 4, 1], [0, 3, 0]] was made for a cross. Three 3x3 patches: a cross of "
        "five ones, an L-like shape of four ones, and nine ones. Which gets the highest sum of products?",
        (
            Option(
                "The cross",
                "It is what the filter looks for, and it does get 12. But another patch collects the same "
                "weights and more.",
            ),
            Option(
                "The L-like shape",
                "It touches four weights, 0 + 2 + 4 + 3 = 9: less than the cross.",
            ),
            Option(
                "The nine ones",
                "They collect every weight of the filter, 15 in all. A plain sum rewards ink, not likeness.",
                right=True,
            ),
            Option("The cross and the nine ones draw", "They would if all weights off the cross were 0."),
        ),
    ),
    Question(
        "11.sixth",
        "A picture, row by row: 1001, 1010, 1100, 0101. A filter [[-1, 2], [4, -2]] with bias 1 slides over "
        "it, row by row. The first five outputs are 4, -1, 7, 2, 7. What is the sixth?",
        (
            Option(
                "6",
                "So it stands on the slide. Lay the filter on rows 2 and 3, columns 3 and 4.",
            ),
            Option(
                "0",
                "The window is [[1, 0], [0, 0]], and -1 times 1 plus the bias 1 is 0. The slide's 6 must be "
                "a slip of printing.",
                right=True,
            ),
            Option("-1", "That is the sum of products alone. The bias of 1 is still to come."),
            Option("4", "That is the window [[1, 0], [1, 0]] of the first position."),
        ),
    ),
    Question(
        "11.fit",
        "A 3x3 filter with stride 3 on a 7x7 picture, without padding: (7 - 3)/3 + 1 = 2.33. What does a "
        "framework do?",
        (
            Option(
                "It raises an error",
                "The slide would have it so: 'cannot apply'. No common framework minds.",
            ),
            Option(
                "It makes a 2x2 map, and the last row and column are never read",
                "It rounds down without a word. What the last row shows does not exist for this layer.",
                right=True,
            ),
            Option(
                "It makes a 3x3 map, with zeros added at the edge",
                "Only if you ask for it: padding='same' in Keras makes ceil(7 / 3) = 3 of it.",
            ),
            Option("It makes a 2x2 map by blending between pixels", "No layer interpolates on its own."),
        ),
    ),
    Question(
        "11.tied",
        "A 3x3 kernel on a 6x6 picture is a matrix of 16 rows and 36 columns. How many different numbers, "
        "apart from 0, can stand in it?",
        (
            Option("576", "That is how many entries it has. Most of them are 0."),
            Option("144", "Sixteen rows with nine entries each. But each row holds the same nine."),
            Option(
                "9",
                "Every row holds the nine weights of the kernel once, each time in other columns.",
                right=True,
            ),
            Option("36", "That is one row, and in it only nine entries are not 0."),
        ),
    ),
    Question(
        "11.moved",
        "You move the picture three pixels to the right, and let the same kernel slide over it. What happens "
        "to the map?",
        (
            Option(
                "Nothing: convolution does not care where things are",
                "The map says where things are. A map that did not care would be of no use to find them.",
            ),
            Option(
                "It moves three pixels to the right as well",
                "What is found is found again, in the new place: 'equivariant'. Only the edge may differ.",
                right=True,
            ),
            Option(
                "It changes all over, as in the network of chapter 09",
                "There each place had weights of its own. Here the same weights meet the same pixels, only "
                "elsewhere.",
            ),
            Option("It moves three pixels to the left", "The kernel meets the pattern where the pattern is."),
        ),
    ),
    Question(
        "11.see",
        "Layers of 3x3, stride 1, one upon another. How many does it take until one output sees a whole "
        "picture 224 pixels wide?",
        (
            Option("8", "That would do if the field doubled with each layer. It does with strides of 2."),
            Option(
                "75", "224 / 3, as if windows lay side by side. They overlap: a layer adds only 2 pixels."
            ),
            Option(
                "112",
                "1 + 2 L = 224 asks for L = 111.5. Hence strides and pooling, or dilation.",
                right=True,
            ),
            Option("224", "That is one pixel a layer. A 3x3 window adds one on either side."),
        ),
    ),
    Question(
        "11.wiring",
        "Three layers learn the same 3x3 filter from 40 small noisy examples: dense, local (each output its "
        "own nine weights), shared (nine weights). Which one is best on new pictures?",
        (
            Option(
                "Dense: it can represent everything the others can",
                "It can, and a great deal else. With 40 examples it has no way to tell which.",
            ),
            Option(
                "Local: freedom where it is needed",
                "Better than dense. But each unit sees only 40 windows, while the shared kernel sees all of "
                "them.",
            ),
            Option(
                "Shared: it has the fewest weights and the most windows to learn from",
                "Every position of every picture teaches the same nine numbers.",
                right=True,
            ),
            Option("No difference", "Not on the pictures they have seen. New ones tell them apart."),
        ),
    ),
)

QUIZ = (
    Question(
        "11.q-weights",
        "Ten 5x5 kernels on a colour picture of 32x32. How many numbers does this layer learn?",
        (
            Option(
                "250", "5 x 5 x 10 leaves out the depth: each kernel has a slice for each of three colours."
            ),
            Option("750", "These are the weights. Each kernel has a bias too."),
            Option("760", "10 x (5 x 5 x 3 + 1). The size of the picture does not enter.", right=True),
            Option(
                "786,432 and more",
                "256 dense units on 3,072 values cost that. Here the same 75 weights serve every position.",
            ),
        ),
    ),
    Question(
        "11.q-depth",
        "A layer makes 6 maps. The next one has 5x5 kernels. How deep is each of them?",
        (
            Option("1", "Then each would look at one map alone. It looks at all of them."),
            Option("3", "Only the first layer reads three colours. The slide's '5x5x3' holds there alone."),
            Option("5", "That is its height and width, not its depth."),
            Option("6", "One slice for each incoming map, and their sums are added.", right=True),
        ),
    ),
    Question(
        "11.q-same",
        "Which padding keeps the size, for a 4x4 kernel with stride 1?",
        (
            Option("1", "n + 2 - 4 + 1 = n - 1: one too few."),
            Option("2", "n + 4 - 4 + 1 = n + 1: one too many."),
            Option(
                "No border of the same width on all sides does",
                "(4 - 1)/2 = 1.5. You need one cell more on one side than on the other.",
                right=True,
            ),
            Option("3", "n + 6 - 4 + 1 = n + 3. This is the border in which every overlap counts."),
        ),
    ),
    Question(
        "11.q-shared-gradient",
        "A kernel of 3x3 slides over 26x26 positions. How does each of its weights get its gradient?",
        (
            Option(
                "From the position with the largest output",
                "That would be max pooling's way. Here every output was made with this weight.",
            ),
            Option(
                "As the sum over all 676 positions",
                "It was used 676 times; the chain rule sums over all paths.",
                right=True,
            ),
            Option("As the mean over all positions", "The chain rule adds. Nothing divides by 676."),
            Option(
                "Each position has its own gradient, and they are kept apart",
                "Then the weights would drift apart, and no longer be shared.",
            ),
        ),
    ),
    Question(
        "11.q-flip",
        "With stride 1, the gradient for the input is again a correlation. With which kernel?",
        (
            Option("The same one", "A pixel meets the last weight in the first window that reaches it."),
            Option(
                "The kernel turned by 180 degrees, with a wide border around the gradient",
                "A pixel meets the weights in reverse order. In the matrix this is the transpose.",
                right=True,
            ),
            Option("The kernel mirrored left to right only", "Rows are met in reverse order as well."),
            Option("Its inverse", "A gradient undoes nothing. It says who had how large a share."),
        ),
    ),
    Question(
        "11.q-position",
        "'Convolution detects features in a position-independent manner.' What is true of one layer?",
        (
            Option("Its output does not depend on where the feature is", "Its output is a map of just that."),
            Option(
                "The response is the same wherever the feature is, and appears there",
                "Equivariance. Independence of the place comes with pooling, in chapter 12.",
                right=True,
            ),
            Option(
                "It recognises a feature in any size and at any angle", "Shared over places, not over sizes."
            ),
            Option("It holds for strides as well, pixel by pixel", "Only for shifts by whole strides."),
        ),
    ),
    Question(
        "11.q-field",
        "Two 3x3 layers, the first with stride 2. How wide is the receptive field of one output?",
        (
            Option("5", "So it is with stride 1. Here a step of the second layer is two pixels long."),
            Option("6", "The overlap is missed: 1 + 2 + 2 x 2."),
            Option("7", "1 + 2 from the first layer, + 2 x 2 from the second.", right=True),
            Option("9", "3 x 3 would be windows side by side. They overlap."),
        ),
    ),
)
