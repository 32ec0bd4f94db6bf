"""Masculine forms that stand for all, and forms that name both."""

from __future__ import annotations

import pytest

from wikidiff.text.genders import has_genders, is_feminine, names_both


@pytest.mark.parametrize(
    ("one", "both", "language"),
    [
        ("Lehrer", "Lehrerinnen und Lehrer", "de"),
        ("Lehrer", "Lehrer und Lehrerinnen", "de"),
        ("Ärzte", "Ärztinnen und Ärzte", "de"),
        ("Lehrer", "Lehrer*innen", "de"),
        ("Lehrer", "Lehrer/-innen", "de"),
        ("Lehrer", "LehrerInnen", "de"),
        ("Autoren", "Autor:innen", "de"),
        ("Los ciudadanos", "Las ciudadanas y ciudadanos", "es"),
        ("étudiants", "étudiant·es", "fr"),
        ("auteurs", "auteurs et autrices", "fr"),
        ("cidadãos", "cidadãos e cidadãs", "pt"),
    ],
)
def test_a_form_that_names_both(one, both, language):
    expected = language != "pt"  # irregular: said, not guessed
    assert names_both(one, both, language) is expected
    assert names_both(both, one, language) is expected


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("Musiker", "Musik und Musiker", "de"),
        ("Lehrer", "Lehrerinnen", "de"),
        ("Lehrer", "Schülerinnen und Lehrer", "de"),
        ("actors", "actors and actresses", "en"),
        ("Lehrer", "Lehrer-Haus", "de"),
    ],
)
def test_other_phrases_do_not(old, new, language):
    assert not names_both(old, new, language)


def test_the_endings_are_data():
    assert has_genders("de")
    assert has_genders("de-AT")
    assert not has_genders("en")
    assert is_feminine("Ärztinnen", "Ärzte", "de")
    assert not is_feminine("Ärzte", "Ärztinnen", "de")
