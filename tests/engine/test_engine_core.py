"""The graph and its backward pass: accumulation, freeing, long chains, modes, and the sentences for mistakes."""

# ruff: noqa: RUF043  (tables of cases)

from __future__ import annotations

import gc
import re

import numpy as np
import pytest

from course_lib import nn, ops, optim
from course_lib.gradcheck import gradcheck
from course_lib.tensor import (
    GraphError,
    NonFiniteError,
    Tensor,
    detect_anomaly,
    enable_grad,
    manual_seed,
    no_grad,
    result,
)

F32, F64 = np.float32, np.float64


def leaf(*values: float, dtype: type = F32) -> Tensor:
    return Tensor(np.array(values, dtype), requires_grad=True)


def test_gradients_accumulate_in_leaves_only_and_across_passes() -> None:
    x = leaf(2.0, 3.0)
    y = x * x
    y.sum().backward()
    (x * 3).sum().backward()
    np.testing.assert_array_equal(x.grad, [7.0, 9.0])
    assert y.grad is None


def test_a_tensor_used_in_many_places_gets_the_sum_over_all_paths() -> None:
    x = leaf(2.0)
    a = x * x
    b = a + x
    (a * b + a).sum().backward()  # x^4 + x^3 + x^2
    np.testing.assert_allclose(x.grad, 4 * 8 + 3 * 4 + 2 * 2)


def test_second_backward_is_refused_or_right() -> None:
    x = leaf(2.0)
    loss = (x * x).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    np.testing.assert_array_equal(x.grad, [8.0])
    with pytest.raises(GraphError, match="used by an earlier backward.. and freed"):
        loss.backward()
    shared = x * x
    shared.sum().backward()
    with pytest.raises(GraphError, match="freed"):
        (shared * 2).sum().backward()
    np.testing.assert_array_equal(x.grad, [12.0])


def test_leaves_never_share_the_memory_of_their_gradients() -> None:
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    seed = np.ones(2, F32)
    (a + b).backward(seed)
    a.grad *= 10
    np.testing.assert_array_equal(b.grad, [1.0, 1.0])
    np.testing.assert_array_equal(seed, [1.0, 1.0])
    c = leaf(1.0, 2.0)
    c.backward(seed)
    c.grad *= 5
    np.testing.assert_array_equal(seed, [1.0, 1.0])


def test_a_chain_of_100_000_operations() -> None:
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0])
    for _ in range(100_000):
        x = x * 1.0
    del x, y  # a graph that was never used is let go of without recursion
    gc.collect()


def test_gradients_with_a_given_start() -> None:
    x = leaf(1.0, 2.0, 3.0)
    (x * x).backward(np.array([1.0, 0.0, 2.0]))
    np.testing.assert_array_equal(x.grad, [2.0, 0.0, 12.0])
    with pytest.raises(ValueError, match=re.escape("the gradient has shape (2,), the tensor (3,)")):
        (x * x).backward(np.ones(2))


def test_modes_nest() -> None:
    x = leaf(1.0)
    with no_grad():
        assert not (x * 2).requires_grad
        with enable_grad():
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad

    @no_grad()
    def evaluate() -> Tensor:
        return x * 2

    assert not evaluate().requires_grad
    assert (x * 2).requires_grad
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert (x * 2).requires_grad


def test_dtypes() -> None:
    assert Tensor([1.0, 2.0]).dtype == F32 and Tensor(3.5).dtype == F32 and Tensor(np.float16(1)).dtype == F32
    assert Tensor(np.ones(2)).dtype == F64 and Tensor([1, 2]).dtype == np.int64
    x = leaf(1.0, 2.0)
    for y in (
        x * 2.5,
        x * np.float64(2.5),
        1 / x,
        x**2,
        x ** np.float64(2),
        x * Tensor([1, 2]),
        x + True,
        x.mean(),
        x.std(),
    ):
        assert y.dtype == F32
    assert (Tensor([1, 2]) / Tensor([2, 2])).dtype == F32
    assert (Tensor([1, 2]) * 2).dtype == np.int64 and (Tensor([1, 2]) * 0.5).dtype == F32
    assert (np.ones(2, F32) * x).requires_grad
    x.double().sum().backward()
    assert x.grad.dtype == F32


