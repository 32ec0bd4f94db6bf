"""What a section is for, by its title – a list of sources, a list of links –, and which tags ask for a source."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff import packs

_MARKS = re.compile(r"[\[\]'{}:.]")


@lru_cache(maxsize=64)
def _titles(language: str, kind: str) -> frozenset[str]:
    own = packs.settings(language, "sections.toml").get(kind, [])
    return frozenset(str(title).casefold() for title in own)


@lru_cache(maxsize=4096)
def _is(path: tuple[str, ...], language: str, kind: str) -> bool:
    if not path:
        return False
    known = _titles(language, kind)
    return any(" ".join(_MARKS.sub("", title).casefold().split()) in known for title in path)


def is_sources(path: tuple[str, ...], language: str) -> bool:
    """Tell whether a section lists sources: references, bibliography, literature, notes."""
    return _is(path, language, "sources")


def is_links(path: tuple[str, ...], language: str) -> bool:
    """Tell whether a section lists links: external links, see also."""
    return _is(path, language, "links")


def lists_elsewhere(path: tuple[str, ...], language: str) -> bool:
    """Tell whether a section lists what stands elsewhere: sources or links."""
    return _is(path, language, "sources") or _is(path, language, "links")


def knows_links(language: str) -> bool:
    """Tell whether the titles of lists of links are known in a language."""
    return bool(_titles(language, "links"))


@lru_cache(maxsize=1)
def _requests() -> frozenset[str]:
    return frozenset(packs.settings("und", "unsourced.toml")["tags"]["names"])


def asks_for_source(name: str) -> bool:
    """Tell whether a template of this name (folded) asks for a source in running text."""
    return name in _requests()
