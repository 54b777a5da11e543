"""Running pip: what it is told, what is shown meanwhile, and what its failures mean."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from course_lib.cli.problem import DISK_FULL, NO_NETWORK, READ_ONLY, Problem

TORCH_ON_CPU = "https://download.pytorch.org/whl/cpu"  # the usual torch for Linux brings gigabytes of CUDA

FAILURES = (
    (r"No space left on device|Errno 28\b|not enough space on the disk|Disk quota exceeded", DISK_FULL),
    (r"Read-only file system|Permission denied|Access is denied|Errno 13\b|Errno 30\b", READ_ONLY),
    (
        r"NewConnectionError|NameResolutionError|Failed to establish|name resolution|getaddrinfo failed"
        r"|Network is unreachable|ConnectTimeout|Read timed out|ProxyError|ConnectionError|Connection refused"
        r"|Could not fetch URL",
        NO_NETWORK,
    ),
)


def install(python: Path, folder: Path, extras: tuple[str, ...], log: Path, was_gpu: bool = False) -> None:
    """Install the clone in `folder` with `extras`, in the versions of `constraints.txt`. Raises Problem."""
    gpu = "gpu" in extras
    if gpu and not was_gpu:  # pip would take the CPU build that is there for good enough
        subprocess.run([str(python), "-m", "pip", "uninstall", "-y", "torch"], capture_output=True)
    named = [extra for extra in extras if extra != "gpu"]
    target = f"{folder}[{','.join(named)}]" if named else str(folder)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    if (folder / "constraints.txt").is_file():
        command += ["--constraint", str(folder / "constraints.txt")]
    if "torch" in named and not gpu and sys.platform == "linux" and not is_configured(python):
        command += ["--extra-index-url", TORCH_ON_CPU]
    print(
        f"Installing {', '.join(['course_lib', *named])}: this takes a few minutes the first time.",
        flush=True,
    )
    code, said = follow([*command, "--editable", target], log)
    if code:
        raise explain(said, "installing", log)


def is_configured(python: Path) -> bool:
    """Whether pip has an index or local wheels of its own, which then are all it is to use."""
    answer = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True)
    return re.search(r"\.(index-url|extra-index-url|find-links|no-index)=", answer.stdout) is not None


def follow(command: list[str], log: Path) -> tuple[int, str]:
    """Run pip, show in one line what it is at, keep everything in `log`; return its code and words."""
    words: list[str] = []
    with log.open("w", encoding="utf-8") as file:
        pip = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=plain(),
        )
        assert pip.stdout is not None
        try:
            for line in pip.stdout:
                words.append(line)
                file.write(line)
                show(line.strip())
        except BaseException:
            pip.terminate()  # Ctrl-C, or a disk that is full: pip must not go on alone
            pip.wait()
            raise
        code = pip.wait()
    show("")
    return code, "".join(words)


def plain() -> dict[str, str]:
    """The environment variables, with English and no colours, so that pip's words can be understood."""
    return {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "LC_MESSAGES": "C"}


def show(line: str) -> None:
    """Show one step in place; an empty line wipes it away. Nothing is shown where there is no terminal."""
    if sys.stdout.isatty() and (
        not line or line.startswith(("Collecting", "Downloading", "Installing", "Building"))
    ):
        width = shutil.get_terminal_size().columns - 1
        sys.stdout.write("\r" + line[:width].ljust(width) + ("" if line else "\r"))
        sys.stdout.flush()


def explain(said: str, doing: str, log: Path | None) -> Problem:
    """The sentence for what pip, or the making of an environment, said when it failed.

    >>> explain("OSError: [Errno 28] No space left on device", "installing", None).args[0][:17]
    'The disk is full.'
    """
    for pattern, sentence in FAILURES:
        if re.search(pattern, said, re.IGNORECASE):
            return Problem(f"{sentence}\n(All of pip's words: {log})" if log else sentence)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    none = re.search(r"No matching distribution found for ([\w.\[\]=<>!-]+)", said)
    if none:
        return Problem(
            f"There is no {none[1]} for Python {version} on this system yet. "
            f"Try another Python, for example: python3.12 -m course_lib lab\n(All of pip's words: {log})"
        )
    last = "\n".join(said.strip().splitlines()[-15:])
    return Problem(f"Something went wrong while {doing}. The last words were:\n{last}\n(All of them: {log})")
