"""Two students on a live hub: what Bob does with his own, Ada cannot do to him. Each line is tried by both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.apart import DEEDS, NOBODY, PAGES, PREPARE, SECRET, TOKENS, two_students

pytest.importorskip("psutil")

pytestmark = pytest.mark.slow
REFUSED = (403, 404)  # 404 where the hub does not even say that there is such a student


@pytest.fixture(scope="module")
def room():
    from deploy.servers.local.hub import missing

    if lacking := missing():
        pytest.skip(lacking)
    with two_students() as room:
        yield room


# --- from a kernel: files, processes, ports ---


def try_it(room, who, code):
    """Run the code in somebody's kernel: the name of the error, or an empty word, and what was printed."""
    ran = room.do(who.kernel.run(PREPARE + code))
    return ran.error, ran.text


@pytest.mark.parametrize("deed", DEEDS)
def test_only_bob_can(room, deed):
    code = DEEDS[deed].format(**room.names)
    if deed in ("rename a file", "take a file away"):
        (room.bob.home / ("new.txt" if deed == "rename a file" else "newer.txt")).touch()
    assert try_it(room, room.ada, code)[0] == "PermissionError"
    assert try_it(room, room.bob, code)[0] == "", "the refusal means something only where Bob himself can"


@pytest.mark.parametrize("deed", TOKENS)
def test_only_bobs_token_can(room, deed):
    code = TOKENS[deed].format(**room.names)
    assert try_it(room, room.ada, code)[0] == "Refused"
    assert try_it(room, room.bob, code)[0] == ""


@pytest.mark.parametrize("deed", NOBODY)
def test_nobody_can(room, deed):
    assert {"jupyterhub.sqlite", "cookie_secret"} <= set(os.listdir(room.hub.folder / "hub"))
    for who in (room.ada, room.bob):
        assert try_it(room, who, NOBODY[deed].format(**room.names))[0] == "PermissionError"


def test_no_secret_stands_in_a_command_line(room):
    """Everyone on the machine can list them."""
    (proxy,) = [each for each in room.hub.process.children() if "CONFIGPROXY_AUTH_TOKEN" in each.environ()]
    secrets = {
        room.record["key"],
        room.server.environ()["JUPYTERHUB_API_TOKEN"],
        proxy.environ()["CONFIGPROXY_AUTH_TOKEN"],
    }
    look = "import glob; print(*(open(each).read() for each in glob.glob('/proc/[0-9]*/cmdline')))"
    listed = try_it(room, room.ada, look)[1]
    assert "jupyterhub.singleuser" in listed and len(secrets) == 3 and all(secrets)
    assert not any(secret in listed for secret in secrets)


def test_each_has_a_tmp_of_their_own(room):
    look = "print(os.listdir('/tmp'))"
    assert "'note'" in try_it(room, room.bob, look)[1]
    assert "'note'" not in try_it(room, room.ada, look)[1] and not Path("/tmp/note").exists()


def test_a_program_that_makes_root_makes_nobody_root(room):
    """Sudo is such a program; whether it is installed or not, a copy of `id` with that bit shows what it would get."""
    program = room.hub.folder / "data" / "id"
    shutil.copy(shutil.which("id"), program)
    program.chmod(0o4755)
    words = [str(program), "-u"]
    without = subprocess.run(
        words, user=room.ada.uid, group=room.ada.uid, extra_groups=[], capture_output=True
    )
    assert without.stdout.strip() == b"0", "outside of a student's server the bit works here"
    ran = try_it(room, room.ada, f"print(subprocess.run({words}, capture_output=True, text=True).stdout)")
    assert ran[1].strip() == str(room.ada.uid)


def test_the_proxy_takes_orders_from_the_hub_alone(room):
    routes = "http('http://127.0.0.1:{proxy}/api/routes')".format(**room.names)
    assert try_it(room, room.ada, routes)[0] == "Refused"


def test_bobs_kernel_says_nothing_through_a_port(room):
    """Everybody on the machine could listen there: what a kernel sends is signed, but not secret.

    One port stays. It only takes: what forked processes print, with a password (ipykernel's iostream).
    """
    code = "port = get_ipython().kernel.iopub_thread._pipe_port; print(port)"
    takes = int(room.do(room.bob.kernel.run(code)).text)
    open_ports = {each.laddr.port for each in room.kernel.net_connections() if each.status == "LISTEN"}
    assert open_ports == {takes} and room.record["transport"] == "ipc"


def test_a_message_that_is_not_signed_does_nothing(room):
    """Even from root: the second message, rightly signed, is answered, and the first was not obeyed."""
    from jupyter_client.blocking import BlockingKernelClient

    room.do(room.bob.kernel.run("marks = []"))
    for name, key in (("forged", b"guess"), ("signed", room.record["key"].encode())):
        client = BlockingKernelClient()
        client.load_connection_info(room.record)
        client.session.key = key
        client.start_channels(stdin=False, hb=False, control=False)
        message = client.execute(f"marks.append({name!r})")
        if name == "signed":
            assert client._recv_reply(message, timeout=60)["content"]["status"] == "ok"
        client.stop_channels()
    assert room.do(room.bob.kernel.run("print(marks)")).text.strip() == "['signed']"


