"""What `pyproject.toml` says: where the course lies, what it needs, and links made from its address."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from course_lib.chapters import CHAPTERS, Chapter
from course_lib.cli.problem import Problem

FIRST_NOTEBOOK = f"notebooks/{CHAPTERS[0].stem}.ipynb"


def find_root() -> Path | None:
    """Folder of the clone: the one this package lies in, else the working folder or one above it."""
    here = Path(__file__).resolve().parents[2]
    for folder in (here, Path.cwd(), *Path.cwd().parents):
        if (folder / "pyproject.toml").is_file() and (folder / "course_lib").is_dir():
            return folder
    return None


def root() -> Path:
    """Folder of the clone. Raises Problem outside of one."""
    folder = find_root()
    if folder is None:
        raise Problem(
            "This command works on the course's folder: change into your clone of it and run it there."
        )
    return folder


@lru_cache
def read(folder: Path) -> dict:
    """Everything in the `pyproject.toml` of `folder`."""
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(folder: Path, extras: tuple[str, ...] = ()) -> list[str]:
    """Requirements of the package and of its `extras`, as `pyproject.toml` writes them, each once."""
    project = read(folder)["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return list(dict.fromkeys(line for lines in lists for line in lines))


@dataclass(frozen=True)
class Repository:
    """The public home of the course; with an empty address there are no links at all."""

    address: str = ""
    branch: str = "main"

    def binder(self, path: str = FIRST_NOTEBOOK) -> str:
        """Address that starts the course on Binder and opens `path` in JupyterLab.

        >>> Repository("https://github.com/me/course").binder("notebooks/a.ipynb")
        'https://mybinder.org/v2/gh/me/course/main?urlpath=lab/tree/notebooks/a.ipynb'
        """
        if not self.address:
            return ""
        host, name = urlsplit(self.address).netloc, self._name()
        kind = {"github.com": f"gh/{name}", "gitlab.com": f"gl/{quote(name, safe='')}"}.get(
            host, f"git/{quote(self.address, safe='')}"
        )
        return f"https://mybinder.org/v2/{kind}/{quote(self.branch, safe='')}?urlpath=lab/tree/{path}"

    def colab(self, path: str) -> str:
        """Address that opens `path` in Colab, which knows GitHub only; empty elsewhere."""
        if urlsplit(self.address).netloc != "github.com":
            return ""
        return f"https://colab.research.google.com/github/{self._name()}/blob/{self.branch}/{path}"

    def hub(self, server: str, path: str = FIRST_NOTEBOOK) -> str:
        """Address on a JupyterHub with nbgitpuller that fetches the course or its news and opens `path`.

        >>> Repository("https://github.com/me/course").hub("https://hub.example.org", "notebooks/a.ipynb")
        'https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fme%2Fcourse&branch=main&urlpath=lab%2Ftree%2Fcourse%2Fnotebooks%2Fa.ipynb'
        """
        if not self.address:
            return ""
        folder = self._name().rsplit("/", 1)[-1]
        words = {"repo": self.address, "branch": self.branch, "urlpath": f"lab/tree/{folder}/{path}"}
        return f"{server.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(words)}"

    def pip(self) -> str:
        """What pip installs the package from, without a clone.

        >>> Repository("https://github.com/me/course").pip()
        'git+https://github.com/me/course@main'
        """
        return f"git+{self.address}@{self.branch}" if self.address else ""

    def _name(self) -> str:
        return urlsplit(self.address).path.strip("/").removesuffix(".git")


def repository(folder: Path | None = None) -> Repository:
    """The address that stands in `pyproject.toml` under ``[tool.course_lib]``, and nowhere else."""
    folder = folder or find_root()
    if folder is None:
        return Repository()
    table = read(folder).get("tool", {}).get("course_lib", {})
    return Repository(table.get("repository", "").strip(), table.get("branch", "main"))


def badge(label: str, image: str, link: str) -> str:
    """One badge in Markdown, or nothing where there is no link."""
    return f"[![{label}]({image})]({link})" if link else ""


def binder_badge(home: Repository) -> str:
    """The badge that starts the course on Binder; without an address, the form that asks for one.

    >>> binder_badge(Repository()).endswith("(https://mybinder.org)")
    True
    """
    link = home.binder() or "https://mybinder.org"
    return badge("Open in Binder", "https://mybinder.org/badge_logo.svg", link)


def badges(chapter: Chapter, home: Repository | None = None) -> str:
    """Launch badges of one chapter in Markdown, empty while the repository has no public address.

    >>> badges(CHAPTERS[0], Repository())
    ''
    """
    home = repository() if home is None else home
    path = f"notebooks/{chapter.stem}.ipynb"
    found = (
        badge("Open in Binder", "https://mybinder.org/badge_logo.svg", home.binder(path)),
        badge("Open in Colab", "https://colab.research.google.com/assets/colab-badge.svg", home.colab(path)),
    )
    return " ".join(item for item in found if item)
