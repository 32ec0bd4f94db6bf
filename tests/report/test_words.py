from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.report import samples
from tests.report.test_terminal import analysis, finding
from wikidiff.model import Action, Context, Detail, Occurrence, Revision, Side, User
from wikidiff.report.words import extent, hint, listed, plural, sentence, size, told, verdict


def places(count: int, quoted: int = 0) -> tuple[Occurrence, ...]:
    return tuple(
        Occurrence(Side(n, n + 1, "a"), Side(n, n + 1, "b"), (), Context.PROSE, n < quoted) for n in range(count)
    )


def numeric(delta: float, relative: float | None = None, **fields):
    return finding("numeric", detail=Detail({"delta": delta, "relative_delta": relative}), **fields)


def added(text: str, context: Context = Context.PROSE):
    place = Occurrence(Side(0, 0, ""), Side(0, len(text), text), (), context)
    return finding(action=Action.ADD, new=text, occurrences=(place,), detail=Detail({"source_changed": None}))


def tone(direction: str):
    return finding("tone", detail=Detail({"direction": direction}))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "No change."),
        ([finding("terminology", occurrences=places(1))], "1 term swapped."),
        ([finding("terminology", occurrences=places(8, 4))], "1 term swapped in 8 places (4 inside quotations)."),
        ([finding("terminology", occurrences=places(1, 1))], "1 term swapped inside a quotation."),
        ([finding("terminology", occurrences=places(2, 2))], "1 term swapped in 2 places inside quotations."),
        ([finding("terminology", occurrences=places(2, 1))], "1 term swapped in 2 places (1 inside a quotation)."),
        ([numeric(5), numeric(-5), numeric(7)], "2 figures raised and 1 lowered."),
        ([numeric(0)], "1 figure changed."),
        ([tone("toward_loaded"), tone("toward_neutral")], "1 passage made more loaded and 1 made more neutral."),
        ([tone("shift")], "1 passage given another slant."),
        (
            [finding("citation", action=Action.ADD), finding("citation", action=Action.ADD, confidence=0.1)],
            "2 sources added.",
        ),
        ([finding("content"), finding("formatting", meaning=False)], "1 statement changed; the rest is formatting."),
        (
            [finding("copyedit", meaning=False), finding("link", meaning=False), finding("link", meaning=False)],
            "No change of meaning: links and copy-editing.",
        ),
        (
            [finding("content", action=action) for action in (Action.ADD, Action.CHANGE, Action.REMOVE, Action.ADD)],
            "4 statements added, changed or removed.",
        ),
        (
            [finding("citation", detail=Detail({"kind": kind})) for kind in ("completed", "reused", "field_changed")],
            "3 sources completed, cited again or changed.",
        ),
        ([finding("content", code="CNT003")], "1 negation changed."),
        ([finding("content", action=Action.MOVE, meaning=False)], "No change of meaning: moves."),
        ([finding("vandalism"), finding("vandalism")], "2 signs of damage to look at."),
        ([finding("category", action=Action.ADD), finding("category", action=Action.ADD)], "2 categories added."),
    ],
)
def test_the_verdict_says_it_in_one_line(findings, expected):
    assert verdict(analysis(*findings)) == expected


def test_a_long_verdict_counts_the_lightest():
    names = ("link", "media", "template", "terminology", "numeric", "citation", "structure", "tone")
    line = verdict(analysis(*(finding(name) for name in names)))
    assert line.endswith("4 other changes.")
    assert line.startswith("1 term swapped, 1 figure changed, 1 passage given another slant, 1 source changed, ")


