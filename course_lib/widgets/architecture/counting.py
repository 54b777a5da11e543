"""What each layer of a list costs; `counting.js` does the same sums in the browser, integer for integer.

A state flows through the layers: the shape (channels, height, width) or (features,), the receptive field and
the jump (how far two neighbouring outputs lie apart in the input), and whether all of it has been seen.
Multiply-adds are those of weights: biases, normalisation, pooling and additions of paths are not counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

Layer = dict[str, Any]
KEYS = ("conv", "conv_bias", "dense", "dense_bias", "norm", "other")  # where trained parameters belong
HD_TILES = 1920 * 1080 * 30  # pixels a second of Full HD video at 30 pictures a second


class Misfit(ValueError):
    """A layer that cannot take what comes in."""


@dataclass(frozen=True)
class State:
    """What flows: shape, receptive field, jump, whether all of the input is seen, learned layers so far."""

    shape: tuple[int, ...]
    field: tuple[int, int] = (1, 1)
    jump: tuple[int, int] = (1, 1)
    whole: bool = False
    depth: int = 0


def pair(value: Any) -> tuple[int, int]:
    """A number for both directions, or (height, width)."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def expanded(layers: Sequence[Layer]) -> list[Layer]:
    """The list with each `repeat` written out: "conv3_#" becomes conv3_1, conv3_2, ... (from `first` on)."""
    out = []
    for layer in layers:
        times = layer.get("repeat", 1)
        for k in range(times):
            one = {key: value for key, value in layer.items() if key not in ("repeat", "first")}
            if "name" in one:
                one["name"] = one["name"].replace("#", str(layer.get("first", 1) + k))
            out.append(one)
    return out


def count(
    layers: Sequence[Layer],
    shape: Sequence[int],
    removed: Sequence[int] = (),
    removal: str = "refit",
    edits: dict[str, Layer] | None = None,
) -> list[dict[str, Any]]:
    """One record a layer: name, kind, shapes, params by kind, multiply-adds, numbers kept, field, its parts.

    removed: indexes into the expanded list; "refit" takes these layers out, so that the next is made to fit,
    "count" leaves them in their place and only out of the sums. A record after a misfit has shape None.
    """
    state, records, failed = State(tuple(shape)), [], ""
    for i, layer in enumerate(expanded(layers)):
        gone = i in removed
        changed = {**layer, **(edits or {}).get(str(i), {})}
        record = {"name": layer.get("name", layer["kind"]), "kind": changed["kind"], "index": i, "gone": gone}
        if failed or (gone and removal == "refit"):
            records.append({**record, **empty(state if not failed else None)})
            continue
        try:
            after, parts = run(changed, state)
        except Misfit as misfit:
            failed = str(misfit)
            records.append({**record, **empty(None), "error": failed, "in": state.shape})
            continue
        sums = {**total([] if gone else parts), "depth": 0 if gone else after.depth - state.depth}
        records.append({**record, **sums, "in": state.shape, "shape": after.shape, "field": after.field,
                        "whole": after.whole, "parts": parts, "error": ""})  # fmt: skip
        state = after
    return records


def empty(state: State | None) -> dict[str, Any]:
    """A record without cost: a layer taken out, or one that no shape reaches."""
    known = {"shape": state.shape, "field": state.field, "whole": state.whole} if state else {}
    nothing: dict[str, Any] = {
        "in": None,
        "shape": None,
        "field": None,
        "whole": False,
        "parts": [],
        "error": "",
    }
    return {**total([]), **nothing, **known}


