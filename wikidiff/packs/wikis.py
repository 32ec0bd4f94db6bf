"""Which database name is which host, for the wikis of Wikimedia: a table of codes and a rule, no look-up."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("wikidiff.packs").joinpath("wikis.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def hosts() -> Mapping[str, str]:
    """Return the host of every database name that is known: `enwiki` → `en.wikipedia.org`."""
    found = {}
    for project, codes in _table()["codes"].items():
        for code in codes.split():
            ending = "wiki" if project == "wikipedia" else project
            found[code.replace("-", "_") + ending] = f"{code}.{project}.org"
    found.update(_table()["names"])
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    return MappingProxyType({host: name for name, host in hosts().items()})


def host(name: str) -> str | None:
    """Return the host of a database name, None where it is not known."""
    return hosts().get(name)


def name(host: str) -> str | None:
    """Return the database name of a host (`en.m.wikipedia.org` is `enwiki` too), None where it is not known."""
    host = desktop(host)
    return _names().get(_table()["hosts"].get(host, host))


def desktop(host: str) -> str:
    """Return the host without the part that says mobile: `en.wikipedia.org` for `en.m.wikipedia.org`."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) > 2 and labels[-3] in ("m", "mobile") and ".".join(labels[-2:]) in _table()["domains"]:
        del labels[-3]
    return ".".join(labels)


def is_wikimedia(host: str) -> bool:
    """Tell whether a host is one of Wikimedia's."""
    return ".".join(host.lower().rstrip(".").split(".")[-2:]) in _table()["domains"]


def near(name: str) -> str | None:
    """Return the known database name that a wrong one looks like most."""
    found = difflib.get_close_matches(name, hosts(), 1, 0.75)
    return found[0] if found else None
