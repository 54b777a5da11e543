"""Wrong answers to the exercises of chapter 21, each a mistake that people make; every one must fail."""

from itertools import pairwise

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 21.flops


@wrong("21.flops")
def multiplications_only(sizes, batch, steps):
    products = [batch * a * b for a, b in pairwise(sizes)]
    return steps * (3 * sum(products) - products[0])


@wrong("21.flops")
def gradient_of_the_pictures_too(sizes, batch, steps):
    return steps * 6 * batch * sum(a * b for a, b in pairwise(sizes))


@wrong("21.flops")
def forward_only(sizes, batch, steps):
    return steps * 2 * batch * sum(a * b for a, b in pairwise(sizes))


@wrong("21.flops")
def last_layer_left_out(sizes, batch, steps):
    products = [2 * batch * a * b for a, b in pairwise(sizes)]
    return steps * (3 * sum(products) - products[-1])


# 21.roofline


@wrong("21.roofline")
def always_the_peak(flops, moved, peak, bandwidth):
    return peak


@wrong("21.roofline")
def never_the_peak(flops, moved, peak, bandwidth):
    return bandwidth * flops / moved


@wrong("21.roofline")
def upside_down(flops, moved, peak, bandwidth):
    return min(peak, bandwidth * moved / flops)


@wrong("21.roofline")
def the_higher_roof(flops, moved, peak, bandwidth):
    return max(peak, bandwidth * flops / moved)


# 21.loss-scale


def _scales(largest, scale, patience, *, restart=True, grow=2, limit=65504, late=False):
    scales, good = [], 0
    for g in largest:
        if not late:
            scales.append(scale)
        good += 1
        if scale * g > limit:
            scale, good = scale / 2, 0 if restart else good
        elif good >= patience:
            scale, good = scale * grow, 0
        if late:
            scales.append(scale)
    return scales


@wrong("21.loss-scale")
def never_grows(largest, scale, patience):
    return _scales(largest, scale, patience, grow=1)


@wrong("21.loss-scale")
def keeps_counting_after_an_overflow(largest, scale, patience):
    return _scales(largest, scale, patience, restart=False)


@wrong("21.loss-scale")
def the_scale_after_the_step(largest, scale, patience):
    return _scales(largest, scale, patience, late=True)


@wrong("21.loss-scale")
def the_limit_of_float32(largest, scale, patience):
    return _scales(largest, scale, patience, limit=3.4e38)


# 21.accumulate


def _pieces(X, y, sizes):
    ends = np.cumsum(sizes)
    return [(X[end - n : end], y[end - n : end]) for n, end in zip(sizes, ends, strict=True)]


@wrong("21.accumulate")
def sum_of_means(gradient, X, y, sizes):
    return sum(gradient(*piece) for piece in _pieces(X, y, sizes))


@wrong("21.accumulate")
def mean_of_means(gradient, X, y, sizes):
    return sum(gradient(*piece) for piece in _pieces(X, y, sizes)) / len(sizes)


@wrong("21.accumulate")
def last_piece_only(gradient, X, y, sizes):
    return gradient(*_pieces(X, y, sizes)[-1])


@wrong("21.accumulate")
def always_from_the_start(gradient, X, y, sizes):
    return sum(n / len(X) * gradient(X[:n], y[:n]) for n in sizes)


# 21.ring


@wrong("21.ring")
def always_the_own_chunk(parts):
    parts = np.array(parts)
    n = len(parts)
    for _ in range(n - 1):
        old = parts.copy()
        for w in range(n):
            parts[(w + 1) % n, w] += old[w, w]
    return parts


@wrong("21.ring")
def replaces_instead_of_adding(parts):
    parts = np.array(parts)
    n = len(parts)
    for step in range(n - 1):
        for w in range(n):
            parts[(w + 1) % n, (w - step) % n] = parts[w, (w - step) % n]
    return parts


@wrong("21.ring")
def one_step_too_many(parts):
    parts = np.array(parts)
    n = len(parts)
    for step in range(n):
        old = parts.copy()
        for w in range(n):
            parts[(w + 1) % n, (w - step) % n] += old[w, (w - step) % n]
    return parts


@wrong("21.ring")
def to_the_left(parts):
    parts = np.array(parts)
    n = len(parts)
    for step in range(n - 1):
        old = parts.copy()
        for w in range(n):
            parts[(w - 1) % n, (w + step) % n] += old[w, (w + step) % n]
    return parts


@wrong("21.ring")
def everyone_has_everything(parts):
    return np.broadcast_to(np.sum(parts, axis=0), np.shape(parts)).copy()


# 21.sharding


@wrong("21.sharding")
def weights_first(parameters, workers, stage):
    held = [2, 2, 12]
    return parameters * sum(size / workers if stage > k else size for k, size in enumerate(held))


@wrong("21.sharding")
def all_at_once(parameters, workers, stage):
    return 16 * parameters / (workers if stage else 1)


@wrong("21.sharding")
def one_stage_late(parameters, workers, stage):
    held = [12, 2, 2]
    return parameters * sum(size / workers if stage > k + 1 else size for k, size in enumerate(held))


@wrong("21.sharding")
def float32_only(parameters, workers, stage):
    held = [8, 4, 4]
    return parameters * sum(size / workers if stage > k else size for k, size in enumerate(held))
