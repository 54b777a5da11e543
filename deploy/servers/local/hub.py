"""Start a JupyterHub on this machine and stop it again, with all that it started."""

from __future__ import annotations

import compileall
import contextlib
import importlib.util
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psutil

HERE = Path(__file__).parent
COURSE = HERE.parents[2]
PROXY = "configurable-http-proxy"
INSTALL_PROXY = "npm install --no-save --prefix build/proxy configurable-http-proxy@5.3.0"
INSTALL_REST = "python -m pip install --constraint constraints.txt --editable '.[servers]'"
PER_HUB = 1000  # user ids


def proxy() -> str | None:
    """The program that stands before hub and servers: the one on the path, or that in build/proxy."""
    return shutil.which(PROXY) or shutil.which(PROXY, path=str(COURSE / "build/proxy/node_modules/.bin"))


def missing() -> str:
    """What this machine lacks for a hub of its own, and how to get it; empty where nothing is missing."""
    if sys.platform != "linux":
        return "the local hub gives each student a user id, which it does on Linux only"
    if os.geteuid() != 0:
        return "the local hub gives each student a user id, which only root can"
    for name in ("jupyterhub", "firstuseauthenticator", "nbgitpuller"):
        if importlib.util.find_spec(name) is None:
            return f"{name} is not installed: {INSTALL_REST}"
    if shutil.which("git") is None:
        return "git is not there, which hands out the course"
    if proxy() is None:
        return f"{PROXY} is not there: {INSTALL_PROXY}"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        return "this machine lets nobody have a view of their own (unshare --mount is refused)"
    return ""


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nobody uses now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def owned() -> Iterator[tuple[psutil.Process, int]]:
    """Each process of this machine, and whose it is."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            yield process, process.uids().real


def free_uids() -> int:
    """The first of so many user ids that no process has: two hubs at once have different ones."""
    taken = {owner // PER_HUB for _, owner in owned()}
    return random.choice([each for each in range(20, 60) if each not in taken]) * PER_HUB


class Hub:
    """A hub with its proxy and a git server that hands out the course, while the `with` lasts.

    `folder` holds hub/ (root's alone), homes/ (mode 700 each), data/ (read-only) and course, a repository.
    Raises RuntimeError, with the end of its log, where the hub does not come up.
    """

    def __init__(self, patience: float = 60) -> None:
        self.patience = patience
        self.port, self.inner_port, self.proxy_port, self.git_port = free_ports(4)
        self.address = f"http://127.0.0.1:{self.port}"
        self.repository = f"git://127.0.0.1:{self.git_port}/course"
        self.first_uid = free_uids()
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> Hub:
        self.folder = Path(tempfile.mkdtemp(prefix="course-hub-"))
        self.folder.chmod(0o755)
        for name, mode in (("hub", 0o700), ("homes", 0o755), ("data", 0o755)):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(mode)
        compileall.compile_dir(COURSE / "course_lib", quiet=2)  # as pip does: students cannot
        try:
            self._serve_course()
            self._start()
            self._wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _serve_course(self) -> None:
        source = self.folder / "course"
        clone = ["git", "clone", "--quiet", "--bare", "--depth=1", COURSE.as_uri(), str(source)]
        subprocess.run(clone, check=True)  # packed once, so that it costs little to hand out
        subprocess.run(["git", "-C", str(source), "update-ref", "refs/heads/main", "HEAD"], check=True)
        self._popen(
            ["git", "daemon", "--reuseaddr", "--export-all", "--listen=127.0.0.1", f"--port={self.git_port}",
             f"--base-path={self.folder}", str(source)],
            self.folder / "hub/git.log",
        )  # fmt: skip

    def _start(self) -> None:
        words = {
            "JupyterHub.bind_url": self.address,
            "JupyterHub.hub_port": self.inner_port,
            "ConfigurableHTTPProxy.api_url": f"http://127.0.0.1:{self.proxy_port}",
            "ConfigurableHTTPProxy.command": proxy(),
            "StudentSpawner.first_uid": self.first_uid,
        }
        self._popen(
            [sys.executable, "-m", "jupyterhub", f"--config={HERE / 'config.py'}"]
            + [f"--{name}={value}" for name, value in words.items()],
            self.folder / "hub/hub.log",
            LOCAL_HUB=str(self.folder),
            PYTHONPATH=str(COURSE),
            PATH=f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
        )

    def _popen(self, words: list[str], log: Path, **env: str) -> None:
        with log.open("wb") as file:
            self.processes.append(
                subprocess.Popen(
                    words,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder / "hub",
                    env=os.environ | env,
                )
            )

    @property
    def process(self) -> psutil.Process:
        """The hub's own process."""
        return psutil.Process(self.processes[-1].pid)

    def log(self, lines: int = 30) -> str:
        """The end of what the hub wrote."""
        return "\n".join((self.folder / "hub/hub.log").read_text(errors="replace").splitlines()[-lines:])

    def _wait(self) -> None:
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            try:
                straight.open(f"{self.address}/hub/health", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                if self.processes[-1].poll() is not None:
                    break
                time.sleep(0.2)
        raise RuntimeError(f"The hub did not come up.\n{self.log()}")

    def processes_of(self, uid: int) -> list[psutil.Process]:
        """All processes of one student."""
        return [each for each, owner in owned() if owner == uid]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for started in reversed(self.processes):
            inner = psutil.Process(started.pid).children(recursive=True) if started.poll() is None else []
            started.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(3)  # the hub stops what it started, and dawdles after that
            for each in [started, *inner]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            started.wait()
        for process, owner in owned():
            if self.first_uid <= owner < self.first_uid + PER_HUB:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()  # what a student left behind
        shutil.rmtree(self.folder, ignore_errors=True)
