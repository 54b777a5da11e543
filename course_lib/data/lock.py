"""A lock between processes, held on a file by the operating system, which frees it if the process dies."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

UNKNOWN = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)

if sys.platform == "win32":
    import msvcrt

    def _try(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _free(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def alone(path: Path, patience: float = 600.0) -> Iterator[None]:
    """Hold the lock file at `path`, waiting up to `patience` seconds while another process has it.

    Raises TimeoutError when the other one does not finish, OSError where the file cannot be made.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, alone(Path(folder, "lock")):
    ...     Path(folder, "lock").exists()
    True
    """
    with open(path, "ab") as file:
        locked, deadline = False, time.monotonic() + patience
        while True:
            try:
                _try(file)
                locked = True
                break
            except (BlockingIOError, PermissionError):  # taken: POSIX says the first, Windows the second
                if time.monotonic() > deadline:
                    raise TimeoutError(f"another process has held {path} for {patience:g} s") from None
                time.sleep(0.1)
            except OSError as error:
                if error.errno not in UNKNOWN:
                    raise
                break  # this file system knows no locks: files still move into place whole
        try:
            yield
        finally:
            if locked:
                _free(file)
