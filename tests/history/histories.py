"""Histories for tests: made ones, generated ones, real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from benchmarks import material
from tests.laws.strategies import PAIRS, PROSE
from wikidiff.model import Page, Revision, User

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
LINES = st.sampled_from(
    ["The town has 12,400 people.", "The town has 14,200 people.", "== Use ==", "", "A regime rules.", "A state rules."]
)
TEXTS = st.one_of(PAIRS.map(lambda pair: pair[0]), PROSE, st.lists(LINES, max_size=5).map("\n".join))


def made(*texts: str | None, users: Sequence[str] = "", hours: float = 1) -> list[Revision]:
    """Return revisions with ids from 1 on; `users` has a letter for each, None is a hidden text."""
    page = Page(wiki="enwiki", title="A page", id=7)
    return [
        Revision(
            id=number,
            parent_id=number - 1,
            page=page,
            text=text,
            hidden=frozenset({"text"} if text is None else ()),
            timestamp=BEGIN + timedelta(hours=hours * number),
            user=User(name=users[number - 1] if users else f"User {number}"),
        )
        for number, text in enumerate(texts, 1)
    ]


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> list[Revision]:
    """Generate a history in which texts come again, and some are hidden."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    chosen = draw(st.lists(st.one_of(st.sampled_from(texts), st.none()), min_size=1, max_size=most))
    return made(*chosen)


@lru_cache(maxsize=8)
def real(title: str, wiki: str = "enwiki") -> tuple[Revision, ...]:
    """Return the real history of a page."""
    return tuple(
        Revision(
            id=int(row["rev_id"]),
            page=Page(wiki=wiki, title=title),
            text=row["text"] or None,
            timestamp=datetime.fromisoformat(row["timestamp"]),
            user=User(name=row["user"]) if row["user"] else None,
            comment=row["comment"],
        )
        for row in material.history(title, wiki)
    )


def ids(revisions: Sequence[Revision]) -> list[int | None]:
    """Return the ids of revisions."""
    return [revision.id for revision in revisions]
