"""`lab`: JupyterLab on the first notebook, with its usual token, on this machine only."""

from __future__ import annotations

import argparse
import os
import socket
import sys

from course_lib.cli import project
from course_lib.cli.problem import Problem

HOST = "127.0.0.1"
USUAL_PORT = 8888


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `lab`."""
    parser.add_argument(
        "--port", type=int, help=f"port to serve on (default: {USUAL_PORT}, or the next free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser; the address is printed")
    parser.add_argument(
        "--torch", action="store_true", help="install PyTorch too (CPU build), for chapters 13 and on"
    )
    parser.add_argument(
        "--gpu", action="store_true", help="install PyTorch with CUDA (Linux with an NVIDIA GPU)"
    )


def extras(args: argparse.Namespace) -> tuple[str, ...]:
    """Which extras of `pyproject.toml` these options ask for."""
    if args.gpu:
        return ("lab", "torch", "gpu")
    return ("lab", "torch") if args.torch else ("lab",)


def is_free(port: int) -> bool:
    """Whether nobody serves on `port` of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":  # as Jupyter does it; on Windows the same option would share a taken port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose_port(asked: int | None) -> int:
    """The port asked for, or the usual one, or the next one that is free. Raises Problem."""
    if asked is not None:
        if not 1 <= asked <= 65535:
            raise Problem(f"There is no port {asked}: ports go from 1 to 65535.")
        if not is_free(asked):
            raise Problem(
                f"Port {asked} is taken (perhaps by another JupyterLab) or is not yours to use. "
                "Name another with --port, or leave the option out and a free one is found."
            )
        return asked
    for port in range(USUAL_PORT, USUAL_PORT + 50):
        if is_free(port):
            if port != USUAL_PORT:
                print(
                    f"Port {USUAL_PORT} is taken (perhaps by another JupyterLab); this one takes port {port}."
                )
            return port
    raise Problem(f"Ports {USUAL_PORT} to {USUAL_PORT + 49} are all taken: name a free one with --port.")


def options(port: int, folder: str, no_browser: bool) -> list[str]:
    """What JupyterLab is started with."""
    words = [
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{project.FIRST_NOTEBOOK}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if no_browser:
        words.append("--ServerApp.open_browser=False")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        words.append(
            "--ServerApp.allow_root=True"
        )  # containers know no other user; it still listens here only
    return words


def run(args: argparse.Namespace) -> int:
    """Start JupyterLab and stay with it until it is stopped (Ctrl-C)."""
    folder = project.root()
    words = options(choose_port(args.port), str(folder), args.no_browser)
    print("JupyterLab is starting; stop it with Ctrl-C.", flush=True)
    os.chdir(folder)
    from jupyterlab.labapp import main

    sys.argv = ["jupyter-lab", *words]
    return main(words) or 0
