"""The verbs lab, test, doctor and data: what they do with what they find."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib.chapters import CHAPTERS
from course_lib.cli import advice, browser, data, doctor, lab, project, readme
from course_lib.cli import test as tests_verb
from course_lib.data.errors import DataError

ROOT = Path(__file__).parents[1]


def parse(module, *words):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    module.add_arguments(parser)
    args, args.rest = parser.parse_known_args(words)
    return args


# --- lab ---


@pytest.fixture
def taken():
    """A port of the loopback address on which somebody serves."""
    with socket.socket() as server:
        server.bind((lab.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_that_is_asked_for_and_taken_is_refused(taken):
    with pytest.raises(lab.Problem, match=f"Port {taken} is taken .* --port"):
        lab.choose_port(taken)


def test_the_usual_port_gives_way_to_the_next(monkeypatch, capsys):
    monkeypatch.setattr(lab, "is_free", lambda port: port > lab.USUAL_PORT + 1)
    assert lab.choose_port(None) == lab.USUAL_PORT + 2
    assert f"Port {lab.USUAL_PORT} is taken" in capsys.readouterr().out


def test_the_usual_port_is_taken_without_a_word(monkeypatch, capsys):
    monkeypatch.setattr(lab, "is_free", lambda port: True)
    assert (lab.choose_port(None), capsys.readouterr().out) == (lab.USUAL_PORT, "")
    assert lab.choose_port(9123) == 9123


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist(port):
    with pytest.raises(lab.Problem, match="from 1 to 65535"):
        lab.choose_port(port)


def test_no_port_at_all(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: False)
    with pytest.raises(lab.Problem, match="all taken"):
        lab.choose_port(None)


def test_jupyter_serves_this_machine_only_with_its_usual_token():
    words = lab.options(8888, "/clone", no_browser=True)
    assert "--ServerApp.ip=127.0.0.1" in words and "--ServerApp.open_browser=False" in words
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in words
    assert not any("token" in word or "password" in word for word in words)


@pytest.mark.parametrize(
    ("words", "extras"),
    [([], ("lab",)), (["--torch"], ("lab", "torch")), (["--gpu"], ("lab", "torch", "gpu"))],
)
def test_what_lab_needs(words, extras):
    assert lab.extras(parse(lab, *words)) == extras


def test_every_option_of_lab_is_one_that_jupyterlab_knows():
    labapp = pytest.importorskip("jupyterlab.labapp")
    server = pytest.importorskip("jupyter_server.serverapp")
    known = {"ServerApp": server.ServerApp, "LabApp": labapp.LabApp}
    for word in lab.options(8888, "/clone", no_browser=True):
        owner, trait = word.removeprefix("--").split("=")[0].split(".")
        assert known[owner].class_traits(config=True).get(trait) is not None, word


# --- test ---


@pytest.fixture
def plain(monkeypatch):
    """A machine that is no CI machine and has a Chromium."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(browser, "find_chromium", lambda: "/usr/bin/chromium")


def names(parts):
    return [part.name for part in parts]


def test_the_parts_in_their_order():
    parts = tests_verb.plan(fast=False, only=[], rest=[])
    assert names(parts) == ["style", "unit", "notebooks", "browser"]
    style, unit, books, _ = parts
    assert [step[2:4] for step in style.steps] == [["ruff", "check"], ["ruff", "format"], ["mypy"]]
    assert "--doctest-modules" in unit.steps[0] and unit.steps[0][-2:] == ["course_lib", "tests"]
    assert books.steps[0][-4:] == ["notebooks", "verify", "--jobs", "2"]
    assert {"--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"} <= set(books.steps[1])
    assert books.env["OMP_NUM_THREADS"] == "1"


def test_fast_leaves_out_what_is_slow():
    parts = tests_verb.plan(fast=True, only=[], rest=[])
    assert names(parts) == ["style", "unit"]
    assert "not browser and not slow" in parts[1].steps[0]


