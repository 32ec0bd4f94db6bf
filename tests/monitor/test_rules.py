"""Rules say what is worth telling, and why something was not."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

import wikidiff
from wikidiff.errors import ConfigError
from wikidiff.monitor import settings
from wikidiff.monitor.events import Event, Kind
from wikidiff.monitor.rules import Rule, counted, judge

OLD = """\
The mill stands on the river.<ref>{{cite web |url=https://news.org/a |title=Mill}}</ref> It had 400 workers in 1900.

== History ==
The town has 12,400 people. It was claimed to be old.
"""
EVENT = Event(kind=Kind.EDIT, wiki="enwiki", time=1e9, origin="test", title="Town", namespace=0, rev_id=2, user="Ada",
              size=1200, old_size=1000, groups=("user",), edit_count=3, tags=("mobile edit",))  # fmt: skip


def rule(text: str) -> Rule:
    head = '[watch]\nwiki = "enwiki"\n[lists.bad]\ndomains = ["dailynews.com"]\n[follow.towns]\ntitles = ["Town"]\n'
    return settings.read(f'{head}[[rule]]\nname = "r"\n{text}', "watch.toml").rules[0]


def fires(text: str, new: str, old: str = OLD, event: Event = EVENT) -> bool:
    lists = {"bad": frozenset({"dailynews.com"})}
    return judge(rule(text), event, wikidiff.compare(old, new), lists).fired


MORE = OLD.replace("12,400", "14,200")
BAD = OLD.replace("It had", "<ref>https://www.dailynews.com/x</ref> It had")


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ('category = "numeric"', MORE, True),
        ('category = "tone"', MORE, False),
        ('category = ["tone", "numeric"]\nconfidence = 0.5', MORE, True),
        ('category = "numeric"\nsection = "hist*"', MORE, True),
        ('category = "numeric"\nsection = "lead"', MORE, False),
        ('category = "numeric"\nsection = "lead"', OLD.replace("400 workers", "500 workers"), True),
        ('detail = { "numeric.relative_delta" = { above = 0.1 } }', MORE, True),
        ('detail = { "numeric.relative_delta" = { above = 0.2 } }', MORE, False),
        ('detail = { "numeric.relative_delta" = { abs_above = 0.1 } }', OLD.replace("12,400", "9,400"), True),
        ('detail = { "numeric.source_changed" = { not = true } }', MORE, True),
        ('detail = { "numeric.source_changed" = true }', MORE, False),
        ('detail = { "numeric.new.unit" = "people" }', MORE, True),
        ('detail = { "numeric.new.value" = { at_least = 14200, below = 14201 } }', MORE, True),
        ('detail = { "tone.direction" = "toward_neutral" }', OLD.replace("claimed", "said"), True),
        ('detail = { "citation.kind" = ["added", "replaced"] }', BAD, True),
        ('detail = { "citation.urls" = { matches = "dailynews" } }', BAD, True),
        ('domain = "@bad"', BAD, True),
        ('domain = "news.org"', BAD, False),
        ('domain = "news.org"', OLD.replace("title=Mill", "title=The Mill"), False),
        ('any = [{ category = "tone" }, { category = "numeric" }]', MORE, True),
        ('all = [{ category = "numeric" }, { new = "14" }]', MORE, True),
        ('category = "numeric"\nnone = [{ new = "14" }]', MORE, False),
        ('category = "numeric"\nalso = [{ category = "citation" }]', MORE, False),
        ('category = "numeric"\nalso = [{ category = "citation" }]', BAD.replace("12,400", "14,200"), True),
        ('category = "numeric"\nunless = [{ category = "citation" }]', BAD.replace("12,400", "14,200"), False),
        ("meaning = true", MORE, True),
        ('code = "NUM*"', MORE, True),
        ('category = "numeric"\nedit = { users = "^Ada$" }', MORE, True),
        ('category = "numeric"\nedit = { not_users = "Ada" }', MORE, False),
        ('category = "numeric"\nedit = { grew = 100 }', MORE, True),
        ('category = "numeric"\nedit = { shrank = 1 }', MORE, False),
        ('category = "numeric"\nedit = { new_editors = 5 }', MORE, True),
        ('category = "numeric"\nedit = { new_editors = 1 }', MORE, False),
        ('category = "numeric"\nedit = { not_groups = "sysop", not_tags = "mw-rollback" }', MORE, True),
        ('category = "numeric"\nedit = { tags = "mw-rollback" }', MORE, False),
        ('category = "numeric"\nedit = { bots = true }', MORE, False),
        ('category = "numeric"\nedit = { anonymous = false, minor = false, namespaces = [0] }', MORE, True),
    ],
)
def test_a_rule_fires_or_not(text, new, expected):
    assert fires(text, new) is expected


def test_only_what_the_edit_brought_is_told():
    """A domain that stood there, in a ref that moves, is not told."""
    old = BAD
    moved = OLD + "<ref>https://www.dailynews.com/x</ref>"
    assert not fires('domain = "@bad"', moved, old)
    assert fires('domain = "@bad"', old + "\n<ref>https://dailynews.com/other</ref>", OLD)


def test_a_rule_says_why_it_did_not_fire():
    verdict = judge(rule('category = "numeric"\nconfidence = 1.0'), EVENT, wikidiff.compare(OLD, MORE), {})
    assert not verdict.fired
    assert any("confidence is" in reason for reason in verdict.reasons)
    quiet = judge(rule('category = "numeric"\nedit = { bots = true }'), EVENT, wikidiff.compare(OLD, MORE), {})
    assert quiet.reasons == ("the edit: it is by no bot",)


def test_the_same_value_is_counted_as_one_thing():
    found = rule('category = "numeric"\ncount = { at_least = 3, within = "1d", per = "value" }')
    texts = [OLD.replace("12,400", value) for value in ("12,400", "14,200", "12,400", "90")]
    things = {
        counted(found, finding, EVENT)
        for old, new in pairwise(texts)
        for finding in wikidiff.compare(old, new).findings
        if finding.category == "numeric"
    }
    assert len(things) == 1


def test_quiet_hours_end_where_they_end():
    found = rule('category = "numeric"\nquiet = { hours = "22:00-07:00", zone = "Europe/Paris", but = "high" }')
    assert found.quiet is not None
    night = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    assert found.quiet.until(night, "medium") == datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
    assert found.quiet.until(night, "high") == night
    noon = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    assert found.quiet.until(noon, "medium") == noon


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('category = "numric"', 9, "rule[1].category: there is no 'numric' here; did you mean 'numeric'?"),
        ('\ndetail = { "numeric.relativ_delta" = 1 }', 10, "did you mean 'numeric.relative_delta'?"),
        ('detail = { "numerc.delta" = 1 }', 9, "did you mean 'numeric.…'?"),
        ('detail = { "numeric.delta" = { abov = 1 } }', 9, "did you mean 'above'?"),
        ('detail = { "numeric.delta" = { above = "x" } }', 9, "a number is wanted"),
        ('old = "("', 9, "this is no regular expression"),
        ('domain = "@worse"', 9, "there is no list 'worse'"),
        ("severity = 'high'", 7, "rule 'r' asks for nothing"),
        ('category = "numeric"\nseverity = "hihg"', 10, "did you mean 'high'?"),
        ('category = "numeric"\nsinks = "mail"', 10, "there is no 'mail' here"),
        ('category = "numeric"\ncooldwn = "1h"', 10, "did you mean 'cooldown'?"),
        ('category = "numeric"\nany = [{ categry = "tone" }]', 10, "rule[1].any[1]"),
        ('category = "numeric"\ncount = { at_least = 3 }', 10, "'within' is missing"),
        ('category = "numeric"\nquiet = { hours = "22-7" }', 10, "these are no hours"),
        ('category = "numeric"\nquiet = { hours = "22:00-07:00", zone = "Mars/Base" }', 10, "there is no time zone"),
        ('category = "numeric"\nfollow = "citys"', 10, "there is no 'citys' here"),
        ('category = "numeric"\nedit = { grow = 5 }', 10, "did you mean 'grew'?"),
        ("confidence = 7", 9, "a number from 0 to 1 is wanted"),
    ],
)
def test_what_is_wrong_in_a_rule_has_file_line_and_field(text, line, what):
    with pytest.raises(ConfigError) as caught:
        rule(text)
    assert caught.value.path == "watch.toml"
    assert what in str(caught.value)
    assert caught.value.line == line
