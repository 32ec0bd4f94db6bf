"""Where revisions come from: wikis, the local store, dumps, files and saved pages."""

from wikidiff.sources.dumprecords import DumpSite
from wikidiff.sources.dumps import Dump, PageRevisions, open_dump, pages
from wikidiff.sources.opening import Kind, kind_of, open_history
from wikidiff.sources.urls import WikiURL, looks_like_url
from wikidiff.sources.urls import parse as parse_url

__all__ = [
    "Dump",
    "DumpSite",
    "Kind",
    "PageRevisions",
    "WikiURL",
    "kind_of",
    "looks_like_url",
    "open_dump",
    "open_history",
    "pages",
    "parse_url",
]
