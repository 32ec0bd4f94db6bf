"""What the rules ask about an edit of words: typography taken out, heavy words, swaps counted over the page."""

from __future__ import annotations

import pytest

from wikidiff.analyze.page import Reader
from wikidiff.classify import features, places, remaining
from wikidiff.classify.base import SHOWN, action_of, shown, squeezed
from wikidiff.classify.calibration import confidence, step
from wikidiff.model import Action
from wikidiff.model.change import Aspect, Edit, Page, Stretch


def page(old: str, new: str, language: str = "en") -> Page:
    return Reader(old, new, language, f"{language}wiki").read()


def texts(old: str, new: str, language: str = "en") -> tuple[Page, list[Edit]]:
    """Return a page and its edits of words."""
    read = page(old, new, language)
    return read, [edit for edit in read.edits if edit.aspect is Aspect.TEXT]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1870–71", "1870-71"),
        ("“old” ‘mill’", "\"old\" 'mill'"),
        ("5&nbsp;kg", "5 kg"),
        ("5\u00a0\u202fkg", "5 kg"),
        ("a&ndash;b &amp; c", "a-b & c"),
        ("  wait…  ", "wait..."),
        ("soft\u00adhyphen", "softhyphen"),
        ("«mot»", '"mot"'),
        ("", ""),
    ],
)
def test_typography_is_taken_out(text, plain):
    assert features.plain(text) == plain


def test_function_words_are_not_heavy():
    read, (edit,) = texts("It stands by the old mill.", "It stands near a new weir.")
    found = features.of(edit, read)
    assert "the" in found.old
    assert set(found.old_heavy) == {"old", "mill"}
    assert set(found.new_heavy) == {"new", "weir"}


def test_features_are_found_once_for_each_edit():
    read, (edit,) = texts("The chairman left.", "The chair left.")
    assert features.of(edit, read) is features.of(edit, read)
    assert features.swaps(read) is features.swaps(read)


def test_markup_is_no_word():
    read, (edit,) = texts("The [[mill|old mill]] burned.", "The [[mill|young weir]] burned.")
    found = features.of(edit, read)
    assert "[[" not in found.old_text + found.new_text
    assert set(found.new) <= {"young", "weir"}


def test_a_long_text_is_different_without_a_look():
    long = " ".join(f"word{number}" for number in range(40))
    read, edits = texts("Start here. End.", f"Start {long} here. End.")
    assert {features.of(edit, read).relation for edit in edits} == {"different"}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Chairman", "chairman", True),
        ("chairman's", "chairman", True),
        ("mills", "mill", True),
        ("mill", "weir", False),
    ],
)
def test_folding_joins_the_forms_of_a_term(old, new, same):
    assert (features.fold(old, "en") == features.fold(new, "en")) is same


def test_swaps_are_counted_over_the_page():
    read, edits = texts(
        "The tarnel is old. A tarnel is made of oak. The weir is new. Tarnels leak.",
        "The bremmet is old. A bremmet is made of oak. The dam is new. Bremmets leak.",
    )
    counts = {features.of(edit, read).old_text: features.swaps(read).count(edit, read) for edit in edits}
    assert counts == {"tarnel": 3, "weir": 1, "Tarnels": 3}


def test_a_swap_of_two_words_counts_by_its_rarer_pair():
    read, edits = texts(
        "The red tarnel came. A red tarnel went. The red mill stood.",
        "The wet bremmet came. A wet bremmet went. The wet mill stood.",
    )
    swaps = features.swaps(read)
    assert [swaps.count(edit, read) for edit in edits] == [2, 2, 3]
    assert swaps.leads("red", "wet", "en")
    assert not swaps.leads("tarnel", "bremmet", "en")


def test_a_rewritten_passage_is_no_swap():
    read, edits = texts(
        "Start. alpha beta gamma delta epsilon zeta eta theta. End.",
        "Start. one two three four five six seven eight. End.",
    )
    assert all(features.swaps(read).count(edit, read) == 0 for edit in edits)


@pytest.mark.parametrize(
    ("text", "term", "language", "expected"),
    [
        ("A mill. Two mills. The mill's wheel. A windmill. Millers.", "mill", "en", 3),
        ("A mill. Two mills.", "mills", "en", 2),
        ("MILL mill", "mill", "en", 2),
        ("the old mill and the Old Mills", "old  mill", "en", 2),
        ("Die Mühle, der Müller", "Mühle", "de", 1),
        ("他住在汉城。汉城很大。", "汉城", "zh", 2),
        ("no such word", "mill", "en", 0),
        ("anything", "  ", "en", 0),
        ("a.c abc", "a.c", "en", 1),
        ("mill " * 2000, "mill", "en", 999),
    ],
)
def test_places_that_remain_are_counted(text, term, language, expected):
    assert len(remaining.places(page("", text, language), term)) == expected


@pytest.mark.parametrize(
    ("path", "language", "sources", "links"),
    [
        (("References",), "en", True, False),
        (("History", "Bibliography"), "en", True, False),
        (("External links",), "en", False, True),
        (("See also",), "en", False, True),
        (("History",), "en", False, False),
        ((), "en", False, False),
        (("Einzelnachweise",), "de", True, False),
        (("Weblinks",), "de", False, True),
        (("参考文献",), "ja", True, False),
        (("Примечания",), "ru", True, False),
        (("'''References'''",), "en", True, False),
    ],
)
def test_what_a_section_is_for_stands_in_its_title(path, language, sources, links):
    assert (places.is_sources(path, language), places.is_links(path, language)) == (sources, links)


@pytest.mark.parametrize(
    ("old", "new", "action"),
    [
        ("a", "b", Action.CHANGE),
        ("a", "", Action.REMOVE),
        ("a", "  ", Action.REMOVE),
        ("", "b", Action.ADD),
        ("", " ", Action.ADD),
        ("  ", " ", Action.REMOVE),
    ],
)
def test_what_was_done_shows_in_the_sides(old, new, action):
    edit = Edit(aspect=Aspect.TEXT, old=Stretch(0, len(old), old), new=Stretch(0, len(new), new))
    assert action_of(edit) is action


def test_a_text_in_a_message_is_one_short_line():
    assert shown("two\n\nlines&nbsp;here ") == "“two lines here”"
    long = shown("word " * 40)
    assert len(long) <= SHOWN + 3
    assert long.endswith("word…”")
    assert shown("x" * 200) == "“" + "x" * SHOWN + "…”"
    assert squeezed(" a \t b\n") == "a b"


@pytest.mark.parametrize(
    ("strength", "number"), [(-1.0, 0), (0.0, 0), (0.05, 0), (0.55, 5), (0.99, 9), (1.0, 9), (7.0, 9)]
)
def test_a_strength_falls_on_one_of_ten_steps(strength, number):
    assert step(strength) == number


@pytest.mark.parametrize("strength", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_nothing_is_certain_and_nothing_impossible(strength):
    assert 0.0 < confidence("XYZ999", strength) < 1.0
