"""Chromium for the tests: `page_of` opens an exported page, the outside shut off; `lab` a real JupyterLab.

A request to the outside, an error in the console or an uncaught exception fails the test that caused it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course_lib.cli.browser import HOW, find_chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--force-color-profile=srgb"]  # fmt: skip
INSIDE = re.compile(r"^(file:|blob:|data:|about:|(http|ws)s?://(localhost|127\.0\.0\.1)(:\d+)?(/|$))")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    program = find_chromium()
    if program is None:
        pytest.skip(HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What went wrong on a page: anything here fails the test."""

    complaints: list[str] = field(default_factory=list)
    forgiven: list[re.Pattern[str]] = field(default_factory=list)

    def note(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self.forgiven):
            self.complaints.append(text)

    def follow(self, page: Any) -> None:
        page.on("console", lambda message: message.type == "error" and self.note(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.note(f"uncaught: {error}"))

        def gate(route: Any) -> None:
            if INSIDE.match(route.request.url):
                route.continue_()
            else:
                self.note(f"request to the outside: {route.request.url}")
                route.abort()

        page.context.route("**/*", gate)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collects complaints; the test fails at its end if there is one."""
    guard = Watch()
    yield guard
    assert guard.complaints == []


@pytest.fixture
def page_of(browser: Any, tmp_path: Path, watch: Watch) -> Iterator[Callable[..., Any]]:
    """page_of(widget | [widgets] | notebook | its path, theme="light", width=800, ...) -> a Playwright page.

    The notebook must carry outputs and widget state; widgets come without a kernel. Further keywords go to
    Playwright's `new_context`, such as has_touch=True, forced_colors="active", reduced_motion="reduce".
    """
    from course_lib.cli.page import notebook_of, write_page

    contexts = []

    def open_page(
        content: Any, theme: str = "light", width: int = 800, height: int = 900, **options: Any
    ) -> Any:
        if not isinstance(content, (nbformat.NotebookNode, str, Path)):
            content = notebook_of(content if isinstance(content, (list, tuple)) else [content])
        target = write_page(content, tmp_path / f"page{len(contexts)}.html", theme=theme)
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(8_000)
        page = context.new_page()
        watch.follow(page)
        page.goto(target.as_uri())
        for number in range(page.locator(".widget-view").count()):
            page.locator(".widget-view").nth(number).scroll_into_view_if_needed()
            page.wait_for_function(
                "n => document.querySelectorAll('.widget-view')[n].dataset.alive === 'true'", arg=number
            )
        page.evaluate("() => scrollTo(0, 0)")
        settle(page)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            watch.complaints += [f"in the widget: {text}" for text in problems(page)]
        context.close()


def settle(page: Any) -> None:
    """Wait until what is due has been painted."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def problems(page: Any) -> list[str]:
    """The messages of widgets that could not go on."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.cl-problem:not([hidden]), .widget-problem')]"
        ".map(n => n.textContent)"
    )


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core: from npm on first use, from a cache afterwards; skips where neither has it."""
    home = Path(os.environ.get("COURSE_LIB_AXE", Path(__file__).parents[2] / "build" / "axe"))
    script = home / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        home.mkdir(parents=True, exist_ok=True)
        npm = "npm.cmd" if sys.platform == "win32" else "npm"
        try:
            subprocess.run([npm, "install", "--prefix", str(home), "--no-audit", "--no-fund", "axe-core@4"],
                           check=True, capture_output=True, timeout=120)  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            pytest.skip(
                "axe-core is not here and npm cannot fetch it: the accessibility check needs it once."
            )
    return script.read_text(encoding="utf-8")


@pytest.fixture
def violations(axe: str) -> Callable[..., list[str]]:
    """violations(page, selector, without=[]) -> what axe-core holds against that part of the page."""

    def check(page: Any, selector: str = "main", without: list[str] | None = None) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate(
            "part => axe.run(part, { resultTypes: ['violations'] }).then(r => r.violations)",
            {"include": [selector], "exclude": without or []},
        )
        return [
            f"{v['id']}: {[n['html'][:90] for n in v['nodes']]} {v['nodes'][0]['failureSummary']}"
            for v in found
        ]

    return check


# A real JupyterLab


@dataclass
class Lab:
    """A running server: `open(notebook)` writes the notebook into its folder and opens it in a page."""

    address: str
    token: str
    folder: Path
    browser: Any
    watch: Watch
    contexts: list[Any] = field(default_factory=list)

    def open(self, notebook: nbformat.NotebookNode, name: str = "small.ipynb", width: int = 1280) -> Any:
        """Return a page with the notebook open and its kernel ready."""
        nbformat.write(notebook, self.folder / name)
        context = self.browser.new_context(viewport={"width": width, "height": 900})
        self.contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        self.watch.follow(page)
        page.goto(f"{self.address}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.context?.sessionContext !== undefined",
            timeout=90_000,
        )
        page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.ready")
        self.wait_idle(page)
        return page

    def wait_idle(self, page: Any) -> None:
        """Wait until the kernel has nothing to do."""
        page.wait_for_function(
            "() => jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'",
            timeout=90_000,
        )

    def run_all(self, page: Any) -> None:
        """Run every cell and wait for the last."""
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_idle(page)

    def restart(self, page: Any) -> None:
        """Restart the kernel without asking."""
        page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
        self.wait_idle(page)

    def execute(self, page: Any, code: str) -> str:
        """Run code in the notebook's kernel, outside its cells, and return what it printed."""
        return page.evaluate(
            """async (code) => {
                const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
                const future = kernel.requestExecute({ code });
                let text = "";
                future.onIOPub = (m) => { text += m.content.text ?? m.content.evalue ?? ""; };
                await future.done;
                return text;
            }""",
            code,
        )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def lab_environment(home: Path) -> dict[str, str]:
    """An environment in which no setting of this machine's user plays a part."""
    environment = dict(os.environ)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
                 "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):  # fmt: skip
        (home / name).mkdir(parents=True, exist_ok=True)
        environment[name] = str(home / name)
    root = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH", "")]))
    return environment


@contextmanager
def served(module: str, home: Path, *options: str, ready: str = "api") -> Iterator[tuple[str, str, Path]]:
    """Address, token and folder of a server of its own: ``python -m module``, ready when `ready` answers."""
    folder = home / "notebooks"
    folder.mkdir(exist_ok=True)
    port, token = free_port(), "only-for-this-test"
    command = [sys.executable, "-m", module, "--no-browser", f"--port={port}", *options]
    log = (home / "server.log").open("wb")
    server = subprocess.Popen(
        [word.format(token=token, folder=folder) for word in command],
        env=lab_environment(home), cwd=folder, stdout=log, stderr=log,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_served(f"{address}/{ready}?token={token}", server, home / "server.log")
        yield address, token, folder
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


QUIET = ["--ip=127.0.0.1", "--IdentityProvider.token={token}", "--ServerApp.root_dir={folder}",
         "--allow-root",
         "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
         "--ServerApp.port_retries=0"]  # fmt: skip


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A JupyterLab server."""
    home = tmp_path_factory.mktemp("lab")
    with served("jupyterlab", home, *QUIET, "--LabApp.expose_app_in_browser=True") as server:
        yield server


def wait_until_served(address: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Return when the server answers; fail with its log when it ends or stays silent."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


@pytest.fixture
def lab(lab_server: tuple[str, str, Path], browser: Any, watch: Watch) -> Iterator[Lab]:
    """A JupyterLab to open notebooks in: `page = lab.open(notebook); lab.run_all(page)`."""
    server = Lab(*lab_server, browser, watch)
    yield server
    for context in server.contexts:
        context.close()
