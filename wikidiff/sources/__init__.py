"""Where revisions come from: wikis, the local store, dumps, files and saved pages."""

from wikidiff.sources.compression import stream_offsets
from wikidiff.sources.dumprecords import DumpSite
from wikidiff.sources.dumps import Dump, PageRevisions, open_dump, open_part, pages
from wikidiff.sources.opening import Kind, Pair, kind_of, open_history, open_pair
from wikidiff.sources.urls import WikiURL, looks_like_url
from wikidiff.sources.urls import parse as parse_url

__all__ = [
    "Dump",
    "DumpSite",
    "Kind",
    "PageRevisions",
    "Pair",
    "WikiURL",
    "kind_of",
    "looks_like_url",
    "open_dump",
    "open_history",
    "open_pair",
    "open_part",
    "pages",
    "parse_url",
    "stream_offsets",
]
