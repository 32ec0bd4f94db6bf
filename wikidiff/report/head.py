"""What stands above every report of two revisions: the page, who changed it, when and how much, and what lies between.

All of it is facts for the reports to lay out, each in its medium; nothing here is escaped yet.
"""

from __future__ import annotations

from typing import NamedTuple

from wikidiff.model import Analysis, Between, Revision
from wikidiff.report import links
from wikidiff.report.words import plural


class Told(NamedTuple):
    """What is known of one revision, in words; empty where it is not known.

    `flags` are minor, bot and temporary account; `hidden` is what the wiki does not show.
    """

    side: str
    id: str
    link: str | None
    time: str
    instant: str
    user: str
    user_link: str | None
    flags: tuple[str, ...]
    comment: str
    tags: tuple[str, ...]
    size: str
    hidden: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether there is more to say than the size."""
        return any((self.id, self.time, self.user, self.flags, self.comment, self.tags, self.hidden))


class Head(NamedTuple):
    """The head of a report: `size` is that of both revisions and what it changed by, `between` a sentence or empty."""

    title: str
    wiki: str
    old: Told
    new: Told
    size: str
    between: str
    page_link: str | None
    diff_link: str | None
    history_link: str | None

    @property
    def bare(self) -> bool:
        """Whether nothing is known of the revisions but their texts."""
        return not (self.old.known or self.new.known)


def head(analysis: Analysis, heading: str | None = None) -> Head:
    """Return the head of a report; `heading` names the pair where a caller knows a better name than the page's."""
    page = links.page_of(analysis)
    return Head(
        title=heading if heading is not None else (page.title or "") if page else "",
        wiki=(page.wiki or "") if page and heading is None else "",
        old=_told("old", analysis.old),
        new=_told("new", analysis.new),
        size=sizes(analysis.old, analysis.new),
        between=between(analysis.between) if analysis.between else "",
        page_link=links.page(page),
        diff_link=links.diff(analysis),
        history_link=links.history(page),
    )


def _told(side: str, revision: Revision) -> Told:
    user = revision.user
    flags = (
        ("minor", revision.minor),
        ("bot", user is not None and user.bot),
        ("temporary account", user is not None and user.temporary),
    )
    shown = {"text": revision.text, "user": user.name if user else None, "comment": revision.comment}
    return Told(
        side=side,
        id=str(revision.id) if revision.id is not None else "",
        link=links.revision(revision),
        time=f"{revision.timestamp:%Y-%m-%d %H:%M}" if revision.timestamp else "",
        instant=f"{revision.timestamp:%Y-%m-%dT%H:%M:%SZ}" if revision.timestamp else "",
        user=(user.name or "") if user else "",
        user_link=links.contributions(revision.page, user),
        flags=tuple(name for name, holds in flags if holds),
        comment=revision.comment or "",
        tags=revision.tags,
        size=f"{revision.size:,} bytes" if revision.size is not None else "",
        hidden=tuple(
            "summary" if name == "comment" else name for name in sorted(revision.hidden) if shown.get(name) is None
        ),
    )


def sizes(old: Revision, new: Revision) -> str:
    """Return both sizes and the difference, or nothing where one is not known."""
    if old.size is None or new.size is None:
        return ""
    change = f"{new.size - old.size:+,}".replace("-", "−") if new.size != old.size else "±0"
    return f"{old.size:,} → {new.size:,} bytes ({change})"


def between(known: Between) -> str:
    """Return how many revisions by how many users lie between the two."""
    if not known.revisions:
        return "No revision lies between the two."
    least = "At least " if known.more else ""
    users = ""
    if known.same:
        users = " by the same user"
    elif known.users is not None:
        users = f" by {plural(known.users, 'user')}"
    lie = "lies" if known.revisions == 1 else "lie"
    return f"{least}{plural(known.revisions, 'revision')}{users} {lie} between the two."
