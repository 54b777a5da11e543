"""Chapter 03: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "03.xor-terms",
        "The XNOR slide prints two products of its perceptrons: h₁ times not-h₂, and not-h₁ "
        "times h₂. Joined by OR, what do they give?",
        (
            Option(
                "XNOR, as the title says",
                "XNOR fires where both agree. Each of these two products asks for one that fires"
                " and one that does not.",
            ),
            Option(
                "XOR: one fires and the other does not",
                "h₁ · not-h₂ is on for (1, 0), not-h₁ · h₂ for (0, 1), and together that is XOR."
                " XNOR takes h₁ · h₂ and not-h₁ · not-h₂.",
                right=True,
            ),
            Option(
                "OR: at least one fires",
                "OR is also on for (1, 1). There both products are 0, because each holds a not.",
            ),
            Option(
                "Nothing: the two products exclude each other",
                "They are never on together, and that is no harm: OR asks for one of them only.",
            ),
        ),
    ),
    Question(
        "03.parameters",
        "The drawn network has 2 inputs, two hidden layers of three units and one output. How "
        "many numbers does training have to find?",
        (
            Option(
                "9, one per unit",
                "A unit is not one number. It has a weight for each unit of the layer before, and a bias.",
            ),
            Option(
                "18",
                "You have all the weights, 6 + 9 + 3. The biases are missing: one for each of "
                "the 7 units that compute.",
            ),
            Option(
                "25",
                "3 · (2 + 1) + 3 · (3 + 1) + 1 · (3 + 1) = 9 + 12 + 4. The + 1 is the bias.",
                right=True,
            ),
            Option(
                "27",
                "That gives the two inputs a bias as well. An input computes nothing, it only stands there.",
            ),
        ),
    ),
    Question(
        "03.collapse",
        "You stack ten layers of three units and leave the activation out. What can the ten do "
        "that one layer cannot?",
        (
            Option(
                "Far more: ten layers hold ten times the numbers",
                "They hold more numbers, but a product of ten matrices is one matrix. All that "
                "room is wasted.",
            ),
            Option(
                "A little more: the boundary may have ten corners",
                "Corners come from the activation. Without it every layer draws straight, and "
                "straight after straight is straight.",
            ),
            Option(
                "Nothing",
                "W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂): two layers are one, and so are ten.",
                right=True,
            ),
            Option(
                "Less: the numbers of ten layers blur",
                "In exact arithmetic nothing is lost either. The ten are one linear layer, "
                "neither better nor worse, if no layer is narrower.",
            ),
        ),
    ),
    Question(
        "03.random-scale",
        "You draw random networks of ten sigmoid units, and paint the side that each puts a "
        "point on. Then you draw all weights ten times as long. What happens to the maps?",
        (
            Option(
                "Nothing: only the ratio of weights matters",
                "So it is for one neuron, whose boundary stays. Between two layers a sigmoid "
                "bends the numbers, and longer weights bend more.",
            ),
            Option(
                "They become busier, with sharper corners",
                "Long weights turn each soft sigmoid into a sharp step, so that up to ten lines "
                "cross the map. Short weights leave the sigmoid nearly straight.",
                right=True,
            ),
            Option(
                "They become smoother",
                "Short weights do that: near 0 the sigmoid is almost a straight line, and the "
                "network almost one neuron.",
            ),
            Option(
                "All points fall on one side",
                "One side can win where the output's bias is large. Longer weights everywhere do"
                " not prefer a side.",
            ),
        ),
    ),
    Question(
        "03.train-xnor",
        "XNOR needs two hidden units, as you built it. You train such a network from 40 random "
        "starts, 3,000 steps each. How many find it?",
        (
            Option(
                "All 40",
                "The weights exist, but downhill does not always lead there. Some starts end in "
                "a hollow with one or two corners wrong.",
            ),
            Option(
                "Most of them",
                "Around four in five arrive. The others get stuck, and a hidden unit or two more"
                " would have saved them.",
                right=True,
            ),
            Option(
                "About half",
                "It is friendlier than that: with two units most starts arrive.",
            ),
            Option(
                "None: training needs more data than four points",
                "The four points are the whole truth table: there is nothing else to learn from.",
            ),
        ),
    ),
    Question(
        "03.wiggle",
        "40 noisy measurements, and more and more hidden units, fitted as well as possible. What"
        " happens to the error on new measurements of the same kind?",
        (
            Option(
                "It falls as long as units are added",
                "The error on the 40 falls. With enough units the curve runs through each of "
                "them, noise and all.",
            ),
            Option(
                "It falls, stays, and rises without limit",
                "A few units catch the bend. Many units catch the noise, and between two points "
                "the curve may go anywhere.",
                right=True,
            ),
            Option(
                "It rises from the first unit on",
                "A single unit is too stiff for the bend: the second and third help with new points, too.",
            ),
            Option(
                "It stays: new points do not depend on the fit",
                "The curve that meets the new points is the fitted one, so every unit shows.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "03.why-hidden",
        "Why can a network with one hidden layer compute XNOR, when a neuron alone cannot?",
        (
            Option(
                "The hidden units move the four corners to where one line divides them",
                "The output unit works on the hidden answers. There (0,0) and (1,1) leave the "
                "point that the other two corners share.",
                right=True,
            ),
            Option(
                "It has more weights, and with enough weights a single neuron could do it too",
                "A neuron on two inputs has three numbers, and no three will do. It is the step "
                "in between that helps, not the count.",
            ),
            Option(
                "The hidden units are trained longer",
                "Nothing was trained in the first network: you set its weights by hand.",
            ),
            Option(
                "It has two outputs",
                "It has one output, as the neuron has.",
            ),
        ),
    ),
    Question(
        "03.shape",
        "A layer takes M numbers and gives N. Which shape has W in y = f(Wx + b)?",
        (
            Option(
                "M × N, as the slide says",
                "Then Wx does not multiply, unless M = N. M × N is right for xᵀW, with x as a row.",
            ),
            Option(
                "N × M: a row for each of the N units",
                "Row k holds the M weights of unit k, and (N, M) times (M,) gives (N,). So "
                "nn.Linear stores it.",
                right=True,
            ),
            Option(
                "M × M",
                "Then M numbers would come out.",
            ),
            Option(
                "N × N",
                "Then x would have to hold N numbers.",
            ),
        ),
    ),
    Question(
        "03.last-activation",
        "The code of the classifier puts no activation after its last layer. Is that a mistake?",
        (
            Option(
                "Yes, every layer needs one",
                "The lecture's formula shows one, but its own code does without, and rightly so.",
            ),
            Option(
                "No: the last layer gives scores, and softmax or the loss makes probabilities of them",
                "A ReLU there would throw away every negative score. Scores may be any number.",
                right=True,
            ),
            Option(
                "No: the last layer is not trained",
                "It is trained like all others.",
            ),
            Option(
                "Yes, the network is linear without it",
                "The activations of the hidden layers make it bend; the last one is not needed for that.",
            ),
        ),
    ),
    Question(
        "03.softmax-shift",
        "You add 100 to all seven numbers before the softmax. What happens to the seven probabilities?",
        (
            Option(
                "They all grow",
                "They add up to 1 before and after, so they cannot all grow.",
            ),
            Option(
                "Nothing",
                "Numerator and denominator both gain the factor e¹⁰⁰, and it cancels. Only "
                "differences count.",
                right=True,
            ),
            Option(
                "The largest comes closer to 1",
                "Multiplying by a factor above 1 does that. Adding does not change any difference.",
            ),
            Option(
                "They become equal",
                "Equal probabilities need equal numbers, and the differences are as they were.",
            ),
        ),
    ),
    Question(
        "03.tanh-sigmoid",
        "At which output is a sigmoid unit steepest, and how steep is it there?",
        (
            Option(
                "At 0.5, with slope 0.25",
                "a(1 − a) is largest in the middle: 0.5 · 0.5.",
                right=True,
            ),
            Option(
                "At 0.5, with slope 1",
                "That is tanh, at output 0: 1 − 0² = 1. The sigmoid is four times as flat.",
            ),
            Option(
                "At 1, with slope 1",
                "At 1 it is flat: 1 · (1 − 1) = 0. That is what saturated means.",
            ),
            Option(
                "At 0, with slope 0.25",
                "The input 0 gives the output 0.5. An output of 0 lies far on the flat side.",
            ),
        ),
    ),
    Question(
        "03.universal",
        "What does universal approximation promise?",
        (
            Option(
                "That training finds the right weights",
                "It says that weights exist. The 40 starts of XNOR show that finding them is another matter.",
            ),
            Option(
                "That new examples are answered well",
                "It speaks of the fit to a known function. The rising error on new measurements "
                "shows the rest.",
            ),
            Option(
                "That for any continuous function on a closed, bounded region and any tolerance, some "
                "width is enough",
                "That is all, and it is much. How wide is not said: it may be very wide.",
                right=True,
            ),
            Option(
                "That every function is met exactly",
                "Only within a tolerance, and a jump is met nowhere near the jump itself.",
            ),
        ),
    ),
    Question(
        "03.depth",
        "Why build deep networks, when one hidden layer is enough?",
        (
            Option(
                "Deep networks have fewer parameters, always",
                "Not always. For some functions they have, and by far: eight layers of two units"
                " fold 256 times.",
            ),
            Option(
                "Some functions that a few layers build cheaply need an enormous single layer",
                "Each layer folds what the one before made, so pieces multiply; side by side "
                "they only add up.",
                right=True,
            ),
            Option(
                "One hidden layer cannot bend",
                "It bends, and as often as it has units.",
            ),
            Option(
                "Because deep networks are easier to train",
                "They are harder, as chapter 07 shows, and yet worth it.",
            ),
        ),
    ),
)
