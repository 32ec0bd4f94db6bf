"""Sources: added, removed, replaced, moved, written otherwise, completed."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, codes, detail, one, only, texts
from wikidiff.model import Action, Category

KEYS = {"kind", "matched_by", "match_confidence", "fields", "name", "template", "urls", "identifiers", "claim_changed"}
WEB = "<ref>{{cite web|url=https://example.org/toll|title=The toll}}</ref>"
BOOK = "<ref>{{cite book|last=Holm|first=Anna|title=Canals of the North|year=1990|isbn=978-0-306-40615-7}}</ref>"
ARCHIVED = "|archive-url=https://web.archive.org/web/2020/https://example.org/toll|archive-date=1 May 2020}}"
CLAIM = "The toll was abolished in spring."


@pytest.mark.parametrize(
    ("old", "new", "code", "kind", "action", "meaning"),
    [
        (CLAIM, CLAIM + WEB, "CIT001", "added", Action.ADD, True),
        (CLAIM + WEB, CLAIM, "CIT002", "removed", Action.REMOVE, True),
        (CLAIM + WEB, CLAIM + BOOK, "CIT003", "replaced", Action.REPLACE, True),
        (f"One.{WEB} Two.", f"One. Two.{WEB}", "CIT004", "moved", Action.MOVE, False),
        (CLAIM + WEB, CLAIM + WEB.replace("https:", "http:"), "CIT005", "reformatted", Action.CHANGE, False),
        (CLAIM + WEB, CLAIM + WEB.replace("}}", "|publisher=County}}"), "CIT006", "completed", Action.CHANGE, True),
        (CLAIM + WEB, CLAIM + WEB.replace("}}", ARCHIVED), "CIT007", "archived", Action.CHANGE, False),
        (CLAIM + BOOK, CLAIM + BOOK.replace("1990", "1991"), "CIT008", "field_changed", Action.CHANGE, True),
        (
            CLAIM + "{{sfn|Holm|1990|p=3}}",
            CLAIM + "{{sfn|Holm|1990|p=7}}",
            "CIT009",
            "locator_changed",
            Action.CHANGE,
            True,
        ),
    ],
)
def test_what_became_of_a_source(old, new, code, kind, action, meaning):
    finding = only(old, new)
    said = detail(finding)
    assert (finding.code, finding.category, finding.action) == (code, Category.CITATION, action)
    assert finding.meaning is meaning
    assert said["kind"] == kind
    assert set(said) == KEYS


@pytest.mark.parametrize(
    "text", [WEB, BOOK, "<ref>Holm, p. 3.</ref>", "{{sfn|Holm|1990|p=3}}", '<ref name="a">Holm.</ref>']
)
def test_a_source_that_came_is_whole(text):
    finding = only(CLAIM, CLAIM + text)
    assert texts(finding) == [("", text)]
    assert str(finding.occurrences[0].context) == "citation"
    assert texts(only(CLAIM + text, CLAIM)) == [(text, "")]


def test_the_detail_tells_what_the_source_is():
    said = detail(only(CLAIM, CLAIM + BOOK))
    assert (said["template"], said["name"], said["urls"]) == ("cite book", None, [])
    assert [scheme for scheme, _ in said["identifiers"]] == ["isbn"]
    said = detail(only(CLAIM, CLAIM + WEB.replace("<ref>", '<ref name="toll">')))
    assert (said["name"], said["urls"]) == ("toll", ["https://example.org/toll"])


def test_the_fields_that_changed_are_named_with_both_values():
    said = detail(only(CLAIM + BOOK, CLAIM + BOOK.replace("1990", "1991").replace("Anna", "Ann")))
    changed = {field["name"]: (field["old"], field["new"]) for field in said["fields"]}
    assert set(changed) == {"date", "first"} or set(changed) == {"year", "first"}
    assert ("1990", "1991") in changed.values()
    assert all(set(field) == {"name", "old", "new", "part"} for field in said["fields"])


def test_the_part_of_an_address_that_changed_is_named():
    said = detail(only(CLAIM + WEB, CLAIM + WEB.replace("https:", "http:")))
    (field,) = said["fields"]
    assert (field["name"], field["part"]) == ("url", "scheme")


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        (BOOK, BOOK.replace("Canals of the North", "Northern canals"), "isbn"),
        (WEB, WEB.replace("The toll", "A toll"), "url"),
        ('<ref name="a">Holm, p. 3.</ref>', '<ref name="a">Anna Holm, p. 3.</ref>', "name"),
    ],
)
def test_how_a_source_was_known_again(old, new, by):
    assert detail(only(CLAIM + old, CLAIM + new))["matched_by"] == by


def test_a_source_of_one_name_that_is_cited_again_is_reused():
    named = '<ref name="a">Holm, p. 3.</ref>'
    finding = only(f"One.{named} Two. Three.", f'One.{named} Two.<ref name="a" /> Three.<ref name="a" />')
    assert detail(finding)["kind"] == "reused"
    assert len(finding.occurrences) == 2


def test_two_sources_that_came_are_two_findings():
    assert codes("One. Two.", f"One.{WEB} Two.{BOOK}") == ["CIT001", "CIT001"]


def test_one_pattern_at_several_places_is_one_finding():
    old = "".join(f"Part {n}.<ref>{{{{cite web|url=http://example.org/{n}|title=T{n}}}}}</ref> " for n in (1, 2, 3))
    finding = only(old, old.replace("http:", "https:"))
    assert (finding.code, len(finding.occurrences)) == ("CIT005", 3)


@pytest.mark.parametrize(("new", "changed"), [(CLAIM, False), ("The toll was doubled in autumn.", True)])
def test_did_the_sentence_in_front_change_too(new, changed):
    finding = one("CIT003", CLAIM + WEB, new + BOOK)
    assert detail(finding)["claim_changed"] is changed
    assert ("the sentence it stands by did not change" in finding.message) is not changed


def test_a_removed_source_leaves_its_sentence():
    assert "the sentence it stood by stays" in only(CLAIM + WEB, CLAIM).message


def test_the_message_calls_the_source_by_its_title():
    assert only(CLAIM, CLAIM + WEB).message == "The source “The toll” was added."


def test_an_entry_of_a_bibliography():
    old = "== Bibliography ==\n* Holm (1990). ''Canals''.\n* Strand (2004). ''Tolls''.\n"
    new = "== Bibliography ==\n* Holm (1990). ''Canals''.\n* Lind (2001). ''Locks''.\n* Strand (2004). ''Tolls''.\n"
    there, back = only(old, new), only(new, old)
    assert (there.code, detail(there)["kind"], there.section) == ("CIT010", "added", ("Bibliography",))
    assert (back.code, detail(back)["kind"], back.action) == ("CIT010", "removed", Action.REMOVE)
    assert set(detail(there)) == KEYS


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Literatur"), ("fr", "Bibliographie"), ("ru", "Литература"), ("ja", "参考文献")]
)
def test_lists_of_sources_have_their_names_in_other_languages(language, title):
    old = f"== {title} ==\n* Holm: ''Canals''.\n* Strand: ''Tolls''.\n"
    assert only(old, old.replace("* Strand", "* Lind: ''Locks''.\n* Strand"), language).code == "CIT010"


def test_words_and_numbers_inside_a_source_belong_to_it():
    old = "<ref>{{cite book|title=The regime of the chairman|year=1990|pages=3–5}}</ref>"
    new = "<ref>{{cite book|title=The government of the chair|year=1991|pages=3–9}}</ref>"
    assert set(categories(CLAIM + old, CLAIM + new)) == {"citation"}


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("de", "{{Internetquelle |url=https://example.org/a |titel=Maut}}", "|abruf=2020-05-02}}"),
        ("fr", "{{Lien web|url=https://example.org/a|titre=Péage}}", "|consulté le=2 mai 2020}}"),
        ("ja", "{{Cite web|和書|url=https://example.org/a|title=通行料}}", "|accessdate=2020-05-02}}"),
    ],
)
def test_templates_of_other_wikis_are_sources(language, old, new):
    finding = only(f"X.<ref>{old}</ref>", f"X.<ref>{old.replace('}}', new)}</ref>", language)
    assert finding.category is Category.CITATION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It has 12 rooms." + WEB, "It has 14 rooms." + WEB),
        ("The chairman spoke." + WEB, "The chair spoke." + WEB),
        ("A [https://example.org/a list] of mills.", "A [https://example.org/b list] of mills."),
        (CLAIM, CLAIM + "{{citation needed|date=May 2020}}"),
        ("== See also ==\n* [[Weir]]\n* [[Zoo]]\n", "== See also ==\n* [[Lock]]\n* [[Weir]]\n* [[Zoo]]\n"),
        ("Text.<!-- <ref>Holm.</ref> --> End.", "Text.<!-- <ref>Lind.</ref> --> End."),
        ("<nowiki><ref>Holm.</ref></nowiki> End.", "<nowiki><ref>Lind.</ref></nowiki> End."),
    ],
)
def test_it_is_silent(old, new):
    assert "citation" not in categories(old, new)


def test_a_sentence_with_its_source_is_content():
    finding = only("One. Two.", f"One. A new clause stands here.{WEB} Two.")
    assert finding.category is Category.CONTENT


def test_the_mirror_removes_what_was_added():
    there, back = only(CLAIM, CLAIM + WEB), only(CLAIM + WEB, CLAIM)
    assert [(new, old) for old, new in texts(there)] == texts(back)
    assert detail(there)["urls"] == detail(back)["urls"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "mark"),
    [
        (WEB, WEB.replace("}}", "|doi=10.1000/xyz}}"), "completed", {"identifiers_gained": ["doi"]}),
        (WEB.replace("}}", "|doi=10.1000/xyz}}"), WEB, "field_changed", {"identifiers_lost": ["doi"]}),
        (WEB, WEB.replace("The toll", "The old toll"), "field_changed", {"source_title_altered": True}),
        (
            WEB.replace("}}", "|quote=It was big}}"),
            WEB.replace("}}", "|quote=It was very big}}"),
            "locator_changed",
            {"quote_altered": True},
        ),
        (WEB, WEB.replace("</ref>", " {{dead link|date=May 2020}}</ref>"), "archived", {"dead_link": True}),
        (WEB, WEB.replace("}}", ARCHIVED.replace("}}", "|url-status=dead}}")), "archived", {"dead_link": True}),
        (
            WEB.replace("}}", "|url-status=live}}"),
            WEB.replace("}}", "|url-status=usurped}}"),
            "field_changed",
            {"usurped": True},
        ),
    ],
)
def test_what_is_particular_to_a_change_is_marked(old, new, kind, mark):
    said = detail(only(CLAIM + old, CLAIM + new))
    assert said["kind"] == kind
    assert {name: said[name] for name in set(said) - KEYS} == mark


@pytest.mark.parametrize(
    ("was", "now", "part"),
    [
        ("https:", "http:", "scheme"),
        ("example.org", "example.com", "host"),
        ("/toll", "/tolls", "path"),
        ("/toll", "/toll?page=2", "query"),
    ],
)
def test_each_part_of_an_address_is_named(was, now, part):
    (field,) = detail(only(CLAIM + WEB, CLAIM + WEB.replace(was, now)))["fields"]
    assert (field["name"], field["part"]) == ("url", part)


def test_routine_dates_of_many_sources_are_one_finding():
    old = "".join(
        f"Part {n}.<ref>{{{{cite web|url=http://example.org/{n}|title=T{n}|access-date={n} May 2010}}}}</ref> "
        for n in range(1, 21)
    )
    finding = only(old, old.replace("2010", "2012"))
    assert (finding.code, len(finding.occurrences), finding.meaning) == ("CIT008", 20, False)


def test_two_titles_that_changed_are_two_findings():
    old = "".join(f"Part {n}.<ref>{{{{cite web|url=http://example.org/{n}|title=Old {n}}}}}</ref> " for n in (1, 2))
    assert codes(old, old.replace("title=Old 1", "title=New").replace("title=Old 2", "title=Other")) == ["CIT008"] * 2


def test_one_value_that_changed_everywhere_is_one_finding():
    old = "".join(
        f"Part {n}.<ref>{{{{cite web|url=http://example.org/{n}|title=T{n}|publisher=Kanal}}}}</ref> " for n in (1, 2)
    )
    assert len(only(old, old.replace("Kanal", "Canal")).occurrences) == 2
