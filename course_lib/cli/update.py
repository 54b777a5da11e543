"""`update`: the newest version of the course, and every answer kept.

A file that both you and the course have changed is copied beside itself first (`NAME-mine.ipynb`, then
`NAME-mine-2.ipynb`); only then does the new one take its place. What only you have changed stays as it is.
Stopped at any point, an answer lies in its file, in its copy or in both.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from course_lib.cli import project
from course_lib.cli.git import Clone, Files, Refused
from course_lib.cli.problem import Problem
from course_lib.data.lock import alone

OFFLINE = (
    "The course's home cannot be reached, so there is nothing new to be had now. Nothing was changed. "
    "Check the connection and run the same command again.\n(git says: {error})"
)
NO_HOME = (
    "This clone follows no other, so there is nothing to bring it up to date from. Nothing was changed. "
    "Where you have changed the branch, go back to the course's own: git switch {branch}"
)
UNFINISHED = (
    "A {what} was begun here and is not finished, so nothing was changed. "
    "`git {what} --abort` goes back to before it; then run the same command again."
)
REWRITTEN = (
    "The course was published anew without its history, so this clone cannot follow it. Nothing was changed. "
    "Clone the course again beside this folder and take your notebooks along."
)
STATES = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}


@dataclass(frozen=True)
class Plan:
    """From the common past `base` to the course's newest commit `new`, through the student's own `head`."""

    base: str
    head: str
    new: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are no options: nothing about keeping answers is a matter of choice."""


def run(args: argparse.Namespace) -> int:
    """Bring the clone up to date; 0 also where there was nothing new."""
    clone = Clone(project.root())
    with alone(Path(clone.ask("rev-parse", "--absolute-git-dir")) / "course_lib.lock"):
        check_state(clone)
        plan = look(clone)
        if plan is None:
            print("The course is up to date; your answers are as they were.")
            return 0
        bring(clone, plan)
    print("The course is up to date. Open notebooks have to be closed and opened again.")
    return 0


def check_state(clone: Clone) -> None:
    """Raise Problem in the middle of a merge and the like: whatever is being put together is not ours."""
    for name, what in STATES.items():
        if (clone.folder / clone.ask("rev-parse", "--git-path", name)).exists():
            raise Problem(UNFINISHED.format(what=what))


def look(clone: Clone) -> Plan | None:
    """Fetch, which touches no file, and say what there is to do; None where there is nothing new."""
    branch = clone.maybe("symbolic-ref", "--short", "--quiet", "HEAD")
    remote = clone.maybe("config", f"branch.{branch}.remote") if branch else ""
    theirs = clone.maybe("config", f"branch.{branch}.merge") if branch else ""
    if not remote or not theirs:
        raise Problem(NO_HOME.format(branch=project.repository(clone.folder).branch))
    try:
        clone.ask("fetch", "--quiet", remote, theirs)
    except Refused as error:
        raise Problem(OFFLINE.format(error=error)) from error
    head, new = clone.ask("rev-parse", "HEAD"), clone.ask("rev-parse", "FETCH_HEAD")
    base = clone.maybe("merge-base", head, new)
    if not base:
        raise Problem(REWRITTEN)
    return None if base == new else Plan(base, head, new)


def bring(clone: Clone, plan: Plan) -> None:
    """Save what would be replaced, then replace it; where git refuses, every answer is saved already."""
    before, head, after = (clone.blobs(commit) for commit in (plan.base, plan.head, plan.new))
    theirs = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    clear_way(clone, theirs, {*before, *head}, after)
    target = join(clone, plan, before, head, theirs)
    copies = keep(clone, theirs, before, after)
    copies |= keep(clone, theirs, before, after)  # an editor may have saved again meanwhile
    for path, copy in sorted(copies):
        print(f"  {path}: yours is kept as {copy}", flush=True)
    put_back(clone, theirs, head)
    clone.ask("merge", "--quiet", "--ff-only", target)


