"""Words that were carried to another place of their sentence."""

from __future__ import annotations

import pytest

import wikidiff
from wikidiff.model import Category


def said(old: str, new: str, language: str = "en") -> list[str]:
    return [finding.code for finding in wikidiff.compare(old, new, language=language).findings]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("In 1911, the king visited the town.", "The king visited the town in 1911."),
        ("The king's envoy met the guild.", "The envoy of the king met the guild."),
        ("He moved later to Lund with his wife.", "He moved to Lund with his wife later."),
    ],
)
def test_one_finding_of_copyedit_in_two_places(old, new):
    for one, two in ((old, new), (new, old)):
        findings = wikidiff.compare(one, two, language="en").findings
        assert [(f.code, f.meaning, len(f.occurrences)) for f in findings] == [("CPY007", False, 2)]
        assert findings[0].labels == (Category.COPYEDIT,)
        assert findings[0].message.startswith("Words stand elsewhere in their sentence: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It tells of the victory of good over evil.", "It tells of the victory of evil over good."),
        ("He sold the mill with 12 horses and cows.", "He sold the mill with horses and 12 cows."),
        ("Smith wrote it and Jones printed it with Brown.", "Smith wrote it with Brown and Jones printed it."),
        ("Only Holm saw the ship.", "Holm saw only the ship."),
        ("Rex gave the dog Holm.", "Rex gave Holm the dog."),
        ("In May it rained. The king came.", "It rained. The king came in May."),
        ("It was not red in May.", "It was red in May, not."),
    ],
)
def test_what_says_another_thing_is_not_carried(old, new):
    assert "CPY007" not in said(old, new)
    assert "CPY007" not in said(new, old)
