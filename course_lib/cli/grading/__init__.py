"""Marking a folder of submitted notebooks without trusting a line of them."""
