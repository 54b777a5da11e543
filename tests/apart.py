"""Two students on a hub of this machine, and what one of them might try with what is the other's."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from types import SimpleNamespace

NOTEBOOK = "notebooks/01_logistic_regression.ipynb"
SECRET = "a secret of Bob's"


@contextlib.contextmanager
def two_students():
    """A hub, Ada and Bob with their browsers, servers and kernels, and the names of Bob's things for the deeds below."""
    from deploy.servers.local.hub import Hub

    with asyncio.Runner() as runner, Hub(patience=120) as hub:
        ada, bob = runner.run(open_both(hub))
        room = SimpleNamespace(hub=hub, do=runner.run, ada=ada, bob=bob)
        of_bob = hub.processes_of(bob.uid)
        room.server = next(each for each in of_bob if "jupyterhub.singleuser" in each.cmdline())
        view = Path(f"/proc/{room.server.pid}/root")  # the machine as Bob's server sees it
        (record,) = view.glob("tmp/jupyter/kernel-*.json")
        room.record = json.loads(record.read_text())
        room.record["ip"] = f"{view}{room.record['ip']}"
        room.kernel = next(each for each in of_bob if "ipykernel_launcher" in each.cmdline())
        room.names = {
            "home": bob.home,
            "record": record,
            "server": room.server.pid,
            "kernel": room.kernel.pid,
            "channel": f"{room.record['ip']}-{room.record['shell_port']}",
            "sent": f"{room.record['ip']}-{room.record['iopub_port']}",
            "port": next(
                each.laddr.port for each in room.server.net_connections() if each.status == "LISTEN"
            ),
            "data": hub.folder / "data",
            "hub": hub.folder / "hub",
            "passwords": next(hub.folder.glob("hub/passwords.dbm*")),
            "inner": hub.inner_port,
            "proxy": hub.proxy_port,
        }
        for path in ("/tmp/note", f"{bob.home}/secret.txt"):
            runner.run(bob.kernel.run(f"open({path!r}, 'w').write({SECRET!r})"))
        yield room
        for each in (ada, bob):
            runner.run(each.browser.__aexit__(None, None, None))


async def open_both(hub):
    return await asyncio.gather(*(open_one(hub, name) for name in ("ada", "bob")))


async def open_one(hub, name):
    from course_lib.cli.project import Repository
    from deploy.servers.local.student import Student

    browser = await Student(hub.address, name).__aenter__()
    await browser.follow(Repository(hub.repository).hub(hub.address, NOTEBOOK))
    kernel = await browser.start_kernel(f"course/{NOTEBOOK}")
    home = hub.folder / "homes" / name
    return SimpleNamespace(browser=browser, kernel=kernel, home=home, uid=home.stat().st_uid)


# --- in a kernel ---

PREPARE = """
import os, signal, socket, subprocess, urllib.request, urllib.error
class Refused(Exception): ...
def http(address, body=None):
    headers = {"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"], "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers)
    try:
        return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).read().decode()
    except urllib.error.HTTPError as error:
        raise Refused(error.code) from None
"""
DEEDS = {
    "list the home": "os.listdir('{home}')",
    "enter the home": "os.chdir('{home}')",
    "read a file": "open('{home}/secret.txt').read()",
    "read a notebook": "open('{home}/course/notebooks/01_logistic_regression.ipynb').read()",
    "write into a file": "open('{home}/secret.txt', 'a').close()",
    "make a file": "open('{home}/new.txt', 'w').close()",
    "rename a file": "os.rename('{home}/new.txt', '{home}/newer.txt')",
    "take a file away": "os.remove('{home}/newer.txt')",
    "open the home to all": "os.chmod('{home}', 0o700)",
    "read the kernel's key": "open('{record}').read()",
    "speak to the kernel": "socket.socket(socket.AF_UNIX).connect('{channel}')",
    "hear what the kernel says": "socket.socket(socket.AF_UNIX).connect('{sent}')",
    "read the server's environment": "open('/proc/{server}/environ').read()",
    "read the kernel's environment": "open('/proc/{kernel}/environ').read()",
    "read the kernel's memory": "open('/proc/{kernel}/mem', 'rb').close()",
    "write the kernel's memory": "open('/proc/{kernel}/mem', 'r+b').close()",
    "see the server's open files": "os.listdir('/proc/{server}/fd')",
    "go through the server's working folder": "os.listdir('/proc/{server}/cwd')",
    "go through the server's view of the machine": "os.listdir('/proc/{server}/root/tmp')",
    "signal the server": "os.kill({server}, signal.SIGCONT)",
    "signal the kernel": "os.kill({kernel}, signal.SIGCONT)",
}  # fmt: skip
TOKENS = {
    "list files by the server's own port": "http('http://127.0.0.1:{port}/user/bob/api/contents')",
    "list kernels by the server's own port": "http('http://127.0.0.1:{port}/user/bob/api/kernels')",
    "ask the hub about Bob": "http('http://127.0.0.1:{inner}/hub/api/users/bob')",
    "report Bob's activity": "http('http://127.0.0.1:{inner}/hub/api/users/bob/activity', b'{{\"last_activity\": \"2026-01-01T00:00:00Z\"}}')",
}
NOBODY = {
    "read the hub's database": "open('{hub}/jupyterhub.sqlite').read()",
    "read the secret of the cookies": "open('{hub}/cookie_secret').read()",
    "read the passwords": "open('{passwords}').read()",
    "list the hub's folder": "os.listdir('{hub}')",
    "write to the data": "open('{data}/set.npz', 'w').close()",
    "take the data away": "os.rename('{data}', '{data}2')",
    "become root": "os.setuid(0)",
}
# --- in a browser ---

PAGES = {
    "list the files": ("GET", "api/contents?content=1", None),
    "read a file": ("GET", "api/contents/secret.txt?content=1", None),
    "download a file": ("GET", "files/secret.txt", None),
    "read a notebook": ("GET", f"api/contents/course/{NOTEBOOK}", None),
    "write a file": ("PUT", "api/contents/web.txt", {"type": "file", "format": "text", "content": "x"}),
    "rename a file": ("PATCH", "api/contents/web.txt", {"path": "web2.txt"}),
    "take a file away": ("DELETE", "api/contents/web2.txt", None),
    "list the sessions": ("GET", "api/sessions", None),
    "list the kernels": ("GET", "api/kernels", None),
    "open a terminal": ("POST", "api/terminals", {}),
    "open JupyterLab": ("GET", "lab", None),
    "fetch a course": ("GET", "git-pull/api?repo=none", None),
    "ask the hub who Bob is": ("GET", "/hub/api/users/bob", None),
    "see the progress of the server": ("GET", "/hub/api/users/bob/server/progress", None),
    "list the tokens": ("GET", "/hub/api/users/bob/tokens", None),
    "make a token": ("POST", "/hub/api/users/bob/tokens", {"note": "mine"}),
    "start the server": ("POST", "/hub/api/users/bob/server", {}),
}  # fmt: skip
