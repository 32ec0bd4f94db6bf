"""The language of a wiki, by its database name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wikidiff import packs
from wikidiff.packs import sites

_NAME = re.compile(r"([a-z][a-z_]*?)(?:wiki|wiktionary|wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage)")
# Names of wikis that are no language tags (MediaWiki's LanguageCode::NON_STANDARD_LANGUAGE_CODE_MAPPING, and wikis
# of all languages, whose pages for readers are mostly in English)
_TAGS: Final = {
    "als": "gsw",
    "bat_smg": "sgs",
    "be_x_old": "be-tarask",
    "cbk_zam": "cbk",
    "commons": "en",
    "fiu_vro": "vro",
    "incubator": "en",
    "media": "en",
    "meta": "en",
    "no": "nb",
    "outreach": "en",
    "roa_rup": "rup",
    "simple": "en",
    "species": "en",
    "test": "en",
    "wikidata": "en",
    "wikimania": "en",
    "zh_classical": "lzh",
    "zh_min_nan": "nan",
    "zh_yue": "yue",
}


@lru_cache(maxsize=1024)
def language_of(wiki: str | None) -> str:
    """Return the language tag of a wiki: what its pack says, else what its name says; `en` where nothing does."""
    if not wiki:
        return "en"
    if packs.has_site(wiki):
        told = sites.load(wiki).language
        if told != "und":
            return told
    match = _NAME.fullmatch(wiki)
    return _TAGS.get(match[1], match[1].replace("_", "-")) if match else "en"
