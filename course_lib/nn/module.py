"""`Module`: parameters and sub-modules found by name, a training switch, and weights that can be saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from course_lib.tensor import Parameter, Tensor, no_grad


class Module:
    """Base of all layers and models: write `__init__` and `forward`, then call the object.

    Attributes that are parameters, buffers or modules are found by their names, in the order of assignment.

    >>> from course_lib import nn
    >>> class Two(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.first, self.second = nn.Linear(4, 3), nn.Linear(3, 2)
    ...     def forward(self, x):
    ...         return self.second(self.first(x).relu())
    >>> list(Two().state_dict())
    ['first.weight', 'first.bias', 'second.weight', 'second.bias']
    """

    training = True

    def __init__(self) -> None:
        self._buffers: set[str] = set()

    def forward(self, *inputs: Any) -> Any:
        """Compute the output; written by the subclass."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, ...)")

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Run `forward`."""
        return self.forward(*inputs, **options)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no {name!r} (was super().__init__() called first?)")

    # -- what is inside --------------------------------------------------------------------------------
    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Set a parameter under a name; None stands for one that is left out."""
        setattr(self, name, param)

    def register_buffer(self, name: str, value: np.ndarray | None) -> None:
        """An array that belongs to the state but is not trained, such as a running mean."""
        self._buffers.add(name)
        setattr(self, name, value)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, with their names."""
        return ((name, m) for name, m in vars(self).items() if isinstance(m, Module))

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        return (m for _, m in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Yield this module and all inside it, with dotted names."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """Yield this module and all inside it."""
        return (m for _, m in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """All parameters with dotted names; one used in two places appears once."""
        seen = set()
        for prefix, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Parameter) and value not in seen:
                    seen.add(value)
                    yield f"{prefix}.{name}" if prefix else name, value

    def parameters(self) -> Iterator[Parameter]:
        """All parameters."""
        return (p for _, p in self.named_parameters())

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for p in self.parameters():
            p.grad = None

    def apply(self, function: Callable[[Module], Any]) -> Module:
        """Call `function` on every module inside and on this one, for example to initialise weights."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    # -- modes -----------------------------------------------------------------------------------------
    def train(self, mode: bool = True) -> Module:
        """Training mode: dropout drops, batch norm uses the batch."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Evaluation mode."""
        return self.train(False)

    def to(self, target: Any) -> Module:
        """Change the dtype of all parameters and buffers (float32, float64); "cpu" is where they are."""
        if isinstance(target, str) and target == "cpu":
            return self
        dtype = np.dtype(target)
        for module in self.modules():
            for name, value in vars(module).items():
                if isinstance(value, Parameter):
                    value.data, value.grad = value.data.astype(dtype), None
                elif name in module._buffers and value is not None and value.dtype.kind == "f":
                    setattr(module, name, value.astype(dtype))
        return self

    def double(self) -> Module:
        """All weights in float64."""
        return self.to(np.float64)

    def float(self) -> Module:
        """All weights in float32."""
        return self.to(np.float32)

    # -- saving ----------------------------------------------------------------------------------------
    def _state(self) -> dict[str, Any]:
        """Name -> (module, attribute) of every parameter and buffer, in torch's order."""
        state = {}
        for prefix, module in self.named_modules():
            dot = f"{prefix}." if prefix else ""
            own = vars(module)
            for name in [n for n in own if isinstance(own[n], Parameter)] + [
                n for n in own if n in module._buffers
            ]:
                if own[name] is not None:
                    state[dot + name] = (module, name)
        return state

    def state_dict(self) -> dict[str, np.ndarray]:
        """Copies of all parameters and buffers by name; torch's `load_state_dict` takes them as tensors."""
        return {
            key: np.array(value.data if isinstance(value := getattr(module, name), Tensor) else value)
            for key, (module, name) in self._state().items()
        }

    @no_grad()
    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> None:
        """Copy values in by name: arrays, tensors, or a torch module's `state_dict()` as it is.

        Raises KeyError for names that are missing or unknown (unless strict=False), ValueError for other
        shapes; nothing is changed then.
        """
        own = self._state()
        missing, unknown = own.keys() - state_dict.keys(), state_dict.keys() - own.keys()
        if strict and (missing or unknown):
            raise KeyError(f"load_state_dict: missing {sorted(missing)}, unknown {sorted(unknown)}")
        values = {key: _as_array(state_dict[key]) for key in own if key in state_dict}
        for key, value in values.items():
            shape = getattr(*own[key]).shape
            if value.shape != shape:
                raise ValueError(
                    f"load_state_dict: {key} has shape {shape} here, {value.shape} in what is loaded"
                )
        for key, value in values.items():
            module, name = own[key]
            target = getattr(module, name)
            if isinstance(target, Tensor):
                target.copy_(value)
            else:
                setattr(module, name, value.astype(target.dtype))

    def __repr__(self) -> str:
        lines = [f"  ({name}): " + repr(m).replace("\n", "\n  ") for name, m in self.named_children()]
        inside = "\n" + "\n".join(lines) + "\n" if lines else self.extra_repr()
        return f"{type(self).__name__}({inside})"

    def extra_repr(self) -> str:
        """What stands between the brackets when a module without children is printed."""
        return ""


def _as_array(value: Any) -> np.ndarray:
    return np.asarray(
        value.detach().cpu().numpy() if hasattr(value, "cpu") else getattr(value, "data", value)
    )


class Sequential(Module):
    """Modules one after the other, named "0", "1", ...

    >>> from course_lib import nn
    >>> nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))(Tensor(np.zeros((5, 4)), np.float32)).shape
    (5, 2)
    """

    def __init__(self, *modules: Any):
        super().__init__()
        named = (
            modules[0].items() if len(modules) == 1 and isinstance(modules[0], dict) else enumerate(modules)
        )
        for name, module in named:
            setattr(self, str(name), module)

    def forward(self, x: Any) -> Any:
        """Pass x through every module in turn."""
        for module in self.children():
            x = module(x)
        return x

    def __len__(self) -> int:
        return len(list(self.children()))

    def __iter__(self) -> Iterator[Module]:
        return self.children()

    def __getitem__(self, index: Any) -> Any:
        chosen = list(self.children())[index]
        return Sequential(*chosen) if isinstance(index, slice) else chosen

    def append(self, module: Module) -> Sequential:
        """Add a module at the end."""
        setattr(self, str(len(self)), module)
        return self


class ModuleList(Sequential):
    """Modules in a list that `parameters()` sees; calling them is left to you."""

    def __init__(self, modules: Any = ()):
        super().__init__(*modules)

    def forward(self, *inputs: Any) -> Any:
        """A list computes nothing by itself."""
        raise NotImplementedError("a ModuleList is not called as a whole; loop over it, or use Sequential")