def test_array_face() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert (len(x), x.ndim, x.shape, x.size(), x.size(0), x.numel()) == (2, 2, (2, 2), (2, 2), 2, 4)
    assert [row.tolist() for row in x] == [[1.0, 2.0], [3.0, 4.0]]
    assert np.asarray(x).sum() == 10 and float(x.sum()) == 10.0 and f"{x.mean():.2f}" == "2.50"
    assert (x > 2).numpy().sum() == 2 and (x == x).all() and x.argmax().item() == 3
    assert x in {x} and repr(Tensor([1.0])) == "Tensor([1.])"
    assert "op=mul" in repr(leaf(1.0) * 2)


def test_backward_step_by_step_replays_the_pass() -> None:
    x, w = leaf(2.0), leaf(3.0)
    loss = (w * x + w).sum()
    assert [t.op or "leaf" for t in loss.graph()] == ["leaf", "leaf", "mul", "add", "sum"]
    steps = list(loss.backward_steps(retain_graph=True))
    assert [s.tensor.op or "leaf" for s in steps] == ["sum", "add", "mul", "leaf", "leaf"]
    assert [s.gradient.item() for s in steps if s.tensor is w] == [3.0]
    contributions = {parent.op or "leaf": flow(steps[2].gradient).item() for parent, flow in steps[2].edges}
    assert contributions["leaf"] in (2.0, 3.0)
    assert loss.inputs()[0].op == "add"


def test_the_same_seed_gives_the_same_run_bit_for_bit() -> None:
    def run() -> list[bytes]:
        manual_seed(7)
        model = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(64, 3),
        )
        optimizer = optim.Adam(model.parameters())
        rng = np.random.default_rng(0)
        for _ in range(5):
            loss = ops.cross_entropy(model(Tensor(rng.normal(size=(6, 1, 8, 8)), F32)), rng.integers(0, 3, 6))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return [v.tobytes() for v in model.state_dict().values()]

    assert run() == run()


# -- gradcheck -----------------------------------------------------------------------------------------
def test_gradcheck_accepts_right_and_reports_wrong_gradients() -> None:
    rng = np.random.default_rng(0)
    x, w = (Tensor(rng.normal(size=s), requires_grad=True) for s in ((3, 4), (4,)))
    report = gradcheck(lambda x, w: (x * w).tanh().sum(dim=1), x, w)
    assert report and report.entries == 16 and report.error < 1e-8 and "agree" in repr(report)
    assert x.grad is None

    def wrong(x: Tensor) -> Tensor:
        return result("wrong", x.data**2, (x, lambda g: 3 * g * x.data))

    report = gradcheck(wrong, x)
    assert not report
    assert re.search(r"DIFFER.*worst error .* at input 0\[\d, \d\]: backward .*, differences", repr(report))
    assert "backward:\n" in repr(report) and "finite differences:\n" in repr(report)
    with pytest.raises(TypeError, match="float64"):
        gradcheck(lambda x: x, leaf(1.0))
    with pytest.raises(ValueError, match="nothing to check"):
        gradcheck(lambda x: x, Tensor(np.ones(2)))


def t64(rng: np.random.Generator, *shape: int) -> Tensor:
    return Tensor(rng.normal(size=shape), requires_grad=True)


