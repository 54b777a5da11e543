"""Chapter 07: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "07.twenty-sigmoids",
        "A gradient of length 1 arrives at the end of 20 sigmoid layers of 30 units. How long is what "
        "reaches the first layer?",
        (
            Option(
                "About 1: each layer passes on what it gets",
                "A layer multiplies by its slopes, and those of a sigmoid are at most a quarter.",
            ),
            Option(
                "About 0.05: twenty layers share it",
                "They do not share, they multiply: the factors of twenty layers make one product.",
            ),
            Option(
                "About 0.000 001",
                "That would be a factor of one half per layer. The sigmoid's slope is a quarter at its best.",
            ),
            Option(
                "About 0.000 000 000 001",
                "A factor of about a quarter, twenty times: 4 to the power of −20 is close to 10 to the −12.",
                right=True,
            ),
        ),
    ),
    Question(
        "07.first-weights",
        "Twenty ReLU layers of 256 units, four rules for the initial weights. Which one brings the signal "
        "through at its own size?",
        (
            Option(
                "PyTorch's default: variance 1/(3 · inputs)",
                "A third, and the ReLU takes half of what is left: a sixth per layer. After 20 layers "
                "nothing is there.",
            ),
            Option(
                "The slide's: variance 1/outputs",
                "With as many outputs as inputs this keeps a linear layer's signal. The ReLU then halves it, "
                "20 times.",
            ),
            Option(
                "Glorot's: variance 2/(inputs + outputs)",
                "For square layers that is 1/inputs, made for tanh near its middle. It does not know that a "
                "ReLU throws half away.",
            ),
            Option(
                "He's: variance 2/inputs",
                "The 2 makes up for the half that a ReLU throws away, so each layer's factor is 1.",
                right=True,
            ),
        ),
    ),
    Question(
        "07.which-deep-net",
        "Five networks of 20 layers learn the digits, same data, same learning rate. Which is the best "
        "after four epochs?",
        (
            Option(
                "tanh with Glorot's weights",
                "It learns well. But every layer still has to hand the whole signal on to the next.",
            ),
            Option(
                "ReLU with He's weights",
                "Its gradient is large enough, and yet it comes in behind tanh here. The right size is not "
                "everything.",
            ),
            Option(
                "ReLU with shortcuts and PyTorch's default weights",
                "With the same weights a plain network learns nothing. With shortcuts signal and gradient "
                "have a free path.",
                right=True,
            ),
            Option(
                "ReLU with PyTorch's default weights",
                "After 20 such layers every digit looks the same, and no layer gets a gradient to speak of.",
            ),
        ),
    ),
    Question(
        "07.shift",
        "You add 100 to every score of a row. What does its softmax do?",
        (
            Option(
                "All probabilities grow",
                "They have to add up to 1, so they cannot all grow.",
            ),
            Option(
                "It becomes more certain",
                "Differences between scores decide how certain it is. Multiplying by 100 would sharpen them, "
                "adding does not.",
            ),
            Option(
                "Nothing",
                "e to the 100 stands in every term above and below, and cancels.",
                right=True,
            ),
        ),
    ),
    Question(
        "07.sure-and-wrong",
        "A sigmoid neuron says 0.0025, and the truth is 1. From which loss does it get the stronger push?",
        (
            Option(
                "From the squared error: it is nearly 1, as large as it gets",
                "The error is large, but it is multiplied by the sigmoid's slope, which is 0.0025 out there.",
            ),
            Option(
                "From the cross-entropy, about 200 times as strong",
                "Its slope for z is a − t, nearly −1. The squared error has 2(a − t) a(1 − a), about −0.005.",
                right=True,
            ),
            Option(
                "The same from both: the error is the same",
                "Equal errors, but the losses weigh them differently, and only one of them cancels the "
                "sigmoid's slope.",
            ),
        ),
    ),
    Question(
        "07.pretraining",
        "A lecture says that deep networks with random initial weights hardly train, and pre-trains layer by "
        "layer. Four hidden layers, all 1,442 labelled digits: what will you find?",
        (
            Option(
                "It holds for every network",
                "It holds for the sigmoid network of its time. ReLU, He's weights and Adam train from a "
                "random start without trouble.",
            ),
            Option(
                "It holds for the sigmoid network of 2006; a modern one from a random start does as well",
                "The problem was real, and pre-training solved it. Better initial weights, ReLU and better "
                "steps solved it more cheaply.",
                right=True,
            ),
            Option(
                "It was wrong from the beginning",
                "The sigmoid network from small random weights stays at one in ten: pure guessing. The claim "
                "was fair in its time.",
            ),
        ),
    ),
    Question(
        "07.by-hand",
        "Histograms of gradients, made by hand, with a linear classifier; or raw pixels with a hidden layer "
        "that learns its own features. Which reads more of the small 8×8 digits?",
        (
            Option(
                "The learned features, by far",
                "On a small set of small pictures a good idea built in by hand is hard to beat.",
            ),
            Option(
                "They come out about even",
                "Somebody knew that digits are strokes with directions; the network finds out for itself. Of "
                "355 test digits a handful decide, and that is no difference to speak of.",
                right=True,
            ),
            Option(
                "The hand-made features, by far",
                "They are good, but 1,442 digits are enough for a hidden layer to catch up.",
            ),
            Option(
                "Neither does much better than guessing",
                "Even ten straight cuts through raw pixels read more than nine in ten.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "07.tanh-range",
        "The slide says that tanh has gradients in the range (0, 1). What is the exact range of its slope?",
        (
            Option("(0, 1), as the slide says", "At z = 0 the slope is exactly 1, so the 1 belongs to it."),
            Option("(0, 1]", "1 − tanh² is 1 at z = 0 and falls towards 0 on both sides.", right=True),
            Option(
                "(−1, 1)", "That is the range of tanh itself. It only ever rises, so its slope is positive."
            ),
            Option("(0, 0.25]", "This is the sigmoid's."),
        ),
    ),
    Question(
        "07.move",
        "After one step of plain gradient descent the last layer's weights have changed a lot and the first "
        "layer's hardly at all. Why?",
        (
            Option(
                "A weight moves in proportion to its own derivative, and those of the first layer are tiny",
                "The step is η times the gradient, weight by weight. What does not feel the loss stays put.",
                right=True,
            ),
            Option(
                "The first layer has already learned its part",
                "After one step? Its derivative is small because it is multiplied through all later layers.",
            ),
            Option(
                "The optimiser updates the last layer first",
                "All weights are updated from one and the same backward pass.",
            ),
        ),
    ),
    Question(
        "07.he-784",
        "A layer has 784 inputs and 256 outputs and is followed by a ReLU. Which standard deviation does "
        "He's rule give its weights?",
        (
            Option(
                "0.0505",
                "√(2/784). The number of inputs counts, because they are what is added up.",
                right=True,
            ),
            Option("0.0625", "1/√256 is the slide's: outputs instead of inputs, and no 2."),
            Option("0.0206", "1/√(3 · 784) is PyTorch's default, 2.45 times smaller than He's."),
            Option("0.0357", "1/√784 lacks the 2 for the ReLU. It is the bound within which PyTorch draws."),
        ),
    ),
    Question(
        "07.two-classes",
        "Softmax of the scores (z, 0): which probability does the first class get?",
        (
            Option("z", "A score may be any number; a probability lies between 0 and 1."),
            Option(
                "σ(z)",
                "eᶻ/(eᶻ + 1) = 1/(1 + e⁻ᶻ): with two classes softmax is the sigmoid of the difference.",
                right=True,
            ),
            Option("1/2", "Only for z = 0, where both scores are the same."),
            Option("tanh(z)", "This one may be negative. σ(2z) = (1 + tanh z)/2 is how the two are related."),
        ),
    ),
    Question(
        "07.surprise",
        "Ten classes, and a new network knows nothing: all scores are about equal. What should its "
        "cross-entropy be?",
        (
            Option("0", "A loss of 0 needs a probability of 1 for the true class, every time."),
            Option("1", "It would be 1 for a probability of 1/e, about 0.37. Each class has 0.1."),
            Option(
                "About 2.3",
                "−ln(1/10) = ln 10 ≈ 2.303. A first loss far from it is worth a look.",
                right=True,
            ),
            Option("10", "Ten classes, but the loss is the logarithm of ten."),
        ),
    ),
    Question(
        "07.shortcut",
        "A block computes x + F(x). What does the 1 from the shortcut do for the gradient?",
        (
            Option(
                "It is added to the slope of F, so the gradient arrives even where F passes nothing on",
                "d(x + F)/dx = 1 + F'(x). Twenty blocks multiply factors near 1 instead of factors near 0.",
                right=True,
            ),
            Option(
                "It multiplies the slope of F by 1, so nothing changes",
                "The two paths add up, and sums turn into sums in the chain rule.",
            ),
            Option(
                "It keeps the gradient below 1, so that it cannot explode",
                "Sums of two paths can grow: shortcuts after every layer with large weights do explode.",
            ),
        ),
    ),
    Question(
        "07.autoencoder",
        "What does a layer learn from while it is pre-trained as an autoencoder?",
        (
            Option(
                "From the labels",
                "Labels come in later, for fine-tuning. That is why unlabelled data will do.",
            ),
            Option(
                "From its own input, which it has to rebuild",
                "Target and input are the same. The code in between has to keep what matters.",
                right=True,
            ),
            Option(
                "From the layer above it", "The layer above does not exist yet: the stack grows from below."
            ),
        ),
    ),
)
