"""The two revisions that an address of a difference means, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Revision
from wikidiff.packs import wikis
from wikidiff.sources.chain import Pair
from wikidiff.sources.places import place
from wikidiff.sources.urls import WikiURL

if TYPE_CHECKING:
    from wikidiff.sources.wiki import Wiki


def place_of(url: WikiURL) -> str:
    """Return the name, or the address, under which `Wiki` finds the wiki that an address is on."""
    if url.wiki is not None and wikis.host(url.wiki) is not None:
        return url.wiki
    if url.script is not None:
        return f"{url.scheme}://{url.host}{url.script}/api.php"
    return f"{url.scheme}://{url.host}"


def pair_of(wiki: Wiki, url: WikiURL) -> Pair:
    """Fetch what an address means: two revisions, an edit, what was done since one, or the last edit of a page.

    `old` is None where the edit made the page. Raises SourceError for revisions that are not there, and UsageError
    for an address on another wiki.
    """
    there = place(place_of(url))
    if there.name != wiki.place.name or (there.name is None and not _same_host(there.api_url, wiki.place.api_url)):
        raise UsageError("the address is on another wiki", wiki=url.host, hint=f"ask it as Wiki({place_of(url)!r})")
    if url.old is not None and url.new is not None:
        old, new = wiki.revisions([url.old, url.new])
        return Pair(old=_there(wiki, old), new=_there(wiki, new), by="asked")
    if url.new is not None:
        return edit_of(wiki, wiki.revision(url.new))
    if url.old is not None:
        return _since(wiki, wiki.revision(url.old), url.relative == "next")
    history = wiki.history(url.title, pageid=url.page_id, direction="older", limit=1)
    last = next(history, None)
    if last is None:
        raise SourceError("shows no revision of this page", wiki=wiki.name, page=url.title, hint="look at the address")
    return edit_of(wiki, last)


def edit_of(wiki: Wiki, new: Revision) -> Pair:
    """Return an edit: a revision and its parent, or None where it made the page."""
    if not new.parent_id:
        return Pair(old=None, new=new, by="first")
    (old,) = wiki.revisions([new.parent_id])
    if "revision" not in old.missing:
        return Pair(old=old, new=new, by="parent")
    # The parent is deleted, or was not imported with it: what stands before it in time is what readers saw.
    earlier = wiki.history(pageid=_page_id(new), direction="older", after=new, limit=1, redirects=False)
    return Pair(old=next(earlier, None), new=new, by="order")


def _since(wiki: Wiki, old: Revision, only_next: bool) -> Pair:
    page = _page_id(old)
    if only_next:
        new = next(wiki.history(pageid=page, after=old, limit=1, redirects=False), None)
        if new is None:
            raise SourceError(
                "no edit followed this revision", wiki=wiki.name, revision_id=old.id, hint="it is the newest"
            )
    else:
        new = next(wiki.history(pageid=page, direction="older", limit=1, redirects=False), old)
    return Pair(old=old, new=new, by="asked")


def _page_id(revision: Revision) -> int:
    return (revision.page.id if revision.page else None) or 0


def _there(wiki: Wiki, revision: Revision) -> Revision:
    if "revision" in revision.missing:
        raise SourceError(
            "the wiki shows no such revision", wiki=wiki.name, revision_id=revision.id,
            hint="its page may have been deleted; look at the number",
        )  # fmt: skip
    return revision


def _same_host(one: str, other: str) -> bool:
    return one.split("/")[2] == other.split("/")[2]
