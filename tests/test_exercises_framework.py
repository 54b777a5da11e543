"""The machinery around an exercise: verdicts, hints that grow, hostile answers, quizzes and predictions."""

import _thread
import builtins
import io
import json
import random
import re
import subprocess
import sys
import threading
import time
import types
import warnings

import numpy as np
import pytest

from course_lib.exercises import checking, questions
from course_lib.exercises.compare import difference, shown
from course_lib.exercises.exercise import EXERCISES, Exercise, case, exercise
from course_lib.exercises.judge import FAILED, NOT_ATTEMPTED, PASSED, judge
from course_lib.exercises.library import closest, find, load
from course_lib.exercises.questions import Option, Question, checked_quiz
from course_lib.exercises.show import show
from course_lib.exercises.untouched import is_untouched

HINTS = ("Think.", "Twice.", "2 * x.")


def twice(x):
    return 2 * x


DOUBLE = Exercise(
    "99.double", twice, (case(np.array([1.0, 2.0])), case(np.array([[0.0]]))), HINTS, seconds=20.0
)
HASTY = Exercise("99.hasty", twice, DOUBLE.cases, HINTS, seconds=0.3)


def said(answer, task=DOUBLE):
    """The verdict's lines as one text, for an answer that must fail."""
    verdict = judge(task, answer)
    assert verdict.status == FAILED, verdict
    return "\n".join(verdict.lines)


@pytest.fixture
def fresh(monkeypatch):
    """No attempts so far, and the exercise of this file known by name."""
    monkeypatch.setattr(checking, "_attempts", type(checking._attempts)())
    monkeypatch.setitem(EXERCISES, DOUBLE.name, DOUBLE)


# Untouched or not


def stub_with_text(x):
    """Twice x."""
    ...


class Stub:
    """A layer."""

    def __init__(self): ...

    def forward(self, x):
        """Twice x."""
        pass


class StubWithInit(Stub):
    size: int

    def __init__(self):
        self.size = 3

    def forward(self, x): ...


class Begun(Stub):
    def __init__(self):
        self.two = 2


def blank_to_fill(x):
    two = ...
    return two


def keyword_stub(x, *, times=2):
    return None


def closure_stub():
    kept = 1

    def inner(x):
        _ = lambda: kept  # noqa: E731

    return inner


@pytest.mark.parametrize(
    "answer",
    [
        ...,
        None,
        stub_with_text,
        Stub,
        StubWithInit,
        blank_to_fill,
        keyword_stub,
        lambda x: ...,
        lambda x: None,
    ],
)
def test_stubs_are_untouched(answer):
    assert is_untouched(answer)
    assert judge(DOUBLE, answer).status == NOT_ATTEMPTED


@pytest.mark.parametrize("answer", [0, "", [], False, np.zeros(2), twice, Begun, abs, np.tanh, lambda x: x,
                                    lambda x: 0, lambda x: (), closure_stub()])  # fmt: skip
def test_what_was_begun_is_not_untouched(answer):
    assert not is_untouched(answer)


def test_a_blank_left_in_the_middle_is_not_attempted():
    def half(x):
        factor = ...
        return factor * x

    def half_in_a_sum(x):
        y = x + 1
        total = y.sum() + ...
        return total

    assert judge(DOUBLE, half_in_a_sum).status == NOT_ATTEMPTED
    assert "still left in your code, in line" in judge(DOUBLE, half_in_a_sum).lines[0]
    assert judge(DOUBLE, half).status == NOT_ATTEMPTED


def test_work_without_return_is_told_apart_from_an_empty_stub():
    def no_return(x):
        y = 2 * x  # noqa: F841

    assert "returns nothing: is the return missing?" in said(no_return)


# Hostile answers


class Nasty:
    def __repr__(self):
        raise RuntimeError("no repr")

    __eq__ = __hash__ = __array__ = __len__ = __repr__


class Endless:
    def __array__(self, *args, **kwargs):
        while True:
            pass


class Mute(Exception):
    def __str__(self):
        raise ValueError("no text")


def raises(error):
    def answer(x):
        raise error

    return answer


def recurse(x):
    return recurse(x)


def asks(x):
    return float(input("How many? ")) * x


