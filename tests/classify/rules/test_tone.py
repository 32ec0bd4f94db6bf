"""Stance: words that praise, blame, doubt, hedge or comment."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, detail, one, only
from wikidiff.model import Action, Category

KEYS = {"learned", "direction", "device", "triggers", "score", "source_changed"}


def came(language: str, text: str, words: str) -> tuple[str, str, str]:
    """Return a text without and with some words that stand for the mark in it."""
    return language, text.replace("@ ", "").replace("@", ""), text.replace("@", words)


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        came("en", "The garden holds @ roses from the south.", "magnificent"),
        came("en", "The @ pianist lived in Lund.", "world-renowned"),
        came("de", "Der @ Pianist lebte in Lund.", "legendäre"),
        came("fr", "Le musée possède une collection @ de cartes.", "magnifique"),
        came("es", "El @ pianista vivió en Lund.", "legendario"),
        came("it", "Il @ pianista visse a Lund.", "leggendario"),
        came("pt", "O @ pianista viveu em Lund.", "lendário"),
        came("nl", "De @ pianist woonde in Lund.", "legendarische"),
        came("pl", "Zbiór @ map pochodzi z Lund.", "wspaniałych"),
        came("ru", "В саду растут @ розы с юга.", "великолепные"),
        came("ja", "彼は@画家である。", "有名な"),
        came("zh", "这座城市有一座@花园。", "美丽的"),
        came("hi", "वह एक @ चित्रकार थे।", "महान"),
    ],
)
def test_praise_comes_and_goes(language, old, new):
    put_in, taken_out = only(old, new, language), only(new, old, language)
    for finding, action, direction in (
        (put_in, Action.ADD, "toward_loaded"),
        (taken_out, Action.REMOVE, "toward_neutral"),
    ):
        said = detail(finding)
        assert (finding.code, finding.category, finding.action) == ("TON001", Category.TONE, action)
        assert said["direction"] == direction
        assert finding.meaning
    assert detail(put_in)["score"] == pytest.approx(-detail(taken_out)["score"])


def test_the_detail_shows_which_words_weigh_how_much():
    said = detail(only("The mill is a stunning sight from the road.", "The mill is a sight from the road."))
    assert set(said) == KEYS
    assert -1.0 <= said["score"] < 0.0
    assert said["device"] == "peacock"
    listed = [one for one in said["triggers"] if one["device"]]
    assert [(one["text"], one["side"]) for one in listed] == [("stunning", "old")]
    assert listed[0]["weight"] < 0.0
    assert said["source_changed"] is None


@pytest.mark.parametrize(
    ("old", "new", "code", "device", "direction"),
    [
        ("The firm said that it paid.", "The firm admitted that it paid.", "TON003", "reporting_verb", None),
        ("The firm claimed that it paid.", "The firm said that it paid.", "TON003", "reporting_verb", None),
        ("The leak caused the fire.", "The leak allegedly caused the fire.", "TON002", "allegation", "toward_neutral"),
        ("The rebels took the ford.", "The terrorists took the ford.", "TON001", "loaded_term", "toward_loaded"),
        ("The road was closed.", "Sadly, the road was closed.", "TON005", "editorialising", "toward_loaded"),
        ("The road was clearly closed.", "The road was closed.", "TON002", "certainty", "toward_neutral"),
    ],
)
def test_each_device_has_its_code(old, new, code, device, direction):
    finding = only(old, new)
    said = detail(finding)
    assert (finding.code, said["device"]) == (code, device)
    assert direction in (None, said["direction"])
    assert said["direction"] in {"toward_loaded", "toward_neutral", "shift"}


def test_a_judging_noun_is_labelled_terminology_and_an_adverb_is_not():
    assert Category.TERMINOLOGY in only("The regime fell in May.", "The government fell in May.").labels
    assert only("It was sadly closed.", "It was closed.").labels == (Category.TONE,)


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("de", "Das Regime verbot zwei Zeitungen.", "Die Regierung verbot zwei Zeitungen."),
        ("es", "El régimen prohibió dos diarios.", "El gobierno prohibió dos diarios."),
        ("fr", "Les terroristes ont pris le pont.", "Les militants ont pris le pont."),
        ("ru", "Террористы заняли мост.", "Боевики заняли мост."),
    ],
)
def test_a_judging_noun_in_other_languages(language, old, new):
    there, back = only(old, new, language), only(new, old, language)
    assert (there.category, back.category) == (Category.TONE, Category.TONE)
    turned = {"toward_loaded": "toward_neutral", "toward_neutral": "toward_loaded", "shift": "shift"}
    assert detail(back)["direction"] == turned[detail(there)["direction"]]


def test_the_message_says_what_and_which_way():
    finding = only("The mill is a stunning sight.", "The mill is a sight.")
    assert finding.message == "“stunning” was taken out: the text became more neutral (peacock)."


def test_words_put_into_a_quotation_were_never_said():
    finding = only(
        "“The harbour is a place of ships,” she wrote.", "“The harbour is a stunning place of ships,” she wrote."
    )
    (place,) = finding.occurrences
    assert (finding.category, place.quotation_altered) == (Category.TONE, True)


def test_what_the_scorer_says_is_what_the_finding_says():
    shift = wikidiff.tone_shift("The mill is a stunning sight.", "The mill is a sight.")
    said = detail(only("The mill is a stunning sight.", "The mill is a sight."))
    assert (shift.score < 0) == (said["score"] < 0)
    assert "stunning" in {trigger.text for trigger in shift.triggers}


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "The roof is red.", "The roof is blue."),
        ("en", "It has 12 rooms.", "It has 14 rooms."),
        ("en", "The mill stood.", "The mill stood and leaned."),
        ("en", "The color is gray.", "The colour is grey."),
        ("en", "Text.<ref>{{cite web|title=A stunning tale|url=http://a.example}}</ref>", "Text."),
        ("en", "Text.<!-- stunning -->", "Text.<!-- plain -->"),
        ("en", "[[File:A stunning mill.jpg|thumb|A mill]]", "[[File:A mill.jpg|thumb|A mill]]"),
        ("en", "[[Category:Stunning mills]]", "[[Category:Mills]]"),
        ("en", "See [[Stunning Mill|the mill]].", "See [[Mill|the mill]]."),
        ("en", "He won the 1911 race.", "He won the 1912 race."),
        ("de", "Das Dach ist rot.", "Das Dach ist blau."),
        ("fr", "Le toit est rouge.", "Le toit est bleu."),
        ("xx", "Foo bar baz.", "Foo stunning bar baz."),
    ],
)
def test_it_is_silent(language, old, new):
    assert "tone" not in categories(old, new, language)


def test_a_long_passage_is_content_whatever_its_tone():
    long = " It is a stunning, magnificent and brilliant place that every traveller in the valley admires at once."
    assert categories("The mill stands. It is old.", f"The mill stands.{long} It is old.") == ["content"]


def test_a_change_of_tone_beside_a_standing_source_says_so():
    finding = one("TON003", "The firm said it paid.<ref>Holm.</ref>", "The firm claimed it paid.<ref>Holm.</ref>")
    assert detail(finding)["source_changed"] is False


def test_a_finding_says_whether_weights_were_learned_for_its_language():
    assert detail(only("The mill is a sight.", "The mill is a stunning sight."))["learned"] is True
    german = only("Das Haus zeigt eine Sammlung.", "Das Haus zeigt eine beeindruckende Sammlung.", "de")
    assert detail(german)["learned"] is False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('It rhymes with "hand".', 'It rhymes with "grand".', id="a slip put right"),
        pytest.param("They filed an insurance suit.", "They filed an insurance claim.", id="a technical sense"),
        pytest.param("However, with the rule it closed.", "In the rule it closed.", id="a word that joins clauses"),
        pytest.param("They met in 2010 in Oslo.", "They met this year in Oslo.", id="a date"),
        pytest.param(
            "It signed four bands.", "It signed four bands, and various brass bands in New Jersey.", id="a statement"
        ),
    ],
)
def test_a_listed_word_alone_makes_no_tone(old, new):
    assert [finding.category for finding in wikidiff.compare(old, new).findings if finding.category == "tone"] == []
