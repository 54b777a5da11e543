"""The bare matrix products of each step with np.matmul and nothing else: no framework on NumPy can be
faster.

Convolutions are counted as one product a row of outputs, (O, KH*KW*C) @ (KH*KW*C, OW*N), three times for
the second layer (values, weights, inputs) and twice for the first, whose input needs no gradient.
"""

import numpy as np

PRODUCTS = {
    "mlp": [(100, 784, 256, 2), (100, 256, 256, 3), (100, 256, 10, 3)],
    "lenet": [
        (6, 25, 28 * 64, 2 * 28),
        (16, 150, 10 * 64, 3 * 10),
        (64, 400, 120, 3),
        (64, 120, 84, 3),
        (64, 84, 10, 3),
    ],
    "conv": [(32, 27, 32 * 32, 2 * 32), (64, 288, 32 * 32, 3 * 32), (32, 16384, 10, 3)],
    "lstm": [(512, 128, 1600, 2), (512, 128, 32, 2 * 50), (512, 1600, 128, 1)],
    "mlp_forward": [(100, 784, 256, 1), (100, 256, 256, 1), (100, 256, 10, 1)],
}


def build(step, length):
    """Steps that consist of matrix products."""
    if step not in PRODUCTS or length:
        return None
    rng = np.random.default_rng(0)
    pairs = []
    for n, k, m, count in PRODUCTS[step]:
        a, b = rng.normal(size=(n, k)).astype(np.float32), rng.normal(size=(k, m)).astype(np.float32)
        pairs.append((a, b, np.empty((n, m), np.float32), count))

    def products():
        for a, b, out, count in pairs:
            for _ in range(count):
                np.matmul(a, b, out=out)

    return products
