"""Chapter 10: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "10.overflow",
        "Two pixels, stored as 8-bit numbers: 200 and 100. You add them in NumPy as they are. "
        "What comes out?",
        (
            Option("300", "Eight bits count to 255. There is no place to keep 300."),
            Option("255", "Many picture programs stop at white. NumPy does not: nobody told it about light."),
            Option(
                "44",
                "300 − 256 = 44: past 255 the count begins again at 0, and no warning is given. "
                "Turn pixels into floats before you calculate.",
                right=True,
            ),
            Option("An error", "An error would be kind. Whole arrays wrap round in silence."),
        ),
    ),
    Question(
        "10.moved",
        "A digit of 8×8 pixels moves to the right by one pixel. Compare the two arrays, number by number, "
        "with the sum of squared differences. Is the moved digit closer to itself, or is some other "
        "digit, of "
        "another class, closer?",
        (
            Option(
                "Closer to itself: it is the same digit",
                "To you it is. Number by number, nearly every stroke now stands where paper was.",
            ),
            Option(
                "Some other digit is closer, nearly always",
                "Strokes are one or two pixels wide. Moved by one, they hardly meet themselves.",
                right=True,
            ),
            Option(
                "About even",
                "It would be if digits were a few pixels wide in every stroke. These are thin.",
            ),
        ),
    ),
    Question(
        "10.shuffled",
        "You shuffle the 64 pixels of every digit, all in the same way, and train a dense network on these "
        "pictures of noise. How well does it read the (shuffled) test digits?",
        (
            Option(
                "As well as before",
                "Each unit adds up 64 weighted pixels, and a sum does not mind the order of its terms. "
                "The network never knew which pixels were neighbours.",
                right=True,
            ),
            Option(
                "Worse, but better than guessing",
                "You would do worse. The network loses nothing: every pixel keeps its own weight.",
            ),
            Option(
                "It guesses: about 10%",
                "All the information is still there, only in another order, the same for each picture.",
            ),
        ),
    ),
    Question(
        "10.impossible",
        "The third drawing cannot exist in space. A detector that looks at 5×5 pixels at a time walks over "
        "it. Where does it find something wrong?",
        (
            Option("At the three corners", "Each corner alone is a perfectly good corner of a wooden beam."),
            Option(
                "Nowhere",
                "Every small window shows a plain edge or a plain corner. What is wrong is how they fit "
                "together, and no small window sees that.",
                right=True,
            ),
            Option("In the middle", "The middle is empty paper, as in many possible figures."),
            Option(
                "Everywhere",
                "Then no edge would look like an edge. Cover all but a small part, and it looks fine.",
            ),
        ),
    ),
    Question(
        "10.turned",
        "The worked example answers 2. Now the Sobel kernel is turned by 180°, as the convolution of "
        "mathematics has it, and laid on the same 3×3 picture. What does it answer?",
        (
            Option("2, as before", "That holds for kernels that look the same when turned, such as a blur."),
            Option(
                "−2",
                "Turned by 180°, left and right change places, so each weight of this kernel meets its "
                "negative. The same question with the opposite sign.",
                right=True,
            ),
            Option("0", "It would if left and right of the picture were equally bright."),
            Option(
                "Something else, 3 perhaps",
                "Turning only moves the nine weights: −1 and 1 swap, and so do −2 and 2.",
            ),
        ),
    ),
    Question(
        "10.saturate",
        "A kernel of nine ones, as printed on both slides, walks over a photograph with grey levels "
        "from 0 to "
        "255. A screen shows everything above 255 as white. What do you see?",
        (
            Option(
                "A blurred photograph",
                "Divide by 9 and you do. As printed, every answer is nine times as large.",
            ),
            Option(
                "White nearly everywhere",
                "From a mean brightness of 29 on, nine times it is past 255. Only the darkest places "
                "are not "
                "white.",
                right=True,
            ),
            Option("Black nearly everywhere", "Nine times a number above 0 is larger, not smaller."),
            Option("Only the edges", "A kernel that finds edges has negative weights too."),
        ),
    ),
    Question(
        "10.flat-line",
        "The slide's vertical line detector has −1, 1, −1 in each of three rows. What does it answer on "
        "a flat "
        "sky of brightness 100?",
        (
            Option("0: there is no line", "It should. For that, its weights would have to sum to 0."),
            Option("100", "The weights would have to sum to 1, as those of the sharpening kernel do."),
            Option(
                "−300",
                "Its weights sum to −3. A bright sky with a faint line can answer less than a dark ground "
                "without one.",
                right=True,
            ),
            Option("300", "The size is right. But six weights are −1 and only three are 1."),
        ),
    ),
    Question(
        "10.bar",
        "A simple cell looks for a vertical bar in the middle of its field. The bar moves aside by two "
        "pixels; "
        "it is three wide. What do the simple cell and the complex cell above it answer?",
        (
            Option(
                "Both answer as before",
                "The simple cell has a negative band beside its positive one, and the bar now stands in it.",
            ),
            Option(
                "The simple cell falls silent, the complex cell answers as before",
                "The bar has left one simple cell's place and entered another's. The complex cell "
                "listens to "
                "both.",
                right=True,
            ),
            Option(
                "Both fall silent",
                "The complex cell takes the strongest of many simple cells, each with a place of its own.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "10.shape",
        "You load a colour photograph as an array of shape (427, 640, 3). What is `picture[:, :, 0]`?",
        (
            Option("Its first row", "The first axis counts rows: that would be `picture[0]`."),
            Option(
                "A picture of 427×640 numbers: how much red each pixel has",
                "The last axis holds the three colours, and 0 is red.",
                right=True,
            ),
            Option("The colour of the first pixel", "One pixel is `picture[0, 0]`, three numbers."),
            Option(
                "A red photograph of shape (427, 640, 3)",
                "Taking one of three leaves two axes. To show it in red, two planes of zeros must be added.",
            ),
        ),
    ),
    Question(
        "10.levels",
        "How many different colours can one pixel have, with 8 bits for each of red, green and blue?",
        (
            Option(
                "768", "3 × 256 counts levels. Each level of red goes with each of green and each of blue."
            ),
            Option("65,536", "256² is right for two colours."),
            Option("16,777,216", "256³ = 2²⁴.", right=True),
            Option("256", "That is one grey picture, or one of the three planes."),
        ),
    ),
    Question(
        "10.sum-one",
        "A kernel's weights sum to 1. What follows for certain?",
        (
            Option(
                "It blurs",
                "Sharpening kernels sum to 1 as well: 5 in the middle and four times −1.",
            ),
            Option("No answer leaves 0 to 255", "Negative weights overshoot: sharpening does at every edge."),
            Option(
                "A flat area keeps its brightness",
                "There all pixels are b, and b times the sum of the weights is b.",
                right=True,
            ),
            Option(
                "It finds edges", "An edge finder should answer 0 on flat areas, so its weights sum to 0."
            ),
        ),
    ),
    Question(
        "10.light",
        "A cloud passes and every pixel becomes 40 darker. Whose answers do not change at all?",
        (
            Option(
                "Those of kernels whose weights sum to 0",
                "The answer changes by −40 times the sum of the weights.",
                right=True,
            ),
            Option(
                "Those of kernels whose weights sum to 1", "They follow the light: every answer falls by 40."
            ),
            Option("Those of every kernel", "A blurred picture of a darker scene is darker."),
            Option(
                "Those of no kernel",
                "Some ask only for differences between pixels, and these stay.",
            ),
        ),
    ),
    Question(
        "10.sharpen",
        "The sharpening kernel (5 in the middle, four times −1) is the identity kernel minus another "
        "one of this "
        "chapter. Which?",
        (
            Option("The blur", "Identity minus blur would have 8/9 in the middle and −1/9 around it."),
            Option("Emboss", "Emboss is not symmetric; the difference would not be either."),
            Option(
                "The edge detector",
                "1 − (−4) = 5 in the middle, 0 − 1 = −1 beside it: the picture minus its Laplacian.",
                right=True,
            ),
            Option("The corner detector", "Its nine cells are all 1 or −1, and here four cells are 0."),
        ),
    ),
    Question(
        "10.conv",
        "`conv2d` in every framework lays the kernel on without turning it. What is the harm of calling "
        "that "
        "convolution?",
        (
            Option(
                "Networks learn worse",
                "A learned kernel comes out turned, that is all. The answers are the same.",
            ),
            Option(
                "None for a learned kernel; for a given one that is not symmetric you must know which "
                "is meant",
                "Emboss would press its letters in instead of raising them.",
                right=True,
            ),
            Option(
                "None, ever", "Try Sobel or emboss turned round: the sign or the side of the light changes."
            ),
            Option("Edges are no longer found", "They are found, with the sign the other way round."),
        ),
    ),
    Question(
        "10.hypercomplex",
        "A bar under a hypercomplex (end-stopped) cell grows longer and longer. What does the cell answer?",
        (
            Option("More and more", "So does a simple cell, until the bar leaves its field."),
            Option(
                "More at first, then less, at last nothing",
                "Once the bar reaches the cells beyond both ends, they hold it back.",
                right=True,
            ),
            Option(
                "Always the same",
                "A complex cell is indifferent to place, and no cell here to a short bar's length.",
            ),
            Option(
                "Nothing at first, then more and more", "It answers to short bars best: the other way round."
            ),
        ),
    ),
)
