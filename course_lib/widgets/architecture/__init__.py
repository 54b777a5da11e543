"""Networks as lists of layers, and what their layers cost: shapes, parameters, multiply-adds, memory, receptive fields."""
