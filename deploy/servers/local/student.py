"""A student as the hub sees one: a browser's requests, in a browser's order, over HTTP and websocket."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlencode, urljoin

import aiohttp
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1 as from_wire,
)
from jupyter_server.services.kernels.connection.base import (
    serialize_msg_to_ws_v1 as to_wire,
)
from nbformat.v4 import output_from_msg
from yarl import URL

PROTOCOL = "v1.kernel.websocket.jupyter.org"  # the one JupyterLab speaks
GOODBYE = aiohttp.ClientWSTimeout(ws_close=0.5)  # a tab that is closed waits for nobody
AT_START = (  # what JupyterLab asks its server when it opens
    "lab/api/settings", "lab/api/workspaces/default", "lab/api/translations/en", "api/kernelspecs",
    "api/sessions", "api/kernels", "api/terminals", "api/me", "api/contents?content=1",
)  # fmt: skip
SCRIPT = re.compile(r'<script[^>]+src="([^"]+)"')


class Refused(Exception):
    """The server said no: `status` is HTTP's."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"{status}: {what}")
        self.status = status


@dataclass
class Page:
    """What one request brought, after all redirects."""

    status: int
    address: str
    text: str

    def data(self, name: str) -> str:
        """What the page's body carries under `data-NAME`, as its JavaScript reads it; empty without it."""
        found = re.search(rf'data-{name}="([^"]*)"', self.text)
        return unquote(html.unescape(found[1])) if found else ""


@dataclass
class Ran:
    """What one cell gave: its outputs as a notebook stores them, and the error's name if it ended in one."""

    outputs: list[Any] = field(default_factory=list)
    error: str = ""

    @property
    def text(self) -> str:
        """All that was printed."""
        return "".join(each.get("text", "") for each in self.outputs if each["output_type"] == "stream")


