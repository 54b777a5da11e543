"""The training loop and the switch: both engines, history, early stopping, checkpoints, interrupts, resuming."""

# ruff: noqa: RUF043  (tables of cases)

from __future__ import annotations

import numpy as np
import pytest

from course_lib import backend, nn, ops, optim, train
from course_lib.tensor import NonFiniteError, Tensor, manual_seed

torch = pytest.importorskip("torch")
rng = np.random.default_rng(0)
X = rng.normal(size=(200, 4)).astype(np.float32)
Y = (X[:, 0] * X[:, 1] > 0).astype(np.int64)
DATA, HELD_OUT = (X[:150], Y[:150]), (X[150:], Y[150:])


def network(m, dropout: float = 0.0):
    return m.Sequential(m.Linear(4, 16), m.Tanh(), m.Dropout(dropout), m.Linear(16, 2))


def weights(model) -> list[np.ndarray]:
    return [np.asarray(v).copy() for v in model.state_dict().values()]


def test_the_same_model_and_loop_on_both_engines() -> None:
    manual_seed(0)
    start = network(nn).state_dict()
    results = {}
    for name in ("numpy", "torch"):
        B = backend.use(name, "cpu")
        model = B.to_device(network(B.nn))
        model.load_state_dict({k: B.tensor(v) for k, v in start.items()})
        optimizer = B.optim.Adam(model.parameters(), lr=0.01)
        history = train.fit(model, DATA, optimizer, epochs=4, validation=HELD_OUT, progress=False)
        results[name] = history["loss"], history["val_accuracy"], weights(model)
        assert backend.of(model).name == name
    backend.use("numpy")
    np.testing.assert_allclose(results["numpy"][0], results["torch"][0], 1e-4)
    np.testing.assert_allclose(results["numpy"][1], results["torch"][1], atol=0.03)
    for a, b in zip(results["numpy"][2], results["torch"][2], strict=True):
        np.testing.assert_allclose(a, b, 1e-3, 1e-4)


def test_the_switch_explains_itself() -> None:
    with pytest.raises(ValueError, match='"numpy" and "torch", not \'jax\''):
        backend.use("jax")
    with pytest.raises(ValueError, match="NumPy computes on the CPU"):
        backend.use("numpy", "cuda")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="torch finds no GPU here"):
            backend.use("torch", "cuda")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_the_switch_trains_on_a_gpu() -> None:
    B = backend.use("torch", "cuda")
    model = B.to_device(network(B.nn))
    history = train.fit(model, DATA, B.optim.Adam(model.parameters(), lr=0.01), epochs=2, progress=False)
    backend.use("numpy")
    assert len(history) == 2 and backend.of(model).device.startswith("cuda")


def test_one_stable_line_is_left_behind(capsys: pytest.CaptureFixture) -> None:
    manual_seed(0)
    model = network(nn)
    history = train.fit(model, DATA, optim.Adam(model.parameters()), epochs=2, validation=HELD_OUT)
    out, err = capsys.readouterr()
    assert out == history.summary() + "\n" and err == ""
    assert out.startswith("2 epochs: loss 0.") and "val accuracy" in out
    assert set(history.rows[0]) == {"loss", "accuracy", "val_loss", "val_accuracy", "lr", "seconds"}
    with pytest.raises(KeyError, match="not 'f1'"):
        history["f1"]


def test_early_stopping_puts_the_best_weights_back() -> None:
    manual_seed(0)
    model = network(nn)
    seen = []
    history = train.fit(
        model, DATA, optim.SGD(model.parameters(), lr=20.0), epochs=50, validation=HELD_OUT, patience=3, progress=False,
        on_epoch=lambda h: seen.append(weights(model)),
    )  # fmt: skip
    assert history.stopped == "early" and len(history) == history.best + 4 < 50
    assert history.best == int(np.argmin(history["val_loss"]))
    for a, b in zip(weights(model), seen[history.best], strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ValueError, match="needs validation"):
        train.fit(model, DATA, optim.SGD(model.parameters()), patience=2)


@pytest.mark.parametrize("stop_after", [1, 3, 4, 6])
def test_an_interrupt_keeps_the_weights_and_resumes_to_the_same_end(
    stop_after: int, capsys: pytest.CaptureFixture
) -> None:
    def run(interrupt: bool):
        manual_seed(3)
        model = network(nn, dropout=0.3)
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        schedule = optim.ExponentialLR(optimizer, 0.9)
        calls = [0]

        def loss(output, target):
            calls[0] += 1
            if interrupt and calls[0] == stop_after + 1:
                raise KeyboardInterrupt
            return ops.cross_entropy(output, target)

        options = {"epochs": 3, "batch_size": 50, "scheduler": schedule, "progress": interrupt}
        state = {}
        history = train.fit(model, DATA, optimizer, loss, **options)
        if interrupt:
            assert history.stopped == "interrupted" and history.batch == stop_after % 3
            assert "interrupted" in capsys.readouterr().out
            history = train.fit(model, DATA, optimizer, loss, resume=history, **options)
        return weights(model), history["loss"], history.stopped, state

    whole, parts = run(False), run(True)
    assert parts[2] == ""
    np.testing.assert_allclose(
        parts[1], whole[1], 0.05
    )  # dropout drew once more for the batch that was interrupted


