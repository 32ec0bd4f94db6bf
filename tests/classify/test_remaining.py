"""Where an old term still stands, and in what."""

from __future__ import annotations

import pytest

from wikidiff.classify import remaining
from wikidiff.model.change import Page


def where(text, term, language="en", given="", site="enwiki"):
    page = Page(old_text="", new_text=text, language=language, site=site, edits=[])
    return [kind for _, kind in remaining.places(page, term, given)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The mill stood.", ["prose"]),
        ("== The mill ==\nIt stood.", ["heading"]),
        ('He said: "the mill is old".', ["quotation"]),
        ('He said: "it is old". The mill stood.', ["prose"]),
        ("“The mill” was sung.", ["quotation"]),
        ("<blockquote>the mill is old</blockquote>", ["quotation"]),
        ("{{quote|the mill is old|Holm}}", ["quotation"]),
        ("<ref>{{cite book|title=The Mill on the Hill|last=Holm}}</ref>", ["title"]),
        ("<ref>{{cite book|title=A Hill|quote=the mill is old}}</ref>", ["quotation"]),
        ("<ref>Holm saw the mill.</ref>", ["citation"]),
        ("<ref>Holm, ''The Mill'', p. 3.</ref>", ["title"]),
        ("He wrote ''The Mill'' there.", ["title"]),
        ("[http://example.org/the-mill/1 page]", ["URL"]),
        ("[[Mill (grinding)|the works]]", ["link target"]),
        ("[[the mill]]", ["prose"]),
        ("[[works|the mill]]", ["prose"]),
        ("[[File:Mill.jpg|thumb|The works]]", ["link target"]),
        ("<!-- the mill -->", ["comment"]),
        ("A windmill, a millet, millions.", []),
    ],
)
def test_each_place_is_named_by_what_it_stands_in(text, kinds):
    assert where(text, "mill") == kinds


def test_the_target_behind_the_new_term_is_no_place():
    assert where("[[Mill|the works]] and [[Mill|the place]]", "mill", given="works") == ["link target"]


@pytest.mark.parametrize(
    ("text", "term", "language", "count"),
    [
        ("Two chairmen and a Chairman's hat.", "chairman", "en", 2),
        ("дом Киева, Киеву и Киев", "Киев", "ru", 3),
        ("das Haus, die Häuser, des Hauses", "Haus", "de", 2),
        ("东德和东德人", "东德", "zh", 2),
        ("İstanbul ve Ankara, ankara", "Ankara", "tr", 2),
        ("the died by suicide\nsuicide", "died by suicide", "en", 1),
    ],
)
def test_other_forms_of_the_term_count(text, term, language, count):
    assert len(where(text, term, language)) == count


def test_places_are_told_by_kind_the_most_frequent_first():
    found = ((1, "prose"), (2, "URL"), (3, "URL"), (4, "title"))
    assert list(remaining.tally(found).items()) == [("URL", 2), ("prose", 1), ("title", 1)]


def test_work_is_bounded_by_the_page():
    page = Page(old_text="", new_text="mill", language="en", site="enwiki", edits=[])
    found = [len(remaining.places(page, "mill")) for _ in range(remaining.TERMS + 1)]
    assert found == [1] * remaining.TERMS + [0]
    assert len(where("mill " * 9000, "mill")) == remaining.MOST
