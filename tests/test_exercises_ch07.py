"""The facts behind the predictions and the quiz of chapter 07, and its solutions against the library."""

import numpy as np

from course_lib import nn, ops
from course_lib.exercises.library import load
from course_lib.tensor import Tensor, manual_seed
from course_lib.widgets import GradientFlow

CH07 = load("07")
QUESTIONS = {q.name: q for q in (*CH07.PREDICTIONS, *CH07.QUIZ)}


def right(name: str) -> str:
    return next(option.text for option in QUESTIONS[name].options if option.right)


def test_solutions_agree_with_the_library():
    rng = np.random.default_rng(0)
    Z, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    scores = Tensor(Z, requires_grad=True)
    loss = ops.cross_entropy(scores, labels)
    loss.backward()
    assert np.allclose(CH07.my_softmax(Z), ops.softmax(scores, 1).numpy())
    assert np.isclose(CH07.my_cross_entropy(Z, labels), loss.item())
    assert np.allclose(CH07.my_score_gradient(Z, labels), scores.grad)
    z, t = Tensor(rng.normal(size=5), requires_grad=True), rng.integers(0, 2, 5).astype(float)
    for row, f in enumerate((ops.mse_loss, ops.binary_cross_entropy)):
        z.grad = None
        f(z.sigmoid(), t, reduction="sum").backward()
        assert np.allclose(CH07.my_two_slopes(z.numpy(), t)[row], z.grad)


def test_spreads_are_what_the_library_draws():
    manual_seed(0)
    layer = nn.Linear(784, 256).double()
    assert np.isclose(layer.weight.numpy().std(), CH07.my_spread(784, 256, "torch"), rtol=0.01)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    assert np.isclose(layer.weight.numpy().std(), CH07.my_spread(784, 256, "he"), rtol=0.01)
    nn.init.xavier_uniform_(layer.weight)
    assert np.isclose(layer.weight.numpy().std(), CH07.my_spread(784, 256, "glorot"), rtol=0.01)
    assert f"{CH07.my_spread(784, 256, 'he'):.4f}" == right("07.he-784")


def test_twenty_sigmoids_leave_about_ten_to_the_minus_twelve():
    left = GradientFlow("sigmoid").result["gradient"][0]
    assert 1e-13 < left < 1e-11 and right("07.twenty-sigmoids") == "About 0.000 000 000 001"


def test_only_he_brings_the_signal_through_twenty_relu_layers():
    ends = {p: GradientFlow(p, activation="relu").result["mean_square"][-1] for p in ("slide", "torch", "he")}
    ends["glorot"] = GradientFlow("glorot", activation="relu").result["mean_square"][-1]
    assert [name for name, end in ends.items() if 0.1 < end < 10] == ["he"]
    assert right("07.first-weights").startswith("He")


def test_quiz_facts_about_softmax_and_losses():
    z = np.linspace(-3, 3, 7)
    two = CH07.my_softmax(np.stack([z, 0 * z], axis=1))[:, 0]
    assert np.allclose(two, 1 / (1 + np.exp(-z))) and right("07.two-classes") == "σ(z)"
    assert np.allclose(CH07.my_softmax(z[None] + 100), CH07.my_softmax(z[None]))
    assert right("07.shift") == "Nothing"
    assert f"{CH07.my_cross_entropy(np.zeros((3, 10)), np.array([0, 4, 9])):.1f}" in right("07.surprise")
    squared, entropy = CH07.my_two_slopes(np.array([-6.0]), np.array([1.0]))[:, 0]
    assert 190 < entropy / squared < 210 and "200 times" in right("07.sure-and-wrong")