def test_an_interrupt_without_dropout_resumes_bit_for_bit() -> None:
    def run(stop: int) -> list[np.ndarray]:
        manual_seed(3)
        model = network(nn)
        optimizer = optim.Adam(model.parameters())
        left = [stop]

        def loss(output, target):
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return ops.cross_entropy(output, target)

        history = train.fit(model, DATA, optimizer, loss, epochs=3, batch_size=50, progress=False)
        if stop > 0:
            train.fit(model, DATA, optimizer, loss, epochs=3, batch_size=50, progress=False, resume=history)
        return weights(model)

    for a, b in zip(run(0), run(6), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_a_checkpoint_resumes_to_the_same_end(name: str, tmp_path) -> None:
    B = backend.use(name, "cpu")
    path = tmp_path / "runs" / "last.npz"

    def fresh():
        B.manual_seed(1)
        model = network(B.nn)
        optimizer = B.optim.Adam(model.parameters(), lr=0.01)
        schedule = (optim if name == "numpy" else torch.optim.lr_scheduler).StepLR(optimizer, 2)
        return model, optimizer, schedule

    model, optimizer, schedule = fresh()
    train.fit(model, DATA, optimizer, epochs=4, scheduler=schedule, progress=False)
    half, half_optimizer, half_schedule = fresh()
    train.fit(half, DATA, half_optimizer, epochs=2, scheduler=half_schedule, checkpoint=path, progress=False)
    again, again_optimizer, again_schedule = fresh()
    history = train.fit(
        again, DATA, again_optimizer, epochs=4, scheduler=again_schedule, resume=path, progress=False
    )
    backend.use("numpy")
    assert len(history) == 4 and [p.name for p in path.parent.iterdir()] == ["last.npz"]
    for a, b in zip(weights(model), weights(again), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_checkpoint_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "last.npz"
    model = network(nn)
    optimizer = optim.SGD(model.parameters())
    train.save_checkpoint(path, model, optimizer, train.History())
    before = path.read_bytes()
    monkeypatch.setattr(
        np, "savez", lambda file, **a: (file.write(b"half"), (_ for _ in ()).throw(OSError("disk full")))
    )
    with pytest.raises(OSError, match="disk full"):
        train.save_checkpoint(path, model, optimizer, train.History())
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
    path.write_bytes(b"half")
    with pytest.raises(ValueError, match="'last.npz' is not a checkpoint"):
        train.load_checkpoint(path, model)
    with pytest.raises(FileNotFoundError, match="no file 'other.npz'"):
        train.load_checkpoint(tmp_path / "other.npz", model)


def test_a_loss_that_is_no_number_is_named_with_its_operation() -> None:
    manual_seed(0)
    model = nn.Linear(4, 1)
    x = np.zeros((8, 4), np.float32)
    with pytest.raises(
        NonFiniteError, match=r"the loss became .* in epoch 1, batch 1; .* first seen here: log gives"
    ):
        train.fit(
            model, (x, np.zeros(8, np.float32)), optim.SGD(model.parameters()), progress=False,
            loss=lambda output, target: ((output * 0).log() * target[0]).mean(),
        )  # fmt: skip


def test_bad_data_is_refused() -> None:
    model = network(nn)
    optimizer = optim.SGD(model.parameters())
    for data in ((X[:3], Y[:2]), (X[:0], Y[:0])):
        with pytest.raises(ValueError, match="as many targets as inputs"):
            train.fit(model, data, optimizer)


def test_evaluate_keeps_the_mode_and_does_not_record() -> None:
    model = network(nn, dropout=0.5)
    results = train.evaluate(model, HELD_OUT), train.evaluate(model, HELD_OUT)
    assert results[0] == results[1] and model.training
    mean_output = train.evaluate(nn.Linear(4, 1), (X, X[:, :1]), ops.mse_loss)
    assert set(mean_output) == {"loss"}
    assert [len(a) for a, _ in train.batches(X, Y, 64, seed=1)] == [64, 64, 64, 8]
    assert isinstance(backend.use("numpy").tensor(X), Tensor)
