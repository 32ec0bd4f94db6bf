"""What a notebook shows for an analysis: the verdict and the heaviest findings, a few kilobytes whatever the edit.

Notebooks put it into a page of their own, and some take style sheets and classes out of it. So it brings none, and
reads well without: a table, `<del>` and `<ins>`.
"""

from __future__ import annotations

from typing import Final

from wikidiff.model import Analysis
from wikidiff.report import listing, page, words
from wikidiff.report.excerpt import excerpt
from wikidiff.report.head import head

_MOST: Final = 20
_ROOM: Final = 90


def html(analysis: Analysis) -> str:
    """Return a part of a page, of at most some 40 kilobytes."""
    listed = listing.items(analysis)
    shown = [
        (
            item,
            listing.path(item.finding.section),
            excerpt(
                item.finding.occurrences[0],
                analysis.old.text,
                analysis.new.text,
                room=_ROOM,
                action=item.finding.action,
            )
            if item.finding.occurrences
            else (),
        )
        for item in listed[:_MOST]
    ]
    return page.part(
        "notebook.html.j2",
        head=head(analysis),
        verdict=words.verdict(analysis),
        language=analysis.language,
        rows=shown,
        left=len(listed) - len(shown),
        notes=analysis.notes,
    )
