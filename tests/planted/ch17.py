"""Wrong answers to the exercises of chapter 17, each a mistake that people make; every one must fail."""

import math

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 17.top-k


@wrong("17.top-k")
def the_accuracy_instead(scores, labels, k):
    true = scores[np.arange(len(scores)), labels]
    return np.mean((scores > true[:, None]).sum(axis=1) < k)


@wrong("17.top-k")
def the_lowest_k(scores, labels, k):
    best = np.argsort(scores, axis=1)[:, :k]
    return 1 - np.mean((best == labels[:, None]).any(axis=1))


@wrong("17.top-k")
def along_the_wrong_axis(scores, labels, k):
    best = np.argsort(-scores, axis=0)[:, :k]
    return 1 - np.mean((best == labels[:, None]).any(axis=1))


@wrong("17.top-k")
def one_guess_too_many(scores, labels, k):
    true = scores[np.arange(len(scores)), labels]
    return np.mean((scores > true[:, None]).sum(axis=1) > k)


@wrong("17.top-k")
def counts_instead_of_share(scores, labels, k):
    true = scores[np.arange(len(scores)), labels]
    return np.sum((scores > true[:, None]).sum(axis=1) >= k)


@wrong("17.top-k")
def mean_over_the_guesses(scores, labels, k):
    best = np.argsort(-scores, axis=1)[:, :k]
    return 1 - np.mean(best == labels[:, None])


# 17.cost


@wrong("17.cost")
def no_groups(c_in, c_out, k, side, groups):
    weights = c_out * c_in * k * k
    return weights, weights * side * side


@wrong("17.cost")
def groups_on_both_sides(c_in, c_out, k, side, groups):
    weights = (c_out // groups) * (c_in // groups) * k * k
    return weights, weights * side * side


@wrong("17.cost")
def with_biases(c_in, c_out, k, side, groups):
    weights = c_out * ((c_in // groups) * k * k + 1)
    return weights, weights * side * side


@wrong("17.cost")
def one_row_of_places(c_in, c_out, k, side, groups):
    weights = c_out * (c_in // groups) * k * k
    return weights, weights * side


# 17.missing


@wrong("17.missing")
def always_somebody(costs, printed):
    gaps = [abs(sum(costs) - cost - printed) for cost in costs]
    return int(np.argmin(gaps))


@wrong("17.missing")
def nearest_to_the_print(costs, printed):
    return int(np.argmin([abs(cost - printed) for cost in costs]))


@wrong("17.missing")
def signed_gap(costs, printed):
    gaps = [sum(costs) - cost - printed for cost in costs]
    best = int(np.argmin(gaps))
    return -1 if abs(sum(costs) - printed) <= abs(gaps[best]) else best


@wrong("17.missing")
def counts_from_one(costs, printed):
    gaps = [abs(sum(costs) - cost - printed) for cost in costs]
    best = int(np.argmin(gaps))
    return -1 if abs(sum(costs) - printed) <= gaps[best] else best + 1


# 17.video


@wrong("17.video")
def rounds_the_area(macs, side, width, height, fps):
    tiles = width * height / side**2
    return macs * fps * tiles, macs * fps * math.ceil(tiles)


@wrong("17.video")
def rounds_down(macs, side, width, height, fps):
    return macs * fps * width * height / side**2, macs * fps * (width // side) * (height // side)


@wrong("17.video")
def one_picture(macs, side, width, height, fps):
    whole = math.ceil(width / side) * math.ceil(height / side)
    return macs * width * height / side**2, macs * whole


@wrong("17.video")
def two_operations_each(macs, side, width, height, fps):
    whole = math.ceil(width / side) * math.ceil(height / side)
    return 2 * macs * fps * width * height / side**2, 2 * macs * fps * whole


# 17.inception


@wrong("17.inception")
def all_paths_read_the_input(c, widths):
    n1, r3, n3, r5, n5, p = widths
    return n1 + n3 + n5 + p, c * n1 + c * r3 + 9 * c * n3 + c * r5 + 25 * c * n5 + c * p


@wrong("17.inception")
def stacks_the_narrow_ones_too(c, widths):
    n1, r3, n3, r5, n5, p = widths
    return sum(widths), c * n1 + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5 + c * p


@wrong("17.inception")
def forgets_the_pooled_path(c, widths):
    n1, r3, n3, r5, n5, p = widths
    return n1 + n3 + n5 + p, c * n1 + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5


@wrong("17.inception")
def forgets_the_narrow_layers(c, widths):
    n1, r3, n3, r5, n5, p = widths
    return n1 + n3 + n5 + p, c * n1 + 9 * r3 * n3 + 25 * r5 * n5 + c * p


# 17.alias


@wrong("17.alias")
def never_wraps(f, stride):
    return np.asarray(f)


@wrong("17.alias")
def cuts_off_at_the_limit(f, stride):
    return np.minimum(f, 1 / (2 * stride))


@wrong("17.alias")
def drops_whole_turns_downwards(f, stride):
    turns = np.asarray(f) * stride
    return (turns - np.floor(turns)) / stride


@wrong("17.alias")
def per_step_not_per_pixel(f, stride):
    turns = np.asarray(f) * stride
    return np.abs(turns - np.round(turns))


@wrong("17.alias")
def signed(f, stride):
    turns = np.asarray(f) * stride
    return (turns - np.round(turns)) / stride
