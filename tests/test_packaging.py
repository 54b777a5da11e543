"""The files that say what is needed and how to start agree with each other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import __version__
from course_lib.chapters import CHAPTERS
from course_lib.cli import front, installed, pictures, pip, project, readme

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


@pytest.mark.skipif(os.name == "nt", reason="Binder runs postBuild on Linux")
def test_binder_installs_the_course_and_opens_the_first_notebook(tmp_path):
    stand_in = tmp_path / "bin" / "python"
    stand_in.parent.mkdir()
    stand_in.write_text(
        f'#!/bin/bash\nif [ "$1" = -c ]; then echo "{tmp_path}"; else echo "$PWD" "$@" >> "{tmp_path}/ran"; fi\n'
    )
    stand_in.chmod(0o755)
    paths = f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["./binder/postBuild"], cwd=ROOT, env={**os.environ, "PATH": paths}, check=True)
    assert (tmp_path / "ran").read_text() == f"{ROOT} -m pip install --no-deps --no-cache-dir .\n"
    nobody = {f"JUPYTER_{name}": str(tmp_path / "nobody") for name in ("CONFIG_DIR", "DATA_DIR")}
    here = {**os.environ, **nobody, "JUPYTER_CONFIG_PATH": str(tmp_path / "etc/jupyter")}
    for server, its_class in (("notebook", "JupyterNotebookApp"), ("jupyterlab", "LabApp")):
        words = [sys.executable, "-m", server, "--show-config-json", "--allow-root"]
        said = subprocess.run(words, env=here, capture_output=True, text=True, check=True, timeout=60).stdout
        for name in ("ServerApp", its_class):
            assert json.loads(said)[name]["default_url"] == f"/lab/tree/{project.FIRST_NOTEBOOK}"


def test_binder_has_its_own_files_and_only_those_it_knows():
    """Where there is a folder `binder/`, nothing at the root of the clone counts."""
    assert {path.name for path in (ROOT / "binder").iterdir()} == {
        "requirements.txt",
        "runtime.txt",
        "postBuild",
    }
    assert not (ROOT / ".binder").exists()
    # `requirements.txt` is installed before the clone is copied, so that it must name nothing in it.
    assert not re.search(r"^(-e|-c|-r|\.|--editable|file:)", text("binder/requirements.txt"), re.MULTILINE)


def test_binder_leaves_the_versions_of_its_base_image_alone():
    """Its lock for Python 3.12 holds these; a range without them would make each build replace them."""
    base = {"jupyterlab": "4.4.9", "ipywidgets": "8.1.7", "ipykernel": "7.0.1"}
    wants = {want.name: want for want in map(installed.parse, lines("binder/requirements.txt"))}
    assert all(wants[name].allows(version) for name, version in base.items())
    assert all(sign != "==" for want in wants.values() for sign, _ in want.bounds)


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


def test_the_readme_shows_the_pictures_that_are_stored():
    shown = re.findall(r'<img src="(docs/pictures/[^"]+)"[^>]* alt="([^"]+)">', text("README.md"))
    stored = sorted(path.name for path in (ROOT / pictures.FOLDER).iterdir())
    assert sorted(Path(file).name for file, _ in shown) == stored
    assert 2 <= len(stored) <= 4 and all(len(alt) > 40 for _, alt in shown)


def test_the_beginning_of_the_readme_fits_one_screen():
    beginning = text("README.md").split("## The chapters")[0]
    assert LAB in beginning and TEST in beginning and "docs/pictures/" in beginning
    assert len(beginning.splitlines()) <= 35


@pytest.mark.parametrize(
    "word",
    ["slides", "?print-pdf", "site", "grade", "check", "docs/servers.md", "docs/grading.md", "predict="],
)
def test_instructors_find_everything_in_their_section(word):
    section = text("README.md").split("## For instructors")[1].split("## For contributors")[0]
    assert word in section


def test_the_two_commands_and_the_other_ways_stand_in_the_readme():
    blocks = [block.strip() for block in re.findall(r"```\n(.*?)```", text("README.md"), re.DOTALL)]
    assert blocks[:2] == [LAB, TEST]
    assert [line.strip() for line in blocks[2].splitlines()] == [
        "conda env create -f environment.yml && conda activate course_lib",
        LAB,
    ]
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
        assert "](https://mybinder.org)" in text("README.md")
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
