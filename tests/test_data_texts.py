"""The embedded texts, the switch to the real ones, and the numbers of their symbols."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import data
from course_lib.data import SOURCES, TEXTS, DataError, RemoteFile, Source, Vocabulary, text, windows


@pytest.mark.parametrize("name", TEXTS)
def test_embedded_texts_are_plain_and_end_in_a_line(name: str) -> None:
    found = text(name)
    assert 1500 < len(found) < 6000 and found.endswith("\n") and not found.endswith("\n\n")
    assert set(found) <= set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ,.?"\n')
    assert "\r" not in found and "\t" not in found and "  " not in found
    assert found.count('"') % 2 == 0


def test_the_lighthouse_has_a_stanza_for_each_month() -> None:
    stanzas = text("lighthouse").strip().split("\n\n")
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    assert [stanza.split()[1] for stanza in stanzas] == months
    assert {stanza.count("\n") for stanza in stanzas} == {7}
    for stanza in stanzas:  # what the wind names comes home two lines later
        cargo = stanza.split('"A ship of ')[1].split(",")[0]
        assert stanza.endswith(f"and brings the ship of {cargo} to shore.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("poem",), "choose one of lighthouse, mill"), (("mill", "web"), "source must be one of 'embedded'")],
)
def test_unknown_texts_are_explained(arguments: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        text(*arguments)


@pytest.mark.parametrize(("source", "stored"), [("shakespeare", "tinyshakespeare"), ("names", "names")])
def test_the_switch_reads_a_checked_file_of_the_cache(
    source: str, stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LIB_DATA", str(tmp_path))
    content = f"a stand-in for {source}\n".encode()
    checksum = "sha256:" + hashlib.sha256(content).hexdigest()
    file = RemoteFile("some.txt", len(content), checksum, ())
    monkeypatch.setitem(SOURCES, stored, Source(stored, "text", (file,), "a stand-in", "none"))
    with pytest.raises(DataError, match=r"some\.txt"):
        text(source=source)
    (tmp_path / "text").mkdir(exist_ok=True)
    (tmp_path / "text" / "some.txt").write_bytes(content)
    assert text(source=source) == content.decode()
    (tmp_path / "text" / "some.txt").write_bytes(content[::-1])  # as long, but not the same
    os.utime(tmp_path / "text" / "some.txt", (1, 1))
    with pytest.raises(DataError, match=r"some\.txt"):
        text(source=source)


needs_data = pytest.mark.skipif(
    not os.environ.get("COURSE_LIB_DATA"),
    reason="COURSE_LIB_DATA is not set, so the real data sets are not here",
)


@pytest.mark.data
@needs_data
def test_the_real_texts_are_those_of_the_catalogue() -> None:
    plays, names = text(source="shakespeare"), text(source="names")
    assert len(plays) == 1_115_394 and plays.startswith("First Citizen:") and len(set(plays)) == 65
    assert len(names.split()) == 32_033 and names.startswith("emma\n") and len(set(names)) == 27


class TestVocabulary:
    @given(st.text(min_size=1, max_size=60))
    def test_decode_undoes_encode(self, some: str) -> None:
        symbols = Vocabulary(some)
        codes = symbols.encode(some)
        assert symbols.decode(codes) == some and codes.dtype == np.int64
        assert len(symbols) == len(set(some)) and list(symbols) == sorted(set(some))

    def test_words(self) -> None:
        words = Vocabulary(["the", "red", "car", "and", "the", "blue", "car"])
        assert "car" in words and "house" not in words and len(words) == 5
        assert words.decode(words.encode(["red", "car"])) == ["red", "car"]

    def test_empty_sequences(self) -> None:
        abc = Vocabulary("abc")
        assert abc.encode("").shape == (0,) and abc.decode([]) == ""
        assert Vocabulary(["a"]).decode([]) == []

    def test_one_hot_has_the_shape_of_the_codes_and_one_more(self) -> None:
        abc = Vocabulary("hello")
        rows = abc.one_hot(np.array([[0, 1, 3], [2, 2, 0]]))
        assert rows.shape == (2, 3, 4) and (rows.sum(axis=-1) == 1).all()
        assert rows.argmax(axis=-1).tolist() == [[0, 1, 3], [2, 2, 0]]

    def test_what_does_not_fit_is_explained(self) -> None:
        abc = Vocabulary("abc")
        with pytest.raises(ValueError, match="'z' is none of the 3 symbols"):
            abc.encode("abz")
        for wrong in ([3], [-1], [0.5]):
            with pytest.raises(ValueError, match="numbered from 0 to 2"):
                abc.decode(wrong)
        with pytest.raises(ValueError, match="at least one symbol"):
            Vocabulary("")

    def test_repr_is_stable(self) -> None:
        assert repr(Vocabulary("ba")) == "Vocabulary(2 symbols: 'a', 'b')"
        assert repr(Vocabulary("abcdefghij")).endswith("'h', ...)")


class TestWindows:
    def test_targets_are_the_inputs_one_step_later(self) -> None:
        codes = np.arange(50)
        x, y = windows(codes, 7, [0, 42, 3])
        assert x.shape == y.shape == (7, 3)
        assert np.array_equal(y, x + 1) and x[0].tolist() == [0, 42, 3]

    @pytest.mark.parametrize(("length", "starts"), [(7, [43]), (7, [-1]), (0, [0]), (50, [0])])
    def test_a_piece_must_lie_within_the_text(self, length: int, starts: list[int]) -> None:
        with pytest.raises(ValueError, match="need starts from 0 to"):
            data.windows(np.arange(50), length, starts)
