"""PyTorch, eager, on the CPU."""

import os

import models
import torch

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def build(step, length):
    """Any step."""
    return models.build(step, length, torch.nn, torch.optim, torch.nn.functional, torch.tensor, torch.no_grad)
