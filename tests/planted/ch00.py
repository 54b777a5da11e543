"""Wrong answers to the exercise of chapter 00."""

PLANTED = {"00.first": [16, 63, 1797, 8.0, -64, "64", "six", (6, 4), [64], True]}
