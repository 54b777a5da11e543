"""Published weights from a server on this machine: fetched once, checked, loaded by name or refused."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from course_lib import zoo
from course_lib.data import DataError

torch = pytest.importorskip("torch", reason="PyTorch is not installed here, and the zoo is made of it")
from course_lib.zoo import pretrained  # noqa: E402  (needs torch)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict]:
    """A server of the files in the dict; "asked" lists what was asked for."""
    files: dict = {"asked": []}

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(False)

        def do_GET(self) -> None:
            self.answer(True)

        def answer(self, send: bool) -> None:
            name = self.path.strip("/")
            files["asked"].append((self.command, name))
            self.send_response(200 if name in files else 404)
            if name in files:
                self.send_header("Content-Length", str(len(files[name])))
            self.end_headers()
            if send and name in files:
                self.wfile.write(files[name])

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setattr(pretrained, "SITE", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("COURSE_LIB_DATA", str(tmp_path))
    yield files
    server.shutdown()
    server.server_close()


def publish(site: dict, monkeypatch: pytest.MonkeyPatch, name: str, state: dict, ending: str = "") -> str:
    """Put weights on the server, as `name`'s; returns the file's name."""
    file = io.BytesIO()
    torch.save(state, file)
    content = file.getvalue()
    title = f"{name}-{ending or hashlib.sha256(content).hexdigest()[:8]}.pth"
    site[title] = content
    monkeypatch.setitem(pretrained.FILES, name, (title, 1.0))
    return title


def test_names_are_functions_of_the_zoo() -> None:
    assert pretrained.FILES and set(pretrained.FILES) <= set(zoo.__all__)


def test_weights_arrive_once_and_are_the_published_ones(site, monkeypatch, tmp_path) -> None:
    source, target = zoo.resnet_small(depth=8), zoo.resnet_small(depth=8)
    title = publish(site, monkeypatch, "resnet18", source.state_dict())
    assert zoo.load_pretrained(target, "resnet18", progress=False) is target
    assert all(torch.equal(v, target.state_dict()[k]) for k, v in source.state_dict().items())
    assert (tmp_path / "weights" / title).read_bytes() == site[title]
    zoo.load_pretrained(target, "resnet18", progress=False)
    assert site["asked"] == [("HEAD", title), ("GET", title)]


def test_a_file_put_there_by_hand_needs_no_network(site, monkeypatch, tmp_path) -> None:
    net = zoo.resnet_small(depth=8)
    title = publish(site, monkeypatch, "resnet18", net.state_dict())
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / title).write_bytes(site[title])
    zoo.load_pretrained(net, "resnet18")
    assert site["asked"] == []


def test_old_names_and_unused_heads(site, monkeypatch) -> None:
    dense = zoo.densenet_small(layers=1, growth_rate=4)
    old = {
        k.replace("norm1.", "norm.1.").replace("conv2.", "conv.2."): v
        for k, v in dense.state_dict().items()
        if not k.endswith("num_batches_tracked")
    }
    old |= {"aux1.fc1.weight": torch.zeros(1)}
    assert any(".norm.1." in key for key in old)
    publish(site, monkeypatch, "densenet121", old)
    zoo.load_pretrained(zoo.densenet_small(layers=1, growth_rate=4), "densenet121", progress=False)


def test_a_wrong_file_is_not_used(site, monkeypatch, tmp_path) -> None:
    title = publish(site, monkeypatch, "resnet18", {"a": torch.zeros(1)}, ending="00000000")
    with pytest.raises(DataError, match="its checksum is wrong"):
        zoo.load_pretrained(zoo.resnet_small(depth=8), "resnet18", progress=False)
    assert not (tmp_path / "weights" / title).exists()


def test_a_file_that_is_not_there(site) -> None:
    with pytest.raises(DataError, match=r"could not be downloaded whole.*put the file into"):
        zoo.load_pretrained(zoo.resnet_small(depth=8), "resnet18", progress=False)


def test_a_model_that_the_weights_do_not_fit(site, monkeypatch) -> None:
    publish(site, monkeypatch, "resnet18", zoo.resnet_small(depth=8).state_dict())
    net = zoo.resnet_small(depth=8, num_classes=3)
    before = net.fc.weight.clone()
    with pytest.raises(ValueError, match=r"fc.weight has shape \(10, 64\) in the file and \(3, 64\)"):
        zoo.load_pretrained(net, "resnet18", progress=False)
    assert torch.equal(net.fc.weight, before)


class Trap:
    """Something that runs code when it is unpickled."""

    def __reduce__(self):
        return (print, ("code from a file has run",))


def test_code_in_a_file_is_never_run(site, monkeypatch, capsys) -> None:
    publish(site, monkeypatch, "resnet18", {"a": Trap()})
    with pytest.raises(Exception, match=r"[Ww]eights"):
        zoo.load_pretrained(zoo.resnet_small(depth=8), "resnet18", progress=False)
    assert "has run" not in capsys.readouterr().out


def test_unknown_names_are_told() -> None:
    with pytest.raises(ValueError, match="no weights for 'resnet81', did you mean 'resnet"):
        zoo.load_pretrained(zoo.resnet_small(depth=8), "resnet81")
