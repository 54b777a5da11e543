"""A student's server with a user id, a home and a /tmp of its own, as systemd starts it on a real hub."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Int, Unicode
from traitlets import List as Many

NEW_MOUNTS, PRIVATE, BIND, RECURSIVE, NO_SUID = 0x20000, 1 << 18, 4096, 16384, 2  # linux/mount.h, sched.h
NO_NEW_PRIVILEGES = 38  # linux/prctl.h: sudo and its like gain nothing
TEMPORARY = (Path("/tmp"), Path("/var/tmp"))


def closed(path: Path) -> Path | None:
    """The topmost folder on the way to `path` that only its owner may enter, if there is one.

    >>> closed(Path("/usr/bin")) is None
    True
    """
    return next((each for each in reversed(path.parents) if not each.stat().st_mode & 0o001), None)


def outermost(paths: Iterable[Path]) -> list[Path]:
    """These folders without those that lie in another of them.

    >>> [str(path) for path in outermost([Path("/a/b"), Path("/c"), Path("/a")])]
    ['/a', '/c']
    """
    every = sorted(set(paths))
    return [path for path in every if not any(other in path.parents for other in every)]


def ways_in(path: Path) -> list[Path]:
    """The folder itself, or what lies in it where others may not enter it: that can be shown without it."""
    if path.stat().st_mode & 0o001:
        return [path]
    return sorted(each for each in path.iterdir() if each.is_dir() or each.is_file())


def call(name: str, *words: object) -> None:
    """Call a function of the C library. Raises OSError where it fails."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*words) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def mount(source: str, target: Path, kind: bytes | None, flags: int, words: bytes | None = None) -> None:
    """The system call of that name. Raises OSError."""
    call("mount", source.encode(), str(target).encode(), kind, ctypes.c_ulong(flags), words)


def see_only(keep: Iterable[Path]) -> None:
    """Give this process a view of the machine with an empty /tmp, in which the folders `keep` can be reached.

    Nothing outside of the process and its children changes. Raises OSError where that is not allowed.
    """
    keep = outermost(each for path in keep for each in ways_in(path.resolve()))
    covers = outermost([*TEMPORARY, *filter(None, map(closed, keep))])
    call("unshare", NEW_MOUNTS)
    mount("none", Path("/"), None, PRIVATE | RECURSIVE)
    hidden = [path for path in keep if any(cover in path.parents for cover in covers)]
    opened = {path: os.open(path, os.O_PATH) for path in hidden}  # still there when they are covered
    for cover in covers:
        mode = b"mode=1777" if cover in TEMPORARY else b"mode=755"
        mount("tmpfs", cover, b"tmpfs", NO_SUID, mode)
    before = os.umask(0o022)
    for path, number in opened.items():
        if stat.S_ISDIR(os.fstat(number).st_mode):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.touch()
        mount(f"/proc/self/fd/{number}", path, None, BIND | RECURSIVE)
        os.close(number)
    os.umask(before)


def become(uid: int) -> None:
    """Give up root for good: this user and group, no others, and nothing run from here regains any right."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)


class StudentSpawner(LocalProcessSpawner):
    """Start a server as a user id that is the student's alone; no account is added to the machine."""

    homes = Unicode(help="folder of the students' homes").tag(config=True)
    first_uid = Int(20000, help="the hub's n-th user gets this plus n").tag(config=True)
    keep = Many(Unicode(), help="folders that students have to reach: Python, the course, the homes").tag(
        config=True
    )

    @property
    def uid(self) -> int:
        """The student's user id, which is also the group's."""
        return self.first_uid + self.user.id

    @property
    def home(self) -> Path:
        """The student's home."""
        return Path(self.homes) / self.user.name

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Say who and where the student is."""
        return env | {"USER": self.user.name, "HOME": str(self.home), "SHELL": "/bin/bash"}

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Make the home, and return what the new process does before it becomes the server."""
        if not self.home.is_dir():
            self.home.mkdir(mode=0o700)
            os.chown(self.home, self.uid, self.uid)
        uid, home, keep = self.uid, self.home, [Path(each) for each in self.keep]

        def start() -> None:
            see_only(keep)
            become(uid)
            os.umask(0o077)
            os.chdir(home)

        return start
