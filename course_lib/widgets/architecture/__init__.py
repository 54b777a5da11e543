"""Networks as lists of layers, and what the layers cost."""