@pytest.mark.parametrize(
    ("rest", "left"),
    [
        (["-k", "perceptron"], ["unit", "notebooks", "browser"]),
        (["tests/test_cli_verbs.py"], ["unit", "browser"]),
        (["tests/test_cli_verbs.py::test_version", "-x"], ["unit", "browser"]),
        (["a.ipynb"], ["notebooks"]),
    ],
)
def test_what_pytest_is_given(rest, left, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("tests/test_cli_verbs.py", "a.ipynb"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    parts = tests_verb.plan(fast=False, only=[], rest=rest)
    assert names(parts) == left
    for part in parts:
        words = part.steps[-1]
        assert set(rest) <= set(words)
        assert "course_lib" not in words or rest[0] == "-k"


def test_only_one_part():
    assert names(tests_verb.plan(fast=False, only=["notebooks"], rest=[])) == ["notebooks"]


def step(tmp_path, body):
    """A run of pytest over one file with this body, as a part's step."""
    file = tmp_path / "test_it.py"
    file.write_text(body)
    return tests_verb.pytest("-p", "no:cacheprovider", "-o", "addopts=", "-m", "", str(file))


def test_a_part_that_passes_is_counted(tmp_path, plain, capfd):
    body = "import pytest\ndef test_a(): pass\n@pytest.mark.skip\ndef test_b(): pass\n"
    verdict = tests_verb.run_part(tests_verb.Part("unit", [step(tmp_path, body)]), [])
    assert verdict.outcome == "passed"
    assert verdict.counts == {"passed": 1, "failed": 0, "errors": 0, "skipped": 1}
    assert "1 passed, 1 skipped" in capfd.readouterr().out, "what pytest says stays in sight"


def test_a_part_that_fails_does_not_hide_the_next(tmp_path, plain, monkeypatch, capfd):
    bad = tests_verb.Part("unit", [step(tmp_path, "def test_a(): assert False\n")])
    good = tests_verb.Part("notebooks", [[sys.executable, "-c", ""]])
    monkeypatch.setattr(tests_verb, "plan", lambda *_: [bad, good])
    monkeypatch.setattr(tests_verb.os, "chdir", lambda folder: None)
    assert tests_verb.run(parse(tests_verb)) == 1
    told = capfd.readouterr().out
    assert "Not well: unit." in told
    assert "notebooks  passed" in told
    assert told.rstrip().splitlines()[-1].strip("= ").startswith("1 failed in ")


def test_everything_well_ends_as_pytest_ends():
    verdicts = [
        tests_verb.Verdict("unit", "passed", {"passed": 3, "skipped": 1}, 1.5),
        tests_verb.Verdict("browser", "passed", {"passed": 2}, 2.0),
    ]
    last = tests_verb.summary(verdicts).splitlines()[-1]
    assert last.strip("=") == " 5 passed, 1 skipped in 3.50s " and last.startswith("==")


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", "skipped"), ("false", "skipped"), ("true", "failed"), ("1", "failed")]
)
def test_no_chromium(monkeypatch, capsys, ci, outcome):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(browser, "find_chromium", lambda: None)
    verdict = tests_verb.run_part(tests_verb.Part("browser", [["never", "run"]]), [])
    assert (verdict.outcome, verdict.note) == (outcome, "no Chromium")
    assert "No Chromium was found. To get one: " in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "outcome"), [("", "passed"), ("true", "failed")])
def test_skipped_browser_tests_fail_in_ci(tmp_path, plain, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    body = "import pytest\ndef test_a(): pass\n@pytest.mark.skip\ndef test_b(): pass\n"
    assert tests_verb.run_part(tests_verb.Part("browser", [step(tmp_path, body)]), []).outcome == outcome


def test_no_tests_are_a_failure_unless_they_were_selected_away(tmp_path, plain):
    part = tests_verb.Part("unit", [step(tmp_path, "")])
    assert tests_verb.run_part(part, []).outcome == "failed"
    assert tests_verb.run_part(part, ["-k", "nothing"]).outcome == "skipped"


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "pacman", "brew", "winget", None])
def test_how_to_get_a_browser_on_each_system(monkeypatch, manager):
    monkeypatch.setattr(advice.shutil, "which", lambda name: name if name == manager else None)
    told = advice.no_chromium()
    assert dict(advice.MANAGERS)[manager]["chromium"] in told if manager else True
    assert "-m playwright install chromium" in told


