"""Addresses of a wiki's own pages: the diff, the history, a revision, what a user did.

They are made here from names and numbers, never taken from wikitext. Where the wiki is not known there are none.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

from wikidiff.model import Analysis, Page, Revision, User
from wikidiff.packs import wikis

_SAFE: Final = ":/,()!*;@"  # MediaWiki leaves these as they are in its own links
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f#<>\[\]{}|\ud800-\udfff]")  # in no title and no user's name

_ODD: Final = re.compile(r"[\x00-\x20\x7f\"'<>\\^`{|}\ud800-\udfff]")  # in no address of a wiki's script


def script(page: Page | None) -> str | None:
    """Return the address of the wiki's `index.php`, or None where it is not known or no address of the web."""
    if page is None:
        return None
    if page.script is not None:
        return page.script if _of_the_web(page.script) else None
    host = wikis.host(page.wiki) if page.wiki else None
    return f"https://{host}/w/index.php" if host else None


def _of_the_web(address: str) -> bool:
    if _ODD.search(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)


def page_of(analysis: Analysis) -> Page | None:
    """Return the page that was compared."""
    return analysis.new.page or analysis.old.page


def diff(analysis: Analysis) -> str | None:
    """Return the address of the wiki's own diff of the two revisions."""
    base, old, new = script(page_of(analysis)), analysis.old.id, analysis.new.id
    return f"{base}?diff={new}&oldid={old}" if base and old and new else None


def page(known: Page | None) -> str | None:
    """Return the address of the page."""
    return _titled(known)


def history(known: Page | None) -> str | None:
    """Return the address of the page's history."""
    address = _titled(known)
    return f"{address}&action=history" if address else None


def revision(known: Revision) -> str | None:
    """Return the address of one revision."""
    base = script(known.page)
    return f"{base}?oldid={known.id}" if base and known.id else None


def contributions(known: Page | None, user: User | None) -> str | None:
    """Return the address of what a user did."""
    base = script(known)
    if not base or user is None or not user.name or not fit(user.name):
        return None
    return f"{base}?title=Special:Contributions/{_quoted(user.name)}"


def fit(name: str) -> bool:
    """Tell whether a wiki can have a page or a user of this name."""
    return bool(name.strip()) and not _UNFIT.search(name)


def _titled(known: Page | None) -> str | None:
    base = script(known)
    if not base or known is None or not known.title or not fit(known.title):
        return None
    return f"{base}?title={_quoted(known.title)}"


def _quoted(name: str) -> str:
    return quote(name.strip().replace(" ", "_"), safe=_SAFE)
