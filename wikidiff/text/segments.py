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


def hangs(character: str) -> bool:
    """Tell whether a text is not cut before this character: a mark, a joiner, a tone of skin, a letter of a flag."""
    if character < "\u0300":
        return False
    return (
        category(character)[0] == "M"
        or character in "\u200c\u200d"
        or "\U0001f1e6" <= character <= "\U0001f1ff"
        or ("\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f")
    )
