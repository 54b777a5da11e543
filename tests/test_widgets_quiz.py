"""The quiz without a browser: what the page sends, what is remembered, paper, incomplete questions."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from course_lib.exercises.library import chapters, load
from course_lib.exercises.questions import as_dicts
from course_lib.widgets import Quiz
from course_lib.widgets.quiz import forget

HERE = Path(__file__).parent
NODE = shutil.which("node")


def question(name="sum", text="What is `1 + 1`?", right=1):
    texts = ["11", "2", "1 + 1"]
    return {
        "name": name,
        "text": text,
        "options": [{"text": t, "why": f"why {t}", "right": k == right} for k, t in enumerate(texts)],
    }


def page_sends(widget, **state):
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


def record(*tried, picked=None, revealed=False):
    return {"picked": tried[-1] if tried else picked, "tried": list(tried), "revealed": revealed}


@pytest.fixture(autouse=True)
def fresh():
    forget()
    yield
    forget()


def test_answers_and_score():
    quiz = Quiz("Sums", [question("a"), question("b"), question("c")])
    assert quiz.answers == {"a": None, "b": None, "c": None} and quiz.score == 0
    page_sends(quiz, _state={"a": record(1), "b": record(0, 1), "c": record(2)})
    assert quiz.answers == {"a": "2", "b": "2", "c": "1 + 1"}
    assert quiz.score == 1
    assert quiz.result == {
        "answers": quiz.answers,
        "score": 1,
        "questions": 3,
        "tries": {"a": 1, "b": 2, "c": 1},
    }


def test_a_choice_is_no_answer_before_the_check():
    quiz = Quiz("Sums", [question("a")])
    page_sends(quiz, _state={"a": record(picked=1)})
    assert quiz.answers == {"a": None} and quiz.score == 0


def test_a_prediction_has_no_score():
    quiz = Quiz("Predict", [question("a")], kind="prediction")
    page_sends(quiz, _state={"a": record(0)})
    assert quiz.score is None and quiz.answers == {"a": "11"}


def test_running_the_cell_again_keeps_the_answers():
    first = Quiz("Sums", [question("a"), question("b")])
    page_sends(first, _state={"a": record(0, 1), "b": record(picked=2)})
    again = Quiz("Sums", [question("a"), question("b")])
    assert again.answers == first.answers and again._state == first._state
    assert Quiz("Other sums", [question("a")]).answers == {"a": None}
    assert Quiz("Sums", [question("a")], kind="prediction").answers == {"a": None}


def test_remembered_answers_follow_their_option_and_die_with_it():
    first = Quiz("Sums", [question("a")])
    page_sends(first, _state={"a": record(0, 1)})
    turned = question("a", right=1)
    turned["options"].reverse()
    again = Quiz("Sums", [turned])
    assert again.answers == {"a": "2"} and again._state["a"]["tried"] == [2, 1]
    changed = question("a")
    changed["options"][0]["text"] = "12"
    assert Quiz("Sums", [changed]).answers == {"a": None}


def test_what_one_view_does_leaves_the_callers_questions_alone():
    mine = [question("a")]
    before = copy.deepcopy(mine)
    quiz = Quiz("Sums", mine)
    page_sends(quiz, _state={"a": record(1)})
    mine[0]["options"][0]["text"] = "changed"
    assert quiz.questions == before


def test_paper_shows_letters_and_keeps_the_secret():
    quiz = Quiz("Sums", [question("a"), question("b", "And `2 + 2`?")])
    said = repr(quiz)
    assert said.splitlines()[:4] == ["Quiz: Sums", "", "1. What is `1 + 1`?", "   a) 11"]
    assert "2. And `2 + 2`?" in said and "   c) 1 + 1" in said
    other = Quiz("Sums", [question("a", right=0), question("b", "And `2 + 2`?", right=2)])
    assert repr(other) == said and "why" not in said
    page_sends(quiz, _state={"a": record(1)})
    assert repr(quiz) == said
    data, _ = quiz._repr_mimebundle_()
    assert data["text/plain"] == said


def test_every_question_of_the_course_fits():
    asked = 0
    for number in chapters():
        chapter = load(number)
        for kind, questions in (("quiz", chapter.QUIZ), *(("prediction", (p,)) for p in chapter.PREDICTIONS)):
            quiz = Quiz(f"Chapter {number}", as_dicts(questions), kind=kind)
            assert len(quiz.questions) == len(questions)
            size = sum(len(str(v)) for k, v in quiz.get_state().items() if k not in ("_esm", "_css"))
            assert size < 32 * 1024
            asked += len(questions)
    assert asked >= 10


def broken(**changes):
    return [{**question("a"), **changes}]


def options(*changes):
    made = question("a")["options"]
    for k, change in enumerate(changes):
        made[k] = {**made[k], **change}
    return broken(options=made)


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([], "there is no question"),
        ("what?", "must be a list of questions, not str"),
        (question(), "must be a list of questions, not dict"),
        (["what?"], "question 1 must be a dictionary"),
        (broken(name=""), "question 1 has no name"),
        (broken(text=None), "question 1 has no text"),
        (broken(text=3), "text must be text, not 3"),
        (broken(options="ab"), r"question 1 \(a\) must have a list of options"),
        (broken(options=question()["options"][:1]), "has 1 options; 2 to 8 would fit"),
        (options({"why": " "}), "option a: why must be text, not ' '"),
        (options({}, {"text": ""}), "option b has no text"),
        (options({"right": "yes"}), "option a: right must be True or False, not 'yes'"),
        (options({"right": True}), "has 2 right options; exactly one is meant"),
        (options({}, {"right": False}), "has 0 right options; exactly one is meant"),
        (options({"text": "2"}), "offers one option twice"),
        ([question("a"), question("a")], "two questions are called 'a'"),
    ],
)
def test_incomplete_questions_are_named(questions, sentence):
    with pytest.raises(ValueError, match=sentence):
        Quiz("Sums", questions)


def test_wrong_options_of_the_widget():
    with pytest.raises(ValueError, match="kind must be one of 'quiz', 'prediction', not 'exam'"):
        Quiz("Sums", [question()], kind="exam")
    with pytest.raises(ValueError, match="Quiz has no control 'score'"):
        Quiz("Sums", [question()], hide="score")


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_in_node():
    done = subprocess.run([NODE, str(HERE / "js" / "quiz.test.mjs")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