@pytest.mark.parametrize(
    ("delta", "relative", "expected"),
    [
        (-100, -100 / 7100, "−100, −1.41%"),
        (63900, 9.0, "+63,900, ×10"),
        (0.5, None, "+0.5"),
        (0, 0, None),
        (None, None, None),
    ],
)
def test_the_size_of_a_change_of_figures(delta, relative, expected):
    assert size(numeric(delta, relative)) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            finding("terminology", occurrences=places(3, 3)),
            "all places stand in direct quotations; the sources did not say the new words",
        ),
        (
            finding("tone", occurrences=places(1, 1)),
            "it stands in a direct quotation; the source did not say the new words",
        ),
        (
            finding("tone", occurrences=places(1, 1), message="Inside a quotation."),
            "compare the quotation with its source",
        ),
        (
            finding("tone", occurrences=places(3, 2), message="2 of them inside quotations."),
            "compare the quotations with their sources",
        ),
        (
            finding("terminology", occurrences=places(2, 1), detail=Detail({"remaining": 3})),
            (
                "1 place stands in a direct quotation; the source did not say the new words; "
                "the old term still stands in 3 places"
            ),
        ),
        (finding("numeric", detail=Detail({"source_changed": False})), "the source beside it did not change"),
        (finding("numeric", detail=Detail({"source_changed": True})), "the source beside it changed too"),
        (finding("numeric", detail=Detail({"source_changed": None})), "no source stands beside it"),
        (added("A whole sentence without a source."), "no source stands beside it"),
        (added("short"), None),
        (added("A whole sentence without a source.", Context.TABLE), None),
        (finding("content", detail=Detail({"source_changed": None})), None),
        (finding("content", action=Action.REMOVE, detail=Detail({"source_changed": None})), None),
        (finding("content"), None),
        (finding("citation", action=Action.ADD), "see whether it supports the text beside it"),
        (
            finding("citation", action=Action.REMOVE, detail=Detail({"claim_changed": False})),
            "the text it supported still stands",
        ),
        (
            finding("citation", detail=Detail({"kind": "replaced", "claim_changed": False})),
            "the text beside it did not change; see whether the new source supports it",
        ),
        (finding("citation", detail=Detail({"kind": "completed", "claim_changed": False})), None),
        (finding("citation", meaning=False), None),
        (finding("structure", action=Action.RENAME), "links to the old heading no longer arrive"),
        (finding("template", action=Action.REMOVE), "see whether what it asked for is done"),
        (finding("link"), "see whether the new target means the same thing"),
        (finding("vandalism"), "a pointer for a person to look at, not a verdict"),
        (finding("formatting", meaning=False), None),
    ],
)
def test_what_to_check(made, expected):
    assert hint(made) == expected


def test_a_sentence_that_says_it_all_is_not_said_twice():
    assert told(finding("terminology", old="wreckers", new="salvors", message="“wreckers” became “salvors”."))
    terms = Detail({"old_term": "wrecker", "new_term": "salvor"})
    base = "“wrecker” became “salvor”."
    assert told(finding("terminology", old="Wreckers", new="Salvors", message=base, detail=terms))
    assert not told(finding("terminology", old="Wreckers", new="Salvors", message=base))
    assert not told(numeric(5, 0.1, old="50", new="55", message="“50” became “55”."))
    assert told(numeric(5, 0.1, old="50", new="55", message="“50” became “55” (+10 %)."))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Words were added: “Olive”.", "Words were added."),
        ("A claim changed: “the second” became “a”.", "A claim changed."),
        ("The link on “A” was turned from “B” to “C”.", "The link on “A” was turned from “B” to “C”."),
        ("Words: “a” became “b”; more.", "Words: “a” became “b”; more."),
        ("", ""),
    ],
)
def test_what_the_excerpt_shows_is_not_said_as_well(message, expected):
    assert sentence(finding(message=message)) == expected
    assert sentence(finding(message=message, occurrences=places(2))) == message


def test_words_for_counts():
    assert [plural(n, "place") for n in (0, 1, 2, 1200)] == ["0 places", "1 place", "2 places", "1,200 places"]
    assert plural(2, "category", "categories") == "2 categories"
    assert [listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize("name", samples.ALL)
def test_a_verdict_is_one_sentence(name):
    line = verdict(samples.ALL[name]())
    assert line.endswith(".")
    assert "\n" not in line


def test_how_far_revisions_reach_is_said_as_far_as_it_is_known():
    some = [
        Revision(id=1, timestamp=datetime(2006, 3, 9, tzinfo=UTC), user=User(name="Ann")),
        Revision(id=2, timestamp=datetime(2006, 4, 1, tzinfo=UTC)),
    ]
    assert extent(some) == "2 revisions by 1 user, 2006-03-09 to 2006-04-01"
    assert extent([Revision(id=1)]) == "1 revision"