GRADCHECKS = {
    "arithmetic": (lambda a, b: a * b - a / (b * b + 1) + 2**a - (1 - b) ** 3, (3, 4), (4,)),
    "functions": (lambda a: a.exp() + a.sin() * a.cos() + a.tanh() * a.sigmoid() + (a * a + 1).log().sqrt(), (3, 4)),
    "activations": (lambda a: ops.softplus(a) + ops.silu(a) + ops.gelu(a) + ops.gelu(a, "tanh") + ops.elu(a) + ops.relu(a), (5,)),
    "choices": (lambda a, b: ops.maximum(a, b) * ops.minimum(a, b) + ops.where(a > 0, a, b) + ops.clamp(a, -1, 1), (4,), (4,)),
    "reductions": (lambda a: a.sum(0) * a.mean(0) + a.var(0) + a.std(0) + a.amax(0) + a.logsumexp(0), (4, 3)),
    "softmax": (lambda a: a.softmax(1) * a.log_softmax(0), (3, 4)),
    "matmul": (lambda a, b: a @ b, (2, 3, 4), (4, 2)),
    "linear": (lambda x, w, b: ops.linear(x, w, b), (2, 3, 4), (5, 4), (5,)),
    "shape": (lambda a, b: ops.stack([ops.cat([a, b], 1).flatten()[2:7], ops.pad(a, (1, 2)).T.reshape(-1)[:5]]), (2, 3), (2, 2)),
    "index": (lambda a: a[[0, 0, 2]] + a[1:2] + a[a.data[:, 0] > -99][:1], (3, 2)),
    "attention": (lambda q, k, v: ops.scaled_dot_product_attention(q, k, v, is_causal=True), (2, 3, 4), (2, 3, 4), (2, 3, 2)),
    "embedding": (lambda w: ops.embedding(np.array([[0, 2], [2, 1]]), w), (3, 4)),
    "conv2d": (lambda x, w, b: ops.conv2d(x, w, b, 2, 1), (2, 3, 5, 6), (4, 3, 3, 2), (4,)),
    "conv2d whole rows": (lambda x, w: ops.conv2d(x, w, None, 1, 2), (2, 8, 5, 4), (3, 8, 3, 3)),
    "conv2d groups dilation": (lambda x, w: ops.conv2d(x, w, None, 1, 2, 2, 2), (2, 4, 6, 5), (4, 2, 2, 3)),
    "conv1d": (lambda x, w, b: ops.conv1d(x, w, b, 1, "same"), (2, 3, 6), (2, 3, 3), (2,)),
    "conv_transpose2d": (lambda x, w, b: ops.conv_transpose2d(x, w, b, 2, 1, 1), (2, 3, 3, 4), (3, 2, 3, 3), (2,)),
    "max_pool2d": (lambda x: ops.max_pool2d(x, 3, 2, 1), (2, 2, 6, 5)),
    "avg_pool2d": (lambda x: ops.avg_pool2d(x, 3, 2, 1, count_include_pad=False), (2, 2, 6, 5)),
    "lp_pool2d": (lambda x: ops.lp_pool2d(x, 2, 2), (2, 2, 4, 5)),
    "adaptive": (lambda x: ops.adaptive_avg_pool2d(x, (2, 3)), (2, 2, 5, 4)),
    "batch_norm": (lambda x, w, b: ops.batch_norm(x, None, None, w, b, True), (4, 3, 2, 2), (3,), (3,)),
    "layer_norm": (lambda x, w, b: ops.layer_norm(x, (4,), w, b), (3, 4), (4,), (4,)),
    "mse": (lambda a, b: ops.mse_loss(a, b) + ops.l1_loss(a, b, "sum"), (3, 2), (3, 2)),
    "cross_entropy": (lambda a: ops.cross_entropy(a, np.array([0, 2, 1]), label_smoothing=0.1), (3, 4)),
    "binary": (lambda z: ops.binary_cross_entropy_with_logits(z, np.array([0, 1, 1])) + ops.soft_margin_loss(z, np.array([1, -1, 1])), (3,)),
    "bce": (lambda z: ops.binary_cross_entropy(z.sigmoid(), np.array([0, 1, 1])), (3,)),
    "rnn": (lambda x, h, w, u, b, c: ops.rnn(x, h, (w, u, b, c)), (3, 2, 3), (2, 4), (4, 3), (4, 4), (4,), (4,)),
    "lstm": (lambda x, h, c, w, u: ops.cat([t.flatten() for t in ops.lstm(x, (h, c), (w, u, None, None))]), (3, 2, 3), (2, 4), (2, 4), (16, 3), (16, 4)),
    "gru": (lambda x, h, w, u, b, c: ops.gru(x, h, (w, u, b, c)), (3, 2, 3), (2, 4), (12, 3), (12, 4), (12,), (12,)),
    "mgu": (lambda x, h, w, u, b, c: ops.mgu(x, h, (w, u, b, c)), (3, 2, 3), (2, 4), (8, 3), (8, 4), (8,), (8,)),
}  # fmt: skip


@pytest.mark.parametrize("name", GRADCHECKS)
def test_gradients_against_finite_differences(name: str) -> None:
    function, *shapes = GRADCHECKS[name]
    rng = np.random.default_rng(3)
    assert gradcheck(function, *(t64(rng, *s) for s in shapes))


