"""Category links and sort keys."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, detail, only, texts
from wikidiff.model import Action, Category

NAMES = {
    "en": ("Category", "Mills", "Weirs"),
    "de": ("Kategorie", "Mühle", "Wehr"),
    "fr": ("Catégorie", "Moulin", "Barrage"),
    "es": ("Categoría", "Molinos", "Presas"),
    "ru": ("Категория", "Мельницы", "Плотины"),
    "ar": ("تصنيف", "طواحين", "سدود"),
    "ja": ("Category", "水車", "堰"),
}


@pytest.mark.parametrize("language", NAMES)
def test_a_category_is_added_removed_and_changed(language):
    name, old, new = NAMES[language]
    first, last = f"[[{name}:Aaa]]\n", f"[[{name}:Zzz]]"
    one, other = f"[[{name}:{old}]]\n", f"[[{name}:{new}]]\n"
    added = only(first + last, first + one + last, language)
    removed = only(first + one + last, first + last, language)
    changed = only(first + one + last, first + other + last, language)
    assert [finding.code for finding in (added, removed, changed)] == ["CAT001"] * 3
    assert [finding.action for finding in (added, removed, changed)] == [Action.ADD, Action.REMOVE, Action.CHANGE]
    assert detail(added) == {"old_category": None, "new_category": old}
    assert detail(removed) == {"old_category": old, "new_category": None}
    assert detail(changed) == {"old_category": old, "new_category": new}
    assert texts(added) == [(gone, came) for came, gone in texts(removed)]
    assert not any(finding.meaning for finding in (added, removed, changed))


def test_the_message_says_which():
    assert only("[[Category:A]]\n[[Category:C]]", "[[Category:B]]\n[[Category:C]]").message == (
        "The category “A” became “B”."
    )
    assert only("[[Category:A]]\n[[Category:C]]", "[[Category:A]]\n[[Category:B]]\n[[Category:C]]").message == (
        "The page was put in the category “B”."
    )


def test_sorted_otherwise_in_one_category():
    finding = only("[[Category:Mills]]\n[[Category:Z]]", "[[Category:Mills|Norrby]]\n[[Category:Z]]")
    assert finding.message == "The page is sorted otherwise in the category “Mills”."


@pytest.mark.parametrize(
    ("language", "word"), [("en", "DEFAULTSORT"), ("de", "SORTIERUNG"), ("en", "DEFAULTSORTKEY"), ("fr", "DEFAULTSORT")]
)
def test_a_default_sort_key_has_a_code_of_its_own(language, word):
    finding = only(f"{{{{{word}:Mill}}}}\nText.", f"{{{{{word}:Weir}}}}\nText.", language)
    assert (finding.code, finding.category, finding.meaning) == ("CAT002", Category.CATEGORY, False)


def test_another_order_is_a_move_without_meaning():
    old = "Text.\n\n[[Category:A]]\n[[Category:B]]\n[[Category:C]]\n"
    finding = only(old, "Text.\n\n[[Category:C]]\n[[Category:A]]\n[[Category:B]]\n")
    assert (finding.category, finding.action, finding.meaning) == (Category.CATEGORY, Action.MOVE, False)


def test_a_charged_category_is_a_category():
    old = "Text.\n\n[[Category:A]]\n[[Category:Z]]"
    assert categories(old, old.replace("A]]\n", "A]]\n[[Category:Pseudoscience]]\n")) == ["category"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("See [[:Category:A]] there.", "See [[:Category:B]] there."),
        ("It won in the category of mills.", "It won in the category of weirs."),
        ("Text.<!-- [[Category:A]] --> End.", "Text.<!-- [[Category:B]] --> End."),
        ("<nowiki>[[Category:A]]</nowiki> End.", "<nowiki>[[Category:B]]</nowiki> End."),
        ("In [[Categorical logic|logic]] it is.", "In [[Category theory|logic]] it is."),
    ],
)
def test_it_is_silent(old, new):
    assert "category" not in categories(old, new)