# --- doctor ---


def test_the_doctor_tells_what_is_here(capsys):
    code = doctor.run(parse(doctor))
    told = capsys.readouterr().out
    assert code in (0, 1) and ("The notebooks can run here." in told) == (code == 0)
    for word in (
        "Python",
        "cores",
        "memory",
        "disk, free",
        "device",
        "numpy",
        "Chromium",
        "Node",
        "data cache",
    ):
        assert word in told


def test_the_doctor_as_json(capsys):
    code = doctor.run(parse(doctor, "--json"))
    found = json.loads(capsys.readouterr().out)
    assert found["ready"] is (code == 0)
    assert {"machine", "packages", "lab", "torch", "dev", "tools"} < set(found)
    numpy = next(row for row in found["packages"] if row["name"] == "numpy")
    assert numpy["ok"] and numpy["wanted"] == ">=2.0"


def test_the_doctor_names_the_command_that_brings_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(doctor.installed, "versions", lambda folder=None: {"numpy": "1.26.4"})
    monkeypatch.setattr(doctor, "find_chromium", lambda: None)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert doctor.run(parse(doctor)) == 1
    lines = capsys.readouterr().out.splitlines()

    def line(name):
        return next(line for line in lines if f" {name} " in line)

    assert "1.26.4" in line("numpy") and line("numpy").endswith("<- python -m course_lib lab")
    assert line("torch").endswith("<- python -m course_lib lab --torch")
    assert line("pytest").endswith("<- python -m course_lib test")
    assert "playwright install chromium" in line("Chromium")
    assert "torch is not installed" in line("device")
    assert "Not ready yet" in lines[-1]


@pytest.mark.parametrize(
    ("cuda", "mps", "told"), [(True, False, "cuda: A100"), (False, True, "mps"), (False, False, "cpu")]
)
def test_the_device(monkeypatch, cuda, mps, told):
    torch = SimpleNamespace(
        cuda=SimpleNamespace(is_available=lambda: cuda, get_device_name=lambda number: "A100"),
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
    )
    monkeypatch.setattr(doctor.installed, "versions", lambda folder=None: {"torch": "2.13.0"})
    monkeypatch.setattr(doctor.importlib, "import_module", lambda name: torch)
    assert doctor.device() == told


def test_a_broken_torch_is_a_finding(monkeypatch):
    def breaks(name):
        raise OSError("libtorch.so: cannot open shared object file")

    monkeypatch.setattr(doctor.installed, "versions", lambda folder=None: {"torch": "2.13.0"})
    monkeypatch.setattr(doctor.importlib, "import_module", breaks)
    assert "libtorch.so" in doctor.device()


# --- data ---


@pytest.fixture
def sets(monkeypatch):
    """Three data sets in three states, none of them real."""
    from course_lib.data import sources

    states = {"whole": "ready", "torn": "damaged", "absent": "missing"}
    kind = SimpleNamespace(size=9_912_422, about="70,000 digits", licence="CC BY-SA 3.0")
    monkeypatch.setattr(sources, "SOURCES", dict.fromkeys(states, kind))
    monkeypatch.setattr(sources, "status", lambda name: states[name])

    def verify(name):
        if name not in states:
            raise DataError(f"there is no data set {name!r}")
        return {"a.gz": "ready", "b.gz": states[name]} if name == "torn" else {"a.gz": states[name]}

    monkeypatch.setattr(sources, "verify", verify)
    return sources


def test_data_list(sets, capsys):
    assert data.run(parse(data, "list")) == 0
    told = capsys.readouterr().out
    assert "9.9 MB" in told and "licence: CC BY-SA 3.0" in told
    assert [line.split()[0] for line in told.splitlines()[::2]] == ["whole", "torn", "absent"]


def test_data_fetch(sets, monkeypatch, capsys):
    monkeypatch.setattr(sets, "fetch", lambda name, progress: Path("/cache") / name)
    assert data.run(parse(data, "fetch", "whole")) == 0
    assert f"whole is in {Path('/cache/whole')}" in capsys.readouterr().out


