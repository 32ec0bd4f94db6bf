"""What is open where: pairs, headings, what never closes, and reading in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.bounded import bounded, calls
from tests.campaign import tenth
from tests.laws.strategies import TEXT
from wikidiff.wikitext.scan import DEEPEST, GIVE_UP, Scanner, heading_end, scan


def pairs(text: str) -> list[tuple[str, str]]:
    return [(pair.kind, text[pair.start : pair.end]) for pair in scan(text, 0, len(text)).pairs]


def counts(text: str) -> tuple[int, int]:
    found = scan(text, 0, len(text))
    return found.unclosed, found.stray


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{b}} c", [("{{", "{{b}}")]),
        ("{{a|[[b]]}}", [("{{", "{{a|[[b]]}}"), ("[[", "[[b]]")]),
        ("{{a|{{b}}}}", [("{{", "{{a|{{b}}}}"), ("{{", "{{b}}")]),
        ("[[a|b\nc]]", [("[[", "[[a|b\nc]]")]),
        ("{|\n|-\n| a\n|}", [("{|", "{|\n|-\n| a\n|}")]),
        ("x\n:: {| a\n |} y", [("{|", "{| a\n |}")]),
        ("{|\n|\n{|\n|}\n|}", [("{|", "{|\n|\n{|\n|}\n|}"), ("{|", "{|\n|}")]),
        ("a {| b |} c", []),
        ("{{a\n|}}", [("{{", "{{a\n|}}")]),
        ("{|\n|}}\n|}", [("{|", "{|\n|}}\n|}")]),
        ("a<ref>b {{c}}</ref>", [("ref", "<ref>b {{c}}</ref>"), ("{{", "{{c}}")]),
        ("<REF Name='a'>b</Ref >", [("ref", "<REF Name='a'>b</Ref >")]),
        ('<ref name="a"/>b</ref>', []),
        ("<!-- {{a -->}}", [("<!--", "<!-- {{a -->")]),
        ("a<!-- b", [("<!--", "<!-- b")]),
        ("<!-->{{a}}", [("<!--", "<!-->{{a}}")]),
        ("<nowiki>{{</nowiki>}}", [("nowiki", "<nowiki>{{</nowiki>")]),
        ("<NoWiki>[[</nowiki >", [("nowiki", "<NoWiki>[[</nowiki >")]),
        ("<nowiki/>[[a]]", [("[[", "[[a]]")]),
        ("<math>a\n== b ==\n{{</math>{{c}}", [("math", "<math>a\n== b ==\n{{</math>"), ("{{", "{{c}}")]),
        ("<div>{{a}}</div>", [("{{", "{{a}}")]),
        ("<poem>\na\n</poem>", [("poem", "<poem>\na\n</poem>")]),
        ("<gallery>\nA.jpg|b\n</gallery>", [("gallery", "<gallery>\nA.jpg|b\n</gallery>")]),
        ("<refx>a</refx>", []),
    ],
)
def test_what_stands_in_pairs(text, expected):
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "unclosed", "stray"),
    [
        ("", 0, 0),
        ("{{a}} [[b]] <ref>c</ref>", 0, 0),
        ("{{a", 1, 0),
        ("[[a {{b [[c", 3, 0),
        ("a}} ]] </ref>", 0, 3),
        ("|}", 0, 1),
        ("\n|}", 0, 1),
        ("{{a [[b}}", 1, 0),
        ("<ref>{{a</ref>", 1, 0),
        ("<nowiki>{{a}}", 1, 0),
        ("</nowiki>", 0, 0),
        ("{|\n| a", 1, 0),
        ("<!-- {{a", 0, 0),
    ],
)
def test_what_never_closes_and_what_closes_nothing(text, unclosed, stray):
    assert counts(text) == (unclosed, stray)


def test_an_opener_left_open_does_not_hide_what_closes_around_it():
    assert pairs("{{a [[b}} c]]") == [("{{", "{{a [[b}}")]
    assert pairs("[[a {{b]] c}}") == [("[[", "[[a {{b]]")]


def test_a_heading_ends_all_that_is_open():
    text = "{{a\n== B ==\nc}} <ref>\n=== D ===\n</ref>"
    found = scan(text, 0, len(text))
    assert found.pairs == []
    assert [text[start:end] for start, end in found.headings] == ["== B ==", "=== D ==="]
    assert (found.unclosed, found.stray) == (2, 2)


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("== A ==", True),
        ("=A=", True),
        ("===", True),
        ("==", False),
        ("=", False),
        ("== A ==  \t", True),
        ("== A == <!-- b --> <!-- c -->", True),
        ("== A == b", False),
        ("== A == <!-- b --> c", False),
        (" == A ==", False),
        ("== A", False),
        ("======= A =======", True),
        ("== A = b ==", True),
        ("== A ==\r", True),
        ("== A == <!-- b -->\r", True),
        ("== A == <!-- b", False),
        ("== A ==-->", False),
    ],
)
def test_what_a_heading_is(line, is_heading):
    assert (heading_end(line, 0) >= 0) is is_heading
    for text in (line, f"a\n{line}\nb"):
        assert bool(scan(text, 0, len(text)).headings) is is_heading


def test_headings_in_comments_and_nowiki_are_none():
    text = "<!--\n== A ==\n-->\n<nowiki>\n== B ==\n</nowiki>\n<math>\n== C ==\n</math>\n== D ==\n"
    assert [text[start:end] for start, end in scan(text, 0, len(text)).headings] == ["== D =="]


def test_a_stretch_is_read_with_the_offsets_of_the_text():
    text = "{{a}}\n[[b]]\n{{c}}\n"
    assert [text[p.start : p.end] for p in scan(text, 6, 12).pairs] == ["[[b]]"]


def test_nothing_is_paired_deeper_than_a_person_nests():
    deep = "{{a|" * (DEEPEST + 10) + "}}" * (DEEPEST + 10)
    found = scan(deep, 0, len(deep))
    assert len(found.pairs) == DEEPEST
    assert max(pair.depth for pair in found.pairs) == DEEPEST - 1
    assert (found.unclosed, found.stray) == (10, 10)


def test_a_page_of_openers_is_given_up():
    text = "{{" * (GIVE_UP + DEEPEST + 100) + "}}"
    assert scan(text, 0, len(text)).pairs == []


def well_formed(text: str) -> None:
    found = scan(text, 0, len(text)).pairs
    assert found == sorted(found, key=lambda pair: pair.start)
    open_pairs: list[tuple[int, int]] = []
    for pair in found:
        assert 0 <= pair.start < pair.end <= len(text)
        opener = text[pair.start : pair.end]
        assert opener.startswith(pair.kind) or opener[1:].lower().startswith(pair.kind)
        while open_pairs and open_pairs[-1][1] <= pair.start:
            open_pairs.pop()
        assert not open_pairs or pair.end <= open_pairs[-1][1], "pairs nest, they never cross"
        open_pairs.append((pair.start, pair.end))


@given(TEXT)
def test_pairs_nest(text):
    well_formed(text)


@pytest.mark.parametrize("page", [pytest.param(p, id=p.name[:30]) for p in tenth(material.wikis())])
def test_pairs_nest_on_real_pages(page):
    well_formed(page.text)


@given(TEXT, st.lists(st.integers(0, 60), max_size=4))
def test_reading_in_parts_is_reading_at_once(text, cuts):
    lines = text.split("\n")
    places = sorted({sum(len(line) + 1 for line in lines[:cut]) for cut in cuts if cut < len(lines)})
    scanner, at = Scanner(), 0
    for place in [*places, len(text)]:
        scanner.read(text, at, place)
        at = place
    assert scanner.result() == scan(text, 0, len(text))


@given(TEXT, TEXT, TEXT)
def test_a_scan_goes_on_in_another_text_that_begins_alike(lead, shared, rest):
    """What was scanned in one text is taken over into another where it stands further on."""
    lead, shared = lead + "\n", shared + "\n"
    scanner = Scanner()
    scanner.read(shared + rest, 0, len(shared))
    other = lead + shared + rest
    moved = scanner.shifted(len(lead))
    moved.read(other, len(lead) + len(shared), len(other))
    assert moved.result() == scan(other, len(lead), len(other))
    before = scanner.result()
    scanner.read(shared + rest, len(shared), len(shared + rest))
    assert before.pairs == [p for p in before.pairs if p.start < len(shared)], "the copy shares nothing"


HOSTILE = [
    "{{",
    "[[",
    "{|\n",
    "<ref>",
    "<!--",
    "==\n",
    "|-\n",
    "}}",
    "]][[",
    "{{[[",
    "\n|}",
    "</ref>",
    "<a ",
    "<",
    "=a=\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_is_linear(piece):
    small, large = (piece * (size // len(piece)) for size in (20_000, 80_000))
    assert calls(lambda: scan(large, 0, len(large))) <= 5 * calls(lambda: scan(small, 0, len(small))) + 100


@pytest.mark.parametrize("piece", [*HOSTILE, "a", " ", "<math>", "<div>", "\n" + " " * 1000, ":" * 1000 + "\n"])
def test_a_megabyte_of_one_thing_is_read(piece):
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    with bounded():
        scan(text, 0, len(text))


def test_comments_behind_a_heading_that_is_none_are_read():
    with bounded(1):
        assert not scan("== a =" + "<!--x-->" * 200 + "y", 0, 1607).headings
