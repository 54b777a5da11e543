"""Walls around a process that runs a student's code: memory, time, files, network, other processes.

On Linux (5.13 and newer) the kernel holds them, by Landlock and resource limits. Elsewhere Python's audit
hooks do, which stop what Python code does, but not a determined attack through ctypes.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

READ, READ_AND_WRITE = 0b1101, (1 << 13) - 1  # execute, read file, read folder; all that Landlock 1 knows
_ALSO: tuple[str, ...] = (
    "/usr",
    "/lib",
    "/lib64",
    "/opt",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom",
)
_ALSO += ("/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system/cpu")
_REFUSED: tuple[str, ...] = (
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.startfile",
)
_REFUSED += ("os.kill", "socket.connect", "socket.bind", "pty.", "signal.pthread_kill")
_CHANGES: tuple[str, ...] = (
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.chmod",
    "os.chown",
    "os.truncate",
)
_CHANGES += ("os.link", "os.symlink", "os.utime", "os.setxattr", "os.removexattr")


def limit(memory: int, seconds: float) -> None:
    """Let this process take `memory` MiB and `seconds` of a processor; nothing where there are no limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {"RLIMIT_AS": memory * 2**20, "RLIMIT_CPU": int(seconds) + 5, "RLIMIT_CORE": 0}
    limits["RLIMIT_FSIZE"] = 64 * 2**20
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, ValueError, OSError):  # not every system knows or allows each
            continue


def watch(room: Path, tell: Callable[[str], None]) -> None:
    """Refuse other programs, the network and writing outside of `room`; tell who looks for solutions."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(args[0]))
            if "exercises" in path and os.path.basename(path).startswith("ch"):
                tell(path)
                raise PermissionError(f"the solutions are closed while answers are marked: {path}")
            if _writes(args) and not _inside(path, room):
                raise PermissionError(f"an answer may not write to {path}")
        elif event.startswith(_REFUSED):
            raise PermissionError(f"an answer may not do this: {event}")
        elif event in _CHANGES and not _inside(os.fsdecode(args[0]), room):
            raise PermissionError(f"an answer may not do this here: {event} {args[0]}")

    sys.addaudithook(hook)
    sys.meta_path.insert(0, NoSolutions(tell))


class NoSolutions(MetaPathFinder):
    """Stands first among the finders of modules: the solutions are none, and whoever asks is told on."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """None, so that the next finder looks; for solutions an error."""
        if name.startswith("course_lib.exercises."):
            if name.startswith("course_lib.exercises.ch"):
                self.tell(name)
            raise ModuleNotFoundError(f"{name} is closed while answers are marked", name=name)


def _writes(args: tuple[Any, ...]) -> bool:
    flags = args[2] if isinstance(args[2], int) else 0
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def _inside(path: str, room: Path) -> bool:
    return path == os.devnull or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(room))


def lock(room: Path, hidden: Path) -> bool:
    """Let this process and its children see only Python and `room`, by Landlock; whether the kernel does so.

    `hidden` (the course's own package, with the solutions) stays out of sight also where Python lies around
    it. TCP connections and signals to other processes end too, on the kernels that can refuse them.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1))  # landlock_create_ruleset
    if version < 1:
        return False
    rights = READ_AND_WRITE | (1 << 13 if version > 1 else 0) | (1 << 14 if version > 2 else 0)
    words = [rights] + ([0b11] if version > 3 else []) + ([0b11] if version > 5 else [])  # files, TCP, scope
    wanted = struct.pack(f"{len(words)}Q", *words)
    rules = libc.syscall(444, wanted, ctypes.c_size_t(len(wanted)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    for root in {sys.prefix, sys.base_prefix, sys.exec_prefix, *_ALSO}:
        for path in around(Path(root).resolve(), hidden.resolve()):
            _allow(libc, rules, path, READ)
    _allow(libc, rules, Path(os.devnull), rights)
    _allow(libc, rules, room, rights)
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS, which Landlock asks for
    done = libc.syscall(446, rules, ctypes.c_uint32(0)) == 0  # landlock_restrict_self
    os.close(rules)
    return done


def around(folder: Path, hidden: Path) -> Iterator[Path]:
    """The folders that hold everything in `folder` but `hidden`.

    >>> [path.name for path in around(Path("/usr"), Path("/home/me"))]
    ['usr']
    """
    if not hidden.is_relative_to(folder):
        yield folder
    elif folder != hidden:
        for inside in folder.iterdir():
            yield from around(inside, hidden)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:  # not on this machine
        return
    if not path.is_dir():
        rights &= 0b111 | 1 << 14  # a file is executed, written, read, cut; the rest is for folders
    libc.syscall(445, rules, 1, struct.pack("=Qi", rights, place), ctypes.c_uint32(0))  # landlock_add_rule
    os.close(place)