def test_data_that_cannot_be_had(sets, monkeypatch, capsys):
    def fetch(name, progress):
        raise DataError("no network reaches its mirrors")

    monkeypatch.setattr(sets, "fetch", fetch)
    assert data.run(parse(data, "fetch", "whole")) == 1
    assert capsys.readouterr().err == "no network reaches its mirrors\n"


def test_data_verify_looks_at_everything_that_is_here(sets, capsys):
    assert data.run(parse(data, "verify")) == 1
    told = capsys.readouterr().out
    assert "whole: whole" in told and "torn: a.gz ready, b.gz damaged" in told and "absent: not here" in told
    assert told.count("to mend it") == 1 and "data fetch torn" in told


@pytest.mark.parametrize(("name", "code"), [("whole", 0), ("torn", 1), ("absent", 1), ("nothing", 1)])
def test_data_verify_one(sets, name, code):
    assert data.run(parse(data, "verify", name)) == code


# --- project and readme ---

GITHUB = project.Repository("https://github.com/me/course.git", "main")


def test_without_an_address_there_are_no_links():
    assert project.Repository().binder() == project.Repository().colab("a.ipynb") == ""
    assert project.badges(CHAPTERS[0], project.Repository()) == ""


def test_the_links_of_a_repository_on_github():
    told = project.badges(CHAPTERS[1], GITHUB)
    assert (
        "https://mybinder.org/v2/gh/me/course/main?urlpath=lab/tree/notebooks/01_logistic_regression.ipynb"
        in told
    )
    assert "https://colab.research.google.com/github/me/course/blob/main/notebooks/01_logistic_regr" in told
    assert GITHUB.binder().endswith("urlpath=lab/tree/notebooks/00_start_here.ipynb")


def test_the_links_of_a_repository_elsewhere():
    gitlab = project.Repository("https://gitlab.com/me/course", "main")
    assert gitlab.binder().startswith("https://mybinder.org/v2/gl/me%2Fcourse/main?")
    other = project.Repository("https://git.example.org/me/course", "dev/one")
    assert other.binder().startswith(
        "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Fme%2Fcourse/dev%2Fone?"
    )
    assert gitlab.colab("a.ipynb") == other.colab("a.ipynb") == ""


@pytest.fixture
def clone(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/00_start_here.ipynb").touch()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.course_lib]\nrepository = "https://github.com/me/course"\n'
    )
    return tmp_path


README = "<!-- badges:begin -->old<!-- badges:end -->\nbetween\n" + "".join(
    f"<!-- {name}:begin --><!-- {name}:end -->\n" for name in ("pictures", "chapters", "binder")
)


def test_the_readme_shows_badges_once_there_is_an_address(clone):
    made = readme.render(README, clone)
    assert "old" not in made and "between" in made
    assert readme.BINDER in made and "https://mybinder.org)" not in made
    assert made.count("mybinder.org/v2") == 2, "one at the top, one for the notebook that is there"
    assert "[Start here](notebooks/00_start_here.ipynb)" in made
    assert "| 21 | Training at scale |" in made
    assert readme.render(made, clone) == made


def test_without_an_address_the_badge_leads_to_the_form_that_asks_for_it(clone):
    (clone / "pyproject.toml").write_text('[tool.course_lib]\nrepository = ""\n')
    project.read.cache_clear()
    made = readme.render(README, clone)
    assert "badge_logo.svg)](https://mybinder.org)" in made and "mybinder.org/v2" not in made
    assert readme.BINDER_WITHOUT_ADDRESS in made and "colab" not in made


def test_a_readme_without_markers_is_not_guessed_at(clone):
    with pytest.raises(ValueError, match="lost its markers"):
        readme.render("# A title", clone)


def test_a_command_outside_of_the_clone_says_so(monkeypatch):
    monkeypatch.setattr(project, "find_root", lambda: None)
    with pytest.raises(project.Problem, match="your clone"):
        project.root()
    assert project.repository() == project.Repository()