def leaves(x):
    sys.exit("bye")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (raises(ZeroDivisionError("by zero")), ["raised ZeroDivisionError: by zero", "raise error"]),
        (raises(KeyboardInterrupt), ["raised KeyboardInterrupt"]),
        (raises(SystemExit(3)), ["raised SystemExit: 3"]),
        (raises(GeneratorExit), ["raised GeneratorExit"]),
        (raises(Mute()), ["raised Mute"]),
        (raises(ValueError("x" * 5000)), ["xxx..."]),
        (raises(ValueError(f"bad {object()}")), ["bad <object object>"]),
        (recurse, ["RecursionError", "return recurse(x)"]),
        (asks, ["cannot ask with input()"]),
        (leaves, ["raised SystemExit: bye", 'sys.exit("bye")']),
        (lambda x: x.nothing, ["AttributeError", "nothing"]),
        (lambda x: "2", ["array of shape (2,) is asked", "the text '2'"]),
        (lambda x: [2.0, 4.0], ["yours is a list", "np.array"]),
        (lambda x: 2.0, ["shape should be (2,)", "a single number"]),
        (lambda x: 2 * x[None], ["shape should be (2,), and yours is (1, 2)"]),
        (lambda x: 2j * x, ["complex"]),
        (lambda x: x > 0, ["True and False"]),
        (lambda x: np.array(["a", "b"]), ["texts"]),
        (lambda x: np.array([None, 1]), ["objects"]),
        (lambda x: x * np.nan, ["nan (not a number)"]),
        (lambda x: x + np.inf, ["infinity"]),
        (lambda x: (v for v in x), ["object of type generator"]),
        (lambda x: twice, ["yours is a function"]),
        (lambda x: Nasty(), ["cannot be compared: RuntimeError: no repr"]),
        (lambda x: {}, ["object of type dict", "a dictionary"][1:]),
        (lambda x, y: x, ["the function asked is twice(x); yours takes (x, y)"]),
        (lambda: 2, ["yours takes ()"]),
        (3.0, ["a function is asked, and yours is a number"]),
        ("twice", ["a function is asked, and yours is a text"]),
        (Nasty(), ["a function is asked"]),
    ],
)
def test_hostile_answers_fail_with_a_clear_sentence(answer, words):
    text = said(answer)
    for word in words:
        assert word in text
    assert len(text) < 1000
    assert not re.search(r"0x[0-9a-f]{4}", text)


def loop(x):
    while True:
        pass


def stubborn_loop(x):
    while True:
        try:
            for _ in range(1000):
                pass
        except:  # noqa: E722
            pass


def loop_that_prints(x):
    while True:
        print("again")


def endless_value(x):
    return Endless()


