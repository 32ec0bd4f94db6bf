"""The same source is the same source: matching one to one, and what became of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.classify.source_values import date_of, plain, same_value
from wikidiff.classify.sources import SourceChange, describe, label, match
from wikidiff.model import Citation
from wikidiff.wikitext.citations import citations


def one(text: str, site: str = "enwiki") -> Citation:
    found = citations(text, site)
    assert len(found) == 1, found
    return found[0]


def change(old: str, new: str, *, same_place: bool = False, language: str = "en", site: str = "enwiki") -> SourceChange:
    """Describe what became of the only source of each text, as a caller would."""
    before, after = one(old, site), one(new, site)
    found = match([before], [after])
    matched_by = found.pairs[0].matched_by if found.pairs else None
    return describe(before, after, matched_by=matched_by, same_place=same_place, language=language)


WEB = "<ref>{{cite web |url=http://a.example/b |title=A long title |access-date=1 May 2010}}</ref>"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        # written otherwise
        (WEB, WEB.replace(" |", "|"), "reformatted"),
        (
            WEB,
            "<ref>{{Cite web |title=A long title |accessdate=1 May 2010 |url=http://a.example/b}}</ref>",
            "reformatted",
        ),
        (WEB, WEB.replace("http:", "https:"), "reformatted"),
        (WEB, WEB.replace("http://", "http://www."), "reformatted"),
        (WEB, WEB.replace("1 May 2010", "2010-05-01"), "reformatted"),
        (WEB, WEB.replace("1 May 2010", "May 1, 2010"), "reformatted"),
        (WEB, WEB.replace("A long title", "[[A long]] ''title''"), "reformatted"),
        ("{{cite book|isbn=0-306-40615-2}}", "{{cite book|isbn=978-0306406157}}", "reformatted"),
        ("{{cite book|title=Long title|pages=3-5}}", "{{cite book|title=Long title|pages=3–5}}", "reformatted"),
        ("{{cite web|title=Long title|deadurl=yes}}", "{{cite web|title=Long title|url-status=dead}}", "reformatted"),
        (
            "{{cite book|title=Long title|last=Smith|first=John|year=2004}}",
            "{{cite book|title=Long title|author=John Smith|date=2004}}",
            "reformatted",
        ),
        (
            "{{cite book|title=Long title|month=May|year=2004}}",
            "{{cite book|title=Long title|date=2004-05}}",
            "reformatted",
        ),
        ("<ref name=a>Words of it</ref>", '<ref name="a">Words of it</ref>', "reformatted"),
        ("<ref>Smith, 3 June 2010.</ref>", "<ref>Smith, June 3, 2010.</ref>", "reformatted"),
        ("<ref>Smith, ISBN 0-306-40615-2</ref>", "<ref>Smith, ISBN 978-0-306-40615-7</ref>", "reformatted"),
        # another form of the same source
        ("[http://a.example/b Label]", "<ref>http://a.example/b</ref>", "reformatted"),
        ("<ref>[http://a.example/b Label]</ref>", WEB, "reformatted"),
        (WEB, "<ref>[http://a.example/b A long title]</ref>", "reformatted"),
        (
            "{{cite web|url=http://a.example/b|title=T}}",
            "<ref>{{cite web|url=http://a.example/b|title=T}}</ref>",
            "reformatted",
        ),
        ("<ref>{{harvnb|Smith|2004|p=3}}</ref>", "{{sfn|Smith|2004|p=3}}", "reformatted"),
        # more, less, other
        ("<ref>http://a.example/b</ref>", WEB, "completed"),
        (WEB, WEB.replace("}}", "|publisher=P}}"), "completed"),
        (
            "<ref>[http://a.example/b T]</ref>",
            "<ref>Smith, John (2004). [http://a.example/b T], Paper.</ref>",
            "completed",
        ),
        (WEB, WEB.replace("}}", "|archive-url=http://c.example|archive-date=1 May 2011}}"), "archived"),
        (WEB, WEB.replace("http://", "https://web.archive.org/web/2010/http://"), "archived"),
        (WEB, WEB.replace("1 May 2010", "2 May 2010"), "field_changed"),
        (WEB, WEB.replace("A long title", "A longer title"), "field_changed"),
        (WEB, WEB.replace("|title=A long title ", ""), "field_changed"),
        (WEB.replace("}}", "|url-status=live}}"), WEB.replace("}}", "|url-status=dead}}"), "field_changed"),
        (WEB, WEB.replace("http://a.example/b", "http://a.example/c"), "field_changed"),
        ("<ref>Smith, A Book of Words, 2004</ref>", "<ref>Smith, A Book of Verbs, 2004</ref>", "field_changed"),
        ("{{cite book|title=Long title|page=3}}", "{{cite book|title=Long title|page=4}}", "locator_changed"),
        ("{{sfn|Smith|2004|p=3}}", "{{sfn|Smith|2004|p=4}}", "locator_changed"),
        (
            "<ref>Smith, A Book of Words, 2004, p. 3</ref>",
            "<ref>Smith, A Book of Words, 2004, p. 14</ref>",
            "locator_changed",
        ),
        ('<ref name="a" details="p. 1" />', '<ref name="a" details="p. 2" />', "locator_changed"),
        ('<ref name="a">Words of it</ref>', '<ref name="b">Words of it</ref>', "renamed"),
        ("<ref>Words of it</ref>", '<ref name="b">Words of it</ref>', "renamed"),
        ('<ref name="a">Words of it</ref>', '<ref name="a" />', "reused"),
        ('<ref name="a" />', '<ref name="a">Words of it</ref>', "moved"),
        (WEB, WEB.replace("</ref>", " {{dead link}}</ref>"), "marked"),
        (WEB.replace("</ref>", " {{dead link}}</ref>"), WEB, "unmarked"),
        (WEB, WEB, "moved"),
    ],
)
def test_what_became_of_one_source(old, new, kind):
    assert change(old, new).kind == kind


def test_nothing_on_one_side():
    assert describe(None, one(WEB)).kind == "added"
    assert describe(one(WEB), None).kind == "removed"
    assert describe(None, one('<ref name="a" />')).kind == "reused"


def test_another_source_at_the_same_place_is_a_replacement():
    other = "<ref>{{cite news |url=http://c.example/d |title=Something else |date=2020}}</ref>"
    assert not match([one(WEB)], [one(other)]).pairs
    assert describe(one(WEB), one(other), same_place=True).kind == "replaced"
    assert describe(one("<ref name=a />"), one("<ref name=b />"), same_place=True).kind == "replaced"
    assert describe(one("{{rp|3}}"), one("{{rp|4}}"), same_place=True).kind == "locator_changed"
    assert describe(one("<ref name=a />"), one("{{sfn|Smith|2004}}"), same_place=True).kind == "reformatted"
    # one name, another source behind it
    assert change('<ref name="a">Red apples of Kent</ref>', '<ref name="a">Sea charts, 1904</ref>').kind == "replaced"
    # leftovers that prove to be one source are no replacement
    assert describe(one(WEB), one(WEB.replace("http:", "https:")), same_place=True).kind == "reformatted"


def test_fields_tell_what_changed_and_where():
    old = "xx " + WEB
    new = WEB.replace("http://a", "https://a").replace("1 May 2010", "2 May 2010").replace("}}", " |work=W}}")
    found = change(old, new)
    assert [(field.name, field.old, field.new, field.part, field.same) for field in found.fields] == [
        ("url", "http://a.example/b", "https://a.example/b", "scheme", True),
        ("access-date", "1 May 2010", "2 May 2010", None, False),
        ("work", None, "W", None, False),
    ]
    for field in found.fields:
        if field.old_span is not None:
            assert field.old_span.slice(old) == field.old
        if field.new_span is not None:
            assert field.new_span.slice(new) == field.new
    assert found.matched_by == "url"
    assert found.confidence > 0.9


def test_scheme_and_host_are_parts_of_an_address():
    found = change(WEB, WEB.replace("http://", "https://www."))
    assert [(field.name, field.part, field.same) for field in found.fields] == [("url", "scheme,host", True)]


def test_words_tell_their_change_with_place():
    old, new = "<ref>Smith, Words, retrieved 3 June 2010.</ref>", "<ref>Smith, Words, retrieved 4 June 2011.</ref>"
    found = change(old, new)
    assert found.kind == "field_changed"
    assert [(field.name, field.old, field.new) for field in found.fields] == [("text", "3 June 2010", "4 June 2011")]
    assert found.fields[0].old_span is not None
    assert found.fields[0].old_span.slice(old) == "3 June 2010"


def test_a_renamed_parameter_is_no_change_of_value():
    found = change("{{cite web|title=Long title|work=Paper}}", "{{cite news|title=Long title|publisher=Paper}}")
    assert found.kind == "reformatted"
    assert [(field.name, field.old, field.new, field.same) for field in found.fields] == [
        ("publisher", "Paper", "Paper", True)
    ]


def test_within_one_template_another_role_is_another_statement():
    found = change("{{cite web|title=Long title|work=Paper}}", "{{cite web|title=Long title|publisher=Paper}}")
    assert found.kind == "field_changed"
    assert {field.name: (field.old, field.new) for field in found.fields} == {
        "publisher": (None, "Paper"),
        "work": ("Paper", None),
    }
    assert change("{{cite web|tilte=Long title|url=http://a.example/b}}",
                  "{{cite web|title=Long title|url=http://a.example/b}}").kind == "reformatted"  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("{{cite journal|doi=10.1000/a|title=One title}}", "{{cite journal|doi=10.1000/A|title=Two titles}}", "doi"),
        ("{{cite journal|doi=10.1000/a}}", "<ref>https://doi.org/10.1000/a</ref>", "doi"),
        ("{{cite journal|pmid=7|title=One title}}", "{{cite web|url=https://pubmed.ncbi.nlm.nih.gov/7/}}", "pmid"),
        ("{{cite book|isbn=0306406152}}", "* Smith. ISBN 978-0-306-40615-7", "isbn"),
        ("[http://a.example/b x]", "{{cite web|url=https://web.archive.org/web/2012/http://a.example/b}}", "url"),
        ("{{cite web|title=One Long Title}}", "{{cite book|title=''one long title''|page=3}}", "title"),
        ("{{sfn|Smith|2004|p=3}}", "<ref>{{harvnb|Smith|2004}}</ref>", "author"),
        ("<ref>Smith (2004), p. 3</ref>", "{{sfn|Smith|2004|p=3}}", "author"),
        ("<ref name=a>Some words</ref>", "<ref name=a />", "name"),
        (
            "<ref>A book about many red apples, 1904</ref>",
            "<ref>A book about many green apples, 1904</ref>",
            "similarity",
        ),
        (WEB, WEB, "text"),
    ],
)
def test_by_what_a_source_is_recognised(old, new, level):
    found = match([one(old)], [one(new)])
    assert [pair.matched_by for pair in found.pairs] == [level]
    assert 0.4 < found.pairs[0].confidence <= 1.0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "{{cite web|url=http://a.example/1|title=Archived copy}}",
            "{{cite web|url=http://b.example/2|title=Archived copy}}",
        ),
        ("{{cite book|last=Smith|year=2004|title=Red apples}}", "{{cite book|last=Smith|year=2004|title=Blue boats}}"),
        ("{{sfn|Smith|2004a}}", "{{sfn|Smith|2004b}}"),
        ("http://a.example/one/two", "http://b.example/one/two"),
        ("<ref name=a />", "<ref name=b />"),
        ("{{cite journal|issn=0028-0836|title=Red apples}}", "{{cite journal|issn=0028-0836|title=Blue boats}}"),
    ],
)
def test_two_sources_stay_two(old, new):
    found = match([one(old)], [one(new)])
    assert not found.pairs
    assert (found.removed, found.added) == ((0,), (0,))


def test_matching_is_one_to_one_over_the_page():
    old = citations(
        "<ref name=a>{{cite web|url=http://a.example/1|title=First of all}}</ref> <ref name=a/> <ref name=a/> "
        "<ref>{{cite web|url=http://a.example/2|title=Second of all}}</ref>"
    )
    new = citations(
        "<ref>{{cite web|url=https://a.example/2|title=Second of all}}</ref> <ref name=a/> "
        "{{reflist|refs=<ref name=a>{{cite web|url=http://a.example/1|title=First of all}}</ref>}}"
    )
    found = match(old, new)
    assert [(pair.old, pair.new, pair.matched_by) for pair in found.pairs] == [
        (0, 2, "text"),
        (1, 1, "text"),
        (3, 0, "url"),
    ]
    assert (found.removed, found.added) == ((2,), ())


def test_of_many_equal_uses_the_one_that_left_is_missed():
    old = citations("<ref name=b/> <ref name=a/> <ref name=a/> <ref name=c/>")
    new = citations("<ref name=b/> <ref name=a/> <ref name=c/>")
    assert match(old, new).removed == (2,)
    assert match(new, old).added == (2,)


def test_a_use_and_a_short_footnote_of_one_source():
    book = "<ref name=a>{{cite book|last=Smith|year=2004|title=A Long Title}}</ref>"
    old, new = citations(f"{book} x <ref name=a/>"), citations(f"{book} x {{{{sfn|Smith|2004|p=3}}}}")
    found = match(old, new)
    assert [(pair.old, pair.new, pair.matched_by) for pair in found.pairs] == [(0, 0, "text"), (1, 1, "definition")]
    assert describe(old[1], new[1], matched_by="definition").kind == "reformatted"


def test_values_that_say_the_same():
    assert same_value("date", "3 June 2010", "2010-06-03")
    assert same_value("date", "Sunday, June 3, 2010", "3 June 2010")
    assert not same_value("date", "June 2010", "3 June 2010")
    assert not same_value("date", "4/5/2010", "5 April 2010"), "may be read in two ways"
    assert same_value("date", "2010年6月3日", "2010-06-03")
    assert same_value("pages", "pp. 3-5", "3–5")
    assert not same_value("pages", "F01", "G01")
    assert same_value("first", "Frank", "F.")
    assert not same_value("title", "Frank", "F.")
    assert date_of("someday") is None
    assert plain("[[A|b]] ''c'' &amp; [http://d.example e]<!-- f -->") == "b c & e"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (WEB, "A long title"),
        ("<ref>[http://a.example/b ''Label'' of it]</ref>", "Label of it"),
        ("http://news.example.co.uk/b", "example.co.uk"),
        ("<ref>Smith, ''Words'', 2004</ref>", "Smith, Words, 2004"),
        ("{{sfn|Smith|2004|p=3}}", "Smith 2004"),
        ("{{cite book|isbn=0306406152}}", "ISBN 9780306406157"),
        ('<ref name="a b" />', "a b"),
        ("{{rp|3}}", "3"),
        ("<ref>" + "word " * 40 + "</ref>", "word word word word word word word word word word word…"),
    ],
)
def test_a_source_has_a_name_for_people(text, name):
    assert label(one(text)) == name


SOURCES = st.lists(
    st.sampled_from([
        WEB, "<ref name=a/>", "<ref name=a>Words of it</ref>", "{{sfn|Smith|2004|p=3}}", "{{rp|3}}", "{{cite web}}",
        "<ref>{{cite book|last=Smith|year=2004|title=Long title|isbn=0306406152}}</ref>", "{{r|a}}", "<ref></ref>",
        "[http://a.example/c x]", "{{cite journal|doi=10.1000/a|date=3 June 2010|month=May}}", "http://a.example/b",
        "<ref>{{harvnb|Smith|2004}} {{dead link}}</ref>", "<ref>Smith (2004), p. 3</ref>", "ISBN 0306406152",
        "{{cite web|author=क|title=题目}}",
    ]),
    max_size=8,
).map(" ".join)  # fmt: skip


@given(SOURCES, SOURCES)
def test_matching_takes_each_source_once_and_mirrors(first, second):
    old, new = citations(first), citations(second)
    found = match(old, new)
    assert sorted([pair.old for pair in found.pairs] + list(found.removed)) == list(range(len(old)))
    assert sorted([pair.new for pair in found.pairs] + list(found.added)) == list(range(len(new)))
    assert len(match(new, old).pairs) == len(found.pairs)
    for pair in found.pairs:
        for field in describe(old[pair.old], new[pair.new], matched_by=pair.matched_by).fields:
            assert field.old_span is None or old[pair.old].span.contains(field.old_span)
            assert field.new_span is None or new[pair.new].span.contains(field.new_span)
    for citation in (*old, *new):
        assert label(citation) or not citation.text
        assert "\n" not in label(citation)
    for before in old:
        for after in new:
            assert describe(before, after, same_place=True).kind


def test_thousands_of_sources_are_matched():
    text = "".join(f"<ref>{{{{cite web|url=http://a.example/{n}|title=Title number {n}}}}}</ref>" for n in range(3000))
    old, new = citations(text), citations(text.replace("http:", "https:").replace("Title", "Titel"))
    found = match(old, new)
    assert len(found.pairs) == 3000
    assert {pair.matched_by for pair in found.pairs} == {"url"}
    # words that all share find no partner by comparing everything with everything
    bare = citations("".join(f"<ref>common words here {n}</ref>" for n in range(3000)))
    other = citations("".join(f"<ref>common words here {n} x</ref>" for n in range(3000)))
    assert len(match(bare, other).pairs) == 3000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ref>" + "a b " * 20_000 + "</ref>", "<ref>" + "a c " * 20_000 + "</ref>"),
        ("<ref>" + "{{dead link}}" * 5000 + "</ref>", "<ref>x" + "{{dead link}}" * 5000 + "</ref>"),
        ("{{cite web|title=T" + "|a=x" * 5000 + "}}", "{{cite web|title=T" + "|b=x" * 5000 + "}}"),
        (
            "{{cite web" + "".join(f"|a{n}=x" for n in range(3000)) + "}}",
            "{{cite web" + "".join(f"|b{n}=x" for n in range(3000)) + "}}",
        ),
        ("<ref>" + "[http://a " * 20_000 + "</ref>", "<ref>" + "[[x " * 20_000 + "</ref>"),
        ("<ref>[http://a" + " " * 50_000 + "</ref>", "<ref>x[http://a" + " " * 50_000 + "</ref>"),
        ("<ref>" + "字" * 50_000 + "</ref>", "<ref>" + "字" * 50_000 + "词</ref>"),
    ],
    ids=["words", "tags", "one parameter", "parameters", "links", "spaces", "unspaced"],
)
def test_huge_sources_are_described(old, new):
    before, after = one(old), one(new)
    match([before], [after])
    assert describe(before, after, same_place=True).kind
    assert describe(before, after, matched_by="name").kind
    assert label(before)
