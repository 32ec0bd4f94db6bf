"""Which source a use calls, over the whole page; and the footnotes and lists that only a whole page has."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.laws.strategies import TEXT
from wikidiff.model import CitationKind
from wikidiff.wikitext.calls import resolve, resolved
from wikidiff.wikitext.citations import citations, read


def calls(text: str, site: str = "enwiki") -> tuple[dict[str, list[str]], list[str]]:
    """Return the wikitext of each use with that of what it calls, and the names that nothing has."""
    page = read(text, site)
    found = resolve(text, page.citations, site)
    told = {
        page.citations[use].text: [page.citations[t].text for t in targets] for use, targets in found.targets.items()
    }
    return told, [name for names in found.missing.values() for name in names]


def test_a_name_is_called_before_and_after_its_definition():
    told, missing = calls('<ref name="a b"/> <ref name="a  b">A</ref> <ref name=\'a b\' /> <ref name=c/>')
    definition = '<ref name="a  b">A</ref>'
    assert told == {'<ref name="a b"/>': [definition], "<ref name='a b' />": [definition]}
    assert missing == ["c"]


def test_a_name_belongs_to_its_group():
    told, missing = calls("<ref name=a>A</ref><ref name=a group=n>N</ref><ref group=n name=a /><ref group=m name=a />")
    assert told == {"<ref group=n name=a />": ["<ref name=a group=n>N</ref>"]}
    assert missing == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        '<references group="n">\n<ref name="a">A</ref>\n</references>',
        "{{reflist|group=n|refs=<ref name=a>A</ref>}}",
        '{{reflist|30em|refs=\n<ref name=a>A</ref>|group = "n"}}',
    ],
)
def test_a_list_gives_its_group_to_the_refs_that_it_defines(text):
    page = read("<ref name=a group=n/>" + text)
    assert [(citation.name, citation.group) for citation in page.citations] == [("a", "n"), ("a", "n")]
    assert len(page.lists) == 1
    assert page.lists[0].slice("<ref name=a group=n/>" + text) == text
    assert calls("<ref name=a group=n/>" + text)[1] == []


def test_a_ref_behind_the_list_has_no_group():
    page = read("<references group=n><ref name=a>A</ref></references> <ref name=b>B</ref>")
    assert [citation.group for citation in page.citations] == ["n", None]
    assert read("<references group=n /> <ref name=b>B</ref>").citations[0].group is None


def test_a_call_by_template_may_have_several_names():
    told, missing = calls("<ref name=a>A</ref><ref name=b>B</ref>{{r|a|b|c}}")
    assert told == {"{{r|a|b|c}}": ["<ref name=a>A</ref>", "<ref name=b>B</ref>"]}
    assert missing == ["c"]


def test_a_locator_belongs_to_the_ref_before_it():
    told, _ = calls("x<ref name=a>A</ref>{{rp|12}} y<ref name=a />{{rp|13}} z {{rp|14}}")
    assert told["{{rp|12}}"] == told["{{rp|13}}"] == ["<ref name=a>A</ref>"]
    assert "{{rp|14}}" not in told


def test_a_ref_may_follow_another():
    assert calls("<ref name=a>A</ref><ref follow=a>more</ref>")[0] == {
        "<ref follow=a>more</ref>": ["<ref name=a>A</ref>"]
    }


@pytest.mark.parametrize(
    ("short", "source"),
    [
        ("{{sfn|Smith|2004|p=3}}", "{{cite book|last=Smith|first=J|year=2004|title=T}}"),
        ("{{sfn|Smith|Doe|2004b}}", "{{cite book|last1=[[J. Smith|Smith]]|author2-last=Doe|year=2004b|title=T}}"),
        ("{{harvnb|Smith|2004}}", "{{citation|author=Smith, John|date=12 May 2004|title=T}}"),
        ("{{harvtxt|Smith|Doe|2004}}", "{{cite journal|vauthors=Smith J, Doe K|title=T|date=2004|ref=harv}}"),
        ("{{sfn|UN Report|2004}}", "{{cite report|title=T|ref={{sfnref|UN Report|2004}}}}"),
        ("{{sfn|UN Report|2004}}", "{{cite report|title=T|ref=CITEREFUN_Report2004}}"),
        ("{{sfn|Doe|n.d.}}", "{{cite web|editor-last=Doe|date=n.d.|title=T}}"),
        ("{{sfnm|1a1=Smith|1y=2004|1p=3}}", "{{cite book|last=Smith|year=2004|title=T}}"),
    ],
)
def test_short_footnotes_call_by_authors_and_year(short, source):
    for place in (source, f"<ref>{source}</ref>", f"<ref>See {{{{cite web|title=Other}}}}; {source}</ref>"):
        told, missing = calls(f"x{short} y\n* {place}")
        assert missing == []
        assert told == {short: [place]}


def test_a_short_footnote_for_several_sources():
    text = "{{sfnm|1a1=A|1y=2001|2a1=B|2y=2002|3a1=C|3y=2003}}"
    text += "{{cite book|last=A|year=2001}} {{cite book|last=B|year=2002}}"
    told, missing = calls(text)
    assert [len(targets) for targets in told.values()] == [2]
    assert missing == ["C 2003"]


def test_a_name_that_another_template_gives_is_not_missing():
    assert calls("{{Infobox x|refname=pop}} <ref name=pop />")[1] == []
    assert calls("{{Infobox x|pop=1}} <ref name=pop />")[1] == ["pop"]


def test_footnotes_of_words_are_citations_of_the_page():
    text = "{{efn|name=x|Words<ref name=s>S</ref>.}} {{efn|name=x}} {{refn|group=n|More words}} "
    text += '{{#tag:ref|W<ref>B</ref>|name="t"}}<ref name=t/>'
    page = read(text)
    kinds = [(citation.kind.value, citation.name, citation.group, citation.use) for citation in page.citations]
    assert kinds == [
        ("note", "x", "lower-alpha", False),
        ("ref", "s", None, False),
        ("note", "x", "lower-alpha", True),
        ("note", None, "n", False),
        ("note", "t", None, False),
        ("ref", None, None, False),
        ("ref", "t", None, True),
    ]
    assert page.citations[0].content.slice(text) == "Words<ref name=s>S</ref>."
    told, missing = calls(text)
    assert missing == []
    assert set(told) == {"{{efn|name=x}}", "<ref name=t/>"}


def test_ruwiki_names_its_notes_without_parameter_names():
    told, missing = calls("{{ref+|Слова|К|прф}} x {{ref+||К|прф}}{{sfn|Ив|2001|name=ив}}<ref name=ив/>", "ruwiki")
    assert missing == ["Ив 2001"]
    assert told["{{ref+||К|прф}}"] == ["{{ref+|Слова|К|прф}}"]
    assert told["<ref name=ив/>"] == ["{{sfn|Ив|2001|name=ив}}"]


def test_a_use_knows_where_its_source_stands():
    text = "<ref name=a>A</ref> <ref name=a/> <ref name=b/>"
    found = resolved(text, citations(text))
    assert [citation.source for citation in found] == [None, found[0].span, None]


def test_numbered_authors_are_one_list():
    text = "{{cite book|last2=B|first2=Bea|author1=[[A]]|last3=C|first10=X|last10=J|title=T}}"
    (citation,) = citations(text)
    assert citation.authors == ("[[A]]", "B, Bea", "C", "J, X")


def test_where_a_ref_never_closes():
    assert read("a <ref>b {{cite web|title=T}} <ref").broken == (2, 30)
    assert read("a <ref>b</ref> <ref name=c />").broken == ()


@given(TEXT)
def test_a_page_has_the_citations_of_its_text_and_its_notes(text):
    page = read(text)
    others = [citation for citation in page.citations if citation.kind is not CitationKind.NOTE]
    assert sorted(citation.text for citation in others) == sorted(citation.text for citation in citations(text))
    for citation in page.citations:
        assert citation.span.slice(text) == citation.text
        assert citation.span.contains(citation.content)
    found = resolve(text, page.citations)
    assert all(0 <= target < len(page.citations) for targets in found.targets.values() for target in targets)
    assert not set(found.targets) & {i for i, c in enumerate(page.citations) if not c.use and c.field("follow") is None}


@pytest.mark.parametrize(
    "text",
    [
        "{{efn|" * 20_000,
        "{{efn|" * 20_000 + "}}" * 20_000,
        "{{reflist|refs=" * 5_000 + "<ref name=a>A</ref>" * 5_000 + "}}" * 5_000,
        "<references group=n>" * 20_000 + "<ref>a</ref>",
        "<ref name=a />" * 5_000 + "<ref name=a>A</ref>",
        "<ref name=a>A</ref>" + "{{rp|1}}" * 5_000,
        "{{r" + "|a" * 20_000 + "}}",
        "{{sfnm" + "|1a1=a" * 20_000 + "}}",
    ],
)
def test_huge_hostile_pages_are_resolved(text):
    page = read(text)
    assert resolve(text, page.citations).missing.keys() <= set(range(len(page.citations)))
