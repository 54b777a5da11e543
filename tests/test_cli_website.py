"""The reference, the documents and the search: every public name has an entry, every link leads somewhere."""

import json
import re
import subprocess
import sys
from importlib import import_module

import pytest

from course_lib.cli.notebook_tools import executed, files
from course_lib.cli.site import build
from course_lib.cli.website.documents import find_documents, for_site, page_for
from course_lib.cli.website.prose import prose
from course_lib.cli.website.reference import Addresses, module_page
from course_lib.cli.website.rooms import read_room, read_rooms
from course_lib.cli.website.search import read_page, search_page

ROOMS = read_rooms()
ADDRESSES = Addresses(ROOMS)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole site, the chapters as they are stored: a run would change no link."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executed, "executed", lambda path, timeout: files.read(path))
        return build(tmp_path_factory.mktemp("site"), files.find())


@pytest.mark.parametrize(
    "room", ["", ".ops", ".nn", ".nn.functional", ".plot", ".data", ".widgets", ".exercises", ".zoo"]
)
def test_every_public_name_has_an_entry(room):
    module = import_module(f"course_lib{room}")
    missing = [name for name in module.__all__ if not ADDRESSES.dotted(f"{module.__name__}.{name}")]
    assert [name for name in missing if not name.startswith("__")] == []


def test_every_module_has_a_page_but_not_the_answers():
    assert {"course_lib.tensor", "course_lib.zoo.gpt", "course_lib.nn"} < set(ROOMS)
    assert not [name for name in ROOMS if ".ch0" in name or "._" in name]


def test_an_entry_shows_signature_docstring_and_source():
    room = ROOMS["course_lib.linear"]
    page = module_page(room, ADDRESSES)
    assert '<h2 id="add_bias">' in page
    assert '<pre class="signature">add_bias(X: ArrayLike) -&gt; Array</pre>' in page
    assert "Put the constant input x0 = 1" in page and "<summary>Source" in page
    assert '<p class="part">Args</p>' in page and "&gt;&gt;&gt; " in page


def test_reading_imports_nothing_heavy():
    code = (
        "import sys; from course_lib.cli.website.rooms import read_rooms; read_rooms();"
        "print(sorted({'torch', 'numpy', 'matplotlib', 'ipywidgets'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_classes_records_and_properties():
    text = '''
from dataclasses import dataclass
@dataclass
class Point(Base):
    """A place."""
    x: float
    y: float = 0
    @property
    def norm(self) -> float:
        """Length."""
    def to(self, other, /): ...
    def _hidden(self): ...
_private = 1
LOW, HIGH = 0, 1
'''
    point, low, high = read_room(text, "course_lib.p").names
    assert point.signature == "Point(x: float, y: float = 0)" and point.bases == ("Base",)
    assert point.source.startswith("@dataclass\nclass Point")
    assert [(m.signature, m.kind) for m in point.members] == [
        ("norm -> float", "property"),
        ("to(other, /)", "function"),
    ]
    assert (low.name, high.name) == ("LOW", "HIGH")


def test_names_lead_to_their_entries():
    assert ADDRESSES.find("nn.Linear") == "course_lib.nn.layers.html#Linear"
    assert ADDRESSES.find("backward", "course_lib.tensor.Tensor") == "course_lib.tensor.html#Tensor.backward"
    assert ADDRESSES.find("unbroadcast") == "course_lib.tensor.html#unbroadcast"
    assert ADDRESSES.find("no_such_name") is None


def test_docstrings_become_sentences_lists_and_examples():
    made = prose(
        "First <b>.\n\n- one\n- two\n\nArgs:\n    x: of `k`\n        rows.\n    y: more.\n\n"
        "Returns:\n    (N,) numbers.\n\nExample:\n    >>> 1 + 1\n    2\n\nEnd.",
        {"k": "k.html"}.get,
    )
    assert "<p>First &lt;b&gt;.</p>" in made and "<li>one</li><li>two</li>" in made
    assert '<dt><code>x</code></dt><dd>of <a href="k.html"><code>k</code></a> rows.</dd>' in made
    assert "<p>(N,) numbers.</p>" in made and made.endswith("<p>End.</p>")
    assert '<div class="highlight">' in made


def test_links_of_documents_lead_to_pages_or_become_words():
    pages = {"engine.html": set(), "01_a.html": {"cell-id=x", "Top"}}
    text = "[a](engine.md) [b](../notebooks/01_a.ipynb#x) [c](../notebooks/02_b.ipynb) [d](https://e.org/f.md) [`g`](../deploy/g.yaml)"
    assert for_site(text, pages) == "[a](engine.html) [b](01_a.html#cell-id=x) c [d](https://e.org/f.md) `g`"


def test_chapters_link_to_files_that_have_a_page(site):
    links = {
        found
        for path in files.find()
        for found in re.findall(r"\]\((\.\./[\w./-]+)", path.read_text(encoding="utf-8"))
    }
    assert [link for link in links if page_for(link) not in site.anchors] == []


def test_pages_that_are_only_read_install_nothing(site):
    for path in files.find():
        assert "cell-id=setup" in site.anchors[f"{path.stem}.html"]
        assert "cell-id=install" not in site.anchors[f"{path.stem}.html"]


def test_every_document_has_a_page_that_the_contents_link(site):
    home = (site.folder / "index.html").read_text(encoding="utf-8")
    for path in files.find():
        assert f'href="{path.stem}.html"' in home
    for path in find_documents():
        assert f'href="{path.stem}.html"' in home
        assert f"{path.stem}.html" in site.titles
    assert 'href="course_lib.html"' in home and 'href="search.html"' in home


def test_all_links_of_the_site_resolve(site):
    known = {**site.anchors, "search.html": {"query"}}
    assert {path.name for path in site.folder.iterdir()} == set(known)
    broken = []
    for path in site.folder.glob("*.html"):
        text = re.sub(r"<(pre|script)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for page, anchor in re.findall(r'<a [^>]*?href="([^":#]*)(?:#([^"]*))?"', text):
            page = page or path.name
            if page not in known or (anchor and anchor not in known[page]):
                broken.append((path.name, page, anchor))
    assert broken == []


def test_the_index_holds_chapters_documents_and_names(site):
    text = (site.folder / "search.html").read_text(encoding="utf-8")
    index = json.loads(re.search(r'id="search-index">(.*?)</script>', text, re.DOTALL)[1])
    pages = [page for page, _ in index["pages"]]
    found = {(title, pages[page]) for title, page, _, _ in index["sections"]}
    assert {("Notation", "notation.html"), ("Tensor.backward", "course_lib.tensor.html")} < found
    assert {("resnet18", "course_lib.zoo.resnet.html"), ("The widgets", "gallery.html")} < found
    for room in ROOMS.values():
        assert {(name.name, room.page) for name in room.names} <= found
    assert len(text) < 1_000_000


def test_sections_hold_each_word_once_without_code():
    page = "<h1 id='t'>A <code>b</code><a>¶</a></h1><p>Loss and loss of it, 3 x.</p><pre>secret</pre><h2 id='u'>C</h2>later"
    sections, anchors = read_page("p.html", page)
    assert [tuple(s) for s in sections] == [("A b", "p.html", "t", "loss"), ("C", "p.html", "u", "later")]
    assert anchors == {"t", "u"}


def test_no_text_in_the_index_ends_the_script():
    sections, _ = read_page("p.html", "<h1 id='t'>&lt;/script&gt;</h1>")
    assert "</script>" not in search_page(sections, {}).split('id="search-index">')[1].split("</script>")[0]
    assert "u003c/script" in search_page(sections, {})
