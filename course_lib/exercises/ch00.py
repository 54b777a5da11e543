"""Chapter 00, start here: one tiny exercise, to learn how to predict, run and check."""

from __future__ import annotations

from course_lib.exercises.exercise import exercise
from course_lib.exercises.questions import Option, Question


@exercise(
    "00.first",
    value="answer",
    hints=(
        "A picture is a table: one number for each little square, called a pixel.",
        "This picture has 8 rows, and each row has 8 pixels.",
        "Rows times pixels in a row: 8 * 8. Python can multiply for you.",
    ),
)
def numbers_in_a_digit():
    """Count the numbers that describe one picture of 8 x 8 pixels."""
    return 8 * 8


PREDICTIONS = (
    Question(
        "00.digit",
        "You are about to print one handwritten digit the way the computer holds it. What will you see?",
        (
            Option(
                "The strokes of the pen, one after the other",
                "The pen is long gone. The digit was scanned, and only how dark each small square became "
                "was kept.",
            ),
            Option(
                "A table of numbers, one for how dark each pixel is",
                "Each number is the ink in one small square of the picture, from 0 (paper) to 1 (full ink). "
                "That table is all the computer gets to see.",
                right=True,
            ),
            Option(
                "The name of the digit, such as 7",
                "That is the label, which a person wrote beside the picture. "
                "Finding it from the picture is the task, so the picture cannot hold it.",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        "00.why-predict",
        "Why should you write down a prediction before you run a cell?",
        (
            Option(
                "So that the cell runs faster",
                "The computer does not know what you expect. The prediction is for you.",
            ),
            Option(
                "Because a surprise shows you exactly what you had not understood",
                "Right or wrong, a prediction turns the output into an answer to a question of yours.",
                right=True,
            ),
            Option(
                "Because predictions are graded",
                "Nobody counts them. A wrong prediction is the useful kind: it tells you where to look.",
            ),
        ),
    ),
    Question(
        "00.unseen",
        "You want to know how well a program reads digits. On which pictures do you try it?",
        (
            Option(
                "On the pictures it learned from: it knows them best",
                "That is the trouble. A program that only remembers its pictures would look perfect, "
                "and fail on the next digit.",
            ),
            Option(
                "On pictures that it has never seen",
                "The digits you care about are the ones still to come. "
                "Pictures kept aside, the test set, stand in for them.",
                right=True,
            ),
            Option(
                "On the easiest pictures, to be fair to it",
                "Then the figure says how well it reads easy pictures, and nothing about the rest.",
            ),
        ),
    ),
    Question(
        "00.order",
        "You ran a cell with x = 1, then deleted that cell. What does print(x) do in the next cell?",
        (
            Option(
                "It prints 1",
                "The running kernel remembers what was run, not what is on the page. "
                "Now and then, restart the kernel and run all cells from the top.",
                right=True,
            ),
            Option(
                "It raises NameError, as the cell is gone",
                "Only after a restart. Until then the kernel still holds x, although no cell shows where "
                "it came from.",
            ),
        ),
    ),
)
