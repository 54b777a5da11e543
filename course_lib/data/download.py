"""Downloads that resume: a downloader for pooch, which checks the file and moves it into place whole."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 14
PATIENCE = (10, 60)  # seconds to connect, and between two pieces of data
RETRIES = 3  # attempts in a row without a new byte before a mirror is given up


class Broken(Exception):
    """A mirror did not give the file; the message says why. What arrived is kept as ``.part``."""


class Unlike(Broken):
    """A mirror gave a whole file, but not the right one. It is kept as ``.corrupt``."""


def set_aside(path: Path, name: str) -> None:
    """Rename a file that fails its checksum to ``NAME.corrupt``, so that nothing is lost."""
    os.replace(path, path.with_name(name + ".corrupt"))


class Resuming:
    """What pooch calls to download: it continues ``NAME.part`` if the server knows ranges, or begins anew.

    `target` is the file's final path, `size` its bytes, `checksum` such as ``sha256:...``.
    """

    def __init__(self, target: Path, size: int, checksum: str, progress: bool) -> None:
        self.target, self.size, self.checksum, self.progress = target, size, checksum, progress
        self.part = target.with_name(target.name + ".part")

    def __call__(self, url: str, output_file: str | Path, pooch: object = None) -> None:
        """Download `url` and leave the whole file at `output_file`. Raises Broken or Unlike."""
        resumed = self.part.exists()
        self._complete(url)
        if not self._right():
            set_aside(self.part, self.target.name)
            if not resumed:
                raise Unlike("its file has the wrong checksum")
            # The first piece may have come from a mirror whose file differs: try once from the beginning.
            self._complete(url)
            if not self._right():
                set_aside(self.part, self.target.name)
                raise Unlike("its file has the wrong checksum")
        os.replace(self.part, output_file)

    def _right(self) -> bool:
        from pooch.hashes import hash_matches

        return self.part.stat().st_size == self.size and hash_matches(str(self.part), self.checksum)

    def _have(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _complete(self, url: str) -> None:
        """Ask again after each break, as long as some attempt in RETRIES gets further than ever before."""
        furthest, idle = self._have(), 0
        with _bar(self.target.name, self.size, self.progress) as advance:
            advance(furthest)
            while self._have() < self.size:
                trouble = self._stream(url, self._have(), advance)
                if self._have() > furthest:
                    furthest, idle = self._have(), 0
                    continue
                idle += 1
                if idle == RETRIES:
                    raise Broken(trouble)

    def _stream(self, url: str, have: int, advance: Callable[[int], None]) -> str:
        """Append what the server sends; how that ended if not well. Raises Broken if it refuses."""
        import requests

        # Without "identity" a server may pack the file once more, and byte positions would mean nothing.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            answer = requests.get(url, headers=headers, stream=True, timeout=PATIENCE)
        except requests.RequestException as error:
            raise Broken("it cannot be reached") from error
        with answer:
            if answer.status_code == 416:
                self.part.unlink()
                return "it does not have the rest of the file"
            if not answer.ok:
                raise Broken(f"it answers {answer.status_code} {answer.reason}")
            begin = have if answer.status_code == 206 and _start(answer.headers) == have else 0
            announced = begin + int(answer.headers.get("Content-Length", self.size - begin))
            if announced != self.size:
                raise Broken(f"it offers {announced:,} bytes instead of {self.size:,}")
            # An answer that ends too early keeps what it brought: its length is counted here, not there.
            answer.raw.enforce_content_length = False
            with open(self.part, "ab" if begin else "wb") as file:
                try:
                    for piece in answer.iter_content(CHUNK):
                        file.write(piece)
                        advance(file.tell())
                except requests.RequestException:
                    pass  # the break shows in the length
        return f"it breaks off after {self._have():,} bytes of {self.size:,}"


def _start(headers: Mapping[str, str]) -> int:
    """First byte of the range that an answer holds."""
    match = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
    return int(match[1]) if match else -1


@contextmanager
def _bar(name: str, total: int, show: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar; what it yields sets how many bytes are there."""
    if not show:
        yield lambda have: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="B", unit_scale=True, desc=name, leave=False) as bar:

        def advance(have: int) -> None:
            bar.update(have - bar.n)

        yield advance
