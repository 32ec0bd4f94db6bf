"""The revisions that callers give, one by one: what is no revision is refused by its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wikidiff.errors import InputError
from wikidiff.model import Revision, given

_HINT = "give wikidiff.Revision objects, oldest first"


def entries(revisions: object) -> Iterator[Revision]:
    """Yield the revisions of a history; InputError for what is none, and for what is no sequence of them."""
    if not isinstance(revisions, Iterable):
        raise given.wrong(revisions, "the history", _HINT)
    for number, revision in enumerate(revisions, start=1):
        if not isinstance(revision, Revision):
            raise given.wrong(revision, f"entry {number} of the history", _HINT)
        yield revision


def radius_of(radius: object) -> int:
    """Return how many revisions a revert may undo; InputError for what is no such number."""
    if not isinstance(radius, int):
        raise given.wrong(radius, "radius", "give 1 or more")
    if radius < 1:
        raise InputError(f"a radius of {radius} leaves nothing to undo", hint="give 1 or more")
    return radius
