"""An array that remembers how it was computed, so that gradients can flow back through it.

Every operation makes a new `Tensor` that keeps its inputs and, for each input, one function that says how a
gradient of the result becomes a gradient of that input. `backward` walks these records from the loss to the
leaves. That is all of automatic differentiation; the operations themselves live in `course_lib.ops`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ContextDecorator
from functools import lru_cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

Flow = Callable[[np.ndarray], np.ndarray]  # gradient of the result -> gradient of one input

# An operation can only use tensors that existed before it, so the order of creation is a topological order:
# each result takes a number from this clock, and the backward pass visits the largest number first.
_clock = itertools.count(1)
_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_NUMBERS = frozenset((bool, int, float, np.float64))
_new = object.__new__


class _Mode:
    recording = True
    checking = False


class NonFiniteError(ArithmeticError):
    """A NaN or an infinity appeared while `detect_anomaly` was on; the message names the operation."""


class GraphError(RuntimeError):
    """A backward pass was asked of a graph that is not there, was used up, or was changed underneath."""


class Tensor:
    """An n-dimensional array with a gradient.

    Lists and Python numbers become float32; float32, float64, integer and boolean arrays keep their dtype
    (and their memory: nothing is copied). Only floating-point tensors can require a gradient.

    Raises TypeError for data that is not numeric and for a gradient of integers.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([2., 4., 6.], dtype=float32)
    """

    __slots__ = ("__weakref__", "_edges", "_order", "data", "grad", "op", "requires_grad")
    __array_ufunc__ = None  # so that `array + tensor` asks the tensor, not NumPy
    _edges: tuple[tuple[Tensor, Flow], ...]
    if TYPE_CHECKING:  # the rooms above attach the operations
        _op: ClassVar[Any] = ...
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _op
        __pow__ = __rpow__ = __neg__ = __matmul__ = __getitem__ = __lt__ = __gt__ = __le__ = __ge__ = _op

    def __init__(self, data: Any, dtype: Any = None, requires_grad: bool = False):
        self.data: np.ndarray = _to_array(
            data, dtype
        )  # a single number is a NumPy scalar: five times quicker
        if requires_grad and self.data.dtype.kind != "f":
            raise TypeError(
                f"only floating-point tensors have gradients; this one holds {self.data.dtype}: add .float()"
            )
        self.grad: np.ndarray | None = None
        self.requires_grad = requires_grad
        self.op = ""
        self._edges = ()
        self._order = next(_clock)  # when its data was made, or last changed in place

    # -- what it is ------------------------------------------------------------------------------------
    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype:
        """The NumPy dtype of the entries."""
        return self.data.dtype

    @property
    def is_leaf(self) -> bool:
        """True for what the user made, False for the result of a recorded operation."""
        return not self.op or not self.requires_grad

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one axis."""
        return self.shape if dim is None else self.shape[dim]

    def numel(self) -> int:
        """Number of entries."""
        return self.data.size

    def item(self) -> float | int | bool:
        """The value of a tensor with one entry, as a Python number."""
        return self.data.item()

    def numpy(self) -> np.ndarray:
        """The array itself, not a copy: writing into it changes the tensor."""
        return np.asarray(self.data)

    def tolist(self) -> list:
        """The entries as (nested) Python lists."""
        return self.data.tolist()

    def detach(self) -> Tensor:
        """The same data outside the graph: no gradient flows through the result.

        >>> Tensor([1.0], requires_grad=True).detach().requires_grad
        False
        """
        return Tensor(self.data)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Start (or stop) collecting gradients in this leaf."""
        if not self.is_leaf:
            raise GraphError(f"requires_grad_: this is the result of {self.op!r}, not a leaf; use .detach()")
        Tensor.__init__(self, self.data, requires_grad=requires_grad)
        return self

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a tensor without axes: it holds a single number")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __float__(self) -> float:
        return float(self.data.item())

    def __int__(self) -> int:
        return int(self.data.item())

    def __index__(self) -> int:
        return self.data.__index__()

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else repr(self)

    def __repr__(self) -> str:
        values = np.array2string(np.asarray(self.data), separator=", ", prefix="Tensor(")
        dtype = "" if self.dtype in (np.float32, np.int64, np.bool_) else f", dtype={self.dtype}"
        source = (
            f", op={self.op}" if not self.is_leaf else ", requires_grad=True" if self.requires_grad else ""
        )
        return f"Tensor({values}{dtype}{source})"

    # -- changing it in place --------------------------------------------------------------------------
    def copy_(self, values: Any) -> Tensor:
        """Overwrite the entries in place; a recorded operation that still needs the old ones will say so."""
        if _Mode.recording and self.requires_grad:
            raise GraphError(
                "copy_: a tensor that requires a gradient cannot be overwritten while operations are "
                "recorded; use `with no_grad():`"
            )
        values = np.broadcast_to(_plain(values), self.shape)
        if self.shape:
            self.data[...] = values
        else:  # a single number is a NumPy scalar, which is exchanged
            self.data = self.data.dtype.type(values)
        return self.touch()

    def touch(self) -> Tensor:
        """Note that `.data` was changed in place, so that an operation that still needs the old values can
        say so.
        """
        self._order = next(_clock)
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        if _Mode.recording and self.requires_grad:
            raise GraphError(
                "x[...] = value would overwrite data that the backward pass needs; use `with no_grad():` "
                "for a leaf, or where(condition, value, x) to have it differentiated"
            )
        self.data[_plain(index)] = value.data if isinstance(value, Tensor) else value
        self.touch()

    # -- the backward pass -----------------------------------------------------------------------------
    def backward(self, gradient: Any = None, retain_graph: bool = False) -> None:
        """Add the gradient of this tensor to `.grad` of every leaf it was computed from.

        The graph is freed on the way (unless `retain_graph`), so a second call says so instead of giving
        stale numbers. `gradient` has this tensor's shape and may be left out for a single number. Raises
        GraphError (no graph, a used graph, data changed in place) and ValueError (shapes).

        >>> w = Tensor(3.0, requires_grad=True)
        >>> (w ** 2).backward()
        >>> float(w.grad)
        6.0
        """
        self._pass_back(gradient, retain_graph, None)

    def backward_steps(self, gradient: Any = None, retain_graph: bool = False) -> list[Step]:
        """The same backward pass, with a record of it: for every node what arrived, and the flows to its
        inputs.

        >>> w = Tensor(3.0, requires_grad=True)
        >>> for step in (w * w + w).backward_steps():
        ...     print(step.tensor.op or "leaf", step.gradient)
        add 1.0
        mul 1.0
        leaf 7.0
        """
        steps: list[Step] = []
        self._pass_back(gradient, retain_graph, steps)
        return steps

    def _pass_back(self, gradient: Any, retain_graph: bool, steps: list[Step] | None) -> None:
        array = np.ndarray
        pending = {self: self._seed(gradient)}
        youngest = [(-self._order, self)] if self.op else []  # a heap: the node made last comes out first
        while youngest:
            node = heappop(youngest)[1]
            gradient, edges = pending.pop(node), node._edges
            if edges is _FREED:
                raise GraphError(_USED)
            for parent, flow in edges:
                if parent._order > node._order:
                    raise GraphError(_CHANGED.format(node.op, parent.shape))
                if not parent.requires_grad:
                    continue
                part = flow(gradient)
                if type(part) is array and part.shape != parent.data.shape:
                    part = unbroadcast(part, parent.data.shape)
                before = pending.get(parent)
                pending[parent] = part if before is None else before + part
                if before is None and parent.op:
                    heappush(youngest, (-parent._order, parent))
            if steps is not None:
                steps.append(Step(node, gradient, edges))
            if not retain_graph:
                node._edges = _FREED
        handed_out: set[int] = set()
        for leaf, gradient in pending.items():
            # A leaf owns its gradient: copy what is a view or was given to another leaf as well.
            if gradient.base is not None or id(gradient) in handed_out or type(gradient) is not np.ndarray:
                gradient = np.array(gradient)
            handed_out.add(id(gradient))
            leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient
            if steps is not None:
                steps.append(Step(leaf, gradient, ()))

    def _seed(self, gradient: Any) -> np.ndarray:
        if not self.requires_grad:
            raise GraphError(
                "backward: this tensor does not depend on anything that requires a gradient: it was "
                "detached, computed under no_grad(), or no input has requires_grad=True"
            )
        if gradient is None:
            if self.data.size != 1:
                raise GraphError(
                    f"backward: a gradient starts from a single number, but this tensor has shape "
                    f"{self.shape}; "
                    f"reduce it with .mean() or .sum(), or give backward(gradient) of shape {self.shape}"
                )
            return np.ones_like(self.data) if self.shape else self.data.dtype.type(1)
        gradient = np.array(_plain(gradient), dtype=self.dtype)
        if gradient.shape != self.shape:
            raise ValueError(
                f"backward: the gradient has shape {gradient.shape}, the tensor {self.shape}; they must agree"
            )
        return gradient

    def graph(self) -> list[Tensor]:
        """Every tensor this one was computed from and itself last, in the order they were made.

        Each has `op`, `shape` and `inputs()`: enough to draw the graph.

        >>> a = Tensor(2.0, requires_grad=True)
        >>> [t.op or "leaf" for t in (a * a + a).graph()]
        ['leaf', 'mul', 'add']
        """
        found, todo = {self}, [self]
        while todo:
            for parent, _ in todo.pop()._edges:
                if parent is _USED_UP:
                    raise GraphError(_USED)
                if parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return sorted(found, key=lambda t: t._order)

    def inputs(self) -> tuple[Tensor, ...]:
        """The tensors this one was directly computed from."""
        return tuple(t for t, _ in self._edges if t is not _USED_UP)

    def __getattr__(self, name: str) -> Any:  # only for names that do not exist
        raise AttributeError(f"a Tensor has no {name!r}; see dir(Tensor) for what it has")


class Step(NamedTuple):
    """One step of a backward pass: the node, the gradient that reached it, and its inputs' flows."""

    tensor: Tensor
    gradient: np.ndarray
    edges: tuple[tuple[Tensor, Flow], ...]


