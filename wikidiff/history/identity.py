"""Identity reverts: a revision whose text is that of an earlier one undoes what lies between them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha1

from wikidiff.history.entries import entries, radius_of
from wikidiff.model import Revert, Revision


def reverts(revisions: Iterable[Revision], radius: int = 15) -> tuple[Revert, ...]:
    """Return the identity reverts in a history, oldest revision first.

    A revision reverts when its text equals that of one at most `radius` + 1 revisions before it, with something else in
    between (the definition of Wikimedia's research tools; the nearest such revision counts). Revisions are compared by
    their `sha1` where both have one, else by their text; hidden texts equal nothing.

    Raises:
        InputError: `radius` is below 1, or an entry is no Revision.
    """
    radius = radius_of(radius)
    chain = list(entries(revisions))
    keys = [key_of(revision) for revision in chain]
    latest: dict[str, int] = {}
    result: list[Revert] = []
    for index, key in enumerate(keys):
        if key is None:
            continue
        earlier = latest.get(key)
        if earlier is not None and 1 < index - earlier <= radius + 1:
            between = tuple(chain[place] for place in range(earlier + 1, index) if keys[place] != key)
            if between:
                result.append(Revert(reverting=chain[index], reverted=between, reverted_to=chain[earlier]))
        latest[key] = index
    return tuple(result)


def key_of(revision: Revision) -> str | None:
    """Return by what a revision is known again: the SHA-1 of its text, None where that is hidden or unknown."""
    if revision.text is not None:
        return sha1(revision.text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return _hex(revision.sha1) if revision.sha1 and "text" not in revision.hidden else None


def _hex(digest: str) -> str:
    """Return a SHA-1 in hexadecimal: MediaWiki gives it in base 36 too."""
    if len(digest) == 40:
        return digest.lower()
    return f"{int(digest, 36):040x}"
