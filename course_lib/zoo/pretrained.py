"""Weights trained on ImageNet, as torchvision publishes them: downloaded on request only, and checked.

A file's name ends with the first eight hexadecimal digits of its SHA-256, which is what the check compares.
Only tensors are read from it, never code (`weights_only`). Pictures go in as (N, 3, 224, 224) with mean
(0.485, 0.456, 0.406) taken off and divided by (0.229, 0.224, 0.225); for GoogLeNet's weights all six are 0.5.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from pathlib import Path

import torch
from torch import Tensor, nn

from course_lib.data.catalogue import RemoteFile
from course_lib.data.download import Broken, Resuming, set_aside
from course_lib.data.errors import DataError
from course_lib.data.lock import alone
from course_lib.data.sources import _all_failed, _explained, cache_folder

SITE = "https://download.pytorch.org/models/"
FILES = {  # torchvision 0.28, the weights called IMAGENET1K_V1: file and size in MiB
    "alexnet": ("alexnet-owt-7be5be79.pth", 233.087),
    "vgg11": ("vgg11-8a719046.pth", 506.84),
    "vgg13": ("vgg13-19584684.pth", 507.545),
    "vgg16": ("vgg16-397923af.pth", 527.796),
    "vgg19": ("vgg19-dcbb9e9d.pth", 548.051),
    "googlenet": ("googlenet-1378be20.pth", 49.731),
    "resnet18": ("resnet18-f37072fd.pth", 44.661),
    "resnet34": ("resnet34-b627a593.pth", 83.275),
    "resnet50": ("resnet50-0676ba61.pth", 97.781),
    "resnet101": ("resnet101-63fe2227.pth", 170.511),
    "resnet152": ("resnet152-394f9c45.pth", 230.434),
    "densenet121": ("densenet121-a639ec97.pth", 30.845),
    "resnext50_32x4d": ("resnext50_32x4d-7cdf4587.pth", 95.789),
    "resnext101_32x8d": ("resnext101_32x8d-8ba56ff5.pth", 339.586),
    "vit_b_16": ("vit_b_16-c867db91.pth", 330.285),
}


def load_pretrained(model: nn.Module, name: str, progress: bool = True) -> nn.Module:
    """Put the published weights of `name` into a model of that architecture (1,000 classes), and return it.

    The file is downloaded the first time, into the course's data folder. Raises ValueError for an unknown
    name and for a model that the weights do not fit, DataError where the file cannot be had.

    >>> from course_lib import zoo
    >>> load_pretrained(zoo.resnet18(), "resnet18")  # doctest: +SKIP
    """
    if name not in FILES:
        near = difflib.get_close_matches(str(name), FILES, 1)
        guess = f", did you mean {near[0]!r}?" if near else "."
        raise ValueError(f"load_pretrained: no weights for {name!r}{guess} There are: {', '.join(FILES)}")
    path = weights_file(*FILES[name], progress)
    state = renamed(torch.load(path, map_location="cpu", weights_only=True), model)
    check(model, name, state)
    model.load_state_dict(state, strict=True)
    return model


def renamed(state: dict[str, Tensor], model: nn.Module) -> dict[str, Tensor]:
    """DenseNet's old names as today's (norm.1 is norm1); auxiliary heads only where the model has them."""
    heads = any(key.startswith("aux1.") for key in model.state_dict())
    old = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.([12])\.")
    return {
        old.sub(r"\1\2.", key): value
        for key, value in state.items()
        if heads or not key.startswith(("aux1.", "aux2."))
    }


def check(model: nn.Module, name: str, state: dict[str, Tensor]) -> None:
    """Say which weight does not fit, before torch changes anything."""
    here = model.state_dict()
    for key in [*state, *here]:
        if key.endswith("num_batches_tracked") and key in here:  # a counter that old files do not have
            state.setdefault(key, here[key])
        given, wanted = (tuple(d[key].shape) if key in d else None for d in (state, here))
        if given != wanted:
            raise ValueError(
                f"load_pretrained: the weights of {name!r} do not fit this {type(model).__name__}: {key} has "
                f"shape {given} in the file and {wanted} in the model. Make the model as zoo.{name}() "
                f"{'with kernel=3 ' if name == 'googlenet' else ''}makes it, load, then change its last layer"
            )


def weights_file(file: str, mebibytes: float, progress: bool = True) -> Path:
    """The file in the course's data folder, downloaded where it is missing and checked each time."""
    folder = cache_folder() / "weights"
    target, wanted = folder / file, Path(file).stem.rsplit("-", 1)[1]
    if target.is_file() and digest(target).startswith(wanted):
        return target
    remote = RemoteFile(file, int(mebibytes * 2**20), f"sha256:{wanted}", (SITE + file,))
    with _explained(folder, remote):
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder / ".lock"):
            if not (target.is_file() and digest(target).startswith(wanted)):
                download(target, remote, progress)
    return target


def download(target: Path, remote: RemoteFile, progress: bool) -> None:
    """Fetch the file whole or leave none of its name. Raises DataError."""
    url = remote.urls[0]
    if target.exists():
        set_aside(target, target.name)
    try:
        Weights(target, size(url), remote.checksum, progress)(url, target)
    except Broken as error:
        raise DataError(_all_failed(target.parent, remote, [("download.pytorch.org", str(error))])) from error


def size(url: str) -> int:
    """How many bytes the server says the file has. Raises Broken."""
    import requests

    try:
        answer = requests.head(url, allow_redirects=True, timeout=(10, 60))
    except requests.RequestException as error:
        raise Broken("it cannot be reached") from error
    if not answer.ok or "Content-Length" not in answer.headers:
        raise Broken(f"it answers {answer.status_code} {answer.reason}")
    return int(answer.headers["Content-Length"])


class Weights(Resuming):
    """The course's resuming download, for files of which only the beginning of the checksum is known."""

    def _right(self) -> bool:
        return self.part.stat().st_size == self.size and digest(self.part).startswith(
            self.checksum.removeprefix("sha256:")
        )


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
