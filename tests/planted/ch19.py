"""Wrong answers to the exercises of chapter 19, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def areas(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)


def iou(a, b, *, clip=True, union=lambda p, q, both: p[:, None] + q - both):
    sides = np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])
    both = (np.maximum(0, sides) if clip else sides).prod(axis=2)
    return both / union(areas(a), areas(b), both)


# 19.iou


@wrong("19.iou")
def negative_sides(a, b):
    return iou(a, b, clip=False)


@wrong("19.iou")
def intersection_counted_twice(a, b):
    return iou(a, b, union=lambda p, q, both: p[:, None] + q)


@wrong("19.iou")
def over_the_first_area(a, b):
    return iou(a, b, union=lambda p, q, both: p[:, None] + 0 * q)


@wrong("19.iou")
def the_other_way_round(a, b):
    return iou(a, b).T


@wrong("19.iou")
def a_pixel_more(a, b):
    more = np.array([0, 0, 1, 1])
    return iou(a + more, b + more)


# 19.encode


def offsets(boxes, anchors):
    size, base = boxes[:, 2:] - boxes[:, :2], anchors[:, 2:] - anchors[:, :2]
    return (boxes[:, 2:] + boxes[:, :2] - anchors[:, 2:] - anchors[:, :2]) / 2, size, base


@wrong("19.encode")
def shift_in_pixels(boxes, anchors):
    shift, size, base = offsets(boxes, anchors)
    return np.hstack([shift, np.log(size / base)])


@wrong("19.encode")
def ratio_without_logarithm(boxes, anchors):
    shift, size, base = offsets(boxes, anchors)
    return np.hstack([shift / base, size / base])


@wrong("19.encode")
def upside_down(boxes, anchors):
    shift, size, base = offsets(boxes, anchors)
    return np.hstack([shift / base, np.log(base / size)])


@wrong("19.encode")
def in_the_sides_of_the_box(boxes, anchors):
    shift, size, base = offsets(boxes, anchors)
    return np.hstack([shift / size, np.log(size / base)])


@wrong("19.encode")
def corner_instead_of_centre(boxes, anchors):
    _, size, base = offsets(boxes, anchors)
    return np.hstack([(boxes[:, :2] - anchors[:, :2]) / base, np.log(size / base)])


# 19.nms


def order_of(scores):
    return [int(i) for i in np.argsort(-scores, kind="stable")]


@wrong("19.nms")
def worst_first(boxes, scores, most):
    order, kept = order_of(scores)[::-1], []
    for i in order:
        if all(iou(boxes[[i]], boxes[[j]])[0, 0] <= most for j in kept):
            kept.append(i)
    return kept


@wrong("19.nms")
def suppressed_ones_suppress(boxes, scores, most):
    order = order_of(scores)
    return [
        i for k, i in enumerate(order) if all(iou(boxes[[i]], boxes[[j]])[0, 0] <= most for j in order[:k])
    ]


@wrong("19.nms")
def only_the_best(boxes, scores, most):
    return order_of(scores)[:1]


@wrong("19.nms")
def equal_overlap_goes(boxes, scores, most):
    kept = []
    for i in order_of(scores):
        if all(iou(boxes[[i]], boxes[[j]])[0, 0] < most for j in kept):
            kept.append(i)
    return kept


@wrong("19.nms")
def as_they_stand(boxes, scores, most):
    kept = []
    for i in range(len(boxes)):
        if all(iou(boxes[[i]], boxes[[j]])[0, 0] <= most for j in kept):
            kept.append(i)
    return kept


# 19.match


@wrong("19.match")
def found_twice_counts_twice(found, truth, least):
    return np.array([float(len(truth) > 0 and iou(f[None], truth).max() >= least) for f in found])


@wrong("19.match")
def more_than_the_least(found, truth, least):
    right, taken = np.zeros(len(found)), set()
    for i, f in enumerate(found):
        if len(truth):
            overlap = iou(f[None], truth)[0]
            best = int(overlap.argmax())
            if overlap[best] > least and best not in taken:
                right[i] = 1
                taken.add(best)
    return right


@wrong("19.match")
def forgets_the_empty_scene(found, truth, least):
    right, taken = np.zeros(len(found)), set()
    for i, f in enumerate(found):
        overlap = iou(f[None], truth)[0]
        best = int(overlap.argmax())
        if overlap[best] >= least and best not in taken:
            right[i] = 1
            taken.add(best)
    return right


@wrong("19.match")
def takes_even_when_wrong(found, truth, least):
    right, taken = np.zeros(len(found)), set()
    for i, f in enumerate(found[::-1]):
        if len(truth):
            overlap = iou(f[None], truth)[0]
            best = int(overlap.argmax())
            right[-1 - i] = float(overlap[best] >= least and best not in taken)
            taken.add(best)
    return right


# 19.ap


def parts(right, objects):
    hits = np.cumsum(right)
    return hits / np.arange(1, len(right) + 1), hits / objects


@wrong("19.ap")
def without_the_envelope(right, objects):
    precision, recall = parts(right, objects)
    return np.sum(np.diff(recall, prepend=0) * precision)


@wrong("19.ap")
def recall_of_what_was_found(right, objects):
    precision, recall = parts(right, max(1, right.sum()))
    return np.sum(np.diff(recall, prepend=0) * np.maximum.accumulate(precision[::-1])[::-1])


@wrong("19.ap")
def mean_of_the_precisions(right, objects):
    return parts(right, objects)[0].mean()


@wrong("19.ap")
def first_step_forgotten(right, objects):
    precision, recall = parts(right, objects)
    return np.sum(np.diff(recall) * np.maximum.accumulate(precision[::-1])[::-1][1:])


@wrong("19.ap")
def envelope_from_the_front(right, objects):
    precision, recall = parts(right, objects)
    return np.sum(np.diff(recall, prepend=0) * np.maximum.accumulate(precision))


# 19.crop


def sampled(features, x, y):
    c, r = np.floor(x).astype(int), np.floor(y).astype(int)
    high, wide = features.shape[1:]
    fx, fy = x - c, (y - r)[:, None]

    def at(i, j):
        return features[:, i.clip(0, high - 1)[:, None], j.clip(0, wide - 1)]

    above = (1 - fx) * at(r, c) + fx * at(r, c + 1)
    return (1 - fy) * above + fy * ((1 - fx) * at(r + 1, c) + fx * at(r + 1, c + 1))


def middles(box, cells):
    at = (np.arange(cells) + 0.5) / cells
    return box[0] + at * (box[2] - box[0]), box[1] + at * (box[3] - box[1])


@wrong("19.crop")
def half_a_pixel_off(features, box, cells):
    return sampled(features, *middles(box, cells))


@wrong("19.crop")
def nearest_pixel(features, box, cells):
    x, y = middles(box, cells)
    return features[:, y.astype(int)[:, None], x.astype(int)]


@wrong("19.crop")
def rows_and_columns_swapped(features, box, cells):
    x, y = middles(box, cells)
    return sampled(features, x - 0.5, y - 0.5).transpose(0, 2, 1)


@wrong("19.crop")
def corners_instead_of_middles(features, box, cells):
    at = np.linspace(0, 1, cells)
    return sampled(features, box[0] + at * (box[2] - box[0]) - 0.5, box[1] + at * (box[3] - box[1]) - 0.5)
