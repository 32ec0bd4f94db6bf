"""Which wiki an address is of: database names of Wikimedia's wikis by their hosts, and hosts by database names.

The rules are Wikimedia's own: language and project make the name, and the exceptions are data (`packs/site/hosts.tsv`).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PROJECTS = {
    "wikipedia": "wiki",
    "wiktionary": "wiktionary",
    "wikibooks": "wikibooks",
    "wikinews": "wikinews",
    "wikiquote": "wikiquote",
    "wikisource": "wikisource",
    "wikiversity": "wikiversity",
    "wikivoyage": "wikivoyage",
}
_SINGLE = {
    "commons.wikimedia.org": "commonswiki",
    "meta.wikimedia.org": "metawiki",
    "species.wikimedia.org": "specieswiki",
    "incubator.wikimedia.org": "incubatorwiki",
    "outreach.wikimedia.org": "outreachwiki",
    "foundation.wikimedia.org": "foundationwiki",
    "wikimania.wikimedia.org": "wikimaniawiki",
    "wikitech.wikimedia.org": "labswiki",
    "www.wikidata.org": "wikidatawiki",
    "test.wikidata.org": "testwikidatawiki",
    "www.mediawiki.org": "mediawikiwiki",
    "www.wikifunctions.org": "wikifunctionswiki",
    "wikisource.org": "sourceswiki",
    "test.wikipedia.org": "testwiki",
    "test2.wikipedia.org": "test2wiki",
    "be-tarask.wikipedia.org": "be_x_oldwiki",
}
_SINGLE_HOSTS = {name: host for host, name in _SINGLE.items()}
_OTHER_NAMES = {
    "be-x-old.wikipedia.org": "be-tarask.wikipedia.org",
    "wikidata.org": "www.wikidata.org",
    "mediawiki.org": "www.mediawiki.org",
    "wikifunctions.org": "www.wikifunctions.org",
    "www.wikisource.org": "wikisource.org",
    "nb.wikipedia.org": "no.wikipedia.org",
}
_HOST = re.compile(r"([a-z][a-z0-9-]*)\.([a-z]+)\.org")
_NAME = re.compile(rf"([a-z][a-z0-9_]*?)({'|'.join(sorted(_PROJECTS.values(), key=len, reverse=True))})")
_MOBILE = re.compile(r"^(?:([a-z0-9-]+)\.)?m\.(?=[a-z]+\.org$)|^m\.(?=[a-z]+\.org$)")


def desktop(host: str) -> str:
    """Return the host on which a wiki is read at a desk: `en.m.wikipedia.org` → `en.wikipedia.org`."""
    host = host.lower().rstrip(".")
    match = _MOBILE.match(host)
    if match is not None:
        host = (f"{match[1]}." if match[1] else "") + host[match.end() :]
    return _OTHER_NAMES.get(host, host)


def wiki_of_host(host: str) -> str | None:
    """Return the database name of a Wikimedia wiki by its host, None for other hosts."""
    host = desktop(host)
    if host in _SINGLE:
        return _SINGLE[host]
    match = _HOST.fullmatch(host)
    if match is None or match[2] not in _PROJECTS or match[1] in ("www", "login", "api"):
        return None
    return match[1].replace("-", "_") + _PROJECTS[match[2]]


def host_of_wiki(wiki: str) -> str | None:
    """Return the host of a Wikimedia wiki by its database name, None where no rule gives one."""
    if wiki in _SINGLE_HOSTS:
        return _SINGLE_HOSTS[wiki]
    match = _NAME.fullmatch(wiki)
    if match is None:
        return None
    project = next(name for name, suffix in _PROJECTS.items() if suffix == match[2])
    return f"{match[1].replace('_', '-')}.{project}.org"


def wiki_of_address(address: str) -> str | None:
    """Return the database name of the wiki that an address is on, None where it is none of Wikimedia's."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:  # no address at all
        return None
    return wiki_of_host(host) if host else None