@pytest.mark.parametrize("answer", [loop, stubborn_loop, loop_that_prints, endless_value])
def test_an_answer_that_never_returns_is_stopped(answer):
    text = said(answer, HASTY)
    assert "On x = [1. 2.]".lower() in text.lower()
    assert "had not returned after 0.3 seconds and was stopped" in text
    end = time.monotonic() + 5
    while any(t.name == "an answer being checked" for t in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(t.name == "an answer being checked" for t in threading.enumerate())
    assert judge(DOUBLE, twice).status == PASSED


def test_an_answer_that_cannot_be_stopped_is_left_with_advice():
    release = threading.Event()

    def stuck(x):
        release.wait()  # waits outside Python, where no exception reaches it

    try:
        text = said(stuck, HASTY)
    finally:
        release.set()
    assert "could not be stopped" in text
    assert "restart the kernel" in text


@pytest.mark.skipif(
    threading.current_thread() is not threading.main_thread(), reason="Ctrl-C reaches the main thread only"
)
def test_ctrl_c_still_interrupts():
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        judge(DOUBLE, loop)
    timer.join()
    assert judge(DOUBLE, twice).status == PASSED


def test_the_second_case_is_named_when_only_it_fails():
    text = said(lambda x: np.ravel(2 * x))
    assert "on x = [[0.]]" in text
    assert "shape should be (1, 1), and yours is (1,)" in text


def test_inputs_are_fresh_and_a_change_in_place_is_told():
    def in_place(x):
        x *= 2
        return x

    assert "changed its input x in place" in said(in_place)
    assert DOUBLE.cases[0].args[0].tolist() == [1.0, 2.0]
    assert judge(DOUBLE, twice).status == PASSED


def test_a_function_may_be_an_input():
    task = Exercise("99.apply", lambda f, x: f(x), (case(twice, 3), case(np.sum, np.ones(2))), HINTS)
    assert judge(task, lambda f, x: f(x)).status == PASSED
    assert "twice" in said(lambda f, x: x, task)


def test_numeric_warnings_are_told_and_others_let_be():
    def overflows(x):
        np.exp(1000 * np.abs(x) + 1000)
        return 2 * x

    def deprecated(x):
        warnings.warn("old", DeprecationWarning, stacklevel=2)
        return 2 * x

    assert "the result is right, but NumPy warned: overflow encountered in exp" in said(overflows)
    assert judge(DOUBLE, deprecated).status == PASSED


def test_printing_is_kept_short_and_shown_only_on_failure(capsys):
    def chatty(x):
        print("\n".join(f"line {i}" for i in range(10_000)))
        return 3 * x

    text = said(chatty)
    assert "line 4" in text and "line 5" not in text and "(and more)" in text

    def chatty_and_right(x):
        print("right")
        return 2 * x

    assert judge(DOUBLE, chatty_and_right).status == PASSED
    assert capsys.readouterr().out == ""


def test_printing_of_other_threads_goes_its_own_way(capsys):
    def other(x):
        thread = threading.Thread(target=print, args=("from elsewhere",))
        thread.start()
        thread.join()
        return 2 * x

    assert judge(DOUBLE, other).status == PASSED
    assert capsys.readouterr().out == "from elsewhere\n" * 2  # once a case


def test_random_answers_are_judged_alike_and_the_state_is_put_back():
    def noisy(x):
        return 2 * x + np.random.normal() + random.random()

    random.seed(7)
    np.random.seed(7)
    before = random.getstate(), np.random.get_state()[1].tolist()
    assert said(noisy) == said(noisy)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


def test_the_surroundings_are_put_back():
    before = sys.stdout, builtins.input, sys.getswitchinterval(), list(warnings.filters)
    judge(HASTY, stubborn_loop)
    judge(DOUBLE, asks)
    assert (sys.stdout, builtins.input, sys.getswitchinterval(), list(warnings.filters)) == before


# Comparing


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (0.5, 0.5 + 1e-9), (2.0, 2), (2, 2), (2, np.int8(2)), (1.0, np.float32(1.0)), (np.float64(3), 3.0),
        (np.array([1.0]), np.array([1])), (np.array([np.nan, 1]), np.array([np.nan, 1])),
        (np.array([], dtype=float), np.array([])), ("yes", "yes"), ([1, 2], [1, 2]), (True, True),
        (np.array([True]), np.array([True])), (np.array(1), 1), (-0.0, 0.0), (1e300, 1e300), (np.inf, np.inf),
    ],
)  # fmt: skip
def test_right_values_pass(expected, got):
    assert difference(expected, got) is None


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (0.5, "three", "the text 'three'. Write it without quotes, as digits"),
        (0.5, "0,5", "with a point: 0.5"),
        (0.5, (0, 5), "Decimals have a point, not a comma"),
        (0.5, [0.5], "a number is asked, and yours is a list"),
        (0.5, True, "True and False"),
        (0.5, 0.5j, "complex"),
        (0.5, None, "None"),
        (0.5, {1}, "a set"),
        (0.5, np.array([0.5]), "the shape should be () (a single number), and yours is (1,)"),
        (0.5, 0.51, "largest difference is 0.01"),
        (0.5, np.nan, "nan"),
        (2, 2.5, "whole numbers are asked"),
        (np.array([1, 2, 3]), np.array([1, 0, 0]), "2 of 3 differ, the first at index [1]"),
        (np.array([1.0, 2.0]), np.array([1.0, 2.5]), "largest difference is 0.5 at index [1]"),
        (np.array([[1.0]]), np.array([1.0]), "the shape should be (1, 1), and yours is (1,)"),
        ("yes", 1, "a text is asked, and yours is a number"),
        ("yes", "no", "not the same"),
        ([1], (1,), "a list is asked, and yours is a tuple"),
        (True, 1, "True or False is asked, and yours is a number"),
    ],
)
def test_wrong_values_are_put_in_words(expected, got, words):
    assert words in difference(expected, got)


def test_values_are_shown_the_same_everywhere():
    assert shown(np.array([1e-12, -1e-12, 1 / 3])) == "[0.     0.     0.3333]"
    assert shown(np.array([1e9, 1.0])) == "[1.e+09 1.e+00]"
    assert shown(np.float64(2) / 3) == shown(2 / 3) == "0.666667"
    assert shown(-0.0) == "0"
    assert shown(np.zeros((5, 5))) == "an array of shape (5, 5), from 0 to 0"
    assert shown(np.zeros((0, 9, 9))) == "an array of shape (0, 9, 9)"
    assert shown(object()) == "<object object>"
    assert len(shown("x" * 900)) == 120


# check, hints, solution


def test_hints_grow_with_each_failed_attempt(fresh, capsys):
    counts = []
    for _ in range(4):
        checking.check("99.double", lambda x: x)
        counts.append(capsys.readouterr().out.count("Hint"))
    assert counts == [1, 2, 3, 3]
    checking.check("99.double", twice)
    assert capsys.readouterr().out == "✔ 99.double: passed (2 inputs)\n"
    checking.check("99.double", lambda x: x)
    assert capsys.readouterr().out.count("Hint") == 3


