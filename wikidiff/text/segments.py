"""How the letters of scripts without spaces are cut: a choice of the language pack (`segments.toml`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from unicodedata import category

from wikidiff import packs
from wikidiff.errors import PackError

CLUSTERS: Final = "clusters"
"""Letter by letter, each with its vowels, tones and stacked consonants: for text that sets no spaces between words."""
WORDS: Final = "words"
"""By spaces and marks, as in other scripts: for languages that set spaces although they use such letters."""
WAYS: Final = (CLUSTERS, WORDS)


@lru_cache(maxsize=64)
def way_of(language: str) -> str:
    """Return the way in which a language's text is cut: `clusters` or `words`."""
    way = packs.settings(language, "segments.toml")["way"]
    if way not in WAYS:
        raise PackError(f"has the way {way!r}, which is none of {', '.join(WAYS)}", path=f"packs/lang/{language}")
    return str(way)


def hangs(before: str, after: str) -> bool:
    """Tell whether no text is cut between two characters: before a mark, joiner or tone of skin, inside a flag."""
    if after < "\u0300":
        return False
    if "\U0001f1e6" <= after <= "\U0001f1ff":
        return "\U0001f1e6" <= before <= "\U0001f1ff"
    tail = "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f"
    return tail or after in "\u200c\u200d" or before == "\u200d" or category(after)[0] == "M"
