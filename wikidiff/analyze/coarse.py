"""The coarser comparison, for what is beyond a budget: whole stretches of lines, no parser, no words.

It is exact: the old text with its occurrences put in place of one another is the new text, and nothing that stands
is reported. It does not say what kind of change it is, and a moved line has gone here and come there.
"""

from __future__ import annotations

from itertools import groupby

from wikidiff import packs
from wikidiff.classify.base import shown
from wikidiff.classify.calibration import confidence
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.diff.trim import common_prefix, common_suffix
from wikidiff.model import Action, Analysis, Category, Finding, Note, Occurrence, Revision, Side, Work
from wikidiff.wikitext.sections import Paths

COARSE = "budget"
CODE = "CNT004"
_STRENGTH = 0.5  # that it is no more than content is a guess


def coarse(old: Revision, new: Revision, language: str, site: str | None, reason: str) -> Analysis:
    """Compare two revisions by lines alone.

    Args:
        old, new: the revisions; a text that is None reads as empty.
        language, site: what the result is said to be read with; a site without a pack is `generic`.
        reason: which budget was too small, for the note.
    """
    left, right = old.text or "", new.text or ""
    budget = Budget()
    places = [_place(left, right, hunk) for hunk in hunks(left, right, budget)]
    old_paths, new_paths = Paths(left), Paths(right)
    found = [
        Occurrence(
            Side(o1, o2, left[o1:o2]), Side(n1, n2, right[n1:n2]), new_paths.at(n1) if n2 > n1 else old_paths.at(o1)
        )
        for o1, o2, n1, n2 in places
    ]
    return Analysis(
        language=language,
        site=site if site and packs.has_site(site) else "generic",
        old=old,
        new=new,
        findings=tuple(
            _finding(tuple(group)) for _, group in groupby(found, key=lambda place: (place.section, _action(place)))
        ),
        notes=(Note(COARSE, f"{reason}: it was compared by lines alone"),),
        work=Work(len(left) + len(right), 0, budget.cells),
    )


def _place(old: str, new: str, hunk: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the part of changed lines that is not equal at their ends."""
    o1, o2, n1, n2 = hunk
    left, right = old[o1:o2], new[n1:n2]
    head = common_prefix(left, right)
    tail = common_suffix(left, right, min(len(left), len(right)) - head)
    return o1 + head, o2 - tail, n1 + head, n2 - tail


def _action(place: Occurrence) -> Action:
    if not place.old.text:
        return Action.ADD
    return Action.REPLACE if place.new.text else Action.REMOVE


def _finding(places: tuple[Occurrence, ...]) -> Finding:
    first = places[0]
    action = _action(first)
    done = {Action.ADD: "added", Action.REMOVE: "removed"}.get(action, "replaced")
    return Finding(
        code=CODE,
        category=Category.CONTENT,
        labels=(Category.CONTENT,),
        action=action,
        section=first.section,
        old=first.old.text,
        new=first.new.text,
        meaning=True,
        confidence=confidence(CODE, _STRENGTH),
        message=f"Text {done}, not looked into: {shown(first.new.text or first.old.text)}",
        occurrences=places,
    )
