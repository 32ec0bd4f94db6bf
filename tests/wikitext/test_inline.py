"""The inside of a stretch: pieces that join, nodes with their places, and a fallback for what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.bounded import bounded
from tests.campaign import tenth
from tests.laws.strategies import TEXT
from wikidiff.model.inline import Inline, PieceKind
from wikidiff.wikitext import inline as inline_module
from wikidiff.wikitext.inline import LONGEST, inline
from wikidiff.wikitext.parser import constructs
from wikidiff.wikitext.segment import blocks

PAGES = (*material.awkward_pages(), *tenth(material.wikis()), *tenth(material.articles(), at_least=4)[:4])


def read(text: str, site: str = "enwiki") -> Inline:
    return inline(text, 0, len(text), site)


def pieces(text: str, site: str = "enwiki") -> list[tuple[str, str]]:
    """Return kind and text of each piece that is no space."""
    return [(p.kind.name, p.text) for p in read(text, site).pieces if p.kind is not PieceKind.SPACE]


def nodes(text: str, site: str = "enwiki") -> list[tuple[str, str, str]]:
    """Return kind, name and inside of each node."""
    return [(n.kind.name, n.name, text[n.label_start : n.label_end]) for n in read(text, site).nodes]


KINDS = {
    "words": (
        "A town, 3.5 km.",
        [("WORD", "A"), ("WORD", "town"), ("PUNCT", ","), ("NUMBER", "3.5"), ("WORD", "km"), ("PUNCT", ".")],
        [],
    ),
    "nothing": ("", [], []),
    "link": (
        "[[a|b c]]s",
        [("LINK_OPEN", "[[a|"), ("WORD", "b"), ("WORD", "c"), ("LINK_CLOSE", "]]"), ("WORD", "s")],
        [("LINK_OPEN", "a", "b c")],
    ),
    "link without label": (
        "[[a]]",
        [("LINK_OPEN", "[["), ("WORD", "a"), ("LINK_CLOSE", "]]")],
        [("LINK_OPEN", "a", "a")],
    ),
    "link with an empty label": ("[[a|]]", [("LINK_OPEN", "[[a|"), ("LINK_CLOSE", "]]")], [("LINK_OPEN", "a", "")]),
    "link to a category page": (
        "[[:Category:A|b]]",
        [("LINK_OPEN", "[[:Category:A|"), ("WORD", "b"), ("LINK_CLOSE", "]]")],
        [("LINK_OPEN", ":Category:A", "b")],
    ),
    "link with another construct in its target": (
        "[[a{{b}}c|d]]",
        [("LINK_OPEN", "[[a{{b}}c|"), ("WORD", "d"), ("LINK_CLOSE", "]]")],
        [("LINK_OPEN", "a{{b}}c", "d")],
    ),
    "external link": (
        "[http://a.b c]",
        [("EXTLINK_OPEN", "[http://a.b "), ("WORD", "c"), ("EXTLINK_CLOSE", "]")],
        [("EXTLINK_OPEN", "http://a.b", "c")],
    ),
    "external link without words": (
        "[http://a.b]",
        [("EXTLINK_OPEN", "[http://a.b"), ("EXTLINK_CLOSE", "]")],
        [("EXTLINK_OPEN", "http://a.b", "")],
    ),
    "address": ("http://a.b", [("URL", "http://a.b")], []),
    "styles": (
        "'''a''' ''b''",
        [("STYLE", "'''"), ("WORD", "a"), ("STYLE", "'''"), ("STYLE", "''"), ("WORD", "b"), ("STYLE", "''")],
        [],
    ),
    "small": ("<small>a</small>", [("TAG", "<small>"), ("WORD", "a"), ("TAG", "</small>")], [("TAG", "small", "a")]),
    "line break": ("a<br/>", [("WORD", "a"), ("TAG", "<br/>")], [("TAG", "br", "")]),
    "ref": ("<ref name=x>a [[b]]</ref>", [("REF", "<ref name=x>a [[b]]</ref>")], [("REF", "ref", "a [[b]]")]),
    "use of a ref": ('<ref name="x"/>', [("REF", '<ref name="x"/>')], [("REF", "ref", "")]),
    "template": ("{{ a |b}}", [("TEMPLATE", "{{ a |b}}")], [("TEMPLATE", "a", " a |b")]),
    "argument": ("{{{1|b}}}", [("TEMPLATE", "{{{1|b}}}")], [("TEMPLATE", "", "1|b")]),
    "comment": ("<!-- [[a]] -->", [("COMMENT", "<!-- [[a]] -->")], [("COMMENT", "", " [[a]] ")]),
    "file": (
        "[[File:A.jpg|thumb|b [[c]]]]",
        [("MEDIA", "[[File:A.jpg|thumb|b [[c]]]]")],
        [("MEDIA", "File:A.jpg", "File:A.jpg|thumb|b [[c]]")],
    ),
    "category": ("[[Category:A|b]]", [("CATEGORY", "[[Category:A|b]]")], [("CATEGORY", "Category:A", "Category:A|b")]),
    "other language": (
        "[[zh-min-nan:A]]",
        [("INTERWIKI", "[[zh-min-nan:A]]")],
        [("INTERWIKI", "zh-min-nan:A", "zh-min-nan:A")],
    ),
    "math": ("<math>a^2</math>", [("CODE", "<math>a^2</math>")], [("CODE", "math", "a^2")]),
    "gallery": (
        "<gallery>\nA.jpg|b\n</gallery>",
        [("CODE", "<gallery>\nA.jpg|b\n</gallery>")],
        [("CODE", "gallery", "\nA.jpg|b\n")],
    ),
    "table": ("x\n{|\n| [[a]]\n|}", [("WORD", "x"), ("TABLE", "{|\n| [[a]]\n|}")], [("TABLE", "", "| [[a]]\n")]),
    "heading": (
        "== a {{b}} ==",
        [("MARK", "=="), ("WORD", "a"), ("TEMPLATE", "{{b}}"), ("MARK", "==")],
        [("TEMPLATE", "b", "b")],
    ),
    "entity": ("a&nbsp;b", [("WORD", "a"), ("ENTITY", "&nbsp;"), ("WORD", "b")], []),
    "tag that nothing closes": ("<b>a", [("PUNCT", "<"), ("WORD", "b"), ("PUNCT", ">"), ("WORD", "a")], []),
}


@pytest.mark.parametrize(("text", "expected", "inside"), KINDS.values(), ids=KINDS.keys())
def test_pieces_and_nodes_of_every_kind(text, expected, inside):
    assert pieces(text) == expected
    assert nodes(text) == inside
    assert not read(text).opaque


def test_the_kinds_of_tokens_are_forgotten_when_they_are_very_many(monkeypatch):
    kinds = inline_module._TokenKinds()
    kinds.update((str(number), PieceKind.NUMBER) for number in range(1 << 16))
    monkeypatch.setattr(inline_module, "_TOKEN_KINDS", kinds)
    assert pieces("a town") == [("WORD", "a"), ("WORD", "town")]
    assert len(kinds) < 10


def test_long_tokens_are_not_remembered(monkeypatch):
    kinds = inline_module._TokenKinds()
    monkeypatch.setattr(inline_module, "_TOKEN_KINDS", kinds)
    assert pieces("a" * 100) == [("WORD", "a" * 100)]
    assert not kinds


def test_a_link_in_a_link_keeps_its_own_node():
    text = "[[File:A.jpg]] [[a|b [[c|d]] e]]"
    found = read(text)
    assert [(p.text, found.nodes[p.node].name) for p in found.pieces if p.kind is PieceKind.WORD] == [
        ("b", "a"),
        ("d", "c"),
        ("e", "a"),
    ]


def test_words_in_a_tag_belong_to_what_stands_around_it():
    found = read("[[a|<small>b</small>]]")
    assert {found.nodes[p.node].name for p in found.pieces if p.kind is PieceKind.WORD} == {"a"}
    assert {found.nodes[p.node].name for p in found.pieces if p.kind is PieceKind.TAG} == {"small"}


def test_namespaces_are_those_of_the_site():
    assert pieces("[[Datei:A.jpg]]", "dewiki") == [("MEDIA", "[[Datei:A.jpg]]")]
    assert pieces("[[Kategorie:A]]", "dewiki") == [("CATEGORY", "[[Kategorie:A]]")]
    assert pieces("[[Datei:A.jpg]]", "enwiki")[0] == ("LINK_OPEN", "[[")


def test_offsets_are_those_of_the_whole_text():
    text = "Before. [[a|b]] c<ref>d<br></ref> behind."
    found = inline(text, 8, len(text) - 8)
    assert "".join(p.text for p in found.pieces) == text[8:-8]
    assert all(text[p.start : p.end] == p.text for p in found.pieces)
    assert [text[n.start : n.end] for n in found.nodes] == ["[[a|b]]", "<ref>d<br></ref>"]
    assert found.parsed == len(text) - 16


def test_words_alone_are_not_parsed():
    found = read("No markup here: 3.5 km, a = b, '''bold''' and (so) on.")
    assert (found.parsed, found.opaque, found.nodes) == (0, False, [])


def test_what_the_parser_cannot_read_is_taken_as_words():
    text = "a\x00b <b>c</b>"
    found = read(text)
    assert found.opaque
    assert found.parsed == len(text)
    assert found.nodes == []
    assert "".join(p.text for p in found.pieces) == text
    assert all(p.kind < PieceKind.STYLE for p in found.pieces)


@pytest.mark.parametrize("text", ["a <b>b</b> " * (LONGEST // 11 + 1), "{{a|" * 300, "[http://a " * 300, "<div>" * 300])
def test_what_the_parser_should_not_be_given_is_taken_as_words(text):
    with bounded():
        found = read(text)
    assert (found.opaque, found.parsed) == (True, 0)
    assert "".join(p.text for p in found.pieces) == text


def fits(text: str, start: int, end: int) -> Inline:
    found = inline(text, start, end)
    at = start
    for piece in found.pieces:
        assert piece.start == at, "pieces meet"
        assert text[piece.start : piece.end] == piece.text != ""
        assert -1 <= piece.node < len(found.nodes)
        if piece.node >= 0:
            node = found.nodes[piece.node]
            assert node.start <= piece.start
            assert piece.end <= node.end
        at = piece.end
    assert at == end, "and join to the stretch"
    for node in found.nodes:
        assert start <= node.start <= node.label_start <= node.label_end <= node.end <= end
    return found


@given(TEXT)
def test_pieces_join_to_any_text(text):
    fits(text, 0, len(text))


def test_pieces_join_to_the_blocks_of_real_pages():
    read_blocks = opaque = 0
    for page in PAGES:
        for block in blocks(page.text):
            found = fits(page.text, block.value_start, block.value_end)
            read_blocks += 1
            opaque += found.opaque
    assert read_blocks > 5_000
    assert opaque <= 0.005 * read_blocks


OPENERS = {
    "{{a|": "}}",
    "[http://a ": "]",
    "<div>": "</div>",
    "<ref>": "</ref>",
    "[[a|": "]]",
    "[[File:a|": "]]",
    "{{{a|": "}}}",
    "<!--": "-->",
    "{|\n|": "\n|}",
    "<nowiki>": "</nowiki>",
    "''": "",
    "http://a.b/": "",
    "&": ";",
    "== ": "==\n",
    "; a : ": "",
    "<li>": "",
}


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("count", [190, 5_000])
def test_openers_are_read_in_bounded_time(opener, count):
    """Few enough to be given to the parser, and too many; open, closed and in turn."""
    closer = OPENERS[opener]
    with bounded():
        for text in (
            opener * count,
            opener * count + " words" * 300,
            opener * count + closer * count,
            (opener + "x" + closer) * count,
        ):
            assert "".join(p.text for p in read(text).pieces) == text


def test_tags_in_attributes_of_tags():
    text = "<b c='" * 1_000 + "'>" * 1_000
    assert read(text).parsed == 0


@pytest.mark.parametrize("opener", ["{{a|", "{{{a|", "[http://a ", "[[File:a|"])
def test_closings_before_openings(opener):
    text = OPENERS[opener] * 1_000 + opener * 1_000
    assert read(text).parsed == 0


@pytest.mark.parametrize(
    "text", ["{{{{{" * 2_000_000, "''" * 10_000, "'" * 20_000, "a" * 200_000, "a" * 100_000 + "://", " " * 100_000]
)
def test_long_runs_are_read_in_bounded_time(text):
    with bounded():
        assert sum(len(p.text) for p in read(text).pieces) == len(text)


PLAIN = st.lists(
    st.one_of(
        st.text(alphabet="[]|ab:/'#*=;-{}<&\n é", max_size=8),
        st.sampled_from(
            ["[[a|b]]", "[[a]]", "{{a|b=[[c]]}}", "{{a}}", "{{ a |b}}", "{{{a}}}", "<br>", "<!-- a -->", "[//a b]"]
        ),
        st.sampled_from(
            ["<ref>a [[b]]</ref>", '<ref name="a b">{{c|d}}</ref>', "<ref name=a />", "<ref name=a>", "</ref>"]
        ),
    ),
    max_size=6,
).map("".join)


def as_parsed(text: str) -> bool:
    found = inline_module._plain(text)
    if found is not None:
        assert found == [construct for construct in constructs(text) if not construct.depth]
    return found is not None


@given(PLAIN)
def test_plain_constructs_are_read_as_the_parser_reads_them(text):
    as_parsed(text)


def test_plain_constructs_on_real_pages_are_read_as_the_parser_reads_them():
    lines = [line for page in PAGES for line in page.text.split("\n") if "[[" in line or "{{" in line or "<ref" in line]
    for line in lines:
        as_parsed(line.lstrip("*#:; "))
        for sentence in line.split(". "):
            as_parsed(sentence)
    assert sum(map(as_parsed, lines)) > 300


def test_a_link_alone_reaches_no_parser():
    found = read("A [[town hall|hall]] of [[Rome]] '''here'''.")
    assert (found.parsed, [node.name for node in found.nodes]) == (0, ["town hall", "Rome"])
    assert read("A [[Help:Town]] here.").parsed > 0
    assert read("A {{lang|sv|kvarn}} here.<ref name=a>{{cite web |url=http://a.b |title=C}}</ref>").parsed == 0