class Parameter(Tensor):
    """A leaf that an optimiser changes: a tensor that requires a gradient from the start."""

    __slots__ = ()

    def __init__(self, data: Any, dtype: Any = None, requires_grad: bool = True):
        super().__init__(data, dtype, requires_grad)


_USED = (
    "backward: this graph was used by an earlier backward() and freed; run the forward pass again, or call "
    "backward(retain_graph=True) the first time"
)
_CHANGED = (
    "backward: data of {!r} with shape {} was changed in place after the operation was recorded, so its "
    "gradient would be wrong; change it after backward(), or work on a copy"
)


def result(op: str, data: Any, *edges: tuple[Tensor, Flow]) -> Tensor:
    """Make the tensor an operation returns: its value, and for each input how a gradient flows back to it.

    >>> def square(x):
    ...     return result("square", x.data ** 2, (x, lambda g: 2 * x.data * g))
    >>> x = Tensor(3.0, requires_grad=True)
    >>> square(x).backward(); float(x.grad)
    6.0
    """
    if _Mode.checking:
        edges = _watched(op, data, edges)
    out = _new(Tensor)  # the constructor's checks are not needed here
    out.data = data
    out.op = op
    out.grad = None
    out._order = next(_clock)
    if _Mode.recording:
        for parent, _ in edges:
            if parent.requires_grad:
                out._edges, out.requires_grad = edges, True
                return out
    out._edges, out.requires_grad = (), False
    return out


