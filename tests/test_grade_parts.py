"""What marking rests on: the wire that carries plain data only, the room, and the choice of statements."""

from __future__ import annotations

import json

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.cli.grading import answers, walls
from course_lib.cli.grading.process import Gone, Late, Room, Student
from course_lib.cli.grading.wire import pack, unpack


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, float("inf"), "é", ..., (1, [2, {3}]), {"a": (1,)}, np.float32(1.5), np.int64(7),
     np.zeros((0, 3)), np.arange(6, dtype=np.uint8).reshape(2, 3), np.array(["a", "bc"]), np.array(2.0)],
    ids=repr,
)  # fmt: skip
def test_values_come_over_the_wire_as_they_were(value):
    got = unpack(json.loads(json.dumps(pack(value))))
    assert type(got) is type(value)
    assert np.array_equal(got, value) if isinstance(value, np.ndarray) else got == value
    assert getattr(got, "dtype", None) == getattr(value, "dtype", None)


@pytest.mark.parametrize(
    "bad",
    [["array", "|O8", [1], "AAAAAAAAAAA="], ["array", "<f8", [2], ""], ["array", "<f8", [-1], ""], {}, ["x"],
     ["array", "<f8", ["1"], ""], ["list", 3], [], ["array", "(9999999,)<f8", [], ""]],
    ids=repr,
)  # fmt: skip
def test_what_is_no_value_is_refused(bad):
    with pytest.raises(ValueError):
        unpack(bad)


def test_the_room_holds_no_solution_and_is_removed():
    room = Room()
    package = room.path / "course" / "course_lib"
    assert (package / "tensor.py").is_file()
    assert [path.name for path in (package / "exercises").iterdir()] == ["__init__.py"]
    with pytest.raises((Late, Gone)), Student(room, ["import os; os._exit(1)"], 10, 1024):
        pass
    room.close()
    assert not room.path.exists()


def test_what_is_hidden_is_left_out_of_the_folders_around(tmp_path):
    for name in ("a/secret", "a/b", "c"):
        (tmp_path / name).mkdir(parents=True)
    found = {
        path.relative_to(tmp_path).as_posix() for path in walls.around(tmp_path, tmp_path / "a" / "secret")
    }
    assert found == {"a/b", "c"}


def test_only_what_an_answer_needs_is_chosen():
    cells = [
        "import numpy as np\nk = 2\nunused = np.zeros(9)",
        "def f(x):\n    k2 = k\n    return np.sum(x) * k2",
    ]
    found, trouble = answers.statements(new_notebook(cells=[new_code_cell(cell) for cell in cells]))
    assert [s.text.splitlines()[0] for s in answers.needed(found, "f")] == [
        "import numpy as np",
        "k = 2",
        "def f(x):",
    ]
    assert answers.needed(found, "g") == trouble == []