# -- clear forms ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "stride, padding, size, kernel", [(1, 0, 5, 3), (2, 1, 7, 3), (3, 2, 6, 2), (1, 0, 1, 1), (1, 4, 3, 2)]
)
@pytest.mark.parametrize("channels", [1, 8])
def test_convolution_equals_its_loops(
    stride: int, padding: int, size: int, kernel: int, channels: int
) -> None:
    from course_lib.ops.conv import conv2d_loops

    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(2, channels, size, size + 1)), rng.normal(size=(3, channels, kernel, kernel))
    fast = ops.conv2d(Tensor(x), Tensor(w), stride=stride, padding=padding).numpy()
    np.testing.assert_allclose(fast, conv2d_loops(x, w, stride, padding), 1e-10, 1e-12)


@pytest.mark.parametrize("size, stride", [(2, 2), (3, 2), (2, 3), (1, 1), (3, 1)])
def test_pooling_equals_its_loops(size: int, stride: int) -> None:
    from course_lib.ops.pool import pool2d_loops

    x = np.random.default_rng(0).normal(size=(2, 3, 7, 6))
    np.testing.assert_array_equal(
        ops.max_pool2d(Tensor(x), size, stride).numpy(), pool2d_loops(x, size, stride)
    )
    means = pool2d_loops(x, size, stride, np.mean)
    np.testing.assert_allclose(ops.avg_pool2d(Tensor(x), size, stride).numpy(), means, 1e-12)
    roots = pool2d_loops(x, size, stride, lambda a, axis: np.sqrt((a * a).sum(axis)))
    np.testing.assert_allclose(ops.lp_pool2d(Tensor(x), 2, size, stride).numpy(), roots, 1e-12)


# -- mistakes ------------------------------------------------------------------------------------------
IMAGE, KERNEL = Tensor(np.zeros((2, 3, 5, 5), F32)), Tensor(np.zeros((4, 3, 3, 3), F32))
EMPTY = Tensor(np.zeros((0, 3), F32))
SCORES = Tensor(np.zeros((2, 3), F32))