def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Undo broadcasting: an entry that was used many times receives the sum of its gradients.

    >>> unbroadcast(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    extra = gradient.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1 and gradient.shape[i + extra] != 1)
    return gradient.sum(axis=tuple(range(extra)) + stretched).reshape(shape)


def operands(op: str, a: Any, b: Any) -> tuple[Tensor, Tensor]:
    """Both inputs as tensors of one dtype: numbers and integers adapt, float32 and float64 do not mix."""
    if not isinstance(a, Tensor):
        a = _adapt(a, b.data.dtype)
    elif not isinstance(b, Tensor):
        b = _adapt(b, a.data.dtype)
    if a.data.dtype is not b.data.dtype and a.data.dtype != b.data.dtype:
        kinds = a.data.dtype.kind, b.data.dtype.kind
        if kinds == ("f", "f"):
            raise TypeError(_MIXED.format(op, a.dtype, a.shape, b.dtype, b.shape))
        a = a if kinds[0] == "f" else Tensor(a.data.astype(b.dtype))
        b = b if kinds[1] == "f" or kinds[0] != "f" else Tensor(b.data.astype(a.dtype))
    return a, b


def same_dtype(op: str, first: Tensor, *others: Tensor | None) -> None:
    """Refuse float32 and float64 (or integers) meeting by accident."""
    for other in others:
        if other is not None and other.data.dtype != first.data.dtype:
            raise TypeError(_MIXED.format(op, first.dtype, first.shape, other.dtype, other.shape))


_MIXED = (
    "{}: {} of shape {} meets {} of shape {}; convert one of them first, with .float() (float32) or "
    ".double() (float64)"
)


def _adapt(value: Any, dtype: np.dtype) -> Tensor:
    if type(value) in _NUMBERS:  # a number takes the dtype of its partner ...
        return _constant(value, dtype.char)
    if isinstance(value, np.generic):
        return _constant(value.item(), dtype.char)
    return Tensor(value)  # ... an array keeps its own


@lru_cache(maxsize=256, typed=True)
def _constant(value: float, char: str) -> Tensor:
    """A number as a tensor; kept, because making a NumPy scalar takes longer than using it."""
    dtype = np.dtype(char)
    whole = dtype.kind != "f" and isinstance(value, float)
    return Tensor(np.float32(value) if whole else dtype.type(value))


