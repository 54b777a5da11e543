"""Untouched is not attempted, solved passes, each planted mistake fails; and the questions are true."""

from importlib import import_module
from itertools import product

import numpy as np
import pytest

from course_lib import linear
from course_lib.exercises.exercise import EXERCISES, Exercise
from course_lib.exercises.judge import FAILED, NOT_ATTEMPTED, PASSED, judge
from course_lib.exercises.library import chapters, load, names
from course_lib.exercises.questions import Question, checked_quiz
from course_lib.exercises.solutions import source

NAMES = names()
PLANTED = {
    name: wrong
    for chapter in chapters()
    for name, wrong in import_module(f"tests.planted.ch{chapter}").PLANTED.items()
}
QUESTIONS = {q.name: q for c in chapters() for q in (*load(c).PREDICTIONS, *load(c).QUIZ)}
TEXT = '"""Text."""'
STUBS = ("...", TEXT, f"{TEXT}\n    ...", "pass", "return ...", "return None", "a = ...\n    return a",
         "raise NotImplementedError")  # fmt: skip
RNG = np.random.default_rng(0)


def compiled(exercise: Exercise, text: str):
    """What a notebook holds after running `text`: the function or value that the exercise asks for."""
    room = dict(vars(import_module(exercise.solution.__module__)))
    exec(text, room)
    return room[exercise.value or exercise.solution.__name__]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("body", STUBS)
def test_untouched_is_not_attempted(name, body):
    exercise = EXERCISES[name]
    if exercise.value:
        assert judge(exercise, ...).status == judge(exercise, None).status == NOT_ATTEMPTED
        return
    stub = f"def {exercise.solution.__name__}({', '.join(exercise.parameters)}):\n    {body}\n"
    assert judge(exercise, compiled(exercise, stub)).status == NOT_ATTEMPTED


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes(name):
    exercise = EXERCISES[name]
    answer = exercise.solution() if exercise.value else exercise.solution
    verdict = judge(exercise, answer)
    assert (verdict.status, verdict.lines) == (PASSED, ())


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_as_shown_passes_too(name):
    exercise = EXERCISES[name]
    text = source(exercise)
    assert "@exercise" not in text
    assert judge(exercise, compiled(exercise, text)).status == PASSED


def test_every_exercise_has_three_planted_mistakes():
    assert {name: len(PLANTED.get(name, ())) >= 3 for name in NAMES} == dict.fromkeys(NAMES, True)
    assert set(PLANTED) == set(NAMES)


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name in PLANTED for answer in PLANTED[name]],
    ids=lambda v: getattr(v, "__name__", str(v)),
)
def test_planted_mistakes_fail_with_a_reason_and_hints(name, answer):
    verdict = judge(EXERCISES[name], answer)
    assert verdict.status == FAILED
    assert verdict.lines and all(verdict.lines)
    assert len(verdict.hints) >= 3


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in NAMES
        if n
        not in (
            "00.first",
            "01.ten",
            "03.count",
            "08.early-stop",
            "09.batches",
            "09.confusion",
            "11.count",
            "11.size",
            "11.backward",
            "11.field",
            "12.where",
            "12.table",
            "13.summary",
            "15.count",
            "15.lstm",
            "16.shift",
            "16.beam",
            "14.clip",
            "14.sample",
            "14.add",
            "19.nms",
            "17.cost",
            "17.missing",
            "17.video",
            "17.inception",
            "18.dense-maps",
            "18.equal-cost",
            "18.front",
            "21.flops",
            "21.loss-scale",
        )
    ],
)  # these are whole
def test_float32_answers_pass_where_rounding_is_all_that_differs(name):
    exercise = EXERCISES[name]

    def in_float32(*args):
        return np.asarray(exercise.solution(*args)).astype(np.float32)

    assert judge(exercise, in_float32).status == PASSED


def test_correct_answers_written_another_way_pass():
    def my_digit(images, W):
        X1 = np.column_stack([np.ones(len(images)), images.reshape(len(images), -1)])
        return (X1 @ W.T).argmax(1)

    def my_labels(t):
        return 2 * t.astype(int) - 1

    def my_loss(z, y):
        margin = y * z
        return np.sum(np.log1p(np.exp(-np.abs(margin))) + np.maximum(-margin, 0)) / len(z)

    for name, answer in (("01.ten", my_digit), ("01.relabel", my_labels), ("01.loss", my_loss)):
        assert judge(EXERCISES[name], answer).lines == ()
    assert judge(EXERCISES["01.sigmoid"], lambda z: 0.5 * (1 + np.tanh(np.asarray(z) / 2))).status == PASSED
    assert judge(EXERCISES["00.first"], np.int64(64)).status == PASSED


def test_solutions_agree_with_the_library():
    ch01 = load("01")
    X, w = RNG.normal(size=(20, 3)), RNG.normal(size=4)
    y = RNG.choice([-1, 1], 20)
    z = linear.scores(X, w)
    assert np.allclose(ch01.my_scores(X, w), z)
    assert np.allclose(ch01.my_sigmoid(z), linear.sigmoid(z))
    assert np.isclose(ch01.my_logistic_loss(z, y), linear.logistic_loss(z, y))
    assert np.allclose(ch01.my_gradient(X, w, y), linear.logistic_loss_gradient(X, w, y))


# The questions


def right(name: str) -> str:
    return next(option.text for option in QUESTIONS[name].options if option.right)