MISTAKES = {
    "kernel too large": (lambda: ops.conv2d(IMAGE, Tensor(np.zeros((4, 3, 7, 7), F32))), ValueError, "conv2d: kernel 7x7 .* larger than the padded input 5x5"),
    "dilated kernel too large": (lambda: ops.conv2d(IMAGE, KERNEL, dilation=3), ValueError, "spanning 7x7"),
    "pooling window too large": (lambda: ops.max_pool2d(IMAGE, 6), ValueError, "max_pool2d: kernel 6x6 .* 5x5"),
    "channels": (lambda: ops.conv2d(IMAGE, Tensor(np.zeros((4, 2, 3, 3), F32))), ValueError, r"has 3 channels, the weight .* takes 2"),
    "groups": (lambda: ops.conv2d(IMAGE, KERNEL, groups=2), ValueError, "3 input channels do not divide into 2 groups"),
    "output groups": (lambda: ops.conv2d(IMAGE, Tensor(np.zeros((4, 1, 3, 3), F32)), groups=3), ValueError, "4 output channels do not divide into 3"),
    "layer groups": (lambda: nn.Conv2d(4, 6, 3, groups=4), ValueError, "Conv2d: 4 and 6 channels must both divide by groups=4"),
    "axes": (lambda: ops.conv2d(Tensor(np.zeros((5, 5), F32)), KERNEL), ValueError, r"expected input \(N, C, H, W\)"),
    "bias": (lambda: ops.conv2d(IMAGE, KERNEL, Tensor(np.zeros(3, F32))), ValueError, "one bias for each of 4 output channels"),
    "stride 0": (lambda: ops.conv2d(IMAGE, KERNEL, stride=0), ValueError, "stride is one or two whole numbers from 1 on, not 0"),
    "half padding": (lambda: ops.conv2d(IMAGE, KERNEL, padding=1.5), (ValueError, TypeError), "padding"),
    "same with stride": (lambda: ops.conv2d(IMAGE, KERNEL, stride=2, padding="same"), ValueError, "only with stride 1"),
    "unknown padding": (lambda: ops.conv2d(IMAGE, KERNEL, padding="full"), ValueError, "'full'"),
    "pool padding": (lambda: ops.max_pool2d(IMAGE, 2, padding=2), ValueError, "more than half the kernel"),
    "empty image batch": (lambda: ops.conv2d(Tensor(np.zeros((0, 3, 5, 5), F32)), KERNEL), ValueError, r"\(0, 3, 5, 5\) is empty"),
    "empty sequence": (lambda: nn.LSTM(3, 4)(Tensor(np.zeros((0, 2, 3), F32))), ValueError, "non-empty sequence"),
    "float labels": (lambda: ops.cross_entropy(SCORES, np.array([0.0, 1.0])), TypeError, "labels are class numbers .integers., these are float64"),
    "labels too large": (lambda: ops.cross_entropy(SCORES, np.array([0, 3])), ValueError, r"labels run from 0 to 3, .* classes 0 to 2"),
    "negative labels": (lambda: ops.nll_loss(SCORES, np.array([-1, 0])), ValueError, "labels run from -1 to 0"),
    "label shape": (lambda: ops.cross_entropy(SCORES, np.array([[0], [1]])), ValueError, r"scores \(N, C\) with labels \(N,\), got \(2, 3\) and \(2, 1\)"),
    "labels all ignored": (lambda: ops.cross_entropy(SCORES, np.array([-100, -100])), ValueError, "every label is ignore_index"),
    "empty batch": (lambda: ops.cross_entropy(EMPTY, np.zeros(0, int)), ValueError, r"the batch is empty \(shape \(0, 3\)\)"),
    "empty mse": (lambda: ops.mse_loss(EMPTY, EMPTY), ValueError, "the batch is empty"),
    "empty mean": (lambda: EMPTY.mean(), ValueError, r"mean of nothing: the tensor of shape \(0, 3\) is empty"),
    "empty sum": (lambda: EMPTY.sum(), ValueError, "sum of nothing"),
    "empty maximum": (lambda: EMPTY.max(dim=0), ValueError, "amax of nothing"),
    "empty softmax": (lambda: EMPTY.softmax(0), ValueError, "softmax of nothing"),
    "loss shapes": (lambda: ops.mse_loss(SCORES, Tensor(np.zeros((2, 1), F32))), ValueError, r"shape \(2, 3\), targets \(2, 1\)"),
    "signs for bce": (lambda: ops.binary_cross_entropy_with_logits(SCORES, -np.ones((2, 3), int)), ValueError, "belong to soft_margin_loss"),
    "zeros for margin": (lambda: ops.soft_margin_loss(SCORES, np.zeros((2, 3), int)), ValueError, "labels are -1 and .1"),
    "scores for bce": (lambda: ops.binary_cross_entropy(SCORES * 0 + 2, np.ones((2, 3), int)), ValueError, "from 2 to 2"),
    "mixed add": (lambda: SCORES + np.zeros(3), TypeError, r"add: float32 of shape \(2, 3\) meets float64 of shape \(3,\); convert .*\.float"),
    "mixed matmul": (lambda: SCORES @ Tensor(np.zeros((3, 2))), TypeError, "matmul: float32 .* meets float64"),
    "mixed linear": (lambda: nn.Linear(3, 2)(Tensor(np.zeros((2, 3)))), TypeError, "linear: float64 .* meets float32"),
    "mixed conv": (lambda: nn.Conv2d(3, 2, 3)(Tensor(np.zeros((2, 3, 5, 5)))), TypeError, "conv2d: float64 .* meets float32"),
    "mixed lstm": (lambda: nn.LSTM(3, 2)(Tensor(np.zeros((4, 2, 3)))), TypeError, "lstm: float64"),
    "mixed cat": (lambda: ops.cat([SCORES, Tensor(np.zeros((2, 3)))]), TypeError, "cat: float32"),
    "mixed loss": (lambda: ops.mse_loss(SCORES, np.zeros((2, 3))), TypeError, "mse_loss: float32"),
    "broadcast": (lambda: SCORES + Tensor(np.zeros(2, F32)), ValueError, r"add: shapes \(2, 3\) and \(2,\) do not broadcast"),
    "matmul shapes": (lambda: SCORES @ SCORES, ValueError, r"\(2, 3\) @ \(2, 3\)"),
    "linear features": (lambda: nn.Linear(4, 2)(SCORES), ValueError, r"has 3 features in its last axis, the weight \(2, 4\) takes 4"),
    "reshape": (lambda: SCORES.reshape(4, 2), ValueError, r"6 entries of shape \(2, 3\) do not fit \(4, 2\)"),
    "index": (lambda: SCORES[5], IndexError, r"shape \(2, 3\)"),
    "axis": (lambda: SCORES.sum(dim=2), ValueError, r"dim 2 is not an axis of shape \(2, 3\)"),
    "not an order": (lambda: SCORES.permute(0, 0), ValueError, "permute"),
    "embedding floats": (lambda: nn.Embedding(3, 2)(np.zeros(2)), TypeError, "indices are integers"),
    "embedding range": (lambda: nn.Embedding(3, 2)(np.array([3])), IndexError, "from 3 to 3 into a table of 3 rows"),
    "recurrent features": (lambda: nn.GRU(4, 2)(Tensor(np.zeros((5, 2, 3), F32))), ValueError, "has 3 features, not 4"),
    "recurrent state": (lambda: nn.LSTM(3, 2)(Tensor(np.zeros((5, 2, 3), F32)), Tensor(np.zeros((1, 2, 2), F32))), ValueError, r"expected 2 state\(s\) \(1, 2, 2\)"),
    "heads": (lambda: nn.MultiheadAttention(6, 4), ValueError, "does not divide into 4 heads"),
    "one example in batch norm": (lambda: nn.BatchNorm1d(3)(SCORES[:1]), ValueError, "more than one value a channel"),
    "dropout": (lambda: ops.dropout(SCORES, 1.5), ValueError, "probability between 0 and 1, not 1.5"),
    "integer gradient": (lambda: Tensor([1, 2], requires_grad=True), TypeError, r"int64: add \.float\(\)"),
    "not numbers": (lambda: Tensor(["a"]), TypeError, "holds numbers"),
    "backward from many": (lambda: (leaf(1.0, 2.0) * 2).backward(), GraphError, r"shape \(2,\); reduce it with .mean\(\)"),
    "detached": (lambda: leaf(1.0).detach().sum().backward(), GraphError, "does not depend on anything that requires a gradient"),
    "no parameters": (lambda: optim.SGD([]), ValueError, "no parameters"),
    "negative rate": (lambda: optim.SGD([leaf(1.0)], lr=-1), ValueError, "lr must not be negative"),
    "in place on a leaf": (lambda: leaf(1.0).__setitem__(0, 3.0), GraphError, "with no_grad"),
    "plain argument": (lambda: nn.MaxPool2d(2, size=3), TypeError, "size"),
    "missing argument": (lambda: nn.Softmax(), TypeError, "needs dim"),
    "no forward": (lambda: nn.Module()(1), NotImplementedError, "forward"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_answered_with_a_sentence(name: str) -> None:
    mistake, kind, sentence = MISTAKES[name]
    with pytest.raises(kind, match=sentence):
        mistake()


def test_data_changed_in_place_before_backward_is_noticed() -> None:
    w, x = leaf(2.0), Tensor([3.0])
    loss = (w * x).sum()
    with no_grad():
        w[0] = 5.0
    with pytest.raises(GraphError, match=r"data of 'mul' with shape \(1,\) was changed in place"):
        loss.backward()
    loss = (w * x).sum()
    x[0] = 9.0
    with pytest.raises(GraphError, match="changed in place"):
        loss.backward()
    optimizer = optim.SGD([w], lr=0.1)
    loss = (w * w).sum()
    w.grad = np.ones(1, F32)
    optimizer.step()
    with pytest.raises(GraphError, match="changed in place"):
        loss.backward()
    with detect_anomaly():  # writes that go around the tensor are noticed in debug mode
        loss = w.exp().sum()
        w.data[0] = 0.0
        with pytest.raises(GraphError, match="data of 'exp'"):
            loss.backward()


def test_debug_mode_names_where_a_nan_first_appeared() -> None:
    x = leaf(1.0, 0.0)
    with detect_anomaly():
        with pytest.raises(
            NonFiniteError,
            match=r"^log gives -inf at \(1,\) of its result of shape \(2,\); input \(2,\): 0 to 1",
        ):
            (x.log() * 0).sum()
        with pytest.raises(
            NonFiniteError, match=r"^backward through sqrt gives inf at \(1,\) of its gradient"
        ):
            x.sqrt().sum().backward()
        scores = ops.masked_fill(x, [True, False], -np.inf)  # an infinity that is asked for is fine
        assert scores.softmax(0).tolist() == [0.0, 1.0]
    assert np.isnan((x.log() * 0).sum().item())


def test_read_only_data_is_never_written() -> None:
    data = np.arange(6, dtype=F32).reshape(2, 3)
    data.flags.writeable = False
    x = Tensor(data, requires_grad=True)
    (x * 2).sum().backward()
    assert x.grad.flags.writeable