def clear_way(clone: Clone, theirs: list[str], known: set[str], after: Files) -> None:
    """Raise Problem where the student's folder lies where a new file goes, or a file where a folder does."""
    folders = {each.as_posix() for path in known for each in Path(path).parents}
    for path in theirs:
        if path not in after:
            continue
        for above in Path(path).parents:
            there = clone.folder / above
            if above.as_posix() not in known and os.path.lexists(there) and not there.is_dir():
                raise Problem(in_the_way(above.as_posix()))
        if (clone.folder / path).is_dir() and path not in folders:
            raise Problem(in_the_way(path))


def in_the_way(path: str) -> str:
    """The sentence for something that cannot be replaced."""
    return (
        f"{path} is in the way of something new in the course. Nothing was changed. "
        "Give yours another name and run the same command again."
    )


def join(clone: Clone, plan: Plan, before: Files, head: Files, theirs: list[str]) -> str:
    """The commit to go to: the course's newest, or one that joins it with the student's own commits.

    A file that both have changed is the course's, whole: half of each would be no notebook.
    """
    if plan.base == plan.head:
        return plan.new
    scratch = clone.ask("rev-parse", "--git-path", "course_lib.index")
    index = {"GIT_INDEX_FILE": str((clone.folder / scratch).resolve())}
    try:
        clone.ask("read-tree", plan.new, **index)
        for path in sorted({*before, *head} - set(theirs)):
            if path not in head:
                clone.ask("update-index", "--force-remove", "--", path, **index)
            elif before.get(path) != head[path]:
                mode, name = head[path]
                clone.ask("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}", **index)
        tree = clone.ask("write-tree", **index)
    finally:
        Path(index["GIT_INDEX_FILE"]).unlink(missing_ok=True)
    words = ("-p", plan.head, "-p", plan.new, "-m", "The newest version of the course")
    return clone.ask("commit-tree", tree, *words)


def keep(clone: Clone, theirs: list[str], before: Files, after: Files) -> set[tuple[str, str]]:
    """Copy each file that holds something of the student's, and what `git add` holds besides.

    Returns the paths, each with the name of its copy.
    """
    staged, present = clone.staged(), clone.present(theirs)
    saved = set()
    for path in theirs:
        known = {before.get(path, ("", ""))[1], after.get(path, ("", ""))[1], ""}
        if present.get(path, "") not in known:
            saved.add((path, save(clone.folder, path, (clone.folder / path).read_bytes(), after)))
        if staged.get(path, "") not in known | {present.get(path, "")}:
            data = clone.raw("cat-file", "blob", staged[path])
            saved.add((path, save(clone.folder, path, data, after)))
    return saved


def save(folder: Path, path: str, data: bytes, taken: Files) -> str:
    """Write `data` beside `path` under the first free name, whole or not at all; once for the same data."""
    file = Path(path)
    for number in count(1):
        ending = "-mine" if number == 1 else f"-mine-{number}"
        name = file.with_name(f"{file.stem}{ending}{file.suffix}").as_posix()
        copy = folder / name
        if copy.is_file() and copy.read_bytes() == data:
            return name
        if not os.path.lexists(copy) and name not in taken:
            break
    part = copy.with_name(f".{copy.name}.part")
    copy.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, copy)
    return name


def put_back(clone: Clone, theirs: list[str], head: Files) -> None:
    """Take the files, saved by now, back to the student's last commit, so that git may replace them."""
    known = [path for path in theirs if path in head]
    added = [path for path in theirs if path not in head]
    listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
    if known:
        clone.raw("--literal-pathspecs", "checkout", "--quiet", "HEAD", *listed, given=joined(known))
    if added:
        words = ("rm", "--quiet", "--cached", "--force", "--ignore-unmatch", *listed)
        clone.raw("--literal-pathspecs", *words, given=joined(added))
    for path in added:
        if not (clone.folder / path).is_dir():
            (clone.folder / path).unlink(missing_ok=True)


def joined(paths: list[str]) -> bytes:
    """Paths as git reads them from its input."""
    return "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