@pytest.mark.parametrize("number", chapters())
def test_quizzes_and_predictions_are_complete(number):
    quiz = checked_quiz(number, load(number).QUIZ)
    asked = [*quiz, *load(number).PREDICTIONS]
    assert all(isinstance(q, Question) and q.name.startswith(f"{number}.") for q in asked)
    assert len({q.name for q in asked}) == len(asked)
    places = [[o.right for o in q.options].index(True) for q in asked]
    assert len(set(places)) > 1, "the right option always stands at the same place"


def problem():
    """A small set that a line does not split, and a start."""
    X = RNG.normal(size=(40, 2)) + np.repeat([[0.7, 0.7], [-0.7, -0.7]], 20, axis=0)
    return X, np.repeat([1, -1], 20), np.array([0.3, -0.2, 0.5])


def test_plus_climbs_and_minus_descends():
    X, y, start = problem()
    for sign in (1, -1):
        w, seen = start, []
        for _ in range(50):
            seen.append(linear.logistic_loss(linear.scores(X, w), y))
            w = w + sign * 0.1 * linear.logistic_loss_gradient(X, w, y)
        assert np.all(sign * np.diff(seen) > 0)
    assert right("01.sign-of-update") == "It goes up"
    assert right("01.uphill") == "Where the loss rises fastest"
    g = linear.logistic_loss_gradient(X, start, y)
    before = linear.logistic_loss(linear.scores(X, start), y)
    after = linear.logistic_loss(linear.scores(X, start - 1e-6 * g), y)
    assert np.isclose((before - after) / 1e-6, g @ g, rtol=1e-3)


def test_three_outputs_share_one_boundary():
    z = np.array([-2.0, -1e-9, 1e-9, 2.0])
    assert np.array_equal(linear.sigmoid(z) > 0.5, z > 0)
    assert np.array_equal(linear.sign(z) > 0, z > 0)
    assert linear.sigmoid(0.0) == 0.5
    assert right("01.three-outputs") == "It stays where it is"


def test_labels_0_in_the_loss_for_plus_minus_one_cost_ln_2_and_teach_nothing():
    for z in (-30.0, -1.0, 0.0, 7.0):
        assert np.isclose(load("01").my_logistic_loss(np.array([z]), np.array([0])), np.log(2))
    X, _, w = problem()
    assert not np.any(load("01").my_gradient(X, w, np.zeros(len(X))))
    assert "ln 2" in right("01.label-mixup") and "ln 2" in right("01.ln-2")


def test_a_line_is_not_enough_for_the_credit_data():
    from course_lib.data.plane import credit_threshold, points

    LogisticRegression = pytest.importorskip("sklearn.linear_model").LogisticRegression
    data = points("credit", n=1000, noise=0)
    line = LogisticRegression(C=1e4, max_iter=5000).fit(data.X, data.y)
    assert 0.7 < line.score(data.X, data.y) < 0.92  # most, and far from all
    years = np.array([0.0, 8.0, 30.0])
    asks = -(line.intercept_[0] + line.coef_[0, 0] * years) / line.coef_[0, 1]
    assert (asks > credit_threshold(years)).tolist() == [False, True, False]  # too much in the middle only
    bent = np.column_stack([data.X, np.exp(-data.X[:, 0] / 4)])
    assert LogisticRegression(C=1e4, max_iter=5000).fit(bent, data.y).score(bent, data.y) > 0.99
    assert right("01.years").startswith("No: most")


def test_ten_neurons_read_about_95_in_a_hundred():
    from course_lib.data import digits

    train, test, ch01 = digits().train, digits().test, load("01")
    weights = [
        ch01.my_descend(train.flat, np.zeros(65), np.where(train.labels == k, 1, -1), 2.0, 300)
        for k in range(10)
    ]
    share = np.mean(ch01.my_digit(test.images, np.array(weights)) == test.labels)
    assert 0.925 < share < 0.975
    assert right("01.ten") == "About 95%"


def test_a_digit_is_64_numbers_from_0_to_1():
    from course_lib.data import digits

    picture = digits().images[0]
    assert picture.size == load("00").numbers_in_a_digit() == 64
    assert 0 <= picture.min() < picture.max() <= 1


def test_quiz_facts_of_chapter_01():
    assert linear.sign(0.0) == -1 and np.sign(0.0) == 0
    z = np.linspace(-5, 5, 21)
    assert np.allclose(linear.sigmoid(z) + linear.sigmoid(-z), 1)
    assert right("01.other-class") == "0.2"
    corners, xnor = np.array([[0, 0], [1, 1], [0, 1], [1, 0]]), np.array([1, 1, -1, -1])
    grid = np.arange(-2, 2.25, 0.25)
    best = max(
        np.sum(linear.sign(w[0] + corners @ w[1:]) == xnor) for w in map(np.array, product(grid, repeat=3))
    )
    assert best == 3 and right("01.xor") == "Three at most"


def test_larger_weights_on_split_data_lower_the_loss():
    X, y, w = np.array([[1.0], [2.0], [-1.0], [-3.0]]), np.array([1, 1, -1, -1]), np.array([0.0, 0.5])
    small, large = linear.scores(X, w), linear.scores(X, 10 * w)
    assert np.array_equal(linear.sign(small), y) and np.array_equal(linear.sign(large), y)
    assert linear.logistic_loss(large, y) < linear.logistic_loss(small, y)
    likelihood = [np.prod(linear.sigmoid(y * s)) for s in (small, large)]
    assert likelihood[0] < likelihood[1]
    assert np.isclose(-np.log(likelihood[0]) / len(y), linear.logistic_loss(small, y))
    assert right("01.scaling").startswith("The boundary stays, the likelihood rises")
