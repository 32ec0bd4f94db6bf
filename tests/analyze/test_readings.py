"""The readings of one text, and what moved between two."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given

import wikidiff
from tests.laws.strategies import PAIRS
from wikidiff.model import CitationKind, QuantityKind, TokenKind

LONG = "The town has a harbour and two churches from the late middle ages."
OTHER = "Its inhabitants live on fishing, on trade with the islands and on tourism, as they always did."


def test_tokens():
    found = wikidiff.tokenize("A 3.5 km.")
    assert [(token.text, token.kind) for token in found] == [
        ("A", TokenKind.WORD),
        (" ", TokenKind.SPACE),
        ("3.5", TokenKind.NUMBER),
        (" ", TokenKind.SPACE),
        ("km", TokenKind.WORD),
        (".", TokenKind.PUNCT),
    ]


def test_sections():
    found = wikidiff.sections("Lead.\n== A ==\na\n=== B ===\nb\n")
    assert [(section.level, section.title, section.path) for section in found] == [
        (0, "", ()),
        (2, "A", ("A",)),
        (3, "B", ("A", "B")),
    ]


def test_citations_and_their_site():
    found = wikidiff.citations("A.<ref name=b>{{cite web|url=http://c.d|title=E}}</ref> F.<ref name=b/>")
    assert [(citation.kind, citation.name, citation.use) for citation in found] == [
        (CitationKind.REF, "b", False),
        (CitationKind.REF, "b", True),
    ]
    assert wikidiff.citations("{{Literatur|Titel=A}}", site="dewiki")
    assert not wikidiff.citations("{{Literatur|Titel=A}}")


def test_quantities_and_their_language():
    (found,) = wikidiff.quantities("It has 3.6 million people.")
    assert (found.value, found.kind) == (3_600_000, QuantityKind.COUNT)
    (found,) = wikidiff.quantities("Sie hat 3,6 km.", language="de")
    assert (found.value, found.unit) == (3.6, "km")


def test_readings_travel():
    text = "A [[b]] 5 km.<ref>{{cite web|url=http://c.d}}</ref>\n== E ==\n"
    for found in (
        wikidiff.tokenize(text),
        wikidiff.sections(text),
        wikidiff.citations(text),
        wikidiff.quantities(text),
    ):
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own bytes
        assert len({hash(entry) for entry in found}) == len(set(found))


def moves(old: str, new: str) -> list[tuple[str, str, bool, str]]:
    return [
        (old[m.old.start : m.old.end].strip(), new[m.new.start : m.new.end].strip(), m.edited, m.kind)
        for m in wikidiff.moves(old, new)
    ]


def test_a_paragraph_that_moved():
    assert moves(f"{LONG}\n\n{OTHER}\n", f"{OTHER}\n\n{LONG}\n") == [(LONG, LONG, False, "paragraph")]


def test_a_paragraph_that_moved_and_was_edited():
    changed = LONG.replace("two", "three")
    assert moves(f"{LONG}\n\n{OTHER}\n", f"{OTHER}\n\n{changed}\n") == [(LONG, changed, True, "paragraph")]


def test_spaces_are_no_edit():
    changed = LONG.replace(" ", "  ")
    assert moves(f"{LONG}\n\n{OTHER}\n", f"{OTHER}\n\n{changed}\n") == [(LONG, changed, False, "paragraph")]


def test_a_row_and_an_item_that_moved():
    rows = [f"|-\n| Town {n} of the north || {n}00 people live there\n" for n in range(4)]
    old, new = ("{|\n" + "".join(order) + "|}\n" for order in (rows, [*rows[1:], rows[0]]))
    (move,) = moves(old, new)
    assert "Town 0" in move[0]
    assert "Town 0" in move[1]
    assert not move[2]
    items = [f"* the item of the number {n} in this list\n" for n in range(4)]
    old, new = "".join(items), "".join([items[3], *items[:3]])
    assert moves(old, new) == [(items[3].strip(), items[3].strip(), False, "list_item")]


def test_a_section_that_moved_is_one_move():
    first, second = f"== A ==\n{LONG}\n\n", f"== B ==\n{OTHER}\n\n{OTHER} More.\n\n"
    (move,) = moves(first + second, second + first)
    assert move[:3] == (first.strip(), first.strip(), False)


def test_nothing_moved():
    assert wikidiff.moves(LONG, LONG) == ()
    assert wikidiff.moves(f"{LONG}\n", f"{LONG}\n\n{OTHER}\n") == ()
    assert wikidiff.moves("", LONG) == ()


@given(PAIRS)
def test_moves_are_in_order_and_in_the_texts(pair):
    old, new = pair
    found = wikidiff.moves(old, new)
    assert list(found) == sorted(found, key=lambda move: move.new.start)
    for move in found:
        assert 0 <= move.old.start < move.old.end <= len(old)
        assert 0 <= move.new.start < move.new.end <= len(new)
        if not move.edited:
            assert move.old.slice(old).split() == move.new.slice(new).split()


@pytest.mark.parametrize("site", ["enwiki", "dewiki", "nosuchwiki"])
def test_moves_know_sites(site):
    old = f"[[Datei:A.jpg|mini|Ein Hafen und zwei Kirchen]]\n\n{LONG} {OTHER}\n"
    new = f"{LONG} {OTHER}\n\n[[Datei:A.jpg|mini|Ein Hafen und zwei Kirchen]]\n"
    assert len(wikidiff.moves(old, new, site=site)) == 1
