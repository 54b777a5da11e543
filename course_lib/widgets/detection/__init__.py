"""Boxes: how they overlap, which of them stay, how good they are, and scenes to try it on."""
