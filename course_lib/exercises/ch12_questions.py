"""Chapter 12: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "12.largest",
        "One 2x2 window holds 3, 8, 5 and 2. Max, average and L2 pooling each make one number of it. Which "
        "number is the largest?",
        (
            Option(
                "That of max pooling", "8 is the largest entry, but L2 adds the other three squares to 64."
            ),
            Option("That of average pooling", "An average lies between the smallest and the largest entry."),
            Option(
                "That of L2 pooling",
                "The root of 9 + 64 + 25 + 4 is about 10.1. L2 sums, it does not choose.",
                right=True,
            ),
            Option("They are all the same", "Only where a single entry differs from 0 do max and L2 agree."),
        ),
    ),
    Question(
        "12.blame",
        "Backwards through 2x2 max pooling of a 4x4 map: each of the four outputs has dL/dy = 1. How many of "
        "the 16 inputs get a gradient that is not 0?",
        (
            Option("All 16, a quarter each", "That is average pooling: there every entry has a say."),
            Option(
                "4: one in each window",
                "A small change of a loser changes nothing. Only the winner of a window moves the output.",
                right=True,
            ),
            Option(
                "12: the losers, since they must improve", "The gradient of an entry that is not read is 0."
            ),
            Option("None: a maximum has no derivative", "Only where two are equal. There a rule decides."),
        ),
    ),
    Question(
        "12.one-pixel",
        "You find edges in a digit, and pool the edge maps with 2x2 windows. Now the digit moves by one "
        "pixel, half a window. How much of the pooled maps changes?",
        (
            Option(
                "Nothing: pooling does not care where a feature lies",
                "Only if every maximum stayed inside its window. About half of them leave it.",
            ),
            Option(
                "Less than of the unpooled maps, but still a good part",
                "Half of the strongest edges cross into the next window. Pooling softens a shift, no more.",
                right=True,
            ),
            Option(
                "As much as of the unpooled maps",
                "Some maxima do stay in their window, and wide edges are strong on both sides of it.",
            ),
            Option(
                "More: the windows cut through the edges",
                "A maximum of several values never moves further than the values do.",
            ),
        ),
    ),
    Question(
        "12.most-weights",
        "LeNet-5 has 60,000 trainable parameters. Which layer holds most of them?",
        (
            Option("C1, which sees the picture", "Six kernels of 5x5 and six biases: 156."),
            Option("S2 and S4, the pooling layers", "They have two parameters per map: 12 and 32."),
            Option("C3 with its 60 kernels", "60 kernels of 25 weights, and 16 biases: 1,516."),
            Option(
                "C5, which sees all that is left",
                "120 units on 16 maps of 5x5: 48,120. What connects everything costs most.",
                right=True,
            ),
        ),
    ),
    Question(
        "12.shuffled",
        "You shuffle the 784 pixels, in the same way in every picture, and train two networks on that: one "
        "convolutional, one fully connected. Which of them suffers?",
        (
            Option(
                "Both: nobody can read such pictures",
                "You cannot. A dense layer has no idea of neighbours, so it loses nothing.",
            ),
            Option(
                "Neither: every pixel is still there",
                "All the numbers are there, but a kernel of 5x5 no longer sees a piece of a stroke.",
            ),
            Option(
                "Only the convolutional one",
                "It is built on the idea that neighbours belong together. Shuffling makes that false.",
                right=True,
            ),
            Option(
                "Only the fully connected one",
                "It reads a list of numbers, in whatever order, if it is always the same one.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "12.no-parameters",
        "A feature map of 16x13x13 goes through 2x2 max pooling with stride 2. What comes out, and with how "
        "many weights?",
        (
            Option(
                "16x6x6, no weights",
                "floor((13 - 2) / 2) + 1 = 6. The last row and column are unread.",
                right=True,
            ),
            Option(
                "16x7x7, no weights", "Only if windows may reach over the border (ceil_mode in the library)."
            ),
            Option("8x6x6, no weights", "Pooling works on each map by itself: 16 go in, 16 come out."),
            Option("16x6x6, 64 weights", "A maximum has nothing to learn."),
        ),
    ),
    Question(
        "12.invariance",
        "What does max pooling with 2x2 windows and stride 2 give exactly, for every picture?",
        (
            Option(
                "The same output after any shift",
                "A shift by one pixel carries about half of the strokes into other windows.",
            ),
            Option(
                "An output that shifts by 1 when the picture shifts by 2",
                "Each window then holds what its neighbour held. Only at the edge something new comes in.",
                right=True,
            ),
            Option(
                "The same output after small rotations", "Entries leave their windows as with any other move."
            ),
            Option("The same output after scaling", "A feature twice as large lies in other windows."),
        ),
    ),
    Question(
        "12.names",
        "A slide lists LeNet-5's pooling layers as S1 and S4. What is wrong?",
        (
            Option("Nothing", "Then C1 and S1 would both be the first layer."),
            Option("They should be S1 and S2", "The number counts all layers, not those of one kind."),
            Option(
                "They are S2 and S4: layers are numbered through",
                "C1, S2, C3, S4, C5, F6. The letter says what it does, the number where it stands.",
                right=True,
            ),
            Option(
                "LeNet-5 has no pooling", "It has two layers that average, with a weight and a bias per map."
            ),
        ),
    ),
    Question(
        "12.fewer",
        "You put a 2x2 pooling layer after a convolution. Where does the number of parameters fall?",
        (
            Option("In this convolution", "Its kernels are the same, whatever comes after it."),
            Option("In the next convolution", "A kernel's size does not depend on the size of the maps."),
            Option(
                "In the first dense layer after it",
                "It has a weight for every number that is left, and a quarter is left.",
                right=True,
            ),
            Option("Nowhere", "It does, but only where something is connected to every place."),
        ),
    ),
    Question(
        "12.84",
        "Why does F6 have 84 units?",
        (
            Option("It was the best of many sizes", "It was set by the output, not by trial."),
            Option(
                "84 = 7 · 12: each class is a small picture of 7x12 pixels",
                "The output measures how far F6 is from ten such pictures, and the nearest one wins.",
                right=True,
            ),
            Option("It is 120 · 0.7", "A coincidence: 120 is the number of maps of C5."),
            Option("One unit for each pair of digits", "There are 45 pairs."),
        ),
    ),
    Question(
        "12.c5",
        "C5 is called a convolution. Its kernels are 5x5, and so are the maps that come in. What else is it?",
        (
            Option("A pooling layer", "It has 48,120 weights to learn."),
            Option(
                "A dense layer, as long as the picture has this size",
                "There is one place for the kernel. On larger pictures it would slide like any other.",
                right=True,
            ),
            Option("A flatten", "Flattening computes nothing."),
            Option(
                "An error of the slide", "The paper names it so, and says why: larger inputs make it slide."
            ),
        ),
    ),
    Question(
        "12.same-accuracy",
        "In section 6, the network without pooling reads as well as the one with it. What is pooling for?",
        (
            Option(
                "Nothing at all", "Look at the price: eighteen times the parameters, several times the work."
            ),
            Option(
                "It brings the same answer at a fraction of the cost",
                "Fewer numbers to connect and to compute. The tolerance comes mostly from shared weights.",
                right=True,
            ),
            Option(
                "It makes the network invariant to shifts", "Then it would have read moved digits better."
            ),
            Option("It adds non-linearity, which was missing", "ReLU had done that in both networks."),
        ),
    ),
)