def total(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The sums over parts or records."""
    return {
        "params": {key: sum(p["params"][key] for p in parts) for key in KEYS},
        "trained": sum(sum(p["params"].values()) for p in parts),
        "fixed": sum(p["fixed"] for p in parts),
        "macs_conv": sum(p["macs_conv"] for p in parts),
        "macs_dense": sum(p["macs_dense"] for p in parts),
        "values": sum(p["values"] for p in parts),
        "units": sum(p["units"] for p in parts),
        "depth": sum(p.get("depth", 0) for p in parts),
    }


# One layer: (state, its elementary parts)

Ran = tuple[State, list[dict[str, Any]]]


def run(layer: Layer, state: State) -> Ran:
    """Send the state through one layer."""
    kind = layer["kind"]
    if kind == "block":
        return run_all(layer["body"], state)
    if kind in ("sum", "concat"):
        return run_paths(layer, state)
    if kind in ("conv", "local"):
        return run_window(layer, state)
    if kind in ("maxpool", "avgpool", "subsample"):
        return run_pool(layer, state)
    if kind in ("linear", "rbf"):
        return run_dense(layer, state)
    if kind == "globalpool":
        image(layer, state)
        return done(layer, State((state.shape[0], 1, 1), state.field, state.jump, True), state)
    if kind == "flatten":
        return done(layer, replace(state, shape=(math.prod(state.shape),)), state, values=0)
    if kind == "se":
        image(layer, state)
        c = state.shape[0]
        r = max(1, c // layer.get("reduction", 16))
        costs = {"dense": 2 * c * r, "dense_bias": c + r}
        return done(layer, replace(state, whole=True), state, costs, dense=2 * c * r)
    if kind == "norm":
        return done(layer, state, state, {"norm": 2 * state.shape[0]})
    return done(layer, state, state, values=0)  # act, lrn, dropout, softmax: in place


def done(
    layer: Layer,
    after: State,
    before: State,
    params: dict[str, int] | None = None,
    *,
    conv: int = 0,
    dense: int = 0,
    fixed: int = 0,
    values: int | None = None,
    learned: bool = False,
) -> Ran:
    """The state after a layer and its one part."""
    size = math.prod(after.shape)
    part = {
        "name": layer.get("name", layer["kind"]),
        "kind": layer["kind"],
        "layer": layer,
        "in": before.shape,
        "shape": after.shape,
        "params": {**dict.fromkeys(KEYS, 0), **(params or {})},
        "fixed": fixed,
        "macs_conv": conv,
        "macs_dense": dense,
        "values": size if values is None else values,
        "units": size if learned else 0,
    }
    return replace(after, depth=before.depth + learned), [part]


def image(layer: Layer, state: State) -> None:
    """A layer that slides a window needs channels, height and width."""
    if len(state.shape) != 3:
        raise Misfit(
            f"it needs an image of channels × height × width, but {state.shape[0]:,} features come in"
        )


def windowed(layer: Layer, state: State) -> tuple[tuple[int, int], State]:
    """Height and width after a sliding window, and the grown receptive field."""
    image(layer, state)
    k, s, p, d = (pair(layer.get(key, start)) for key, start in
                  (("kernel", 1), ("stride", 1), ("padding", 0), ("dilation", 1)))  # fmt: skip
    reach = tuple(d[a] * (k[a] - 1) + 1 for a in (0, 1))
    side = []
    for a in (0, 1):
        room = state.shape[1 + a] + 2 * p[a] - reach[a]
        if layer.get("same"):
            side.append(-(-state.shape[1 + a] // s[a]))
            continue
        if room < 0:
            raise Misfit(
                f"its window of {reach[0]} × {reach[1]} does not fit into {state.shape[1]} × {state.shape[2]}"
                + (f" with padding {p[a]}" if p[a] else "")
            )
        n = (-(-room // s[a]) if layer.get("ceil") else room // s[a]) + 1
        if layer.get("ceil") and (n - 1) * s[a] >= state.shape[1 + a] + p[a]:
            n -= 1  # a window must not start in the border
        side.append(n)
    field = tuple(state.field[a] + (reach[a] - 1) * state.jump[a] for a in (0, 1))
    jump = tuple(state.jump[a] * s[a] for a in (0, 1))
    return (side[0], side[1]), State((0,), field, jump, state.whole)  # type: ignore[arg-type]


def run_window(layer: Layer, state: State) -> Ran:
    """A convolution (shared weights), its unshared form ("local"), or every input connected ("global")."""
    (h, w), grown = windowed(layer, state)
    channels, out, groups = state.shape[0], layer["out"], layer.get("groups", 1)
    if channels % groups or out % groups:
        raise Misfit(f"{channels} channels in and {out} out do not divide into {groups} groups")
    kh, kw = pair(layer["kernel"])
    area = kh * kw
    filters = layer["pairs"] if layer.get("pairs") else out * (channels // groups)
    bias = layer.get("bias", not layer.get("norm"))
    shape = (out, h, w)
    places = h * w
    wiring = layer.get("wiring") or ("local" if layer["kind"] == "local" else "shared")
    norm = 2 * out if layer.get("norm") else 0
    if wiring == "global":
        units, inputs = out * places, math.prod(state.shape)
        costs = {"dense": units * inputs, "dense_bias": units if bias else 0, "norm": norm}
        return done(
            layer, replace(grown, shape=shape, whole=True), state, costs, dense=units * inputs, learned=True
        )
    copies = places if wiring == "local" else 1
    costs = {"conv": filters * area * copies, "conv_bias": out * copies if bias else 0, "norm": norm}
    return done(layer, replace(grown, shape=shape), state, costs, conv=filters * area * places, learned=True)


def run_pool(layer: Layer, state: State) -> Ran:
    """Pooling; LeNet's subsampling also has a factor and a bias a map."""
    (h, w), grown = windowed({"stride": layer["kernel"], **layer}, state)
    c = state.shape[0]
    after = replace(grown, shape=(c, h, w))
    if layer["kind"] == "subsample":
        return done(layer, after, state, {"other": 2 * c}, conv=c * h * w)
    return done(layer, after, state)


def run_dense(layer: Layer, state: State) -> Ran:
    """Every output connected with every input; LeNet's RBF units have fixed centres, no trained weights."""
    inputs, out = math.prod(state.shape), layer["out"]
    after = State((out,), state.field, state.jump, True)
    if layer["kind"] == "rbf":
        return done(layer, after, state, dense=inputs * out, fixed=inputs * out, learned=True)
    norm = 2 * out if layer.get("norm") else 0
    bias = out if layer.get("bias", not norm) else 0
    return done(layer, after, state, {"dense": inputs * out, "dense_bias": bias, "norm": norm},
                dense=inputs * out, learned=True)  # fmt: skip


def run_all(layers: Sequence[Layer], state: State) -> Ran:
    """Layers one after the other."""
    parts: list[dict[str, Any]] = []
    for layer in expanded(layers):
        state, more = run(layer, state)
        parts += more
    return state, parts


def run_paths(layer: Layer, state: State) -> Ran:
    """Paths side by side, added ("sum") or stacked ("concat"); an empty path passes its input on."""
    ends, parts = [], []
    for path in layer["branches"]:
        end, more = run_all(path, state)
        ends.append(end)
        parts += more
    shapes = [end.shape for end in ends]
    first = shapes[0]
    written = " and ".join(" × ".join(map(str, shape)) for shape in shapes)
    if layer["kind"] == "sum" and any(shape != first for shape in shapes):
        raise Misfit(f"its paths give {written}, which cannot be added")
    if layer["kind"] == "concat" and any(shape[1:] != first[1:] for shape in shapes):
        raise Misfit(f"its paths give {written}, which cannot be stacked")
    shape = first if layer["kind"] == "sum" else (sum(s[0] for s in shapes), *first[1:])
    field = tuple(max(end.field[a] for end in ends) for a in (0, 1))
    depth = max(end.depth for end in ends)  # the longest way through
    after = State(shape, field, ends[0].jump, any(end.whole for end in ends), depth)  # type: ignore[arg-type]
    return after, parts
