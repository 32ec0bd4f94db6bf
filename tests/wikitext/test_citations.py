"""Where a text cites, with exact places: every form, broken markup, and input that is meant to hurt."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.model import Citation, CitationKind
from wikidiff.wikitext.citations import citations, citations_in
from wikidiff.wikitext.templates import split


def only(text: str, site: str = "enwiki") -> Citation:
    found = citations(text, site)
    assert len(found) == 1, found
    return found[0]


def check(text: str, found: tuple[Citation, ...]) -> None:
    end = -1
    for citation in found:
        assert citation.span.start >= end, "in order, none inside another"
        end = citation.span.end
        assert citation.span.slice(text) == citation.text
        assert citation.span.contains(citation.content)
        for field in citation.fields:
            assert field.span.slice(text) == field.value
            assert citation.span.contains(field.span)


def fields(citation: Citation) -> dict[str, str]:
    return {field.name: field.value for field in citation.fields}


@pytest.mark.parametrize(
    ("tag", "name", "group"),
    [
        ('<ref name="a b">', "a b", None),
        ("<ref name='a'>", "a", None),
        ("<ref name=a>", "a", None),
        ("<REF NAME = a group=n >", "a", "n"),
        ('<ref group="n" name="a  b">', "a b", "n"),
        ("<ref name=“a”>", "a", None),
        ('<ref name="a>', "a", None),
        ('<ref name="">', None, None),
        ("<ref>", None, None),
    ],
)
def test_the_opening_tag_in_any_quoting(tag, name, group):
    text = f"Claim.{tag}Words</ref> more"
    citation = only(text)
    assert (citation.kind, citation.name, citation.group) == (CitationKind.REF, name, group)
    assert citation.content.slice(text) == "Words"
    assert citation.definition


@pytest.mark.parametrize("tag", ['<ref name="a"/>', "<ref name=a />", "<ref name='a'></ref>", "<ref name=a> </ref>"])
def test_a_use_calls_by_name(tag):
    citation = only(f"x{tag}y")
    assert (citation.name, citation.use) == ("a", True)


def test_details_are_the_locator_of_a_sub_reference():
    citation = only('<ref name="a" details="p. 5"/>')
    assert citation.locator == "p. 5"
    assert fields(citation) == {"details": "p. 5"}


def test_template_fields_have_folded_names_and_places():
    text = (
        "<ref>{{Cite_web |URL= http://a.example/b?c=d |accessdate = 1 May 2010|last1=A|author2-last=B\n"
        "|website=[[C|D]]\n| title = {{lang|fr|E|f}} <!-- | no --> |empty=|isbn=0-306-40615-2|editor1-first=G\n"
        "|page=7}} {{dead link}}</ref>"
    )
    citation = only(text)
    assert citation.template == "Cite_web"
    assert fields(citation) == {
        "url": "http://a.example/b?c=d",
        "access-date": "1 May 2010",
        "last": "A",
        "last2": "B",
        "work": "[[C|D]]",
        "title": "{{lang|fr|E|f}} <!-- | no -->",
        "isbn": "0-306-40615-2",
        "editor-first": "G",
        "page": "7",
        "tag": "{{dead link}}",
    }
    assert [field.raw for field in citation.fields][:4] == ["URL", "accessdate", "last1", "author2-last"]
    assert citation.urls == ("http://a.example/b?c=d",)
    assert citation.identifiers == (("isbn", "9780306406157"),)
    assert citation.locator == "7"
    check(text, (citation,))


def test_every_scheme_is_read_from_its_parameter():
    values = {
        "doi": "10.1000/a", "isbn": "9780306406157", "issn": "0317-8471", "pmid": "1", "pmc": "2", "arxiv": "0704.0001",
        "oclc": "3", "jstor": "4", "bibcode": "2005A&A...429..755C", "s2cid": "5", "hdl": "2027/a", "ssrn": "6",
    }  # fmt: skip
    text = "{{cite journal|title=T" + "".join(f"|{scheme}={value}" for scheme, value in values.items()) + "}}"
    assert only(text).identifiers == tuple(values.items())
    assert only(text.replace("|arxiv=", "|eprint=").upper().replace("CITE JOURNAL", "cite journal")).identifiers[
        :2
    ] == (
        ("doi", "10.1000/a"),
        ("isbn", "9780306406157"),
    )


def test_identifiers_come_from_fields_templates_addresses_and_words():
    assert only("{{cite journal|doi=10.1000/A|PMID=7}}").identifiers == (("doi", "10.1000/a"), ("pmid", "7"))
    assert only("{{cite book|id={{OCLC|12}}, {{ISBN|0306406152}}}}").identifiers == (
        ("oclc", "12"),
        ("isbn", "9780306406157"),
    )
    assert only("<ref>[https://doi.org/10.1000/a T]</ref>").identifiers == (("doi", "10.1000/a"),)
    assert only("<ref>Smith, T, ISBN 0-306-40615-2.</ref>").identifiers == (("isbn", "9780306406157"),)
    assert only("* Smith, ''T''. ISBN 0-306-40615-2").kind is CitationKind.IDENTIFIER
    assert only("* Smith, ''T''. {{ISBN|0-306-40615-2}}").identifiers == (("isbn", "9780306406157"),)


@pytest.mark.parametrize(
    ("text", "expected", "locator"),
    [
        ("{{sfn|A|B|2004|p=3}}", {"last": "A", "last2": "B", "year": "2004", "page": "3"}, "3"),
        ("{{Harvnb|A|2004b|loc=ch. 2}}", {"last": "A", "year": "2004b", "at": "ch. 2"}, "ch. 2"),
        ("{{rp|12–14}}", {"page": "12–14"}, "12–14"),
        ("{{sfn|A|n.d.}}", {"last": "A", "year": "n.d."}, None),
    ],
)
def test_short_footnotes(text, expected, locator):
    citation = only(f"x{text}y")
    assert citation.kind is CitationKind.SHORT
    assert citation.use
    assert fields(citation) == expected
    assert citation.locator == locator


def test_a_call_by_template_has_the_name():
    citation = only("{{r|foo|p=2|group=n}}")
    assert (citation.name, citation.group, citation.locator, citation.use) == ("foo", "n", "2", True)
    assert only('{{r|"foo  bar"}}').name == "foo bar"


def test_links_and_addresses_in_running_text():
    text = "See http://a.example/b_(c), [http://d.example/e Label ''x''] and [[http://f.example]]; [//g.example h]."
    found = citations(text)
    assert [citation.kind for citation in found] == [
        CitationKind.BARE_URL,
        CitationKind.EXTERNAL_LINK,
        CitationKind.EXTERNAL_LINK,
        CitationKind.EXTERNAL_LINK,
    ]
    assert [citation.urls[0] for citation in found] == [
        "http://a.example/b_(c)",
        "http://d.example/e",
        "http://f.example",
        "//g.example",
    ]
    assert fields(found[1]) == {"url": "http://d.example/e", "title": "Label ''x''"}
    check(text, found)


def test_an_address_in_angle_brackets():
    assert only("x <http://a.example/b> y").urls == ("http://a.example/b",)
    assert only("x <HTTPS://a.example/b> y").text == "HTTPS://a.example/b"


def test_an_address_in_a_parameter_of_another_template_is_no_source():
    assert citations("{{Infobox x|website=http://a.example|logo = http://b.example/c.png}}") == ()
    assert len(citations("{{Infobox x|notes=See http://a.example/b}}")) == 1


def test_a_footnote_of_words_leaves_its_sources_to_themselves():
    text = "{{efn|Words<ref>A</ref>}} {{#tag:ref|More words<ref>B</ref><ref name=c/>}} {{refn|{{cite web|title=D}}}}"
    assert [citation.text for citation in citations(text)] == [
        "<ref>A</ref>",
        "<ref>B</ref>",
        "<ref name=c/>",
        "{{cite web|title=D}}",
    ]


def test_definitions_in_lists_and_in_tags():
    text = '{{reflist|refs=<ref name=a>A</ref>\n<ref name=b>{{cite web|title=B}}</ref>}}{{#tag:ref|C [http://c.example]|name="c"}}'
    found = citations(text)
    assert [citation.name for citation in found] == ["a", "b", "c"]
    assert found[2].urls == ("http://c.example",)
    check(text, found)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <ref>a</ref> {{cite web|url=http://a.example}} -->",
        "<nowiki><ref>a</ref></nowiki>",
        "<pre>{{sfn|A|2004}} http://a.example/b</pre>",
        "<syntaxhighlight lang=x>{{cite web|title=a}}</syntaxhighlight>",
        "<!-- unclosed <ref>a</ref>",
        "<math>{{cite</math>",
        "{{citation needed|date=May 2010}} {{lang|fr|x}} {{cite check}}",
        "<ref",
        "<ref name=a",
        "<references />",
        "javascript:alert(1) data:text/html,x xhttp://",
    ],
)
def test_what_does_not_cite(text):
    assert citations(text) == ()


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a<ref>never closed {{cite web|title=T}} b", ["{{cite web|title=T}}"]),
        ("a<ref>one<ref>two</ref> b", ["<ref>one<ref>two</ref>"]),
        (
            "<ref>{{cite web|title=T</ref> b {{cite web|title=U}}",
            ["<ref>{{cite web|title=T</ref>", "{{cite web|title=U}}"],
        ),
        ("a {{cite web|title=T\nnext http://a.example/b", ["{{cite web|title=T", "http://a.example/b"]),
        ("a {{cite web\n|title=T\n|url=http://a.example\n\nb", ["{{cite web\n|title=T\n|url=http://a.example"]),
        ("{{{{{ <ref>a</ref> }}}", ["<ref>a</ref>"]),
        ('<ref name="a <b>c</ref> d', []),
        ("{{foo|{{cite web|title=[[x}} y", ["{{cite web|title=[[x}}"]),
        ("<nowiki> <ref>a</ref>", ["<ref>a</ref>"]),
        ("[http://a.example never closed\n]", ["http://a.example"]),
    ],
)
def test_broken_markup(text, texts):
    assert [citation.text for citation in citations(text)] == texts


def test_an_unclosed_link_does_not_swallow_the_parameters_after_it():
    assert fields(only("{{cite web|title=[[x|url=http://a.example|page=3}}")) == {
        "title": "[[x",
        "url": "http://a.example",
        "page": "3",
    }


def test_a_window_gives_places_in_the_whole_text():
    text = "<ref>a</ref>\nmiddle <ref>{{cite web|title=b}}</ref> end\n<ref>c</ref>"
    start, end = text.index("middle"), text.index("end")
    inside = citations_in(text, start, end)
    assert inside == citations(text)[1:2]
    assert citations_in(text, 0, len(text)) == citations(text)


@pytest.mark.parametrize(
    ("site", "text", "expected"),
    [
        ("dewiki", "{{Internetquelle |url=http://a.example |titel=T |abruf=2020-01-02}}", "access-date"),
        ("dewiki", "{{Literatur |Autor=A |Titel=T |Jahr=2001}}", "title"),
        ("frwiki", "{{Lien web |titre=T |consulté le=3 mai 2019}}", "access-date"),
        ("eswiki", "{{cita web |url=http://a.example |título=T |fechaacceso=1}}", "access-date"),
        ("itwiki", "{{cita web |url=http://a.example |titolo=T |accesso=1}}", "access-date"),
        ("ruwiki", "{{книга |автор=А |заглавие=Т |год=2001 |страницы=12}}", "pages"),
        ("zhwiki", "{{cite web |url=http://a.example |title=標題 |accessdate=2010}}", "access-date"),
        ("hiwiki", "{{वेब सन्दर्भ |शीर्षक=क |url=http://a.example}}", "title"),
        ("thwiki", "{{cite web |url=http://a.example |title=ก |accessdate=2010}}", "access-date"),
        ("plwiki", "{{Cytuj stronę |url=http://a.example |tytuł=T |data dostępu=1}}", "access-date"),
        ("ptwiki", "{{Citar web |url=http://a.example |título=T |acessodata=1}}", "access-date"),
        ("jawiki", "{{Cite web |url=http://a.example |title=題 |accessdate=2010}}", "access-date"),
        ("arwiki", "{{مرجع ويب |العنوان=ا |مسار=http://a.example |تاريخ الوصول=1}}", "access-date"),
        ("nlwiki", "{{Citeer web |url=http://a.example |titel=T |bezochtdatum=1}}", "access-date"),
        ("svwiki", "{{Webbref |url=http://a.example |titel=T |hämtdatum=1}}", "access-date"),
        ("ukwiki", "{{Книга |автор=А |назва=Т |рік=2001}}", "title"),
        ("xxwiki", "{{cite web |url=http://a.example |title=T}}", "title"),
    ],
)
def test_each_site_pack_fires(site, text, expected):
    citation = only(f"<ref>{text}</ref>", site)
    assert citation.template is not None
    assert expected in fields(citation)
    check(f"<ref>{text}</ref>", (citation,))


def test_a_template_is_split_with_places():
    text = "x{{ Foo | a = b=c | [[d|e=f]] |<ref name=g>h|i</ref>| {{j|k=l}} |m<!-- |n=o -->=p}}"
    template = split(text, 1, len(text))
    assert template.name == "Foo"
    assert [(entry.name, entry.value) for entry in template.parameters] == [
        ("a", "b=c"),
        ("1", "[[d|e=f]]"),
        ("2", "<ref name=g>h|i</ref>"),
        ("3", "{{j|k=l}}"),
        ("m", "p"),
    ]
    for entry in template.parameters:
        assert entry.span.slice(text) == entry.value
        assert entry.whole.contains(entry.span)
    found = template.get("a")
    assert found is not None
    assert not found.positional
    assert template.get("none") is None


PIECES = st.sampled_from([
    "<ref>", "</ref>", '<ref name="a">', "<ref name=b/>", "<ref", "{{", "}}", "{{{", "}}}", "|", "=", "[[", "]]", "[",
    "]", "{{cite web", "{{sfn|A|2004", "{{r|a", "{{#tag:ref|", "{{reflist|refs=", "url=", "title=", "//", "://",
    "http://a.example/b", "<!--", "-->", "<nowiki>", "</nowiki>", "<pre>", "</pre>", "<references>", "\n", " ", "''",
    "ISBN 0306406152", "é", "क", "\ud800", "{{dead link}}", "doi=10.1000/a", "<br />", ">", "'", '"',
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_any_text_is_read_and_places_hold(text):
    found = citations(text)
    check(text, found)
    assert citations(text) == found
    assert tuple(citation.text for citation in citations_in("{{x " + text, 4, 4 + len(text))) == tuple(
        citation.text for citation in found
    )


def calls(work: Callable[[], object]) -> int:
    """Count the calls of functions while something works: a measure that is the same on every machine."""
    count = 0

    def tick(_frame: object, event: str, _value: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


HOSTILE = {
    "braces": "{",
    "unclosed refs": "<ref>",
    "half refs": "<ref ",
    "open names": '<ref name="',
    "cut templates": "{{cite web|",
    "cut links": "{{cite web|title=[[",
    "cut tags": "{{cite web|a<",
    "open comments": "x<!--",
    "open nowiki": "<nowiki>",
    "half nowiki": "<nowiki",
    "refs": "<ref>x</ref>",
    "templates": "<ref name=a>{{cite web|url=http://a.example/b|title=x}}</ref>",
    "addresses": "http://",
    "open links": "[http://a ",
    "colons": "://",
    "closers": "}}",
    "mixed": "{{}}{{{",
    "brackets": "[[",
    "numbers": "ISBN 1 ",
    "short": "{{sfn|",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_text_only(unit):
    small, large = unit * 1000, unit * 2000
    citations(small)
    one, two = calls(lambda: citations(small)), calls(lambda: citations(large))
    assert two <= 2.2 * one + 200


HUGE = {
    "braces": "{" * 1_000_000,
    "unclosed refs": "<ref>" * 100_000,
    "nested refs": "<ref>" * 50_000 + "</ref>" * 50_000,
    "nested templates": "{{" * 100_000 + "}}" * 100_000,
    "nested sources": "{{cite web|" * 10_000 + "}}" * 10_000,
    "one bracket": "[http://a " * 10_000 + "]",
    "halves in labels": "[http://a }} " * 10_000 + "]",
    "long address": "<ref>{{cite web|url=http://a.example/" + "x" * 100_000 + "}}</ref>",
    "empty parameters": "{{cite web" + "|=" * 50_000 + "}}",
    "short footnote": "{{sfn" + "|a" * 20_000 + "}}",
    "comments in a name": "{{" + "<!-- -->" * 50_000 + "cite web}}",
    "attributes": "<ref " + "a=" * 50_000 + ">x</ref>",
    "entities": "http://a.example/" + "&amp;" * 50_000,
    "apostrophes": "'" * 100_000 + "http://" + "'" * 100_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_huge_hostile_input_is_read(text):
    check(text, citations(text))


def test_five_thousand_refs():
    text = "".join(f"<ref name=n{number}>{{{{cite web|title=T{number}}}}}</ref>" for number in range(5000))
    found = citations(text)
    assert len(found) == 5000
    assert found[4999].field("title") == "T4999"