def _to_array(data: Any, dtype: Any) -> np.ndarray:
    given = isinstance(data, (Tensor, np.ndarray, np.generic))
    array = np.asarray(data.data if isinstance(data, Tensor) else data)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"a Tensor holds numbers; this data has dtype {array.dtype}")
    if dtype is None and array.dtype.kind == "f" and (not given or array.dtype not in _FLOATS):
        dtype = np.float32
    array = array if dtype is None else array.astype(dtype, copy=False)
    return array if isinstance(data, np.ndarray) or array.ndim else array[()]


def _plain(index: Any) -> Any:
    """An index or a value with arrays in place of tensors."""
    if isinstance(index, tuple):
        return tuple(_plain(i) for i in index)
    return index.data if isinstance(index, Tensor) else index


# Linux returns freed memory to the system and fetches it back page by page at the next step: a fifth of a
# LeNet step.
# Once a block this large was freed, glibc keeps that much; the block itself is never touched, so it costs
# nothing.
np.empty(31 << 20, np.uint8)


# -- modes ---------------------------------------------------------------------------------------------
class _Switch(ContextDecorator):
    name, value = "", False

    def __enter__(self) -> None:
        self.__dict__.setdefault("before", []).append(getattr(_Mode, self.name))
        setattr(_Mode, self.name, self.value)

    def __exit__(self, *error: object) -> None:
        setattr(_Mode, self.name, self.__dict__["before"].pop())


class no_grad(_Switch):
    """Record nothing: for evaluation, and for updating weights. A context manager and a decorator.

    >>> w = Tensor(2.0, requires_grad=True)
    >>> with no_grad():
    ...     (w * 3).requires_grad
    False
    """

    name, value = "recording", False


class enable_grad(_Switch):
    """Record again inside `no_grad`."""

    name, value = "recording", True


class detect_anomaly(_Switch):
    """Debug mode: stop at the first operation whose value or gradient is NaN or infinite, and name it.

    Also notices data that was changed in place through `.data` before the backward pass used it. Slow.

    >>> with detect_anomaly():
    ...     Tensor([0.0, 1.0]).log()
    Traceback (most recent call last):
    course_lib.tensor.NonFiniteError: log gives -inf at (0,) of its result of shape (2,); input (2,): 0 to 1
    """

    name, value = "checking", True


def is_grad_enabled() -> bool:
    """True where operations are recorded."""
    return _Mode.recording


def _watched(op: str, data: np.ndarray, edges: tuple) -> tuple:
    """In debug mode: the same edges, each with a check of the values that flow and of the data they need."""
    arrays = [t.data for t, _ in edges] + [data]
    prints = [hash(array.tobytes()) for array in arrays]
    ranges = "; ".join(
        f"input {t.shape}: {t.data.min():g} to {t.data.max():g}" for t, _ in edges if t.data.size
    )
    if op != "masked_fill":  # there an infinity is asked for
        _finite(f"{op} gives", "result", data, ranges)

    def watch(tensor: Tensor, flow: Flow) -> Flow:
        def checked(gradient: np.ndarray) -> np.ndarray:
            for array, fingerprint in zip(arrays, prints, strict=True):
                if hash(array.tobytes()) != fingerprint:
                    raise GraphError(_CHANGED.format(op, array.shape))
            part = flow(gradient)
            _finite(f"backward through {op} gives", "gradient", part, ranges)
            return part

        return checked

    return tuple((t, watch(t, flow)) for t, flow in edges)


def _finite(what: str, noun: str, array: np.ndarray, ranges: str) -> None:
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise NonFiniteError(
            f"{what} {array[where]} at {where} of its {noun} of shape {array.shape}; {ranges}"
        )


_USED_UP = Tensor(0.0)
_FREED: tuple[tuple[Tensor, Flow], ...] = ((_USED_UP, lambda g: g),)


# -- randomness ----------------------------------------------------------------------------------------
_random: list = []  # made at first use: importing numpy.random takes as long as the rest of the engine


def manual_seed(seed: int) -> None:
    """Start the engine's random numbers (initial weights, dropout, shuffling) from a seed.

    >>> manual_seed(0); a = generator().random(); manual_seed(0); a == generator().random()
    True
    """
    _random[:] = [np.random.default_rng(seed)]


def generator() -> np.random.Generator:
    """The random numbers that the engine draws from."""
    if not _random:
        _random.append(np.random.default_rng())
    return _random[0]


from course_lib import ops as _ops  # noqa: E402, F401  the rooms above give Tensor its operations as methods
