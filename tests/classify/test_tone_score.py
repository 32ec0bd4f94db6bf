"""Tone scores: direction, devices, symmetry, lists and weights."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from wikidiff import packs
from wikidiff.classify.tone_features import NAME, align, edits_between, word_features
from wikidiff.classify.tone_score import NOTHING, devices, has_tone, score_edit, tone_shift
from wikidiff.classify.tone_words import ToneList, fold, split, tone_list
from wikidiff.model import ToneShift

DEVICES = frozenset(
    {
        "peacock",
        "weasel",
        "hedge",
        "certainty",
        "doubt",
        "editorialising",
        "reporting_verb",
        "allegation",
        "loaded_term",
        "euphemism",
        "intensifier",
        "emotive",
        "attribution",
        "honorific",
        "relative_time",
    }
)
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "zh")
LEARNED = ("en", "fr", "pl")

TOWARD_LOADED = [
    ("en", "the government fell in May", "the regime fell in May"),
    ("en", "she is a singer from Leeds", "she is a legendary singer from Leeds"),
    ("en", "the army killed hundreds", "the army butchered hundreds"),
    ("en", "the spokesman said that it was late", "the spokesman admitted that it was late"),
    ("en", "the plan was rejected", "the plan was unfortunately rejected"),
    ("en", "it was a success", "it was obviously a success"),
    ("en", "he allegedly took the money", "he took the money"),
    ("en", "it is possibly the oldest in the county", "it is the oldest in the county"),
    ("en", "his wife died in 1901", "his wife passed away in 1901"),
    ("de", "der Bericht wurde abgelehnt", "der Bericht wurde leider abgelehnt"),
    ("es", "el cantante nació en Lima", "el legendario cantante nació en Lima"),
    ("fr", "le groupe est un ensemble belge", "le groupe est un magnifique ensemble belge"),
    ("it", "il pittore nacque a Pisa", "il geniale pittore nacque a Pisa"),
    ("nl", "het gebouw staat in Gent", "het schitterende gebouw staat in Gent"),
    ("pl", "jest to budynek w Łodzi", "jest to przepiękny budynek w Łodzi"),
    ("pt", "o músico nasceu no Porto", "o lendário músico nasceu no Porto"),
    ("ru", "музыкант родился в Омске", "гениальный музыкант родился в Омске"),
    ("hi", "वह एक गायक हैं", "वह एक महान गायक हैं"),
    ("zh", "他是一名歌手", "他是一名传奇歌手"),
    ("ja", "彼は歌手である", "彼は伝説的歌手である"),
    ("ar", "هو مغن من تونس", "هو مغن أسطوري من تونس"),
]


def flipped(shift: ToneShift) -> tuple[object, ...]:
    turned = {"old": "new", "new": "old"}
    triggers = tuple((one.text, turned[one.side], -one.weight, one.device) for one in shift.triggers)
    return (-shift.score, shift.probability, shift.device, triggers)


def plain(shift: ToneShift) -> tuple[object, ...]:
    triggers = tuple((one.text, one.side, one.weight, one.device) for one in shift.triggers)
    return (shift.score, shift.probability, shift.device, triggers)


@pytest.mark.parametrize(("language", "neutral", "loaded"), TOWARD_LOADED)
def test_direction_follows_the_words_and_turns_round(language: str, neutral: str, loaded: str) -> None:
    toward = tone_shift(neutral, loaded, language)
    assert toward.score > 0
    assert 0 < toward.probability < 1
    assert plain(tone_shift(loaded, neutral, language)) == flipped(toward)


def test_swapping_old_and_new_flips_everything_on_random_wordings() -> None:
    words = [row[0].rstrip("*") for row in packs.rows("en", "tone.tsv")][::7]
    words += ["the", "of", "house", "said", ",", "1987", "Berlin", "-", '"']
    chance = random.Random(4)  # noqa: S311 - repeatable, nothing secret
    for _ in range(400):
        old = " ".join(chance.choices(words, k=chance.randrange(0, 12)))
        new = " ".join(chance.choices(words, k=chance.randrange(0, 12)))
        shift = tone_shift(old, new)
        assert plain(tone_shift(new, old)) == flipped(shift)
        assert -1 <= shift.score <= 1
        assert 0 <= shift.probability <= 1
        near = chance.choices(words, k=3)
        edit = score_edit(old.split(), new.split(), near, near[::-1], "en")
        assert plain(score_edit(new.split(), old.split(), near, near[::-1], "en")) == flipped(edit)


def test_the_strongest_listed_word_gives_the_device() -> None:
    shift = score_edit(["government"], ["regime"], ["the", "old"], ["of", "the"], "en")
    assert shift.device == "loaded_term"
    assert [(one.text, one.side) for one in shift.triggers if one.device] == [("regime", "new")]
    assert shift.triggers[0].weight > 0


def test_removing_a_loaded_word_weighs_below_nought() -> None:
    shift = score_edit(["magnificent"], [], ["a"], ["bridge"], "en")
    assert shift.score < 0
    assert shift.triggers[0].side == "old"
    assert shift.triggers[0].weight < 0
    assert shift.device == "peacock"


def test_caution_that_goes_makes_a_bolder_claim() -> None:
    for word in ("allegedly", "reportedly", "possibly", "arguably", "purported"):
        assert score_edit([word], [], ["he"], ["took"], "en").score > 0, word
        assert score_edit([], [word], ["he"], ["took"], "en").score < 0, word


def test_words_of_stance_are_more_likely_tone_than_names_figures_and_signs() -> None:
    tone = [
        tone_shift("a writer and critic", "an acclaimed writer and critic"),
        tone_shift("the attack was made by militants", "the attack was made by terrorists"),
    ]
    other = [
        tone_shift("he was born in Leeds in 1951", "he was born in Hull in 1951"),
        tone_shift("about 340 people live there", "about 350 people live there"),
        tone_shift("the river , which is long", "the river which is long"),
        tone_shift("teh house stands", "the house stands"),
    ]
    assert min(one.probability for one in tone) > max(one.probability for one in other)


def test_nothing_changed_is_nothing() -> None:
    assert tone_shift("The same words.", "The same words.") == NOTHING
    assert tone_shift("The Same  words", "the same words") == NOTHING
    assert tone_shift("", "") == NOTHING
    assert score_edit(["Very"], ["very"], [], [], "en") == NOTHING
    assert score_edit([], [], ["a"], ["b"], "en") == NOTHING


def test_a_language_without_a_list_says_so() -> None:
    assert not has_tone("th")
    assert not has_tone("und")
    assert not has_tone("no such tag/../en")
    assert tone_shift("ดี", "ไม่ดี", "th") == NOTHING
    assert devices(["ดี"], "th") == ()
    assert all(has_tone(language) for language in LANGUAGES)
    assert has_tone("de-AT")


def found(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    return [(one.text, one.device) for one in devices(text.split(), language)]


def test_devices_finds_inflected_and_long_terms() -> None:
    assert found("They Slaughtered the villagers, of course.") == [
        ("Slaughtered", "emotive"),
        ("of course", "certainty"),
    ]
    assert found("brutally terrorizes") == [("brutally", "loaded_term"), ("terrorizes", "emotive")]
    assert found("the so-called expert") == [("so-called", "doubt"), ("expert", "peacock")]
    assert found("it is considered by many") == [("is considered", "weasel"), ("by many", "weasel")]


def test_particles_are_not_inflected() -> None:
    assert found("in the evening the news came") == []


def test_devices_in_other_scripts() -> None:
    assert found("одним из крупнейших городов", "ru") == [("одним из", "hedge"), ("крупнейших", "peacock")]
    assert [one.text for one in devices(list("他是传奇人物"), "zh")] == ["传奇"]
    assert [one.text for one in devices(["伝説的な", "歌手"], "ja")] == ["伝説的な"]
    assert found("श्री गांधी", "hi") == [("श्री", "honorific")]
    assert found("والإرهابيين هنا", "ar") == [("والإرهابيين", "loaded_term")]


def test_the_longest_term_wins_and_none_overlap() -> None:
    words = ToneList([("world", "peacock", "0.1"), ("world class", "peacock", "0.8"), ("class act", "peacock", "0.5")])
    hits = words.find(["a", "world", "class", "act"])
    assert [(hit.start, hit.end, hit.entry.term) for hit in hits] == [(1, 3, "world class")]


def test_a_stem_stands_for_its_endings_and_no_more() -> None:
    words = ToneList([("geniál*", "peacock", "0.8"), ("bez wątpi*", "certainty", "0.6")])
    assert words.find(["geniálního"])
    assert not words.find(["geniálníěščřžýáí"])
    assert not words.find(["geni"])
    assert [hit.end for hit in words.find(["bez", "wątpienia"])] == [2]


def test_a_capital_inside_a_sentence_makes_a_name() -> None:
    named = score_edit(["Sharp"], ["Smith"], ["by", "John"], ["in", "May"], "en")
    assert named.triggers == ()
    assert word_features(NAME) == ("kName",)
    # A listed word stays a word to watch, however it is written.
    assert score_edit(["Government"], ["Regime"], ["the"], ["of"], "en").device == "loaded_term"


def test_alignment_is_bounded_and_rebuilds_the_text() -> None:
    chance = random.Random(1)  # noqa: S311 - repeatable, nothing secret
    for _ in range(200):
        old = chance.choices("abcd", k=chance.randrange(0, 30))
        new = chance.choices("abcd", k=chance.randrange(0, 30))
        made, last = [], 0
        for i1, i2, j1, j2 in align(old, new):
            assert old[i1:i2] != new[j1:j2]
            made += old[last:i1] + new[j1:j2]
            last = i2
        assert made + old[last:] == new
    assert align(["x"] * 5000, ["y", "x", "z"] * 3000)
    assert sum(len(edit.removed) + len(edit.inserted) for edit in edits_between(["x"] * 9000, ["y"] * 9000)) <= 800


@pytest.mark.parametrize("text", ["a" * 100_000, "a " * 50_000, "-" * 100_000, "so-" * 30_000, "一" * 100_000])
def test_hostile_texts_are_scored_too(text: str) -> None:
    shift = tone_shift(text, "b " + text[:-7] + " c")
    assert -1 <= shift.score <= 1
    assert len(shift.triggers) <= 8


def test_split_keeps_marks_with_their_letters_and_takes_signs_apart() -> None:
    assert split("हिन्दी") == ["हिन्दी"]
    assert split("Don’t “stop”") == ["don", "'", "t", '"', "stop", '"']
    assert split("日本go") == ["日", "本", "go"]
    assert fold("célèbre") == "clbre"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tone_lists_are_sound(language: str) -> None:
    rows = packs.rows(language, "tone.tsv")
    terms = Counter(row[0] for row in rows)
    assert len(rows) >= (600 if language == "en" else 60)
    assert not [term for term, count in terms.items() if count > 1]
    for row in rows:
        assert 3 <= len(row) <= 4, row
        assert row[0] == row[0].lower(), row
        assert row[1] in DEVICES, row
        assert -1 <= float(row[2]) <= 1, row
        assert row[1] not in {"allegation", "hedge", "attribution"} or float(row[2]) < 0, row
    assert {row[1] for row in rows} == DEVICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_where_it_stands_alone(language: str) -> None:
    words = tone_list(language)
    missed = []
    for row in packs.rows(language, "tone.tsv"):
        term = row[0].rstrip("*")
        if not any(hit.entry.device == row[1] for hit in words.find(split(term))):
            missed.append(term)
    assert len(missed) <= len(packs.rows(language, "tone.tsv")) // 50, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listed_word_put_in_points_where_the_list_says(language: str) -> None:
    right, count = 0, 0
    for row in packs.rows(language, "tone.tsv"):
        if loading := float(row[2]):
            count += 1
            score = tone_shift("x y", f"x {row[0].rstrip('*')} y", language).score
            right += (score > 0) == (loading > 0)
    assert right >= 0.85 * count


@pytest.mark.parametrize("language", [*LEARNED, "und"])
def test_weights_are_readable_small_and_say_where_they_are_from(language: str) -> None:
    text = packs._ROOT.joinpath("lang", language, "tone_weights.tsv").read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    assert len(text.encode()) < 2_000_000
    assert any(re.search(r"sha256 [0-9a-f]{64}", line) for line in head)
    assert any("Cross-validated" in line for line in head)
    for row in packs.rows(language, "tone_weights.tsv"):
        assert len(row) == 3, row
        assert abs(float(row[1])) < 20, row
        assert abs(float(row[2])) < 20, row


def test_a_technical_term_is_known_by_its_neighbours():
    claim = score_edit(["suit"], ["claim"], ["insurance"], ["in"], "en")
    assert [one.text for one in claim.triggers if one.device] == []
    assert score_edit(["hotel"], ["legendary"], ["a"], ["creature"], "en").device is None
    assert score_edit(["hotel"], ["legendary"], ["a"], ["cook"], "en").device == "peacock"


def test_every_set_phrase_shields_a_listed_word():
    words, bare = tone_list("en"), ToneList(packs.rows("en", "tone.tsv"), packs.rows("en", "tone_forms.tsv"))
    for (phrase,) in packs.rows("en", "tone_senses.tsv"):
        units = split(phrase.replace("*", ""))
        assert any(hit.entry.loading for hit in bare.find(units)), phrase
        assert words.find(units) == [], phrase
        assert words.senses(units), phrase


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("Le célèbre orchestre", "L'orchestre", -1),
        ("L'orchestre", "Le célèbre orchestre", 1),
    ],
)
def test_the_list_says_which_way_where_its_words_point_one_way(old, new, way):
    shift = score_edit(old.split(), new.split(), (), ("de", "Berlin"), "fr")
    assert shift.score * way > 0.08  # beyond a shift without direction
