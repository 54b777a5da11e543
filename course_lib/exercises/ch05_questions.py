"""Chapter 05: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "05.which-weight",
        "One unit reads x = (0.1, 0.15, 0.2) through the weights w = (1, 2, 3). Its answer is too small. "
        "Which of the three weights has the gradient of largest size?",
        (
            Option(
                "w1, because it is the smallest weight",
                "The size of a weight does not enter its own gradient: ds/dw1 is x1, whatever w1 is.",
            ),
            Option(
                "w3, because it multiplies the largest input",
                "The error signal is the same for all three; only the input differs. The gradients stand as "
                "0.1 to 0.15 to 0.2, just like the inputs.",
                right=True,
            ),
            Option(
                "w3, because it is the largest weight",
                "The right weight for the wrong reason. Swap the inputs and keep the weights: the largest "
                "gradient moves with the input.",
            ),
        ),
    ),
    Question(
        "05.transpose",
        "Two hidden units feed three output units: W2 has shape (3, 2). The three output deltas are known. "
        "What does a hidden unit collect from them?",
        (
            Option(
                "The delta of the output that it feeds most strongly",
                "All three outputs read this unit. A nudge travels along every connection at once.",
            ),
            Option(
                "The mean of the three deltas",
                "A connection of weight 0 carries nothing on, and one of weight 3 three times as much. "
                "The weights have to enter.",
            ),
            Option(
                "The sum of the three deltas, each times the weight of its connection: W2ᵀδ",
                "Three paths lead from the unit to the loss, and the changes add up. As a matrix product "
                "that takes the transpose: (2, 3) times (3,) gives (2,).",
                right=True,
            ),
            Option(
                "The product W2 δ",
                "(3, 2) times (3,) does not even fit. Going back, the matrix is read the other way.",
            ),
        ),
    ),
    Question(
        "05.numpy-chain",
        "You type the slide's chain for the first layer into NumPy as printed, every dot as np.dot: "
        "(ŷ − y) · W3 · σ'(z3) · W2 · σ'(z2) · X. "
        "The gradient of W1 should have shape (4, 3). What comes out?",
        (
            Option(
                "An array of shape (4, 3)",
                "Nothing in this chain keeps all the combinations of four units and three inputs: "
                "the last dot adds them up.",
            ),
            Option(
                "An error, because the shapes do not fit",
                "Had it been so kind! Each dot of two vectors adds up to one number, and a number fits "
                "everywhere.",
            ),
            Option(
                "An array of shape (3, 4), the transpose",
                "Then one .T would mend it. In fact the dots have added up the very entries you want.",
            ),
            Option(
                "A single number, without any error",
                "Row times matrix is a vector, vector times vector a number, and so on to the end. "
                "The chain is right for one unit per layer, and for one unit only.",
                right=True,
            ),
        ),
    ),
    Question(
        "05.cost",
        "A network has 2,410 weights and biases. You nudge each of them up and down to measure all slopes. "
        "Backpropagation takes about the time of three forward passes. "
        "How many forward passes do the nudges take?",
        (
            Option(
                "2,410",
                "That is one pass a weight. For the central difference you ask on both sides.",
            ),
            Option(
                "4,820",
                "Two a weight, for one single step of descent. Backpropagation gives all 2,410 slopes in one "
                "sweep, which is why it is used at all.",
                right=True,
            ),
            Option(
                "2,410 × 2,410",
                "That many entries has the table of second derivatives. Here each weight is nudged alone.",
            ),
        ),
    ),
    Question(
        "05.missing-slope",
        "Late at night you forget σ'(z) in the hidden deltas, and train on the two moons. What happens?",
        (
            Option(
                "NumPy raises an error",
                "All shapes fit: σ' multiplies entry by entry, and a missing factor leaves the shape alone.",
            ),
            Option(
                "The loss falls all the same, but not as far",
                "σ' is never negative, so each unit is still pushed to the proper side, only too far. "
                "It looks like a network that is a little dull. A gradient check finds it at once.",
                right=True,
            ),
            Option(
                "The loss rises from the first step",
                "That takes a wrong sign. The missing factor lies between 0 and 0.25: the sign stays.",
            ),
            Option(
                "Nothing changes: σ' is close to 1",
                "It is 0.25 at most, and different for each unit and example. That changes the direction.",
            ),
        ),
    ),
    Question(
        "05.equal-start",
        "All weights start at the same number, 0.5. There are four hidden units. What does training make of "
        "them?",
        (
            Option(
                "Four different units, a little later than usual",
                "What could make them different? They get the same input and the same delta, at every step.",
            ),
            Option(
                "Four times the same unit, for ever",
                "Equal weights give equal outputs, equal deltas and equal steps. The network can do no more "
                "than one hidden unit could. That is why weights start at random.",
                right=True,
            ),
            Option(
                "Nothing: all gradients are 0",
                "With 0 instead of 0.5 the first layer would stand still at first. Here it moves, in step.",
            ),
            Option(
                "They diverge",
                "Nothing drives them apart, and nothing drives them to infinity.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "05.norm",
        "A slide writes dL/dŷ for L = (ŷ − y)² as 2‖ŷ − y‖. ŷ is a sigmoid. When does that give the right "
        "number?",
        (
            Option(
                "Never",
                "Try y = 0. Then ŷ − y is positive already, and the norm changes nothing.",
            ),
            Option(
                "Where ŷ is larger than y, such as always for y = 0",
                "The norm of one number is its size. Where ŷ − y is negative the sign is lost, "
                "and the weight would move the wrong way.",
                right=True,
            ),
            Option(
                "Where ŷ is smaller than y, such as always for y = 1",
                "That is the slide's own example, and there the norm would turn −0.0106 into +0.0106.",
            ),
            Option(
                "Always: a loss is never negative",
                "The loss is not, but its slope is: too small an answer has to grow.",
            ),
        ),
    ),
    Question(
        "05.two-paths",
        "A hidden unit with output a = 0.5 feeds two outputs, through the weights 2 and −1. "
        "Their deltas are 0.1 and 0.3. What is the delta of the hidden unit?",
        (
            Option(
                "(2·0.1 − 1·0.3) · 0.25 = −0.025",
                "Each path brings back delta times weight, the two are added, and the slope 0.5·(1 − 0.5) "
                "follows.",
                right=True,
            ),
            Option(
                "2·0.1 · 0.25 = 0.05",
                "That is the first path alone. A nudge of this unit reaches the loss on both.",
            ),
            Option(
                "(0.1 + 0.3) · 0.25 = 0.1",
                "The deltas travel back through the connections, so each is multiplied by its weight.",
            ),
            Option(
                "2·0.1 − 1·0.3 = −0.1",
                "That is what arrives at its output a. The delta belongs to z, so the slope of the "
                "sigmoid is still missing.",
            ),
        ),
    ),
    Question(
        "05.last-delta",
        "With which pair is the last delta simply ŷ − y?",
        (
            Option(
                "Squared error (ŷ − y)², sigmoid output",
                "There it is 2(ŷ − y) ŷ(1 − ŷ): the factor 2 and the slope of the sigmoid belong to it.",
            ),
            Option(
                "Squared error (ŷ − y)², output without activation",
                "Nearly: it is 2(ŷ − y). Half the squared error would do.",
            ),
            Option(
                "Any loss: it is called the error after all",
                "The delta is a derivative. It depends on the loss and on the output's activation.",
            ),
            Option(
                "Cross-entropy, sigmoid output",
                "dJ/dŷ is (ŷ − y) / (ŷ(1 − ŷ)), and the slope of the sigmoid cancels the denominator.",
                right=True,
            ),
        ),
    ),
    Question(
        "05.step-units",
        "You replace the sigmoid of the hidden layer by the step function and run backpropagation. "
        "What do the hidden weights learn?",
        (
            Option(
                "Nothing: their gradients are 0",
                "A step is flat on both sides. Its slope is 0 wherever it has one, so no delta comes "
                "through. That is why units are chosen that have slopes.",
                right=True,
            ),
            Option(
                "The same as before, only faster",
                "The formula multiplies by the slope of the unit, and the step has none to offer.",
            ),
            Option(
                "What the perceptron rule would teach them",
                "The perceptron rule needs a target for each unit. A hidden unit has none.",
            ),
        ),
    ),
    Question(
        "05.tiny-h",
        "To be very exact you check a gradient with h = 1e-15 instead of 1e-5. What happens?",
        (
            Option(
                "It becomes more exact: smaller h, smaller error",
                "On paper, yes. On a computer f(w + h) and f(w − h) agree in nearly all their digits.",
            ),
            Option(
                "It becomes worse: the difference is drowned in rounding",
                "Floats carry 16 digits. With h = 1e-15 hardly any are left of the difference, and dividing "
                "by 2h makes the noise huge.",
                right=True,
            ),
            Option(
                "Nothing: h cancels",
                "It cancels for a straight line on paper. Rounding errors do not shrink with h.",
            ),
            Option(
                "It raises an error, because h is 0",
                "1e-15 is a perfectly good float, just too small next to a weight of size 1.",
            ),
        ),
    ),
    Question(
        "05.order-of-update",
        "In one step you compute dW2, update W2, and only then send the delta back through W2 to get dW1. "
        "What is wrong?",
        (
            Option(
                "Nothing: W2 has to be updated sometime",
                "It has, but the delta that passes through the new W2 is the slope of no loss at one place.",
            ),
            Option(
                "dW1 belongs to weights that the forward pass never used",
                "All gradients of a step are slopes at one point. Compute them all, then move. "
                "With small steps the difference is small, which is why it stays unseen.",
                right=True,
            ),
            Option(
                "The loss must rise",
                "It mostly falls all the same, and that makes the mistake hard to see. A gradient check "
                "shows it.",
            ),
        ),
    ),
)
