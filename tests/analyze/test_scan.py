"""One text looked over: words to watch where they are the writer's own, and sources that are bare addresses."""

from __future__ import annotations

from collections import defaultdict

import pytest

import wikidiff
from benchmarks import material
from tests.bounded import bounded, calls
from wikidiff.classify.tone_watch import guideline
from wikidiff.errors import InputError
from wikidiff.model import Context
from wikidiff.packs import rows

QUIET = {
    "in a quotation": 'He wrote: "It was a stunning and legendary evening for us all."',
    "in a block quotation": "<blockquote>\nIt was a stunning evening.\n</blockquote>",
    "in a quote template": "{{quote|It was a stunning evening.|A guest}}",
    "in a title": "It appears in ''The Legendary Life'' of that year, ''a stunning life''.",
    "in bold": "'''A stunning life''' is a film.",
    "in a name": "They stayed in the Legendary Hotel by the sea.",
    "a name that begins": "Legendary Hotel is a house in Lund.",
    "in a reference": "It opened in May.<ref>A stunning evening, Harbour Courier.</ref>",
    "in a citation template": "It opened.<ref>{{cite news|title=A stunning evening|date=4 May 2011}}</ref>",
    "in a list of sources": "== References ==\n* A stunning evening, Harbour Courier",
    "in a link target": "The [[stunning evening|evening]] ended.",
    "in an address": "See https://example.org/stunning for more.",
    "in a file name": "{{Infobox film\n| image = stunning.jpg\n}}",
    "in a comment": "It opened in May.<!-- a stunning evening -->",
    "in code": "<code>stunning</code> is set.",
    "a technical sense": "An insurance claim was filed, and a cult film was shown.",
    "the neutral word": "The operator said that it had met the limit, according to the county.",
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_words_that_are_not_the_writers_own_are_passed_over(text):
    assert wikidiff.scan(text).words == ()


LOUD = {
    "prose": ("The museum has a stunning collection.", "stunning", "peacock", Context.PROSE),
    "a link label": ("The [[collection|stunning collection]] is old.", "stunning", "peacock", Context.PROSE),
    "a list": ("* a stunning collection", "stunning", "peacock", Context.LIST),
    "a heading": ("== A stunning collection ==\n", "stunning", "peacock", Context.HEADING),
    "a cell": ("{|\n|-\n| a stunning collection\n|}", "stunning", "peacock", Context.TABLE),
    "an infobox": ("{{Infobox museum\n| known_for = a stunning collection\n}}", "stunning", "peacock", Context.INFOBOX),
    "the first word": ("Unfortunately, it closed.", "Unfortunately", "editorialising", Context.PROSE),
    "several words": ("Some critics argue it.", "Some critics", "weasel", Context.PROSE),
    "scare quotes": ('The "expert" spoke.', "expert", "doubt", Context.PROSE),
    "after a block quotation": (
        "<blockquote>\nA quiet place.\n</blockquote>\nA stunning place.",
        "stunning",
        "peacock",
        Context.PROSE,
    ),
}


@pytest.mark.parametrize(("text", "word", "device", "context"), LOUD.values(), ids=LOUD)
def test_words_to_watch_are_found_with_their_place(text, word, device, context):
    found = wikidiff.scan(text).words
    assert (word, device, context) in {(one.text, one.device, one.context) for one in found}
    assert all(one.text == one.span.slice(text) for one in found)
    assert all(one.guideline.startswith("MOS:") and "consider" in one.advice for one in found)
    assert all(-1 <= one.weight <= 1 and one.weight != 0 for one in found)


def test_a_word_of_caution_weighs_below_nought():
    found = {one.text: one for one in wikidiff.scan("It allegedly caused a stunning flood.").words}
    assert found["allegedly"].weight < 0 < found["stunning"].weight


def test_a_plainer_word_is_named_where_the_list_knows_one():
    (found,) = wikidiff.scan("The regime closed two papers.").words
    assert (found.text, found.neutral) == ("regime", "government")


def test_places_carry_their_section():
    text = "A lead.\n\n== History ==\nOld.\n\n=== Later ===\nA stunning year.<ref>http://example.org/x</ref>\n"
    found = wikidiff.scan(text)
    assert [one.section for one in found.words] == [("History", "Later")]
    assert [(one.url, one.section) for one in found.sources] == [("http://example.org/x", ("History", "Later"))]


def test_only_addresses_alone_are_bare_sources():
    text = (
        "A.<ref>http://example.org/1</ref> B.<ref>[http://example.org/2]</ref>"
        ' C.<ref>[http://example.org/3 A title]</ref> D.<ref name="x">{{cite web|url=http://example.org/4|title=T}}</ref>'
        ' E.<ref name="x" /> http://example.org/5'
    )
    assert [one.url[-1] for one in wikidiff.scan(text).sources] == ["1", "2", "5"]


def test_a_language_without_a_list_says_so():
    found = wikidiff.scan("ข้อความ http://example.org/", language="th")
    assert found.words == ()
    assert [note.code for note in found.notes] == ["tone"]
    assert len(found.sources) == 1


def test_a_language_with_a_list_alone_says_so():
    found = wikidiff.scan("Das Regime zeigt eine beeindruckende Sammlung.", language="de")
    assert [one.text for one in found.words] == ["Regime", "beeindruckende"]
    assert any("not learned" in note.text for note in found.notes)
    assert not any("not learned" in note.text for note in wikidiff.scan("A house.").notes)


def test_nothing_is_found_in_nothing():
    found = wikidiff.scan("")
    assert (found.words, found.sources, found.size) == ((), (), 0)


def test_what_is_no_text_is_refused():
    with pytest.raises(InputError, match="text is of type bytes"):
        wikidiff.scan(b"bytes")  # type: ignore[arg-type]


def devices(language: str) -> set[str]:
    return {row[1] for row in rows(language, "tone.tsv") if float(row[2])} - {"attribution"}


def test_every_device_of_the_english_list_is_met_in_three_real_articles():
    """None of them is a labelled edit: they are whole articles of 2016."""
    met: dict[str, set[str]] = defaultdict(set)
    wanted = devices("en")
    for text in sorted(material.articles(), key=lambda article: len(article.text)):
        for word in wikidiff.scan(text.text).words:
            met[word.device].add(text.name)
        if all(len(met[device]) >= 3 for device in wanted):
            break
    assert {device: len(met[device]) for device in wanted if len(met[device]) < 3} == {}


def test_every_device_has_a_guideline_that_asks_and_never_orders():
    for language in ("en", "de", "fr", "pl", "es", "it", "nl", "pt", "ru", "zh", "ja", "ar", "hi"):
        for device in devices(language):
            shortcut, advice = guideline(device)
            assert shortcut.startswith("MOS:"), device
            assert "consider" in advice, device
            assert not {"must", "wrong", "biased", "never"} & set(advice.lower().split()), device


HOSTILE = ("stunning ", '"', "''", "<blockquote>", "[[", "{{", "<ref>http://a", "* stunning\n", "= stunning =\n")


@pytest.mark.parametrize("part", HOSTILE)
def test_work_grows_with_the_text_alone(part):
    with bounded():
        small, large = calls(lambda: wikidiff.scan(part * 400)), calls(lambda: wikidiff.scan(part * 1600))
    assert large < 6 * small + 2000
