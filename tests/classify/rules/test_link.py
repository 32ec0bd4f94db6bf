"""Links whose words stand."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, detail, only, texts
from wikidiff.model import Action, Category


@pytest.mark.parametrize(
    ("language", "words", "link", "target"),
    [
        ("en", "weir", "[[weir]]", "weir"),
        ("en", "Torne", "[[Torne River|Torne]]", "Torne River"),
        ("en", "list of mills", "[https://example.org/list list of mills]", "https://example.org/list"),
        ("ru", "реке", "[[Река|реке]]", "Река"),
        ("ja", "水車", "[[水車]]", "水車"),
        ("hi", "नदी", "[[नदी]]", "नदी"),
    ],
)
def test_a_link_is_put_on_words_and_taken_off(language, words, link, target):
    there = only(f"A {words} B.", f"A {link} B.", language)
    back = only(f"A {link} B.", f"A {words} B.", language)
    assert (there.code, there.category, there.action) == ("LNK001", Category.LINK, Action.ADD)
    assert (back.code, back.action) == ("LNK001", Action.REMOVE)
    assert (detail(there)["old_target"], detail(there)["new_target"]) == (None, target)
    assert (detail(back)["old_target"], detail(back)["new_target"]) == (target, None)
    assert not there.meaning
    assert texts(there) == [(words, link)]


def test_another_target_under_the_same_words_has_meaning():
    finding = only("In [[Georgia (country)|Georgia]] it rains.", "In [[Georgia (state)|Georgia]] it rains.")
    assert (finding.code, finding.meaning) == ("LNK002", True)
    assert detail(finding) == {"old_target": "Georgia (country)", "new_target": "Georgia (state)"}
    assert finding.message == "The link on “Georgia” was turned from “Georgia (country)” to “Georgia (state)”."


@pytest.mark.parametrize(
    ("old", "new"), [("Old_Mill", "Old Mill"), ("old Mill", "Old Mill"), ("Old  Mill", "Old Mill")]
)
def test_the_same_target_written_otherwise_has_none(old, new):
    finding = only(f"The [[{old}|mill]] burned.", f"The [[{new}|mill]] burned.")
    assert (finding.code, finding.meaning) == ("LNK002", False)


def test_links_taken_out_in_one_go_are_one_finding():
    old = "The [[mill]] has a [[wheel]] and a [[roof]]."
    finding = only(old, old.replace("[[", "").replace("]]", ""))
    assert (finding.code, len(finding.occurrences)) == ("LNK001", 3)


@pytest.mark.parametrize(
    ("language", "title", "entry"),
    [
        ("en", "See also", "* [[Lock]]\n"),
        ("en", "External links", "* [https://example.org/a Mills]\n"),
        ("de", "Weblinks", "* [https://example.org/a Mühlen]\n"),
        ("de", "Siehe auch", "* [[Wehr]]\n"),
        ("fr", "Voir aussi", "* [[Écluse]]\n"),
        ("es", "Véase también", "* [[Presa]]\n"),
        ("ja", "関連項目", "* [[水車]]\n"),
    ],
)
def test_an_entry_in_a_list_of_links(language, title, entry):
    head, tail = f"== {title} ==\n* [[Aaa]]\n", "* [[Zzz]]\n"
    there, back = only(head + tail, head + entry + tail, language), only(head + entry + tail, head + tail, language)
    assert (there.code, there.action, there.section) == ("LNK004", Action.ADD, (title,))
    assert (back.code, back.action) == ("LNK004", Action.REMOVE)


def test_a_link_in_a_quotation_puts_no_words_into_a_mouth():
    finding = only("He wrote: “The weir is old.”", "He wrote: “The [[weir]] is old.”")
    assert finding.category is Category.LINK
    assert not finding.occurrences[0].quotation_altered
    assert "did not say" not in finding.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He moved to [[Lund]].", "He moved to [[Graz]]."),
        ("The [[weir]] is old.", "The '''[[weir]]''' is old."),
        ("A.\n[[Category:A]]\n[[Category:C]]", "A.\n[[Category:B]]\n[[Category:C]]"),
        ("A. [[File:A.jpg|thumb|x]] B.", "A. [[File:B.jpg|thumb|x]] B."),
        ("A.<ref>https://example.org/a</ref>", "A.<ref>https://example.org/b</ref>"),
        ("A.<!-- [[a]] --> B.", "A.<!-- [[b]] --> B."),
        ("<nowiki>[[a]]</nowiki> B.", "<nowiki>[[b]]</nowiki> B."),
        ("== Bibliography ==\n* Holm.\n* Strand.\n", "== Bibliography ==\n* Holm.\n* Lind.\n* Strand.\n"),
    ],
)
def test_it_is_silent(old, new):
    assert "link" not in categories(old, new)


@pytest.mark.parametrize("after", ["", " (metal band)", " (the smallest)."])
def test_the_addition_to_a_title_is_shown_or_not(after):
    whole, bare = (f"* It is [[Silence (band){label}]]{after}" for label in ("", "|Silence"))
    there, back = only(whole, bare), only(bare, whole)
    assert (there.code, back.code, there.meaning) == ("LNK005", "LNK005", False)
    assert there.message == "The link to “Silence (band)” shows its title without the addition in brackets."


def test_another_word_in_brackets_is_another_thing():
    assert "LNK005" not in {f.code for f in wikidiff.compare("See [[A (band)]].", "See [[A (film)|A]].").findings}


def test_an_entry_of_another_list_is_what_the_article_says():
    musicians = "== Musicians ==\n* [[Crass]]\n"
    (finding,) = wikidiff.compare(musicians, f"{musicians}* [[John Cage]]\n").findings
    assert finding.category == "content"
    (address,) = wikidiff.compare(musicians, f"{musicians}* https://example.org/cage\n").findings
    assert address.category == "link"
    (unknown,) = wikidiff.compare(musicians, f"{musicians}* [[John Cage]]\n", language="tlh").findings
    assert unknown.category == "link"


def test_different_links_that_are_set_are_counted_and_not_called_one_link():
    finding = only("In 2008 the mill in Lund burned.", "In [[2008]] the [[mill]] in [[Lund]] burned.")
    assert finding.message == "3 links were set, the first of them to “2008”."
    assert texts(finding) == [("2008", "[[2008]]"), ("mill", "[[mill]]"), ("Lund", "[[Lund]]")]


def test_a_link_that_begins_earlier_names_its_target():
    old, new = "On the lower Rio Grande [[Valley]] it rains.", "On the lower [[Rio Grande Valley]] it rains."
    said = [finding.message for finding in wikidiff.compare(old, new, language="en").findings]
    assert said == ["A link to “Rio Grande Valley” was set.", "A link to “Valley” was taken out."]
