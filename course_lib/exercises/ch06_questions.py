"""Chapter 06: the predictions and the quiz, with a reason for every option."""

from __future__ import annotations

from course_lib.exercises.questions import Option, Question

PREDICTIONS = (
    Question(
        "06.two-paths",
        "L = v (v + 1) at v = 3, drawn as a graph: u = v + 1, then L = v u. The slide says: find the unique "
        "path from L to v and multiply its edges. What is dL/dv?",
        (
            Option(
                "3",
                "The path through u alone: dL/du = v = 3, times du/dv = 1. The other path is missing.",
            ),
            Option(
                "4",
                "That is the direct edge alone: dL/dv with u held still is u = 4. But u moves along with v.",
            ),
            Option(
                "12",
                "You multiplied both paths with each other. Along a path one multiplies, across paths one "
                "adds.",
            ),
            Option(
                "7",
                "Two paths lead from L to v, 4 and 3, and both changes happen at once: they add up. By hand: "
                "2v + 1 = 7.",
                right=True,
            ),
        ),
    ),
    Question(
        "06.order",
        "u = v + 1, w = u u, L = u w. Going back, you visit L first. Which node passes its gradient on next?",
        (
            Option(
                "u, because it is an input of L",
                "One part has reached u, but w will bring more. Whoever passes on too early passes on too "
                "little.",
            ),
            Option(
                "w, because it was made after u",
                "Everything that uses w was made later and has been visited. From u we still expect more, "
                "which comes through w.",
                right=True,
            ),
            Option(
                "Either: the sum is the same in any order",
                "The sum at a node does not care about order. Passing on does: it must wait until the sum is "
                "complete.",
            ),
        ),
    ),
    Question(
        "06.bias",
        "Z = X + b, where X is (4, 3) and b is (3,): b is added to each of four rows. L is the sum of all "
        "twelve entries of Z. What is the gradient of b?",
        (
            Option(
                "[1, 1, 1]",
                "That would be a bias used in one row. This one was used in four, and each use is a path.",
            ),
            Option(
                "[4, 4, 4]",
                "Each entry of b reaches the loss along four paths of slope 1, one a row. What was copied on "
                "the way forward is summed on the way back.",
                right=True,
            ),
            Option(
                "Four rows of [1, 1, 1]",
                "That is the gradient of Z. A gradient has the shape of what it belongs to, and b is (3,).",
            ),
            Option(
                "[0.25, 0.25, 0.25]",
                "Nothing is averaged here. Raise an entry of b by 0.01, and the loss rises by 0.04.",
            ),
        ),
    ),
    Question(
        "06.passes",
        "The network of chapter 09 has 269,322 weights and biases, and one loss. How many backward passes "
        "does its full gradient take?",
        (
            Option(
                "269,322, one a parameter",
                "That is forward mode, or nudging each parameter in turn. Backward starts from the one loss.",
            ),
            Option(
                "3, one a layer",
                "One pass goes through all layers, one after the other.",
            ),
            Option(
                "1",
                "Every node passes its gradient on once, and that reaches all parameters. It is why training "
                "goes backward.",
                right=True,
            ),
        ),
    ),
    Question(
        "06.forgotten",
        "In an operation of your own you write the slope and forget to multiply by the gradient g that "
        "arrives. You test it with L = my_op(x).sum(). What does the test say?",
        (
            Option(
                "All is well",
                "From a sum, g = 1 arrives everywhere, and times 1 nobody misses. gradcheck weighs the "
                "outputs at random for this very reason.",
                right=True,
            ),
            Option(
                "The gradient differs",
                "It would for a loss that gives g another value. A plain sum hands 1 to every entry.",
            ),
            Option(
                "An error is raised",
                "The shape is right and the numbers are finite: there is nothing to complain about.",
            ),
        ),
    ),
    Question(
        "06.detach",
        "L = v * (v.detach() + 1) at v = 3. What is v.grad after L.backward()?",
        (
            Option(
                "7, the same as without detach",
                "The value of L is the same, 12. The graph is not: the path through u is cut.",
            ),
            Option(
                "4, the direct path alone",
                "The detached copy counts as data. Only the edge from L straight to v is left, and its slope "
                "is v + 1 = 4.",
                right=True,
            ),
            Option(
                "3, the path through u alone",
                "That is the path which detach cuts.",
            ),
            Option(
                "None: a detached tensor has no gradient",
                "The copy has none. v itself still stands in the graph, as the first factor.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "06.edge",
        "In a computation graph u = a * b with a = 2 and b = 5. What stands on the edge from u to a?",
        (
            Option("2", "That is a itself. Raise a by 0.01, and u rises by 0.05."),
            Option("5", "The slope of a product for one factor is the other factor.", right=True),
            Option("10", "That is the value of u. The edge holds how u answers to a, a slope."),
            Option("1", "So it is for a sum. In a product, the other factor stretches the change."),
        ),
    ),
    Question(
        "06.shared",
        "A weight is used in three places of a network. What is its gradient?",
        (
            Option(
                "The one from the last place",
                "Then the other two would not count. Overwriting instead of adding is the classic bug of a "
                "first engine.",
            ),
            Option(
                "The mean of the three",
                "The weight moves in all three places at once, and the effects add up.",
            ),
            Option(
                "The sum of the three",
                "Each use is a path to the loss. This is how one kernel is learned for a whole picture, in "
                "chapter 11.",
                right=True,
            ),
            Option(
                "Three gradients, one a place",
                "It is one number that is stored and changed, so it has one gradient.",
            ),
        ),
    ),
    Question(
        "06.visits",
        "Thirty graphs of v (v + 1) in a row have 61 nodes and about a billion paths. How many "
        "edges does one backward pass walk along?",
        (
            Option(
                "About a billion, one path after the other",
                "So would the slide's recipe. Adding up at the nodes means that each edge is walked once.",
            ),
            Option(
                "As many as there are edges",
                "Each node waits until its gradient is complete and passes it on once along each of its "
                "edges. All paths are in that sum.",
                right=True,
            ),
            Option(
                "One a node",
                "A node with two inputs has two edges, and both want their part.",
            ),
        ),
    ),
    Question(
        "06.mode",
        "A simulation has 3 settings and 1,000 outputs. You want all 3,000 slopes. Which mode takes fewer "
        "passes?",
        (
            Option(
                "Reverse, as always",
                "Reverse takes one pass an output: 1,000. Its fame comes from losses, of which there is one.",
            ),
            Option(
                "Forward",
                "One pass a setting gives the slopes of all outputs at once: 3 passes.",
                right=True,
            ),
            Option(
                "Both take the same number",
                "Forward takes one pass an input, reverse one an output. They are equal only where those are "
                "equally many.",
            ),
        ),
    ),
    Question(
        "06.zero",
        "A training loop calls backward() and the step, but never zero_grad(). What does it do?",
        (
            Option(
                "It walks along the sum of all gradients so far",
                "backward adds to .grad. Old gradients stay in the sum for ever, and the walk overshoots.",
                right=True,
            ),
            Option(
                "Nothing special: each backward starts afresh",
                "It does not. Adding is what lets several losses, or several uses of a weight, share one "
                "gradient.",
            ),
            Option(
                "It stops with an error",
                "The engine cannot know whether you want the sum. Sometimes you do: large batches in pieces, "
                "chapter 21.",
            ),
        ),
    ),
    Question(
        "06.transpose",
        "Y = X W with X (32, 64) and W (64, 10). G = dL/dY arrives. What is dL/dW?",
        (
            Option("X G", "(32, 64) times (32, 10) does not even fit."),
            Option("G Wᵀ", "That has the shape (32, 64): it is the gradient of X."),
            Option("Xᵀ G", "(64, 32) times (32, 10) gives (64, 10), the shape of W.", right=True),
            Option(
                "Gᵀ X", "(10, 64): right up to a transpose. It is the answer for a weight kept as (10, 64)."
            ),
        ),
    ),
    Question(
        "06.kink",
        "gradcheck looks at relu exactly at 0 and says that backward and differences differ. Who is wrong?",
        (
            Option(
                "The engine's relu",
                "It chose 0. At the kink any slope from 0 to 1 fits: a choice, not a mistake.",
            ),
            Option(
                "The differences",
                "They averaged the slopes on the left, 0, and on the right, 1. That is 0.5, told truly.",
            ),
            Option(
                "Nobody: there is no derivative at a kink",
                "Check such operations away from their kinks. In training, hitting 0 exactly is rare and "
                "harmless.",
                right=True,
            ),
        ),
    ),
)
