"""Downloads against a server on this machine that can fail in every way a mirror does; never the internet."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from course_lib.data import (
    SOURCES,
    DataError,
    RemoteFile,
    Source,
    cache_folder,
    digits,
    fetch,
    status,
    verify,
)
from course_lib.data import download as download_room
from course_lib.data import sources as sources_room
from course_lib.data.lock import alone

CONTENT = np.random.default_rng(0).bytes(300_000)


class Mirror:
    """One server; each path is served the way its name says. `asked` lists (path, Range) of all requests."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                way = self.path.strip("/").split("/")[0]
                mirror.asked.append((way, self.headers.get("Range")))
                getattr(mirror, way)(self, self._first())

            def _first(self) -> int:
                asked = self.headers.get("Range")
                return int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def url(self, way: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{way}/file.bin"

    @staticmethod
    def send(answer: BaseHTTPRequestHandler, body: bytes, first: int, stop: int | None = None) -> None:
        """Promise `body` from `first` on, and send it up to `stop`."""
        answer.send_response(206 if first else 200)
        if first:
            answer.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
        answer.send_header("Content-Length", str(len(body) - first))
        answer.end_headers()
        answer.wfile.write(body[first:stop])

    def good(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, CONTENT, first)

    def no_ranges(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, CONTENT, 0)

    def breaks(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        """At most 100,000 bytes an answer."""
        self.send(answer, CONTENT, first, first + 100_000)

    def breaks_once_and_for_all(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, CONTENT, 0, 120_000)

    def wrong(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, bytes(len(CONTENT)), first)

    def wrong_then_breaks(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, bytes(len(CONTENT)), 0, 50_000)

    def gone(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        answer.send_error(404, "Not Found")

    def login_page(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        self.send(answer, b"<html>Please log in to the network</html>", 0)

    def refuses_ranges(self, answer: BaseHTTPRequestHandler, first: int) -> None:
        if first:
            answer.send_error(416, "Range Not Satisfiable")
        else:
            self.send(answer, CONTENT, 0)


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    running = Mirror()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LIB_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(download_room, "PATIENCE", (2, 5))
    return tmp_path / "cache"


@pytest.fixture
def offer(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Offer a data set "toy" of one file at these addresses; its path once fetched."""

    def make(*urls: str) -> Path:
        checksum = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
        file = RemoteFile("file.bin", len(CONTENT), checksum, urls)
        monkeypatch.setitem(SOURCES, "toy", Source("toy", "toy", (file,), "a toy", "none"))
        return root / "toy" / "file.bin"

    return make


def dead_url() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/file.bin"


def test_a_plain_download(mirror: Mirror, offer: Callable[..., Path], capfd: pytest.CaptureFixture) -> None:
    path = offer(mirror.url("good"))
    assert status("toy") == "missing" and verify("toy") == {"file.bin": "missing"}
    assert fetch("toy", progress=False) == path
    assert path.read_bytes() == CONTENT
    assert status("toy") == "ready" and verify("toy") == {"file.bin": "ready"}
    assert {p.name for p in path.parent.iterdir()} == {"file.bin", ".lock"}
    assert capfd.readouterr() == ("", "")


def test_what_is_here_is_not_downloaded_again(mirror: Mirror, offer: Callable[..., Path]) -> None:
    offer(mirror.url("good"))
    fetch("toy", progress=False)
    fetch("toy", progress=False)
    assert len(mirror.asked) == 1


def test_progress_is_shown(mirror: Mirror, offer: Callable[..., Path], capfd: pytest.CaptureFixture) -> None:
    offer(mirror.url("good"))
    fetch("toy")
    assert "file.bin" in capfd.readouterr().err


@pytest.mark.parametrize(
    "first", ["gone", "wrong", "login_page", "breaks_once_and_for_all", "wrong_then_breaks"]
)
def test_the_next_mirror_helps(mirror: Mirror, offer: Callable[..., Path], first: str) -> None:
    path = offer(mirror.url(first), mirror.url("good"))
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT


def test_a_dead_mirror_is_passed_over(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(dead_url(), mirror.url("good"))
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT


def test_a_broken_download_goes_on_where_it_broke(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("breaks"))
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT
    assert [asked for _, asked in mirror.asked] == [None, "bytes=100000-", "bytes=200000-"]


@pytest.mark.parametrize("way", ["good", "no_ranges", "refuses_ranges"])
def test_a_later_run_resumes(mirror: Mirror, offer: Callable[..., Path], way: str) -> None:
    path = offer(mirror.url(way))
    path.parent.mkdir(parents=True)
    part = path.with_name("file.bin.part")
    part.write_bytes(CONTENT[:1234])
    assert status("toy") == "partial" and verify("toy") == {"file.bin": "partial"}
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT and not part.exists()
    assert mirror.asked[0] == (way, "bytes=1234-")


def test_a_false_beginning_is_thrown_away(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("good"))
    path.parent.mkdir(parents=True)
    path.with_name("file.bin.part").write_bytes(b"x" * 5000)
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_replaced(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("good"))
    path.parent.mkdir(parents=True)
    path.with_name("file.bin.part").write_bytes(CONTENT + b"more")
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT


def test_truncated_for_good(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("breaks_once_and_for_all"))
    with pytest.raises(
        DataError, match=r"could not be downloaded whole.*120,000 bytes of 300,000.*to resume"
    ):
        fetch("toy", progress=False)
    assert not path.exists() and status("toy") == "partial"
    offer(mirror.url("good"))
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT and mirror.asked[-1] == ("good", "bytes=120000-")


def test_wrong_bytes_are_set_aside(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("wrong"))
    with pytest.raises(DataError, match=r"checksum is wrong.*set aside as file\.bin\.corrupt"):
        fetch("toy", progress=False)
    assert not path.exists()
    assert path.with_name("file.bin.corrupt").read_bytes() == bytes(len(CONTENT))


def test_a_damaged_file_is_kept_aside_and_replaced(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("good"))
    path.parent.mkdir(parents=True)
    spoilt = b"\xff" + CONTENT[1:]
    path.write_bytes(spoilt)
    assert status("toy") == "ready" and verify("toy") == {"file.bin": "damaged"}
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT and path.with_name("file.bin.corrupt").read_bytes() == spoilt


def test_damage_after_a_good_fetch_is_seen(mirror: Mirror, offer: Callable[..., Path]) -> None:
    path = offer(mirror.url("good"))
    fetch("toy", progress=False)
    times = path.stat().st_mtime_ns
    path.write_bytes(bytes(len(CONTENT)))
    os.utime(path, ns=(times, times))
    assert verify("toy") == {"file.bin": "damaged"}


def test_no_network(offer: Callable[..., Path]) -> None:
    path = offer(dead_url(), dead_url())
    with pytest.raises(
        DataError, match=r"no network reaches its mirrors.*what has arrived is kept.*yourself"
    ):
        fetch("toy", progress=False)
    assert not path.exists()


def test_no_address(offer: Callable[..., Path]) -> None:
    offer()
    with pytest.raises(DataError, match="no address is known for it"):
        fetch("toy", progress=False)


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only this way on Windows")
def test_read_only_cache(mirror: Mirror, offer: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = offer(mirror.url("good"))
    path.parent.mkdir(parents=True)
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    if os.access(
        path.parent, os.W_OK
    ):  # the superuser may write anywhere: let the system say no all the same
        monkeypatch.setattr(sources_room, "alone", refuse(errno.EROFS))
    with pytest.raises(DataError, match=r"nothing can be written there.*Set COURSE_LIB_DATA to a folder"):
        fetch("toy", progress=False)
    path.parent.chmod(stat.S_IRWXU)
    path.write_bytes(CONTENT)
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert fetch("toy", progress=False) == path
    path.parent.chmod(stat.S_IRWXU)
    assert mirror.asked == []


def refuse(number: int) -> Callable:
    def no(*args: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    return no


def test_a_file_where_the_folder_should_be(mirror: Mirror, offer: Callable[..., Path], root: Path) -> None:
    offer(mirror.url("good"))
    root.mkdir()
    (root / "toy").write_text("in the way")
    with pytest.raises(DataError, match="nothing can be written there"):
        fetch("toy", progress=False)
    assert (root / "toy").read_text() == "in the way"


def test_disk_full(mirror: Mirror, offer: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = offer(mirror.url("good"))
    full = threading.Event()

    class Full:
        """A file that takes 100,000 bytes and then no more."""

        def __init__(self, path: Path, mode: str) -> None:
            self.file = open(path, mode)  # noqa: SIM115

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *args: object) -> None:
            self.file.close()

        def write(self, piece: bytes) -> None:
            if self.file.tell() + len(piece) > 100_000:
                full.set()
                raise OSError(errno.ENOSPC, "No space left on device")
            self.file.write(piece)

        def tell(self) -> int:
            return self.file.tell()

    with monkeypatch.context() as patched:
        patched.setattr(download_room, "open", Full, raising=False)
        with pytest.raises(DataError, match=r"the disk is full: file\.bin needs 0\.3 MB.*nothing is lost"):
            fetch("toy", progress=False)
    assert full.is_set() and not path.exists()
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT and mirror.asked[-1][1] == "bytes=98304-"


@pytest.mark.parametrize(
    ("name", "sentence"), [("Mnist", "did you mean 'mnist'"), ("qqq", "There are: mnist")]
)
def test_unknown_names(name: str, sentence: str) -> None:
    for ask in (fetch, status, verify):
        with pytest.raises(DataError, match=sentence):
            ask(name)


def test_two_processes_do_not_collide(mirror: Mirror, root: Path) -> None:
    script = f"""
import hashlib, sys
from course_lib.data import SOURCES, RemoteFile, Source, fetch
file = RemoteFile("file.bin", {len(CONTENT)}, "sha256:{hashlib.sha256(CONTENT).hexdigest()}",
                  ("{mirror.url("good")}",))
SOURCES["toy"] = Source("toy", "toy", (file,), "a toy", "none")
print(hashlib.sha256(fetch("toy", progress=False).read_bytes()).hexdigest())
"""
    environment = os.environ | {"COURSE_LIB_DATA": str(root)}
    running = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    told = {process.communicate(timeout=120)[0].strip() for process in running}
    assert told == {hashlib.sha256(CONTENT).hexdigest()}
    assert len(mirror.asked) == 1


def test_the_lock_waits_and_gives_up(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "lock"),
        pytest.raises(TimeoutError, match="another process"),
        alone(tmp_path / "lock", patience=0.2),
    ):
        pass
    with alone(tmp_path / "lock", patience=0):
        assert (tmp_path / "lock").exists()


def test_an_interrupt_keeps_what_arrived(
    mirror: Mirror, offer: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = offer(mirror.url("good"))

    class Interrupting:
        def __init__(self) -> None:
            self.calls = 0

        def __call__(self, have: int) -> None:
            if have > 100_000:
                raise KeyboardInterrupt

    def bar(*args: object) -> object:
        from contextlib import nullcontext

        return nullcontext(Interrupting())

    with monkeypatch.context() as patched:
        patched.setattr(download_room, "_bar", bar)
        with pytest.raises(KeyboardInterrupt):
            fetch("toy", progress=False)
    assert not path.exists() and path.with_name("file.bin.part").stat().st_size > 100_000
    fetch("toy", progress=False)
    assert path.read_bytes() == CONTENT


def test_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURSE_LIB_DATA", str(tmp_path))
    assert cache_folder() == tmp_path.resolve()
    monkeypatch.setenv("COURSE_LIB_DATA", "")
    assert cache_folder().name == "course_lib" and cache_folder().is_absolute()


def test_the_catalogue_is_well_formed() -> None:
    for name, entry in SOURCES.items():
        assert entry.name == name and entry.about and entry.licence and entry.size > 0
        for file in entry.files:
            kind, digest = file.checksum.split(":")
            assert len(digest) == {"sha256": 64, "md5": 32}[kind]
            assert file.urls and all(url.startswith("https://") for url in file.urls)
    assert all(len(file.urls) >= 2 for file in SOURCES["mnist"].files)


def test_mnist_offline_is_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mnist = SOURCES["mnist"]
    files = tuple(RemoteFile(f.name, f.size, f.checksum, (dead_url(),)) for f in mnist.files)
    monkeypatch.setitem(SOURCES, "mnist", Source("mnist", "mnist", files, mnist.about, mnist.licence))
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte\.gz cannot be downloaded because no network"
    ):
        digits(28, source="mnist")


needs_data = pytest.mark.skipif(
    not os.environ.get("COURSE_LIB_DATA"),
    reason="COURSE_LIB_DATA is not set, so the real data sets are not here",
)


@pytest.mark.data
@needs_data
def test_the_real_mnist() -> None:
    d = digits(28, source="mnist")
    assert (len(d), len(d.train), len(d.test)) == (70_000, 60_000, 10_000)
    assert d.images.dtype == np.float32 and d.images.min() == 0 and d.images.max() == 1
    assert np.bincount(d.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert d.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.shares_memory(d.train.images, d.images) and not d.images.flags.writeable
    assert digits(28, "mnist", "test").images.shape == (10_000, 28, 28)


@pytest.mark.data
@needs_data
def test_the_real_files_have_the_published_checksums() -> None:
    published = {  # as the authors of the set published them
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    }
    folder = fetch("mnist", progress=False)
    assert set(verify("mnist").values()) == {"ready"}
    for name, md5 in published.items():
        assert hashlib.md5((folder / name).read_bytes(), usedforsecurity=False).hexdigest() == md5


@pytest.mark.data
@needs_data
@pytest.mark.parametrize("name", ["tinyshakespeare", "names"])
def test_the_real_texts(name: str) -> None:
    assert fetch(name, progress=False).stat().st_size == SOURCES[name].size
