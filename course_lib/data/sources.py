"""The real data sets, fetched into a cache, checked, and never downloaded twice."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from course_lib.data.catalogue import SOURCES, RemoteFile, source
from course_lib.data.download import Broken, Resuming, set_aside
from course_lib.data.errors import DataError
from course_lib.data.lock import alone

__all__ = ["SOURCES", "cache_folder", "fetch", "source", "status", "verify"]

VARIABLE = "COURSE_LIB_DATA"


def cache_folder() -> Path:
    """The folder that keeps downloaded data: ``COURSE_LIB_DATA`` where it is set, else the user's cache.

    >>> cache_folder().is_absolute()
    True
    """
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser().resolve()
    import pooch

    return Path(pooch.os_cache("course_lib")).resolve()


def fetch(name: str, progress: bool = True) -> Path:
    """Have a data set here, downloading what is missing: its one file, or the folder that holds its several.

    A file that is there and right is never touched, so the folder may be read-only once it is filled.
    Raises DataError, saying what to do, where a file cannot be had.

    >>> fetch("mnist")  # doctest: +SKIP
    PosixPath('/home/ada/.cache/course_lib/mnist')
    """
    chosen = source(name)
    folder = cache_folder() / chosen.folder
    for file in chosen.files:
        if not is_sound(folder / file.name, file):
            with _explained(folder, file):
                _download(folder, file, progress)
    return folder if len(chosen.files) > 1 else folder / chosen.files[0].name


def status(name: str) -> str:
    """At a glance, by sizes alone: "ready", "missing", or "partial" where some of it is here.

    Raises DataError for an unknown name.

    >>> status("mnist") in ("ready", "partial", "missing")
    True
    """
    chosen = source(name)
    folder = cache_folder() / chosen.folder
    paths = [(folder / file.name, file.size) for file in chosen.files]
    whole = [path.is_file() and path.stat().st_size == size for path, size in paths]
    if all(whole):
        return "ready"
    begun = any(path.exists() or path.with_name(path.name + ".part").exists() for path, _ in paths)
    return "partial" if begun else "missing"


def verify(name: str) -> dict[str, str]:
    """Every file's state by its checksum: "ready", "missing", "partial" (a download to resume) or "damaged".

    Raises DataError for an unknown name.

    >>> sorted(verify("names"))
    ['names.txt']
    """
    chosen = source(name)
    folder = cache_folder() / chosen.folder
    return {file.name: _state(folder / file.name, file) for file in chosen.files}


def _state(path: Path, file: RemoteFile) -> str:
    _known.pop(path, None)  # asked to verify, so read the bytes again
    if is_sound(path, file):
        return "ready"
    if path.exists():
        return "damaged"
    return "partial" if path.with_name(path.name + ".part").exists() else "missing"


_known: dict[Path, tuple[int, int, str]] = {}


def is_sound(path: Path, file: RemoteFile) -> bool:
    """Whether `path` is the file itself, by size and checksum; computed once for each version of it."""
    from pooch.hashes import hash_matches

    try:
        facts = path.stat()
        if not path.is_file() or facts.st_size != file.size:
            return False
        mark = (facts.st_mtime_ns, facts.st_size, file.checksum)
        if _known.get(path) != mark:
            if not hash_matches(str(path), file.checksum):
                return False
            _known[path] = mark
    except OSError:
        return False
    return True


def _download(folder: Path, file: RemoteFile, progress: bool) -> None:
    """Try every mirror in turn; whatever happens, `folder` holds the right file or none of that name."""
    import pooch

    target = folder / file.name
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder / ".lock"):
        if is_sound(target, file):  # another process was faster
            return
        if target.exists():
            set_aside(target, file.name)
        troubles = []
        for url in file.urls:
            try:
                with _quiet():
                    downloader = Resuming(target, file.size, file.checksum, progress)
                    pooch.retrieve(url, file.checksum, fname=file.name, path=folder, downloader=downloader)
                return
            except Broken as error:
                troubles.append((urlsplit(url).netloc, str(error)))
    raise DataError(_all_failed(folder, file, troubles))


@contextmanager
def _quiet() -> Iterator[None]:
    """Pooch tells each download in the log; the progress bar says it better."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def _all_failed(folder: Path, file: RemoteFile, troubles: list[tuple[str, str]]) -> str:
    told = "; ".join(f"{host}: {trouble}" for host, trouble in troubles)
    by_hand = f"or put the file into {folder} yourself."
    if not troubles:
        return f"{file.name} is not in {folder}, and no address is known for it: put it there yourself."
    if all(trouble == "it cannot be reached" for _, trouble in troubles):
        return (
            f"{file.name} cannot be downloaded because no network reaches its mirrors ({told}). "
            f"Connect and run this again, what has arrived is kept; {by_hand}"
        )
    if any("checksum" in trouble for _, trouble in troubles):
        return (
            f"{file.name} was downloaded, but its checksum is wrong ({told}). It is set aside as "
            f"{file.name}.corrupt and not used. Run this again later, {by_hand}"
        )
    return (
        f"{file.name} could not be downloaded whole from any mirror ({told}). "
        f"Run this again to resume, what has arrived is kept; {by_hand}"
    )


@contextmanager
def _explained(folder: Path, file: RemoteFile) -> Iterator[None]:
    """Turn the system's errors into what a learner can do about them."""
    try:
        yield
    except TimeoutError as error:
        raise DataError(
            f"{file.name} is being downloaded by another program: wait for it to end. ({error})"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise DataError(
                f"the disk is full: {file.name} needs {file.size / 1e6:.1f} MB in {folder}. Free some space, "
                f"or set {VARIABLE} to a folder on another disk, and run this again: nothing is lost."
            ) from error
        raise DataError(
            f"{file.name} is not in {folder}, and nothing can be written there ({error.strerror or error}). "
            f"Set {VARIABLE} to a folder of your own, or ask whoever keeps that one to add the file."
        ) from error