def test_an_untouched_stub_costs_no_hint(fresh, capsys):
    checking.check("99.double", ...)
    assert capsys.readouterr().out == "○ 99.double: not attempted yet\n"
    checking.check("99.double", lambda x: x)
    assert capsys.readouterr().out.count("Hint") == 1


def test_a_failed_check_reads_like_this(fresh, capsys):
    checking.check("99.double", lambda x: -2 * x)
    assert capsys.readouterr().out == (
        "✘ 99.double: not yet.\n"
        "  On x = [1. 2.]\n"
        "  Expected [2. 4.]\n"
        "  Yours    [-2. -4.]\n"
        "  (the largest difference is 8 at index [1])\n"
        "  Hint 1 of 3: Think.\n"
    )


def test_a_special_trap_has_hints_of_its_own(fresh, capsys):
    def plain(z):
        return 1 / (1 + np.exp(-z))

    def flipped(z):
        return 1 / (1 + np.exp(z))

    for _ in range(3):
        checking.check("01.sigmoid", flipped)
    capsys.readouterr()
    checking.check("01.sigmoid", plain)
    text = capsys.readouterr().out
    assert "NumPy warned: overflow encountered in exp" in text
    assert text.count("Hint") == 1 and "leaves the range of floats" in text


def test_values_are_asked_for_without_giving_the_answer_away(fresh, capsys):
    checking.check("00.first", 63)
    text = capsys.readouterr().out
    assert "Your answer is 63, and that is not it" in text
    assert "64" not in text
    checking.check("00.first", "six")
    assert "A number is asked, and yours is the text 'six'" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["01.sigmod", "sigmoid", "1.sigmoid"])
def test_a_name_misspelt_is_answered_with_the_closest(name):
    with pytest.raises(ValueError, match=r"Did you mean '01\.sigmoid'\?"):
        find(name)


def test_unknown_names_list_what_there_is():
    assert closest("zzz", [], "exercise") == "There is no exercise 'zzz'. There are: none yet."
    with pytest.raises(ValueError, match="no chapter with exercises '99'"):
        load("99")
    with pytest.raises(ValueError, match=r"Did you mean '01\.years'"):
        questions.predict("01.year")
    with pytest.raises(ValueError, match="no chapter"):
        questions.quiz("1")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"level": "hard"}, "none of core"), ({"hints": ()}, "no hint"), ({"cases": ()}, "no case"),
     ({"name": "99.double"}, "declared twice")],
)  # fmt: skip
def test_a_faulty_declaration_is_refused(fresh, wrong, words):
    given = {"name": "99.other", "cases": [case(1)], "hints": HINTS, **wrong}
    with pytest.raises(ValueError, match=words):
        exercise(given.pop("name"), **given)(twice)


# In a kernel, and at import


