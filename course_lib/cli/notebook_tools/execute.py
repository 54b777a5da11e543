"""Run a notebook from top to bottom in a fresh kernel, in the same small world on every machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import Type

from .files import ROOT, NotebookError
from .normalise import join_streams

CELL_TIMEOUT = 120  # seconds
MOST_MESSAGES = 500  # of the widgets of one cell
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class PatientChannel(AsyncZMQSocketChannel):
    """A channel that looks again every second.

    A message that arrives past asyncio does not wake a long poll, and a cell with widgets then hangs until
    its time is up although it is done. Short polls see it.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message, waited for in slices of one second; raises Empty after `timeout` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = 1.0 if end is None else max(0.0, min(1.0, end - time.monotonic()))
            try:
                return await super().get_msg(timeout=left)
            except Empty:
                if end is not None and time.monotonic() >= end:
                    raise


class PatientClient(AsyncKernelClient):
    """A kernel client with patient channels."""

    shell_channel_class = Type(PatientChannel)  # type: ignore[assignment]
    iopub_channel_class = Type(PatientChannel)  # type: ignore[assignment]


class ThisPython(AsyncKernelManager):
    """Start kernels of the Python that runs this, whatever kernels are installed for the user."""

    client_factory = Type(PatientClient)
    _kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=40"],
        display_name="Python 3 (ipykernel)",
        language="python",
    )


class CountingClient(NotebookClient):
    """Counts the messages that each cell's widgets send to the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: dict[int, int] = {}

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """As nbclient does, and count."""
        if msg["msg_type"] == "comm_msg":
            self.told[cell_index] = self.told.get(cell_index, 0) + 1
        return super().process_message(msg, cell, cell_index)


@dataclass
class Run:
    """An executed notebook, its seconds, the peak memory of its kernel in MiB, and what stopped it."""

    notebook: NotebookNode
    seconds: float
    mebibytes: float
    stopped_by: str = ""
    told: dict[int, int] = field(default_factory=dict)  # index of a cell -> messages of its widgets


def execute(notebook: NotebookNode, name: str, folder: Path, timeout: float = CELL_TIMEOUT) -> Run:
    """Run a copy of `notebook` in a copy of `folder`.

    Raises NotebookError naming the notebook, the cell and its first line when a cell fails or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True) as temporary:
        workplace = Path(temporary) / "notebooks"
        shutil.copytree(folder, workplace, ignore=shutil.ignore_patterns("*.ipynb", ".*", "__pycache__"))
        run = run_notebook(notebook, name, workplace, timeout)
    if run.stopped_by:
        raise NotebookError(run.stopped_by)
    for index, count in run.told.items():
        if count > MOST_MESSAGES:
            raise NotebookError(
                f"{_where(name, notebook.cells[index])}: its widgets send {count} messages to the page, and "
                "a Jupyter server cuts off what sends more than 1,000 a second. "
                "Change a widget inside `with widget.hold_sync():`."
            )
    return run


def run_notebook(
    notebook: NotebookNode,
    name: str,
    workplace: Path,
    timeout: float,
    forgiving: bool = False,
    limit: float | None = None,
) -> Run:
    """Run a copy of `notebook` with `workplace` as its folder, and say in `stopped_by` what ended it early.

    `timeout` holds for a cell and `limit` for the whole, in seconds. With `forgiving`, a cell that fails or
    takes too long does not stop the cells after it.
    """
    copy = deepcopy(notebook)
    current: dict[str, NotebookNode] = {}
    client = CountingClient(
        copy,
        km=ThisPython(),
        timeout=timeout,
        allow_errors=forgiving,
        interrupt_on_timeout=forgiving,
        store_widget_state=True,  # False breaks on Output widgets; the state is dropped when normalising
        record_timing=False,
        resources={"metadata": {"path": str(workplace)}},
        on_notebook_start=lambda notebook: _leave_interrupts_alone(),
        on_cell_start=lambda cell, cell_index: current.update(cell=cell),
        shutdown_kernel="immediate",
    )
    client.owns_km = True
    began, stopped_by = time.monotonic(), ""
    with kernel_environment() as environment, peak_memory() as peak:
        try:
            _run(client, limit, env=environment, cwd=str(workplace))
        except (CellExecutionError, TimeoutError, RuntimeError) as error:
            late = limit is not None and time.monotonic() - began >= limit
            reason = TimeoutError() if late else error  # nbclient takes a cancelled cell for a dead kernel
            stopped_by = _sentence(name, current.get("cell"), reason, timeout, limit)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs = join_streams(cell.outputs)
    return Run(copy, time.monotonic() - began, peak["mebibytes"], stopped_by, client.told)


def _run(client: NotebookClient, limit: float | None, **start: Any) -> None:
    """Run to the end, or for `limit` seconds, on an event loop that sockets work with on Windows too."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.get_loop().set_exception_handler(lambda loop, context: None)  # the caller says it, once
        runner.run(asyncio.wait_for(client.async_execute(**start), limit))


def _leave_interrupts_alone() -> None:
    """Let Ctrl + C end the whole command; nbclient would end one kernel, and the next would start."""
    with suppress(NotImplementedError):  # Windows
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def _sentence(
    name: str, cell: NotebookNode | None, error: BaseException, timeout: float, limit: float | None
) -> str:
    """What stopped a run: notebook, cell id, the first line of its source, and why."""
    where = _where(name, cell) if cell is not None else f"{name}: before the first cell"
    if isinstance(error, CellExecutionError):
        return f"{where}: {error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"{where}: took longer than {timeout:g} s"
    if isinstance(error, DeadKernelError):
        return f"{where}: the kernel died"
    if isinstance(error, TimeoutError):
        return f"{where}: the whole notebook took longer than {limit:g} s"
    return f"{where}: {error}"


def _where(name: str, cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"{name}, cell {cell.get('id')!r} ({first.strip()})"


@contextmanager
def kernel_environment() -> Iterator[dict[str, str]]:
    """Variables for a kernel: no profile of the user, one thread for linear algebra, this checkout."""
    with tempfile.TemporaryDirectory(prefix="ipython-", ignore_cleanup_errors=True) as profile:
        environment = {
            key: value for key, value in os.environ.items() if key not in ("MPLBACKEND", "PYTHONSTARTUP")
        }
        environment.update(dict.fromkeys(ONE_THREAD, "1"))
        environment["IPYTHONDIR"] = profile
        environment["PYTHONHASHSEED"] = "0"
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        yield environment


@contextmanager
def peak_memory() -> Iterator[dict[str, float]]:
    """Watch the processes started from here every 0.1 s; ``["mebibytes"]`` is the most they held together.

    On Linux, memory that several of them share counts once, elsewhere once for each.
    """
    import psutil

    peak = {"mebibytes": 0.0}
    done = threading.Event()
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    def resident(process: psutil.Process) -> int:
        try:
            return process.memory_full_info().pss if psutil.LINUX else process.memory_info().rss
        except psutil.Error:  # it ended between being listed and being asked
            return 0

    def watch() -> None:
        while not done.wait(0.1):
            children = [c for c in psutil.Process().children(recursive=True) if c.pid not in before]
            peak["mebibytes"] = max(peak["mebibytes"], sum(map(resident, children)) / 2**20)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
