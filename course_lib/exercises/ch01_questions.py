"""Chapter 01: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "01.three-outputs",
        "One neuron, the same weights, three outputs: the sign of the score, the score itself, its sigmoid. "
        "What happens to the boundary between the classes when you switch the output?",
        (
            Option(
                "It stays where it is",
                "All three change sides at score 0: the sign flips there, the score crosses 0, the sigmoid "
                "crosses 0.5. "
                "Only what you read off each side differs.",
                right=True,
            ),
            Option(
                "It moves, because the sigmoid is 0.5 and not 0 in the middle",
                "0.5 is the middle of the sigmoid's own range, from 0 to 1. It is reached exactly at score "
                "0.",
            ),
            Option(
                "It bends into an S, like the sigmoid",
                "The S is drawn across the boundary, score by score. Along the boundary the score is 0 "
                "everywhere, "
                "and that is a straight line.",
            ),
            Option(
                "With the score itself there is no boundary any more",
                "The score still has two signs. The points where it is 0 form the same line.",
            ),
        ),
    ),
    Question(
        "01.sign-of-update",
        "The slide prints the step as w ← w + η ∇E(w). You take 50 such steps with a small η. What does "
        "the loss do?",
        (
            Option(
                "It goes down",
                "That takes a minus sign. The gradient points to where the loss grows fastest, so you must "
                "step away from it.",
            ),
            Option(
                "It goes up",
                "The gradient points uphill, and the plus sign follows it. The step that learns is w ← w − "
                "η ∇E(w).",
                right=True,
            ),
            Option(
                "It stays as it is",
                "It would only where the gradient is zero. Anywhere else each step changes w, and with it "
                "the loss.",
            ),
        ),
    ),
    Question(
        "01.label-mixup",
        "By mistake you feed labels 0 and 1 to the loss ln(1 + e^(−y s)), which is made for −1 and +1. "
        "What happens?",
        (
            Option(
                "An error is raised",
                "0 and 1 are fine numbers for the formula. Nothing complains, which makes this mistake a "
                "nasty one.",
            ),
            Option(
                "Every example of class 0 costs ln 2, whatever the weights",
                "With y = 0 the exponent is 0, and ln(1 + 1) = ln 2 ≈ 0.693. Such an example has no "
                "gradient either: "
                "the neuron learns from class 1 alone.",
                right=True,
            ),
            Option(
                "Nothing changes: 0 and 1 name the same two classes",
                "To you they do. The formula multiplies by the label, and times 0 wipes the score out.",
            ),
            Option(
                "The two classes swap places",
                "They would if every label changed its sign. Here class 1 keeps its label, and class 0 "
                "loses its say.",
            ),
        ),
    ),
    Question(
        "01.years",
        "A bank asks newcomers for a high income. Over the first years of residence it asks for less and "
        "less, "
        "and after that for hardly less at all. "
        "Can one straight line tell who gets credit, on a plot of years and income?",
        (
            Option(
                "Yes, if you train long enough",
                "Training finds the best line. It cannot make the line bend, however long it takes.",
            ),
            Option(
                "Yes, because the sigmoid is curved",
                "The sigmoid curves the probability across the boundary. "
                "The boundary itself is where the score is 0: a straight line.",
            ),
            Option(
                "No: most fall on the right side, but the mistakes gather where the bank's curve leaves "
                "the line",
                "The best line asks too much in the middle and too little at both ends. "
                "A new feature, or a second layer, lets the boundary bend.",
                right=True,
            ),
            Option(
                "No: it does no better than tossing a coin",
                "More income helps and so do more years, and a line can say that. "
                "It misses only those between the line and the curve.",
            ),
        ),
    ),
    Question(
        "01.ten",
        "Ten neurons, one per digit, each trained by itself to tell its own digit from the other nine. "
        "The largest score wins. How many unseen 8x8 digits do they read correctly?",
        (
            Option(
                "About 50%",
                "Too little. Guessing gives 10%, and a weight for each of 64 pixels captures a great deal "
                "of a shape.",
            ),
            Option(
                "About 75%",
                "Still too little. These small digits are neatly centred, so the same pixel means much the "
                "same each time.",
            ),
            Option(
                "About 95%",
                "Ten straight cuts through a space of 64 dimensions go a long way. "
                "The rest of the course is about the last five in a hundred, and about harder pictures.",
                right=True,
            ),
            Option(
                "100%",
                "Some digits are written so oddly that you would hesitate yourself. "
                "A few of them end on the wrong side of a straight cut.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "01.on-the-line",
        "The slide says: +1 if w·x > 0, −1 if w·x < 0. What is the answer for a point exactly on the "
        "boundary?",
        (
            Option(
                "+1",
                "The first case asks for more than 0, and here the score is 0. You may decide so, but the "
                "slide does not.",
            ),
            Option(
                "−1",
                "This is what our code chooses, and it has to choose. The slide's second case asks for "
                "less than 0, though.",
            ),
            Option(
                "The slide leaves it open, so the code has to decide",
                "Neither case covers a score of 0. NumPy's sign gives 0 there, which is no class at all; "
                "ours gives −1.",
                right=True,
            ),
        ),
    ),
    Question(
        "01.other-class",
        "For some x the neuron gives h(x) = 0.8. How probable is y = −1?",
        (
            Option(
                "0.8: h(x) is P(y|x), as the slide writes",
                "The slide's short form is true for y = +1 only. Both classes cannot have 0.8.",
            ),
            Option(
                "0.2",
                "h(x) is the probability of +1, and −1 gets the rest: 1 − σ(s) = σ(−s). "
                "With the label as a sign, σ(y s) covers both.",
                right=True,
            ),
            Option(
                "−0.8",
                "A probability is never negative. The sign of y enters inside the sigmoid, as σ(−s).",
            ),
            Option(
                "You cannot tell from h(x)",
                "You can: there are two classes, and their probabilities add up to 1.",
            ),
        ),
    ),
    Question(
        "01.ln-2",
        "Your training set uses labels 0 and 1, your loss is ln(1 + e^(−y s)). "
        "Each example of class 0 costs 0.693, at every step. Why?",
        (
            Option(
                "The learning rate is too small",
                "Then the losses of both classes would creep. Here one class does not move at all.",
            ),
            Option(
                "With y = 0 the score drops out, and ln(1 + e^0) = ln 2",
                "No error tells you so. Turn the labels into −1 and +1 with y = 2 t − 1, "
                "or use the cross-entropy for 0 and 1.",
                right=True,
            ),
            Option(
                "The examples of class 0 lie on the boundary",
                "On the boundary the loss is ln 2 too, but as soon as w changes, so would their scores and "
                "losses.",
            ),
            Option(
                "The sigmoid is saturated",
                "Then the loss would be close to 0, or large and close to the size of the score. It would "
                "not be ln 2.",
            ),
        ),
    ),
    Question(
        "01.uphill",
        "In which direction does the gradient of the loss point, seen from where w is?",
        (
            Option(
                "Where the loss falls fastest, as the slide says",
                "The slide has it the wrong way round. Take a small step that way and the loss rises.",
            ),
            Option(
                "Where the loss rises fastest",
                "So you step against it. A small step against it lowers the loss by about η times its "
                "squared length.",
                right=True,
            ),
            Option(
                "Straight at the minimum",
                "It knows only the slope at w. Its opposite leads downhill from here, "
                "and rarely points straight at the lowest place.",
            ),
            Option(
                "Along the contour line, where the loss stays the same",
                "The gradient stands at a right angle to that line.",
            ),
        ),
    ),
    Question(
        "01.xor",
        "Two points of class +1 at (0, 0) and (1, 1), two of class −1 at (0, 1) and (1, 0). "
        "How many of the four can one neuron classify correctly?",
        (
            Option(
                "All four, with the right weights",
                "If both +1 points score above 0, so does the point half-way between them. "
                "It is also half-way between the −1 points, so these cannot both score below 0.",
            ),
            Option(
                "Three at most",
                "A line can cut off any one corner, which gets three right. "
                "For the fourth you need a boundary of more than one line: a hidden layer.",
                right=True,
            ),
            Option(
                "Two at most",
                "You can do better: a line that cuts off one corner is wrong about a single point.",
            ),
            Option(
                "All four, if the output is a sigmoid instead of a sign",
                "The output does not move the boundary: sigmoid 0.5 is score 0, and that is still a line.",
            ),
        ),
    ),
    Question(
        "01.scaling",
        "All examples are on the right side of the boundary already. You multiply w by 10. What happens?",
        (
            Option(
                "The boundary moves away, and the loss rises",
                "10 (w·x) = 0 exactly where w·x = 0. The boundary stays.",
            ),
            Option(
                "Nothing: the boundary is the same, so the loss is too",
                "The boundary is the same, but every margin y s is ten times as large, and the loss is "
                "made of margins.",
            ),
            Option(
                "The boundary stays, the likelihood rises, and the loss E falls",
                "E is the mean negative log-likelihood: likelier data, smaller E. "
                "On data a line can split, w would grow for ever, and E would approach 0.",
                right=True,
            ),
            Option(
                "The boundary stays, and the loss becomes ten times as large",
                "The margins grow tenfold, and larger margins cost less, not more.",
            ),
        ),
    ),
)
