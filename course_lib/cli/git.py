"""Git, asked in words that do not change from one system to the next, and its refusals as sentences."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from course_lib.cli.problem import Problem

NO_GIT = (
    "The program git is not here, and the course is brought up to date by it. "
    "Get it from https://git-scm.com or from your system's packages."
)
NOT_A_CLONE = (
    "This folder is no clone made by git, so it cannot be brought up to date. Nothing was changed. "
    "Get the course anew beside it and take your notebooks along."
)
WITHIN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
SETTINGS = ("user.name=course_lib", "user.email=course_lib@localhost", "merge.autostash=false")

Files = dict[str, tuple[str, str]]  # mode and hash of the files of a commit, by path


class Refused(Problem):
    """Git said no; the sentence holds its own words."""


class Clone:
    """The clone of the course in `folder`. Raises Problem where git or the clone is missing."""

    def __init__(self, folder: Path):
        self.folder = folder
        if not (folder / ".git").exists():
            raise Problem(NOT_A_CLONE)

    def raw(self, *words: str, given: bytes = b"", variables: dict[str, str] | None = None) -> bytes:
        """What git answers, as bytes. Raises Refused where it fails."""
        around = {name: value for name, value in os.environ.items() if name not in WITHIN}
        around |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"} | (variables or {})
        command = ["git", *(word for setting in SETTINGS for word in ("-c", setting)), *words]
        try:
            done = subprocess.run(command, cwd=self.folder, env=around, input=given, capture_output=True)
        except FileNotFoundError as error:
            raise Problem(NO_GIT) from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
            raise Refused(f"git {next(word for word in words if word[0] != '-')}: {said}")
        return done.stdout

    def ask(self, *words: str, **variables: str) -> str:
        """What git answers, without the line's end."""
        return self.raw(*words, variables=variables).decode("utf-8", "surrogateescape").strip()

    def maybe(self, *words: str) -> str:
        """What git answers, empty where it has no answer."""
        try:
            return self.ask(*words)
        except Refused:
            return ""

    def blobs(self, commit: str) -> Files:
        """Mode and hash of every file of a commit, by its path."""
        listing = self.raw("ls-tree", "-r", "-z", "--full-tree", commit)
        found: Files = {}
        for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            about, path = line.split("\t", 1)
            mode, _, name = about.split(" ")
            found[path] = (mode, name)
        return found

    def staged(self) -> dict[str, str]:
        """Hash of every file in the index, by its path."""
        listing = self.raw("ls-files", "--stage", "-z").decode("utf-8", "surrogateescape")
        rows = (line.split("\t", 1) for line in listing.split("\0")[:-1])
        return {path: about.split(" ")[1] for about, path in rows}

    def present(self, paths: list[str]) -> dict[str, str]:
        """Hash of every one of these files that lies in the folder, as git would store it."""
        here = [path for path in paths if (self.folder / path).is_file()]
        if not here:
            return {}
        given = "".join(f"{path}\n" for path in here).encode("utf-8", "surrogateescape")
        names = self.raw("hash-object", "--stdin-paths", given=given).decode().split()
        return dict(zip(here, names, strict=True))
