"""The arbiter alone, with rules made for it: who gets an edit, which labels stay, what is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from wikidiff.classify import arbiter
from wikidiff.classify.base import Claim, Rule
from wikidiff.model import Action, Category, Context
from wikidiff.model.change import Aspect, Edit, Page, Stretch


def edit(old: str = "a", new: str = "b", at: int = 0, **more: object) -> Edit:
    fields: dict[str, object] = {
        "aspect": Aspect.TEXT,
        "old": Stretch(at, at + len(old), old),
        "new": Stretch(at, at + len(new), new),
        "section": ("History",),
    }
    return Edit(**(fields | more))  # type: ignore[arg-type]  # fields by name


def page(*edits: Edit) -> Page:
    return Page(old_text="", new_text="", language="en", site="enwiki", edits=list(edits))


def claim(category: Category, strength: float, **more: object) -> Claim:
    fields: dict[str, object] = {
        "code": f"{category.value[:3].upper()}001",
        "category": category,
        "strength": strength,
        "action": Action.CHANGE,
        "message": f"Something of {category} happened.",
    }
    return Claim(**(fields | more))  # type: ignore[arg-type]  # fields by name


def saying(one: Claim) -> Callable[[Edit, Page], Iterator[Claim]]:
    def speak(edit: Edit, page: Page) -> Iterator[Claim]:
        assert edit in page.edits
        yield one

    return speak


@pytest.fixture
def said(monkeypatch):
    """Let rules say what a test wants, the same of every edit."""

    def say(*claims: Claim) -> None:
        made = tuple(
            Rule(
                name=one.category.value,
                category=one.category,
                codes={one.code: ""},
                doc="",
                aspects=frozenset(Aspect),
                claim=saying(one),
            )
            for one in claims
        )
        monkeypatch.setattr(arbiter, "by_aspect", lambda _plain: dict.fromkeys(Aspect, made))

    return say


def test_the_strongest_claim_gets_the_edit(said):
    said(claim(Category.CONTENT, 0.5), claim(Category.NUMERIC, 0.9), claim(Category.TONE, 0.7))
    (finding,) = arbiter.findings(page(edit()))
    assert finding.category is Category.NUMERIC
    assert finding.code == "NUM001"


def test_of_equal_claims_the_first_rule_wins_always(said):
    said(claim(Category.CONTENT, 0.8), claim(Category.NUMERIC, 0.8))
    assert {arbiter.findings(page(edit()))[0].category for _ in range(5)} == {Category.CONTENT}


def test_what_nobody_speaks_of_is_content_and_not_very_sure(said):
    said()
    (finding,) = arbiter.findings(page(edit("old words", "new words")))
    assert (finding.code, finding.category, finding.labels) == ("CNT000", Category.CONTENT, (Category.CONTENT,))
    assert finding.confidence <= 0.5
    assert "old words" in finding.message
    assert "new words" in finding.message


def test_labels_begin_with_the_category_then_what_the_winner_says_then_the_others_by_strength(said):
    said(
        claim(Category.LINK, 0.6),
        claim(Category.TERMINOLOGY, 0.9, labels=(Category.TONE,)),
        claim(Category.NUMERIC, 0.7),
    )
    (finding,) = arbiter.findings(page(edit()))
    assert finding.labels == (Category.TERMINOLOGY, Category.TONE, Category.NUMERIC, Category.LINK)


def test_a_weak_claim_leaves_no_label(said):
    said(claim(Category.NUMERIC, 0.9), claim(Category.LINK, arbiter.ALSO - 0.01), claim(Category.TONE, arbiter.ALSO))
    assert arbiter.findings(page(edit()))[0].labels == (Category.NUMERIC, Category.TONE)


@pytest.mark.parametrize("category", [Category.CONTENT, Category.COPYEDIT, Category.FORMATTING])
def test_a_general_label_needs_a_stronger_claim(said, category):
    said(claim(Category.NUMERIC, 0.9), claim(category, arbiter.ALSO))
    assert arbiter.findings(page(edit()))[0].labels == (Category.NUMERIC,)
    said(claim(Category.NUMERIC, 0.9), claim(category, arbiter.ALSO_GENERAL))
    assert arbiter.findings(page(edit()))[0].labels == (Category.NUMERIC, category)


def test_no_more_labels_than_four_and_none_twice(said):
    said(
        claim(Category.NUMERIC, 0.9, labels=(Category.TONE, Category.CONTENT)),
        claim(Category.CONTENT, 0.8),
        claim(Category.LINK, 0.7),
        claim(Category.MEDIA, 0.7),
        claim(Category.TEMPLATE, 0.7),
    )
    labels = arbiter.findings(page(edit()))[0].labels
    assert labels == (Category.NUMERIC, Category.TONE, Category.CONTENT, Category.LINK)


def test_one_key_is_one_finding_in_several_places(said):
    said(claim(Category.TERMINOLOGY, 0.9, key="a→b"))
    (finding,) = arbiter.findings(page(edit(at=0), edit(at=10), edit(at=20)))
    assert [(place.old.start, place.new.start) for place in finding.occurrences] == [(0, 0), (10, 10), (20, 20)]
    assert finding.message == "Something of terminology happened in 3 places."


def test_without_a_key_every_edit_stands_alone(said):
    said(claim(Category.CONTENT, 0.9))
    assert [len(f.occurrences) for f in arbiter.findings(page(edit(at=0), edit(at=10)))] == [1, 1]


def test_one_key_of_two_categories_is_two_findings(monkeypatch):
    def speak(one: Edit, _: Page):
        category = Category.TONE if one.old.start else Category.CONTENT
        yield claim(category, 0.9, key="same")

    spoken = Rule(name="x", category=Category.TONE, codes={}, doc="", aspects=frozenset(Aspect), claim=speak)
    monkeypatch.setattr(arbiter, "by_aspect", lambda _plain: dict.fromkeys(Aspect, (spoken,)))
    found = arbiter.findings(page(edit(at=0), edit(at=10), edit(at=20)))
    assert [(str(f.category), len(f.occurrences)) for f in found] == [("content", 1), ("tone", 2)]


def test_only_rules_of_the_aspect_are_asked(monkeypatch):
    asked: list[Aspect] = []

    def speak(one: Edit, _: Page):
        asked.append(one.aspect)
        yield claim(Category.LINK, 0.9)

    spoken = Rule(name="x", category=Category.LINK, codes={}, doc="", aspects=frozenset([Aspect.LINK]), claim=speak)
    monkeypatch.setattr(arbiter, "by_aspect", lambda _plain: {a: (spoken,) if a is Aspect.LINK else () for a in Aspect})
    found = arbiter.findings(page(edit(at=0), edit(at=10, aspect=Aspect.LINK)))
    assert asked == [Aspect.LINK]
    assert [f.code for f in found] == ["CNT000", "LIN001"]


def test_the_places_of_a_claim_go_before_those_of_the_edit_and_those_before_the_edit_itself(said):
    wide = ((Stretch(0, 9, "wide term"), Stretch(0, 8, "new term")),)
    parts = ((Stretch(2, 3, "x"), Stretch(2, 3, "y")), (Stretch(5, 6, "x"), Stretch(5, 5, "")))
    said(claim(Category.CONTENT, 0.9))
    assert [p.old.text for p in arbiter.findings(page(edit()))[0].occurrences] == ["a"]
    assert [p.old.text for p in arbiter.findings(page(edit(places=parts)))[0].occurrences] == ["x", "x"]
    said(claim(Category.TERMINOLOGY, 0.9, places=wide))
    assert [p.old.text for p in arbiter.findings(page(edit(places=parts)))[0].occurrences] == ["wide term"]


def test_both_sides_are_always_there(said):
    said(claim(Category.CONTENT, 0.9))
    (place,) = arbiter.findings(page(edit("", "came", at=7)))[0].occurrences
    assert (place.old.start, place.old.end, place.old.text) == (7, 7, "")
    assert (place.new.start, place.new.end, place.new.text) == (7, 11, "came")


def test_what_the_claim_calls_the_two_sides_is_what_the_finding_calls_them(said):
    said(claim(Category.NUMERIC, 0.9, old="7,100+", new=""))
    (finding,) = arbiter.findings(page(edit()))
    assert (finding.old, finding.new) == ("7,100+", "")
    said(claim(Category.NUMERIC, 0.9))
    assert arbiter.findings(page(edit()))[0].old == "a"


def test_meaning_in_one_place_is_meaning(monkeypatch):
    def speak(one: Edit, _: Page):
        yield claim(Category.LINK, 0.9, key="k", meaning=bool(one.old.start))

    spoken = Rule(name="x", category=Category.LINK, codes={}, doc="", aspects=frozenset(Aspect), claim=speak)
    monkeypatch.setattr(arbiter, "by_aspect", lambda _plain: dict.fromkeys(Aspect, (spoken,)))
    assert [f.meaning for f in arbiter.findings(page(edit(at=0)))] == [False]
    assert [f.meaning for f in arbiter.findings(page(edit(at=0), edit(at=10)))] == [True]


@pytest.mark.parametrize(
    ("category", "altered"),
    [
        (Category.TERMINOLOGY, True),
        (Category.CONTENT, True),
        (Category.NUMERIC, True),
        (Category.COPYEDIT, True),
        (Category.FORMATTING, False),
        (Category.LINK, False),
    ],
)
def test_words_inside_a_quotation_are_altered_marks_and_links_are_not(said, category, altered):
    said(claim(category, 0.9))
    (finding,) = arbiter.findings(page(edit(quotation=True)))
    (place,) = finding.occurrences
    assert place.quotation_altered is altered
    assert place.context is Context.QUOTATION
    assert finding.message.endswith("inside a quotation: the source did not say the new words.") is altered


def test_the_message_counts_the_quotations(said):
    said(claim(Category.TERMINOLOGY, 0.9, key="k"))
    (finding,) = arbiter.findings(page(edit(at=0), edit(at=10, quotation=True), edit(at=20, quotation=True)))
    begins, ends = "Something of terminology happened in 3 places, ", ": the source did not say the new words."
    assert finding.message == f"{begins}2 of them inside quotations{ends}"
    assert [place.quotation_altered for place in finding.occurrences] == [False, True, True]


def test_a_quotation_in_a_list_keeps_the_context_of_the_list(said):
    said(claim(Category.CONTENT, 0.9))
    (finding,) = arbiter.findings(page(edit(quotation=True, context=Context.LIST)))
    assert finding.occurrences[0].context is Context.LIST
    assert finding.occurrences[0].quotation_altered


@pytest.mark.parametrize(
    ("known", "expected"),
    [([None], None), ([True], True), ([False], False), ([False, True], True), ([None, False], False)],
)
def test_the_source_changed_if_one_beside_any_place_did(said, known, expected):
    said(claim(Category.TONE, 0.9, key="k"))
    (finding,) = arbiter.findings(page(*(edit(at=10 * i, source_changed=one) for i, one in enumerate(known))))
    assert finding.detail["source_changed"] is expected


@pytest.mark.parametrize(
    "category", [Category.TERMINOLOGY, Category.TONE, Category.NUMERIC, Category.CONTENT, Category.COPYEDIT]
)
def test_findings_of_prose_speak_of_the_source_beside_them(said, category):
    said(claim(category, 0.9))
    assert "source_changed" in arbiter.findings(page(edit()))[0].detail


@pytest.mark.parametrize("category", [Category.LINK, Category.MEDIA, Category.CATEGORY, Category.CITATION])
def test_other_findings_do_not(said, category):
    said(claim(category, 0.9))
    assert "source_changed" not in arbiter.findings(page(edit()))[0].detail


def test_findings_come_in_the_order_of_their_first_place(said):
    said(claim(Category.CONTENT, 0.9))
    found = arbiter.findings(page(edit("x", at=1), edit("y", at=5), edit("z", at=9)))
    assert [finding.old for finding in found] == ["x", "y", "z"]


@pytest.mark.parametrize("strength", [0.0, 0.2, 0.55, 0.9, 1.0])
def test_confidence_is_a_share_even_where_nothing_was_measured(said, strength):
    said(claim(Category.CONTENT, strength, code="XYZ999"))
    assert 0.0 < arbiter.findings(page(edit()))[0].confidence < 1.0


def test_a_page_without_edits_has_no_findings(said):
    said(claim(Category.CONTENT, 0.9))
    assert arbiter.findings(page()) == ()