# --- over HTTP, with a browser's cookies ---


async def request(browser, method, path, body, **headers):
    """The status of a request to Bob's server or to the hub from this browser."""
    from deploy.servers.local.student import Refused

    address = path if path.startswith("/") else f"/user/bob/{path}"
    try:
        words = {"headers": headers} if body is None else {"json": body, "headers": headers}
        return (await browser.ask(method, address, **words)).status
    except Refused as refused:
        return refused.status


@pytest.mark.parametrize("deed", PAGES)
def test_only_bobs_browser_can(room, deed):
    if deed in ("rename a file", "take a file away"):
        name = "web.txt" if deed == "rename a file" else "web2.txt"
        room.do(request(room.bob.browser, "PUT", f"api/contents/{name}", PAGES["write a file"][2]))
    assert room.do(request(room.ada.browser, *PAGES[deed])) in REFUSED
    own = room.do(request(room.bob.browser, *PAGES[deed]))
    assert own < 400 or (deed == "start the server" and own == 400), "400: it runs already"


def test_only_bob_reaches_his_kernel(room):
    import aiohttp

    bob, code = room.bob, "print('here')"
    again = room.do(bob.browser.connect(bob.kernel.id))
    assert room.do(again.run(code)).text == "here\n"
    room.do(again.close())
    tries = (
        (room.ada.browser, bob.browser.home, {}),
        (bob.browser, "", {"Origin": "http://elsewhere.example"}),
    )
    for browser, home, headers in tries:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            room.do(browser.connect(bob.kernel.id, home, **headers))
        assert refused.value.status == 403, "another student, and Bob's own browser sent by another site"


async def who_am_i(hub, cookies, path="/hub/api/user"):
    """The status and the answer for a browser that holds just these cookies."""
    import aiohttp

    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(hub.address + path, headers={"Cookie": cookies}, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.text()


def cookies_of(browser):
    """All cookies that the browser holds, by name (those named _xsrf left out)."""
    return {each.key: each.value for each in browser.session.cookie_jar if each.key != "_xsrf"}


def test_a_cookie_is_good_for_its_owner_alone(room):
    contents = "/user/bob/api/contents"
    ada, bob = (
        cookies_of(each.browser)[f"jupyterhub-user-{n}"] for each, n in ((room.ada, "ada"), (room.bob, "bob"))
    )
    assert room.do(who_am_i(room.hub, f"jupyterhub-user-bob={bob}", contents))[0] == 200
    assert room.do(who_am_i(room.hub, f"jupyterhub-user-bob={ada}", contents))[0] == 403


def test_a_cookie_cannot_be_forged(room):
    from tornado.web import create_signed_value

    def cookie(secret):
        return create_signed_value(secret, "jupyterhub-hub-login", identity).decode()

    from tornado.web import decode_signed_value

    text = (room.hub.folder / "hub/cookie_secret").read_text().strip()
    secret = bytes.fromhex(text)
    name = "jupyterhub-hub-login"
    identity = decode_signed_value(secret, name, cookies_of(room.bob.browser)[name], max_age_days=31)
    good = room.do(who_am_i(room.hub, f"{name}={cookie(secret)}"))
    assert good[0] == 200 and json.loads(good[1])["name"] == "bob", "who holds the secret is whom they like"
    assert room.do(who_am_i(room.hub, f"{name}={cookie(b'guess' * 6)}"))[0] == 403


def test_another_site_cannot_use_bobs_browser(room):
    """His cookies go along, but no page elsewhere knows the token."""
    note = ("POST", "/hub/api/users/bob/tokens", {"note": "x"})
    file = ("PUT", "api/contents/forged.txt", PAGES["write a file"][2])
    elsewhere = {"X-XSRFToken": "", "Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    for deed in (note, file):
        assert room.do(request(room.bob.browser, *deed)) < 400
        assert room.do(request(room.bob.browser, *deed, **elsewhere)) == 403
        stolen = {"X-XSRFToken": room.ada.browser.xsrf(room.ada.browser.home)}
        assert room.do(request(room.bob.browser, *deed, **stolen)) == 403


def test_bob_comes_in_with_his_password_and_nobody_else_does(room):
    from deploy.servers.local.student import Refused, Student

    async def come(password):
        async with Student(room.hub.address, "bob", password) as browser:
            await browser.log_in(await browser.visit(f"{room.hub.address}/hub/login?next=/hub/home"))
            return json.loads((await browser.ask("GET", "/hub/api/user")).text)["name"]

    assert room.do(come(room.bob.browser.password)) == "bob"
    for wrong in ("another password", room.ada.browser.password):
        with pytest.raises(Refused, match="403"):
            room.do(come(wrong))


def test_after_all_that_bob_has_what_he_had(room):
    assert (room.bob.home / "secret.txt").read_text() == SECRET
    assert room.server.is_running() and room.do(room.bob.kernel.run("print(1)")).text == "1\n"
    for each in (room.ada, room.bob):
        assert each.home.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_uid for path in each.home.rglob("*")} == {each.uid}
