"""Tags, templates, their parameters and switches."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, detail, only, texts
from wikidiff.model import Action, Category


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en", "{{citation needed|date=May 2020}}"),
        ("en", "{{dubious|date=May 2020}}"),
        ("en", "{{who|date=May 2020}}"),
        ("fr", "{{référence nécessaire}}"),
        ("es", "{{cita requerida}}"),
        ("ja", "{{要出典|date=2020年5月}}"),
        ("ru", "{{нет АИ}}"),
    ],
)
def test_a_tag_in_the_text_comes_and_goes(language, tag):
    for old, new, action in (("A. B.", f"A.{tag} B.", Action.ADD), (f"A.{tag} B.", "A. B.", Action.REMOVE)):
        finding = only(old, new, language)
        assert (finding.code, finding.category, finding.action) == ("TPL004", Category.TEMPLATE, action)
        assert not finding.meaning
        assert detail(finding)["maintenance"] is True


@pytest.mark.parametrize(
    "tag", ["{{POV|date=May 2020}}", "{{Unreferenced|date=May 2020}}", "{{Advert}}", "{{Cleanup}}"]
)
def test_a_tag_over_the_page(tag):
    finding = only("Text.\n", f"{tag}\nText.\n")
    assert (finding.code, finding.action) == ("TPL004", Action.ADD)
    assert detail(finding)["template"] == tag.strip("{}").partition("|")[0]
    assert only(f"{tag}\nText.\n", "Text.\n").action is Action.REMOVE


def test_one_tag_at_several_places_is_one_finding():
    old = "A stands. B stands. C stands."
    finding = only(old, old.replace("stands.", "stands.{{citation needed}}"))
    assert (finding.code, len(finding.occurrences)) == ("TPL004", 3)
    assert "in 3 places" in finding.message


def test_a_template_gives_way_to_another():
    finding = only("{{Use dmy dates}}\nText.", "{{Use mdy dates}}\nText.")
    assert (finding.code, finding.action) == ("TPL001", Action.REPLACE)
    said = detail(finding)
    assert (said["template"], said["new_template"]) == ("Use dmy dates", "Use mdy dates")


BOX = "{{Infobox mill\n| name = Norrby Mill\n| owner = the town\n| image_size = 200px\n| height = 20 m\n}}\nText."


def test_a_switch_has_no_meaning():
    finding = only(BOX, BOX.replace("200px", "240px"))
    assert (finding.code, finding.meaning) == ("TPL003", False)
    said = detail(finding)
    assert (said["template"], said["parameter"]) == ("Infobox mill", "image_size")
    assert str(finding.occurrences[0].context) == "infobox"


def test_an_empty_parameter_comes_and_goes():
    more = BOX.replace("| owner", "| architect =\n| owner")
    there, back = only(BOX, more), only(more, BOX)
    assert (there.code, there.action, there.meaning) == ("TPL002", Action.ADD, False)
    assert (back.code, back.action, back.meaning) == ("TPL002", Action.REMOVE, False)
    assert detail(there)["parameter"] == "architect"
    assert texts(there) == [(new, old) for old, new in texts(back)]


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        ("20 m", "22 m", "numeric"),
        ("Norrby Mill", "Strand Mill", "content"),
        ("Norrby Mill", "[[Norrby Mill]]", "link"),
    ],
)
def test_what_a_reader_sees_is_judged_like_prose(old, new, category):
    assert categories(BOX, BOX.replace(old, new)) == [category]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "X.<ref>{{cite web|title=T|url=http://a.example}}</ref>",
            "X.<ref>{{cite web|title=U|url=http://a.example}}</ref>",
        ),
        ("X. Y.", "X.{{sfn|Holm|1990|p=3}} Y."),
        ("It covers {{convert|12|km}}.", "It covers {{convert|21|km}}."),
        ("Text.<!-- {{POV}} --> End.", "Text.<!-- {{Advert}} --> End."),
        ("<nowiki>{{POV}}</nowiki> End.", "<nowiki>{{Advert}}</nowiki> End."),
        ("A mill.", "A big mill."),
        ("A {{lang|fr|moulin}}.", "A {{lang|fr|barrage}}."),
    ],
)
def test_it_is_silent(old, new):
    assert "template" not in categories(old, new)


def test_a_tag_that_is_answered_is_two_findings():
    old, new = "The toll was abolished.{{citation needed}} End.", "The toll was abolished.<ref>Holm, p. 3.</ref> End."
    assert sorted(categories(old, new)) == ["citation", "template"]