def test_in_a_kernel_the_verdict_carries_its_mime_type(tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    cells = [
        "from course_lib.exercises import check, quiz",
        "def my_sigmoid(z):\n    '''Sigmoid.'''\n    ...",
        "check('01.sigmoid', my_sigmoid)",
        "def my_sigmoid(z):\n    print('here')\n    input()\n    return 1 / (1 + z.exp())",
        "check('01.sigmoid', my_sigmoid)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    untouched, failed = (notebook.cells[i].outputs for i in (2, 4))
    assert [list(o.data) for o in untouched] == [["text/plain", checking.MIME]]
    assert untouched[0].data == {
        "text/plain": "○ 01.sigmoid: not attempted yet",
        checking.MIME: {"exercise": "01.sigmoid", "status": "not attempted"},
    }
    assert len(failed) == 1
    assert failed[0].data[checking.MIME]["status"] == "failed"
    assert "cannot ask with input()" in failed[0].data["text/plain"]
    assert "in line 3: input()" in failed[0].data["text/plain"]
    assert "here" in failed[0].data["text/plain"]


def test_importing_the_room_loads_nothing_heavy():
    program = (
        "import sys, json, course_lib.exercises as e; print(json.dumps([m for m in "
        "('numpy', 'matplotlib', 'IPython', 'anywidget', 'sklearn') if m in sys.modules]))\n"
        "e.check('00.first', 64)\n"
        "print([m for m in ('matplotlib', 'IPython', 'anywidget', 'sklearn', 'course_lib.exercises.ch01') "
        "if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    first, verdict, second = run.stdout.splitlines()
    assert json.loads(first) == []
    assert verdict == "✔ 00.first: passed"
    assert second == "[]"


def test_the_room_offers_its_four_names_whatever_was_imported_before():
    import course_lib.exercises as room

    assert dir(room) == ["check", "predict", "quiz", "solution"]
    assert all(isinstance(getattr(room, name), types.FunctionType) for name in dir(room))
    with pytest.raises(AttributeError, match="it has check, predict, quiz, solution"):
        room.grade  # noqa: B018


# Questions


def question(name="99.q", options=3, right=1, why="Because."):
    return Question(name, "Why?", tuple(Option(f"{i}", why, right=i < right) for i in range(options)))


@pytest.mark.parametrize(
    ("made", "words"),
    [({"options": 1}, "1 options"), ({"options": 6}, "6 options"), ({"right": 0}, "0 right"),
     ({"right": 2}, "2 right"), ({"why": " "}, "without its why")],
)  # fmt: skip
def test_a_faulty_question_is_refused(made, words):
    with pytest.raises(ValueError, match=words):
        question(**made)


def test_a_repeated_option_is_refused():
    with pytest.raises(ValueError, match="one option twice"):
        Question("99.q", "Why?", (Option("a", "b", right=True), Option("a", "c")))


@pytest.mark.parametrize(("number", "count"), [("01", 3), ("01", 9), ("00", 1)])
def test_a_quiz_too_short_or_too_long_is_refused(number, count):
    with pytest.raises(ValueError, match=f"has {count} questions"):
        checked_quiz(number, [question(f"{number}.{i}") for i in range(count)])
    with pytest.raises(ValueError, match="one name twice"):
        checked_quiz(number, [question()] * 4)


def test_outside_a_notebook_questions_are_text_without_the_answers(capsys):
    questions.quiz("01")
    text = capsys.readouterr().out
    assert text.startswith("Quiz: Logistic regression\n\n1. ")
    assert "6. " in text and "a) " in text and "✔" not in text
    questions.quiz("01", answers=True)
    assert capsys.readouterr().out.count("✔") == 6
    questions.predict("01.years")
    assert capsys.readouterr().out.startswith("Predict\n\n1. A bank")


def test_in_a_notebook_the_widget_gets_plain_data(monkeypatch):
    made = []

    class Quiz:
        def __init__(self, **given):
            made.append(given)

    room = types.SimpleNamespace(Quiz=Quiz)
    monkeypatch.setitem(sys.modules, "course_lib.widgets", room)
    monkeypatch.setattr(questions, "in_notebook", lambda: True)
    display = types.SimpleNamespace(display=made.append)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    questions.predict("01.ten")
    given, shown_widget = made
    assert given["kind"] == "prediction" and isinstance(shown_widget, Quiz)
    assert json.loads(json.dumps(given["questions"])) == given["questions"]
    assert set(given["questions"][0]) == {"name", "text", "options"}
    assert [o["right"] for o in given["questions"][0]["options"]] == [False, False, True, False]


@pytest.mark.parametrize("number", ["00", "01"])
def test_the_widget_takes_every_question(number):
    Quiz = pytest.importorskip("course_lib.widgets.quiz", reason="the quiz widget is not there").Quiz
    chapter = load(number)
    made = Quiz(title="Quiz", questions=questions.as_dicts(chapter.QUIZ), kind="quiz")
    assert len(made.questions) == len(chapter.QUIZ)
    for asked in chapter.PREDICTIONS:
        made = Quiz(title="Predict", questions=questions.as_dicts([asked]), kind="prediction")
        assert made.questions[0]["name"] == asked.name


def test_a_console_without_the_signs_still_prints(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    show("✔ 01.sigmoid: passed")
    narrow.flush()
    assert narrow.buffer.getvalue().strip() == b"? 01.sigmoid: passed"


def test_without_widgets_a_notebook_shows_text(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "course_lib.widgets", None)
    monkeypatch.setattr(questions, "in_notebook", lambda: True)
    questions.predict("00.digit")
    assert "A table of numbers" in capsys.readouterr().out


def test_lists_of_arrays_are_compared_array_by_array():
    layers = [np.zeros((2, 3)), np.ones(2)]
    assert difference(layers, [np.zeros((2, 3)), np.ones(2)]) is None
    assert "number 1" in str(difference(layers, [np.zeros((2, 3)), np.zeros(2)]))
    assert "2 arrays" in str(difference(layers, layers[:1]))
    assert shown(layers[1:]) == "[[1. 1.]]"

    def changes_a_layer(weights):
        weights[0][0, 0] = 5.0
        return 1.0

    task = Exercise("99.layers", lambda weights: 1.0, (case(layers),), HINTS)
    assert "changed its input weights in place" in said(changes_a_layer, task)
