"""The files that say what is needed and how to start agree with each other."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from course_lib import __version__
from course_lib.chapters import CHAPTERS
from course_lib.cli import front, installed, pip, project, readme

ROOT = Path(__file__).parents[1]
yaml = pytest.importorskip("yaml")
CONDA_NAMES = {"matplotlib-base": "matplotlib", "pytorch": "torch"}
LAB = "python -m course_lib lab"
TEST = "python -m course_lib test"


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def wanted(*extras):
    """Names and ranges that `pyproject.toml` asks for."""
    return {
        want.name: sorted(want.bounds) for want in map(installed.parse, project.requirements(ROOT, extras))
    }


def conda():
    return yaml.safe_load(text("environment.yml"))


def lines(name):
    return [line for line in text(name).splitlines() if line and not line.startswith(("#", "-"))]


def test_conda_agrees_with_pyproject():
    parsed = [installed.parse(line) for line in conda()["dependencies"] if isinstance(line, str)]
    found = {CONDA_NAMES.get(want.name, want.name): sorted(want.bounds) for want in parsed}
    assert found.pop("python") == [
        (">=", project.read(ROOT)["project"]["requires-python"].removeprefix(">="))
    ]
    assert found.pop("pip") == []
    assert found == wanted("lab", "torch")


def test_conda_takes_one_channel_and_the_clone_itself():
    assert conda()["channels"] == ["conda-forge", "nodefaults"]
    assert conda()["dependencies"][-1] == {"pip": ["--editable ."]}


def test_binder_agrees_with_pyproject():
    found = {
        want.name: sorted(want.bounds) for want in map(installed.parse, lines("binder/requirements.txt"))
    }
    assert found == wanted("lab", "torch")


def test_binder_takes_the_cpu_build_and_a_python_the_course_runs_on():
    assert f"--extra-index-url {pip.TORCH_ON_CPU}" in text("binder/requirements.txt")
    major, minor = re.fullmatch(r"python-(\d+)\.(\d+)\n", text("binder/runtime.txt")).groups()
    assert (3, 11) <= (int(major), int(minor)) <= (3, 14)


def test_binder_opens_the_first_notebook():
    assert text("binder/postBuild").count(f"/lab/tree/{project.FIRST_NOTEBOOK}") == 3
    assert "pip install --no-deps" in text("binder/postBuild")


def test_scripts_can_be_run():
    if os.name == "nt":
        pytest.skip("Windows keeps no executable bit; git does")
    for name in (".ci/run", "binder/postBuild"):
        assert os.access(ROOT / name, os.X_OK), name
        assert subprocess.run(["bash", "-n", str(ROOT / name)]).returncode == 0


def test_every_requirement_is_pinned_within_its_range():
    pins = {want.name: want for want in map(installed.parse, lines("constraints.txt"))}
    for line in project.requirements(ROOT, ("lab", "torch", "dev", "servers")):
        want = installed.parse(line)
        ((sign, version),) = pins[want.name].bounds
        assert sign == "==" and want.allows(version), line
        assert "+" not in version, "a local version would tie the pin to one kind of build"


def test_extras_that_are_used_exist():
    extras = set(project.read(ROOT)["project"]["optional-dependencies"])
    assert {extra for verb in front.VERBS for extra in verb.extras or ()} <= extras


def test_versions_and_python_agree():
    read = project.read(ROOT)["project"]
    assert read["version"] == __version__
    from course_lib.__main__ import OLDEST

    assert read["requires-python"] == ">=" + ".".join(map(str, OLDEST))


def test_the_readme_is_up_to_date():
    assert readme.render(text("README.md"), ROOT) == text("README.md"), "run: python -m course_lib.cli.readme"
    table = text("README.md").split("<!-- chapters:begin -->")[1]
    numbers = re.findall(r"^\| (\d\d) \|", table, re.MULTILINE)
    assert numbers == [chapter.number for chapter in CHAPTERS]


def test_the_readme_points_at_what_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", text("README.md")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", ".github/workflows/ci.yml", ".ci/run", "CONTRIBUTING.md"])
def test_one_command_tests_everything_everywhere(name):
    assert TEST in text(name)


def test_the_two_commands_and_the_other_ways_stand_in_the_readme():
    blocks = [block.strip() for block in re.findall(r"```\n(.*?)```", text("README.md"), re.DOTALL)]
    assert blocks[:2] == [LAB, TEST]
    assert blocks[2].splitlines() == ["conda env create -f environment.yml && conda activate course_lib", LAB]
    assert conda()["name"] == "course_lib"


def test_the_workflow_covers_three_systems_and_both_ends_of_python():
    workflow = yaml.safe_load(text(".github/workflows/ci.yml"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.14"]
    triggers = workflow[True]  # YAML reads the word "on" so
    assert triggers["schedule"] and "push" in triggers and "pull_request" in triggers
    steps = workflow["jobs"]["test"]["steps"]
    assert steps[-1]["run"].strip() == TEST


def test_hooks_use_the_environment_and_no_network():
    repos = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    hooks = {hook["id"]: hook for hook in repos[0]["hooks"]}
    assert {"ruff", "ruff-format", "notebooks"} <= set(hooks)
    assert all(hook["language"] == "system" for hook in hooks.values())


def test_the_repositorys_address_stands_in_one_place():
    address = project.repository(ROOT).address
    if not address:
        assert "mybinder.org/v2" not in text("README.md"), "a badge without an address is dead"
        return
    for name in ("CONTRIBUTING.md", "binder/postBuild", "environment.yml", ".github/workflows/ci.yml"):
        assert address not in text(name)


def test_no_index_but_pytorchs_is_named():
    known = {"download.pytorch.org"}
    for name in (
        "environment.yml",
        "binder/requirements.txt",
        "constraints.txt",
        ".ci/run",
        "pyproject.toml",
    ):
        hosts = set(re.findall(r"https?://([\w.-]+)", text(name))) - {"github.com"}
        assert hosts <= known, name
