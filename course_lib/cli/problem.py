"""What the user can put right: said in a sentence, never as a traceback."""

from __future__ import annotations

import errno


class Problem(Exception):
    """One thing that is missing or in the way, in a sentence, and how to get past it; exit code 2."""


DISK_FULL = (
    "The disk is full. The course needs about 0.7 GB, and 1.5 GB with torch: "
    "make room and run the same command again."
)
NO_NETWORK = (
    "The package index cannot be reached. The first start needs the internet (or a pip configured with an "
    "index of your own); later starts do not. Check the connection and run the same command again."
)
READ_ONLY = (
    "This folder cannot be written to, and the course keeps its environment (.venv) in it. "
    "Copy the course to a folder of your own and start it there."
)
NO_VENV = (
    "This Python ({python}) comes without the modules venv and ensurepip, which make an environment.\n"
    "On Debian and Ubuntu: sudo apt install python3-venv. "
    "Elsewhere, install Python from https://www.python.org/downloads/."
)


FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)


def is_known(error: OSError) -> bool:
    """Whether there is a sentence for this error: a full disk or a folder that cannot be written."""
    return error.errno in (*FULL, *LOCKED) or getattr(error, "winerror", None) == 112


def from_oserror(error: OSError) -> Problem:
    """Turn an error of the operating system into the sentence for it.

    >>> import errno
    >>> print(from_oserror(OSError(errno.ENOSPC, "no space")).args[0][:17])
    The disk is full.
    """
    if error.errno in FULL or getattr(error, "winerror", None) == 112:
        return Problem(DISK_FULL)
    if error.errno in LOCKED:
        return Problem(f"{READ_ONLY}\n(The system says: {error})")
    return Problem(f"The system refused: {error}.")