class Student:
    """One browser of one student: cookies of its own. Use it with `async with`."""

    def __init__(self, hub: str, name: str, password: str = "") -> None:
        self.hub, self.name, self.password = hub.rstrip("/"), name, password or f"password of {name}"

    async def __aenter__(self) -> Student:
        jar = aiohttp.CookieJar(unsafe=True)  # the hub is at an address without a name
        # The proxy hangs up on who is silent for 5 s. A browser then asks again; this one hangs up first.
        kept = aiohttp.TCPConnector(keepalive_timeout=2)
        patient = aiohttp.ClientTimeout(total=None)
        self.session = aiohttp.ClientSession(connector=kept, cookie_jar=jar, timeout=patient)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    @property
    def home(self) -> str:
        """Address of the student's own server."""
        return f"{self.hub}/user/{self.name}/"

    def xsrf(self, address: str) -> str:
        """The token against forged requests that belongs to this address; empty before there is one."""
        found = self.session.cookie_jar.filter_cookies(URL(address)).get("_xsrf")
        return found.value if found else ""

    async def ask(self, method: str, address: str, **words: Any) -> Page:
        """Make a request as a page's JavaScript does, with the token. Raises Refused from status 400."""
        address = urljoin(self.home, address)
        headers = {
            "X-XSRFToken": self.xsrf(address),
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Site": "same-origin",
        }
        async with self.session.request(
            method, address, headers=headers | words.pop("headers", {}), **words
        ) as answer:
            text = (await answer.read()).decode(errors="replace")
        if answer.status >= 400:
            raise Refused(answer.status, f"{method} {URL(address).path}")
        return Page(answer.status, str(answer.url), text)

    async def visit(self, address: str) -> Page:
        """Go to an address as a browser does. Raises Refused."""
        return await self.ask(
            "GET", address, headers={"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
        )

    async def follow(self, link: str, ready: Callable[[], None] = lambda: None) -> Page:
        """Click on the link to a chapter and wait until it is open in JupyterLab.

        Logs in, waits for the server (then `ready` is called), fetches the course. Raises Refused.
        """
        page = await self.visit(link)
        if "/hub/login" in page.address:
            page = await self.log_in(page)
        if "/hub/spawn-pending/" in page.address:
            await self.wait_for_server()
            page = await self.visit(link)
        ready()
        return await self.open_lab(await self.pull(page))

    async def log_in(self, page: Page) -> Page:
        """Fill in the form and send it. Raises Refused where name and password do not fit."""
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        form = {"username": self.name, "password": self.password, "_xsrf": token[1] if token else ""}
        return await self.ask("POST", page.address, data=form, headers={"Sec-Fetch-Mode": "navigate"})

    async def wait_for_server(self) -> None:
        """Watch the progress of one's server until it is ready. Raises Refused where it does not start."""
        async for event in self.events(f"{self.hub}/hub/api/users/{self.name}/server/progress"):
            if event.get("failed"):
                raise Refused(500, event.get("message", "the server did not start"))
            if event.get("ready"):
                return
        raise Refused(500, "the server was not ready at the end of its progress")

    async def events(self, address: str, **words: str) -> AsyncIterator[dict[str, Any]]:
        """The events of a stream, as EventSource gives them to a page. Raises Refused."""
        address += "?" + urlencode({"_xsrf": self.xsrf(address)} | words)
        async with self.session.get(address, headers={"Accept": "text/event-stream"}) as answer:
            if answer.status >= 400:
                raise Refused(answer.status, URL(address).path)
            async for line in answer.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    async def pull(self, page: Page) -> str:
        """Do what nbgitpuller's page does; return the address it goes on to. Raises Refused."""
        words = {name: page.data(name) for name in ("repo", "branch", "targetpath")}
        async for event in self.events(f"{self.home}git-pull/api", **words):
            if event["phase"] == "error":
                raise Refused(500, f"git-pull: {event.get('message')} {event.get('output')}")
            if event["phase"] == "finished":
                return self.home + page.data("path")
        raise Refused(500, f"git-pull ended without a word (at {URL(page.address).path})")

    async def open_lab(self, address: str) -> Page:
        """Open JupyterLab: its page, the scripts the page names, and what it asks at the start."""
        page = await self.visit(address)
        scripts = [html.unescape(each) for each in SCRIPT.findall(page.text)]
        await asyncio.gather(*(self.ask("GET", each) for each in (*scripts, *AT_START)))
        return page

    async def read(self, path: str) -> dict[str, Any]:
        """A file of one's own, or of what this browser may open, as the contents API gives it."""
        return json.loads((await self.ask("GET", f"api/contents/{path}?content=1")).text)

    async def save(self, path: str, notebook: dict[str, Any]) -> None:
        """Store a notebook."""
        await self.ask(
            "PUT", f"api/contents/{path}", json={"type": "notebook", "format": "json", "content": notebook}
        )

    async def start_kernel(self, path: str) -> Kernel:
        """Open a notebook's session, and the websocket to its kernel."""
        words = {
            "path": path,
            "name": path.rsplit("/", 1)[-1],
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        answer = json.loads((await self.ask("POST", "api/sessions", json=words)).text)
        return await self.connect(answer["kernel"]["id"])

    async def connect(self, kernel: str, home: str = "", **headers: str) -> Kernel:
        """The websocket to a kernel that runs. Raises aiohttp.WSServerHandshakeError where it is refused."""
        session = Session(key=b"")
        address = f"{home or self.home}api/kernels/{kernel}/channels?session_id={session.session}"
        origin = {"Origin": self.hub} | headers
        channel = await self.session.ws_connect(
            address, protocols=[PROTOCOL], headers=origin, max_msg_size=0, timeout=GOODBYE
        )
        return Kernel(kernel, session, channel)


@dataclass
class Kernel:
    """An open websocket to a kernel."""

    id: str
    session: Session
    channel: aiohttp.ClientWebSocketResponse

    async def run(self, code: str, patience: float = 600) -> Ran:
        """Run one cell to its end. Raises TimeoutError after `patience` seconds."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self.session.msg("execute_request", content)
        await self.channel.send_bytes(to_wire(message, "shell", self.session.pack))
        async with asyncio.timeout(patience):
            return await self._collect(message["header"]["msg_id"])

    async def _collect(self, mine: str) -> Ran:
        ran, replied, idle = Ran(), False, False
        while not (replied and idle):
            got = await self.channel.receive()
            if got.type is not aiohttp.WSMsgType.BINARY:
                raise ConnectionError(f"the websocket closed: {got.type.name} {got.data}")
            parts = [json.loads(part) for part in from_wire(got.data)[1][:4]]
            header, parent, metadata, content = parts
            if parent.get("msg_id") != mine:
                continue
            kind = header["msg_type"]
            if kind == "execute_reply":
                replied = True
            elif kind == "status":
                idle = content["execution_state"] == "idle"
            elif kind in ("stream", "display_data", "execute_result", "error"):
                ran.error = content["ename"] if kind == "error" else ran.error
                ran.outputs.append(
                    output_from_msg({"header": header, "content": content, "metadata": metadata})
                )
        return ran

    async def close(self) -> None:
        """Leave; the kernel goes on."""
        await self.channel.close()
