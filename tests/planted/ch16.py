"""Wrong answers to the exercises of chapter 16, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def softmax(s):
    e = np.exp(s - s.max())
    return e / e.sum()


# 16.shift


def framed(sentences, front, back):
    T = max(len(front) + len(back) + len(s) for s in sentences)
    out = np.zeros((len(sentences), T), int)
    for row, s in zip(out, sentences, strict=True):
        row[: len(front) + len(s) + len(back)] = [*front, *s, *back]
    return out


@wrong("16.shift")
def not_shifted(sentences):
    both = framed(sentences, [1], [2])
    return both, both


@wrong("16.shift")
def shifted_the_other_way(sentences):
    return framed(sentences, [], [2]), framed(sentences, [1], [])


@wrong("16.shift")
def no_end(sentences):
    return framed(sentences, [1], []), framed(sentences, [], [0])


@wrong("16.shift")
def padded_in_front(sentences):
    T = 1 + max(map(len, sentences))
    inputs, targets = np.zeros((2, len(sentences), T), int)
    for i, s in enumerate(sentences):
        inputs[i, T - len(s) - 1 :] = [1, *s]
        targets[i, T - len(s) - 1 :] = [*s, 2]
    return inputs, targets


@wrong("16.shift")
def padded_with_the_end(sentences):
    inputs, targets = framed(sentences, [1], []), framed(sentences, [], [2])
    return inputs, np.where(targets == 0, 2, targets)


# 16.after


@wrong("16.after")
def the_mistake_counts_too(written, target):
    wrong_ = written != target
    after = np.cumsum(wrong_, axis=1) > 0
    return float(np.mean(~wrong_[after])) if after.any() else 1.0


@wrong("16.after")
def nothing_is_nan(written, target):
    wrong_ = written != target
    after = np.cumsum(wrong_, axis=1) - wrong_ > 0
    return float(np.mean(~wrong_[after])) if after.any() else float("nan")


@wrong("16.after")
def all_steps(written, target):
    return float(np.mean(written == target))


@wrong("16.after")
def down_the_batch(written, target):
    wrong_ = written != target
    after = np.cumsum(wrong_, axis=0) - wrong_ > 0
    return float(np.mean(~wrong_[after])) if after.any() else 1.0


@wrong("16.after")
def right_after_a_mistake_only(written, target):
    wrong_ = written != target
    after = np.pad(wrong_[:, :-1], ((0, 0), (1, 0)))
    return float(np.mean(~wrong_[after])) if after.any() else 1.0


@wrong("16.after")
def share_of_wrong_ones(written, target):
    wrong_ = written != target
    after = np.cumsum(wrong_, axis=1) - wrong_ > 0
    return float(np.mean(wrong_[after])) if after.any() else 1.0


# 16.attention


@wrong("16.attention")
def no_mask(q, K, V, allowed):
    a = softmax(K @ q)
    return a @ V


@wrong("16.attention")
def masked_after_the_softmax(q, K, V, allowed):
    a = softmax(K @ q) * allowed
    return a @ V


@wrong("16.attention")
def masked_by_zero_scores(q, K, V, allowed):
    a = softmax((K @ q) * allowed)
    return a @ V


@wrong("16.attention")
def minus_the_scores(q, K, V, allowed):
    a = softmax(np.where(allowed, -(K @ q), -np.inf))
    return a @ V


@wrong("16.attention")
def scores_not_softmaxed(q, K, V, allowed):
    s = np.where(allowed, K @ q, 0)
    return (s / s.sum() if s.sum() else s) @ V


@wrong("16.attention")
def overflows(q, K, V, allowed):
    e = np.exp(np.where(allowed, K @ q, -np.inf))
    return e @ V / e.sum()


@wrong("16.attention")
def context_of_the_keys(q, K, V, allowed):
    a = softmax(np.where(allowed, K @ q, -np.inf))
    return a @ K


@wrong("16.attention")
def mask_turned_round(q, K, V, allowed):
    a = softmax(np.where(allowed & ~allowed.all(), -1e9, K @ q))
    return a @ V


@wrong("16.attention")
def scaled_by_the_length(q, K, V, allowed):
    a = softmax(np.where(allowed, K @ q / np.sqrt(len(K)), -np.inf))
    return a @ V


# 16.additive


@wrong("16.additive")
def no_tanh(s, K, W, U, v):
    return softmax((W @ s + K @ U.T) @ v)


@wrong("16.additive")
def state_forgotten(s, K, W, U, v):
    return softmax(np.tanh(K @ U.T) @ v)


@wrong("16.additive")
def tanh_each_for_itself(s, K, W, U, v):
    return softmax((np.tanh(W @ s) + np.tanh(K @ U.T)) @ v)


@wrong("16.additive")
def no_softmax(s, K, W, U, v):
    return np.tanh(W @ s + K @ U.T) @ v


@wrong("16.additive")
def signs_instead_of_softmax(s, K, W, U, v):
    scores = np.tanh(W @ s + K @ U.T) @ v
    return scores / scores.sum() if scores.sum() else np.full(len(K), 1 / len(K))


@wrong("16.additive")
def v_inside(s, K, W, U, v):
    return softmax(np.tanh((W @ s + K @ U.T) @ v))


# 16.beam


def search(table, width, steps, finished=True, sign=-1, normed=False):
    beam = [([1], 0.0)]
    for _ in range(steps):
        pool = []
        for words, total in beam:
            if words[-1] == 2 and finished:
                pool.append((words, total))
            else:
                pool += [([*words, b], total + table[words[-1], b]) for b in range(len(table))]
        pool.sort(key=lambda one: sign * one[1] / (len(one[0]) - 1 if normed else 1))
        beam = pool[:width]
    return beam[0][0]


@wrong("16.beam")
def always_greedy(table, width, steps):
    return search(table, 1, steps)


@wrong("16.beam")
def the_worst(table, width, steps):
    return search(table, width, steps, sign=1)


@wrong("16.beam")
def goes_on_after_the_end(table, width, steps):
    return search(table, width, steps, finished=False)


@wrong("16.beam")
def one_step_too_many(table, width, steps):
    return search(table, width, steps + 1)


@wrong("16.beam")
def divided_by_the_length(table, width, steps):
    return search(table, width, steps, normed=True)


@wrong("16.beam")
def finished_ones_are_dropped(table, width, steps):
    beam = [([1], 0.0)]
    for _ in range(steps):
        pool = [([*w, b], t + table[w[-1], b]) for w, t in beam if w[-1] != 2 for b in range(len(table))]
        if not pool:
            break
        beam = sorted(pool, key=lambda one: -one[1])[:width]
    return beam[0][0]


@wrong("16.beam")
def only_the_last_step_counts(table, width, steps):
    beam = [([1], 0.0)]
    for _ in range(steps):
        pool = []
        for words, total in beam:
            if words[-1] == 2:
                pool.append((words, total))
            else:
                pool += [([*words, b], table[words[-1], b]) for b in range(len(table))]
        beam = sorted(pool, key=lambda one: -one[1])[:width]
    return beam[0][0]


@wrong("16.beam")
def without_the_beginning(table, width, steps):
    return search(table, width, steps)[1:]
