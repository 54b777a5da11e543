"""Chapter 13: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "13.same-numbers",
        "LeNet-5 with the same initial weights, on the course's engine and on PyTorch, both in float64. "
        "Both take 20 training steps on the same batches. How far apart are the weights then?",
        (
            Option(
                "Nowhere: they are the same, bit for bit",
                "Both add the same numbers, but not in the same order, and rounding depends on the order.",
            ),
            Option(
                "By rounding only: less than a billionth",
                "The mathematics is the same. What differs is the order of the sums, in the sixteenth digit.",
                right=True,
            ),
            Option(
                "By some per cent: each engine has gradients of its own",
                "A gradient is a fact of the function. Two right engines cannot disagree about it.",
            ),
            Option(
                "They have nothing in common: each engine draws its own random numbers",
                "They would at the start. Here both begin with the same weights, and LeNet-5 has no dropout.",
            ),
        ),
    ),
    Question(
        "13.where-parameters",
        "The recipe: 32 kernels of 3×3, pooling, 128 dense units, 10 outputs. It has 693,962 parameters. "
        "How many of them belong to the convolution?",
        (
            Option(
                "About half",
                "It does the most multiplications for its size, but it counts few weights: they are shared.",
            ),
            Option("About one in ten", "That would be 69,000. One kernel has 9 weights and a bias."),
            Option(
                "About one in a hundred", "Still far too many. Count one kernel, and there are 32 of them."
            ),
            Option(
                "Fewer than one in a thousand",
                "32 · (9 + 1) = 320. The dense layer on 5,408 activations has 692,352.",
                right=True,
            ),
        ),
    ),
    Question(
        "13.two-softmaxes",
        "You copy the recipe from Keras word by word: the network ends in a softmax. Its output goes into "
        "torch's CrossEntropyLoss. What happens?",
        (
            Option(
                "An error: the loss wants raw scores",
                "It cannot know. Probabilities are numbers like any others, and it takes them for scores.",
            ),
            Option(
                "Nothing changes: a softmax of a softmax is the same softmax",
                "It is not. Scores between 0 and 1 differ by at most 1, and come out nearly uniform.",
            ),
            Option(
                "It learns, but even a perfect network keeps a loss of more than 1",
                "At best the scores are one 1 and nine 0s. Their softmax gives the winner e / (e + 9): 0.23.",
                right=True,
            ),
            Option(
                "It learns nothing at all",
                "The order of the scores survives, so the gradients point the right way. They are small.",
            ),
        ),
    ),
    Question(
        "13.frozen",
        "Before training, you freeze the 32 kernels at their random start. Everything behind them trains as "
        "usual. How many test digits does the network read?",
        (
            Option(
                "About 10 in 100: without features there is nothing to learn from",
                "Random kernels are features too. They blur and sharpen at random, and lose little.",
            ),
            Option(
                "About 50 in 100",
                "The dense layer can make up for nearly everything that 32 random views do not say.",
            ),
            Option(
                "More than 90 in 100, a little fewer than with trained kernels",
                "32 different random views of each 3×3 patch keep all that is in it. The rest can be learned "
                "behind.",
                right=True,
            ),
            Option(
                "Exactly as many as with trained kernels",
                "Trained kernels do help, though on digits by a few in a hundred only.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "13.zero-grad",
        "You forget optimizer.zero_grad() in the loop. What is in the gradients at the third step?",
        (
            Option("The gradient of the third batch", "That is what you want, and what zero_grad is for."),
            Option(
                "The sum of the gradients of the first three batches",
                "backward() adds to what is there. Nothing else ever empties it.",
                right=True,
            ),
            Option("The mean of the three", "backward() adds; nobody divides."),
            Option("Nothing: the second backward() raises an error", "It runs, and that is the trouble."),
        ),
    ),
    Question(
        "13.linear-weight",
        "layer = torch.nn.Linear(5, 3). What shape has layer.weight, and what is in layer.bias at first?",
        (
            Option("(5, 3), zeros", "Rows are units: the layer computes x Wᵀ + b. And the bias is drawn."),
            Option("(3, 5), zeros", "The shape is right. Keras begins with zeros, torch does not."),
            Option(
                "(3, 5), small random numbers",
                "One row per unit, as everywhere in this course, and a bias between ±1/√5.",
                right=True,
            ),
            Option("(5, 3), small random numbers", "The slide's own W has this shape; Linear turns it."),
        ),
    ),
    Question(
        "13.eval",
        "You test the recipe and forget model.eval(). What do you see?",
        (
            Option(
                "Another accuracy at every call, and mostly a lower one",
                "Dropout goes on throwing activations away, others each time.",
                right=True,
            ),
            Option("The weights go on changing", "Only the optimiser's step changes weights."),
            Option("The same accuracy: dropout belongs to the loss", "It is a layer, and works in forward."),
            Option("An error, since no targets are given", "Without eval() nothing complains."),
        ),
    ),
    Question(
        "13.stride",
        "Today's Keras reads Conv2D(32, 3, 3). What is the second 3?",
        (
            Option(
                "The number of columns of the kernel",
                "So it was in Keras 1, and so the slide's text says. Nobody is warned today.",
            ),
            Option(
                "The stride",
                "The kernel takes one argument now, so the next place is that of the strides: 9×9 maps "
                "instead of 26×26.",
                right=True,
            ),
            Option("The depth of the input", "Keras finds that by itself, torch wants it first."),
            Option("The padding", "That is a word in Keras, and comes later."),
        ),
    ),
    Question(
        "13.seed",
        "np.random.seed(123) stands at the top of a program that trains with PyTorch. What is the same in "
        "every run?",
        (
            Option("The whole training", "First weights and dropout come from torch's own generator."),
            Option(
                "What NumPy draws, and only that",
                "Every library has its own random numbers; torch.manual_seed sets those of torch.",
                right=True,
            ),
            Option("The initial weights, but not the order of batches", "Both come from torch here."),
            Option("Nothing, since 123 is no valid seed", "Any whole number from 0 to 2³² − 1 will do."),
        ),
    ),
    Question(
        "13.layout",
        "x has shape (64, 28, 28, 3), the channels last. What does x.reshape(64, 3, 28, 28) give?",
        (
            Option("The channels in front, as torch wants them", "The shape says so, the pixels do not."),
            Option("An error, because axes cannot be swapped", "The count of numbers fits, so it runs."),
            Option(
                "The right shape with scrambled pictures",
                "reshape moves no number. Three neighbouring numbers are the colours of one pixel still.",
                right=True,
            ),
            Option("Grey pictures", "No numbers are mixed; they only stand in wrong places."),
        ),
    ),
    Question(
        "13.device",
        "Your model is on the GPU and your batch on the CPU. What does PyTorch do with model(batch)?",
        (
            Option(
                "It copies the batch over", "It never moves your data behind your back: copies cost time."
            ),
            Option("It computes on the CPU", "Then it would have to fetch the weights. It does neither."),
            Option(
                "It raises an error that names both devices",
                "All tensors of an operation must be on one device. batch.to(device) is yours to write.",
                right=True,
            ),
            Option("It computes, but very slowly", "It would be slow, if it did."),
        ),
    ),
)
