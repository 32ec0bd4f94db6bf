"""Identity reverts are what comparing every revision with every earlier one would find."""

from __future__ import annotations

import pytest

import wikidiff
from benchmarks import material

HISTORIES = [
    ("Rio Grande", "enwiki"),
    ("Anarchism", "enwiki"),
    ("1.6 Band", "enwiki"),
    ("कहानी", "hiwiki"),
    ("Amen", "itwiki"),
]


def expected(revisions, radius):
    """Find, for each revision, the nearest earlier one of the same text with something else between."""
    found = []
    for new, revision in enumerate(revisions):
        for old in range(new - 1, max(-1, new - radius - 2), -1):
            if revisions[old].text == revision.text:
                if any(between.text != revision.text for between in revisions[old + 1 : new]):
                    found.append((revision.id, revisions[old].id))
                break
    return found


@pytest.mark.parametrize(("title", "wiki"), HISTORIES)
@pytest.mark.parametrize("radius", [1, 15])
def test_reverts_of_real_histories(title, wiki, radius):
    rows = [row for row in material.history(title, wiki) if row["text"]]
    revisions = [wikidiff.Revision(id=int(row["rev_id"]), text=row["text"]) for row in rows]
    said = wikidiff.reverts(revisions, radius=radius)
    assert [(revert.reverting.id, revert.reverted_to.id) for revert in said] == expected(revisions, radius)
    for revert in said:
        ids = [revision.id for revision in revisions]
        between = revisions[ids.index(revert.reverted_to.id) + 1 : ids.index(revert.reverting.id)]
        assert revert.reverted == tuple(between)
