"""Whatever the input, a right answer or one clear sentence: the library's part (the command line has its own)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

import wikidiff
from tests.laws import laws
from wikidiff.errors import InputError

MEGABYTE = 1_000_000

ODD = {
    "both empty": ("", ""),
    "old empty": ("", "A town."),
    "new empty": ("A town.", ""),
    "identical": ("A town of 5 km.", "A town of 5 km."),
    "line ends to CRLF": ("One.\nTwo.\n", "One.\r\nTwo.\r\n"),
    "line ends to CR": ("One.\nTwo.\n", "One.\rTwo.\r"),
    "a byte order mark": ("A town.", "\ufeffA town."),
    "NUL": ("A\x00town of 5 km.", "A\x00town of 6 km."),
    "a lone surrogate": ("A town \ud800 of 5 km.", "A town \udfff of 6 km."),
    "combining marks": ("cafe\u0301", "café"),
    "unassigned letters": ("\U000e0fff\uffff old", "\U000e0fff\uffff new"),
    "only spaces": ("   \n\t ", "  \n "),
    "no line break in a lot of text": ("word " * 2_000, "word " * 1_000 + "other " + "word " * 999),
}


@pytest.mark.parametrize(("old", "new"), ODD.values(), ids=ODD.keys())
def test_odd_text_obeys_the_laws(old, new):
    analysis = wikidiff.compare(old, new)
    assert list(laws.comparison(old, new, analysis)) == []
    assert bool(analysis.findings) == (old != new)


LARGE = {
    "10 MB of open braces": "{{{{{" * (2 * MEGABYTE),
    "100,000 nested tags": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "a line of 2 MB": "one line and no end " * (MEGABYTE // 10),
    "100,000 open links": "[[" * 100_000,
    "100,000 open references": "<ref>" * 100_000,
    "100,000 headings": "== a ==\n" * 100_000,
    "100,000 rows": "{|\n" + "|-\n| a || b\n" * 100_000 + "|}",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large_text_gets_an_answer(text):
    middle = text.index(" ", len(text) // 2) if " " in text[len(text) // 2 :] else len(text) // 2
    changed = text[:middle] + " otherwise" + text[middle:]
    analysis = wikidiff.compare(text, changed)
    assert any("otherwise" in place.new.text for f in analysis.findings for place in f.occurrences)
    assert analysis.work.parsed_characters < 1.1 * MEGABYTE


@pytest.mark.parametrize("language", ["xx", "tlh", "de-AT-1996", "zh-Hant-TW", "x-unknown", ""])
def test_an_unknown_language_is_read_and_noted(language):
    analysis = wikidiff.compare("It has 5 km.", "It has 6 km.", language=language)
    assert analysis.findings
    assert analysis.notes or language.startswith(("de", "zh"))


@pytest.mark.parametrize(("language", "valued"), [("fa", True), ("ur", False)])
def test_the_note_on_an_unknown_language_is_true_of_figures(language, valued):
    analysis = wikidiff.compare("قدیم 12 km", "قدیم 13 km", language=language)
    (note,) = [note.text for note in analysis.notes if note.code == "language"]
    assert ("figures have no value" in note) is not valued
    assert ('"value":13' in wikidiff.to_json(analysis)) is valued


@pytest.mark.parametrize("value", [None, b"bytes", 5, ["a"]])
def test_what_is_no_text_is_refused_in_one_sentence(value):
    with pytest.raises(wikidiff.WikidiffError) as caught:
        wikidiff.compare(value, "A town.")
    assert "\n" not in str(caught.value)


CALLS = {
    "tokenize": wikidiff.tokenize,
    "tokenize, language": lambda value: wikidiff.tokenize("A town.", language=value),
    "sections": wikidiff.sections,
    "citations": wikidiff.citations,
    "citations, site": lambda value: wikidiff.citations("A town.", site=value),
    "quantities": wikidiff.quantities,
    "quantities, language": lambda value: wikidiff.quantities("5 km", language=value),
    "moves, old": lambda value: wikidiff.moves(value, "A town."),
    "moves, new": lambda value: wikidiff.moves("A town.", value),
    "scan": wikidiff.scan,
    "scan, language": lambda value: wikidiff.scan("A town.", language=value),
    "tone_shift, old": lambda value: wikidiff.tone_shift(value, "A town."),
    "tone_shift, new": lambda value: wikidiff.tone_shift("A town.", value),
    "tone_shift, language": lambda value: wikidiff.tone_shift("A town.", "A city.", language=value),
    "same_source": lambda value: wikidiff.same_source("https://example.org/", value),
    "term_list": wikidiff.term_list,
    "to_json": wikidiff.to_json,
    "from_json": wikidiff.from_json,
    "compare, old": lambda value: wikidiff.compare(value, "A town."),
    "compare, new": lambda value: wikidiff.compare("A town.", value),
    "compare, language": lambda value: wikidiff.compare("A town.", "A city.", language=value),
    "compare, history": lambda value: wikidiff.compare("A town.", "A city.", history=value),
    "analyze_history": lambda value: list(wikidiff.analyze_history(value)),
    "collapse": lambda value: list(wikidiff.collapse(value)),
    "origins": wikidiff.origins,
    "reverts": wikidiff.reverts,
    "reverts, radius": lambda value: wikidiff.reverts([], radius=value),
    "timelines": lambda value: wikidiff.timelines(value, term="town"),
    "Wiki": wikidiff.Wiki,
}


@pytest.mark.parametrize("value", [None, b"bytes", 1.5, [5], {1: "A town."}], ids=str)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_argument_of_a_wrong_kind_is_refused_in_one_sentence(call, value):
    with pytest.raises(wikidiff.WikidiffError) as caught:
        call(value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("site", "terms", "history", "said"),
    [
        (5, None, (), "site is of type int; give a database name such as 'enwiki', or None"),
        (None, "a list", (), "terms is of type str; give what wikidiff.term_list read"),
        (None, None, "abc", "history is of type str; give the earlier revisions, oldest first"),
        (
            None,
            None,
            ["a", 5],
            "entry 2 of the history is of type int; give texts or wikidiff.Revision objects, oldest first",
        ),
    ],
)
def test_the_argument_is_named(site, terms, history, said):
    with pytest.raises(InputError) as caught:
        wikidiff.compare("A town.", "A city.", site=site, terms=terms, history=history)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("id", "12", "give it as int"),
        ("text", b"bytes", "give the wikitext as str"),
        ("page", "Ellis", "give a wikidiff.Page"),
        ("timestamp", "2024-05-01T09:30:00Z", "give a datetime in UTC"),
        ("user", "Ada", "give a wikidiff.User"),
        ("tags", "mobile edit", "give a tuple"),
        ("hidden", "text", "give a frozenset"),
    ],
)
def test_a_field_of_a_revision_has_its_kind(field, value, hint):
    with pytest.raises(InputError) as caught:
        wikidiff.Revision(**{field: value})
    assert str(caught.value) == f"{field} of a revision is of type {type(value).__name__}; {hint}"


LOOSE: dict[str, Any] = {"tags": ["a"], "hidden": {"user"}, "timestamp": datetime(2024, 5, 1, 9, 30)}  # noqa: DTZ001


def test_a_revision_takes_lists_sets_and_moments_without_a_zone():
    loose = wikidiff.Revision(**LOOSE)
    strict = wikidiff.Revision(
        tags=("a",), hidden=frozenset({"user"}), timestamp=datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    )
    assert (loose, hash(loose)) == (strict, hash(strict))
    analysis = wikidiff.compare(loose, strict)
    assert wikidiff.from_json(wikidiff.to_json(analysis)) == analysis


@pytest.mark.parametrize("name", ["x" * 300, "a-" * 50_000, "\ud800", "../../etc", "nul\0"])
def test_a_name_that_no_file_can_have_names_no_pack(name):
    analysis = wikidiff.compare("It has 5 km.", "It has 6 km.", language=name, site=name)
    assert {note.code for note in analysis.notes} == {"language", "site"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 2}', "null", "\ud800"])
def test_what_is_no_analysis_is_refused_in_one_sentence(text):
    with pytest.raises(wikidiff.WikidiffError) as caught:
        wikidiff.from_json(text)
    assert "\n" not in str(caught.value)


def test_a_hidden_text_is_noted():
    analysis = wikidiff.compare(wikidiff.Revision(text=None, hidden=frozenset({"text"})), "A town.")
    assert not analysis.findings
    assert [note.code for note in analysis.notes if "hidden" in note.text]


REF = "<ref>{{{{cite web|url=http://example.org/{0}|title=Title number {0}|access-date=2 May 2010}}}}</ref>"
MANY = "".join(f"Sentence {number} says it.{REF.format(number)}\n\n" for number in range(600))
LONG = "http://example.org/" + "a/" * 50_000


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (MANY, MANY.replace("2 May 2010", "3 June 2012"), "field_changed"),
        (MANY, re.sub("<ref>.*?</ref>", "", MANY), "removed"),
        (MANY, re.sub("<ref>.*?</ref>", "<ref>{{cite book|title=Same|last=X|year=2000}}</ref>", MANY), "replaced"),
        (MANY.replace("<ref>", "<ref name=a>"), MANY.replace("<ref>", "<ref name=b>"), "renamed"),
        (f"A.<ref>{LONG}</ref> B.", f"A.<ref>{LONG}x</ref> B.", None),
        (
            f"A.<ref>{{{{cite web|url={LONG}|title=T}}}}</ref>",
            f"A.<ref>{{{{cite web|url={LONG}q|title=T}}}}</ref>",
            None,
        ),
        ("A.<ref>One <ref>Two</ref> three</ref> B.", "A.<ref>One <ref>Two 2</ref> three</ref> B.", None),
        ("A.<ref>" * 300 + "x" + "</ref>" * 300, "A.<ref>" * 300 + "y" + "</ref>" * 300, None),
        ("A.<ref>[javascript:alert(1) x]</ref>", "A.<ref>[javascript:alert(2) x]</ref>", "field_changed"),
        ("A.<ref name=x>One</ref><ref name=x>Two</ref>", "A.<ref name=x>One</ref><ref name=x>Two b</ref>", None),
    ],
)
def test_sources_in_masses_and_in_disorder(old, new, kind):
    """All changes are of sources, bounded, and obey the laws; what was not looked into is noted."""
    analysis = wikidiff.compare(old, new)
    assert list(laws.comparison(old, new, analysis)) == []
    assert set(analysis.summary) == {"citation"}
    if kind is not None:
        assert {finding.detail["kind"] for finding in analysis.findings} == {kind}
    assert old is not MANY or "budget" in {note.code for note in analysis.notes}
