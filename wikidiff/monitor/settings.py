"""The file of a watch: what to read, what to follow, which rules, and whom to tell."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from wikidiff.errors import ConfigError
from wikidiff.monitor import tables
from wikidiff.monitor.rules import EditTest, Names, Rule, read_edit, read_rules
from wikidiff.monitor.sinks import Sink, read_sinks
from wikidiff.monitor.sinks.base import Secret, secret
from wikidiff.monitor.tables import Table, there
from wikidiff.monitor.targets import Follow, read_follow
from wikidiff.packs import wikis

STREAMS: Final = (
    "mediawiki.page_change.v1",
    "recentchange",
    "mediawiki.recentchange",
    "mediawiki.revision-tags-change",
    "mediawiki.revision-visibility-change",
    "revision-tags-change",
    "revision-visibility-change",
)
_DEFAULT: Final = (
    "mediawiki.page_change.v1",
    "mediawiki.revision-tags-change",
    "mediawiki.revision-visibility-change",
)
_WIKI: Final = re.compile(r"[a-z][a-z0-9_-]{1,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where events come from: `kind` is `stream` or `poll`; `fill` says whether the other one fills gaps."""

    kind: str = "stream"
    url: str = "https://stream.wikimedia.org/v2/stream"
    streams: tuple[str, ...] = _DEFAULT
    interval: timedelta = timedelta(seconds=20)
    retention: timedelta = timedelta(days=7)
    silence: timedelta = timedelta(seconds=75)
    fill: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainList:
    """A list of domains: written down, in a file, or on a wiki page."""

    name: str
    domains: tuple[str, ...] = ()
    file: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of one file; `path` is where it stands, and relative names in it start from there."""

    path: Path
    wiki: str
    api: str | None
    contact: str | None
    language: str
    site: str | None
    state: Path
    user: str | None
    password: Secret | None
    source: Source
    settle: timedelta
    longest: timedelta
    reread: timedelta
    recheck: timedelta
    keep: timedelta
    queue_limit: int
    filter: EditTest
    follow: tuple[Follow, ...]
    lists: tuple[DomainList, ...]
    templates: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    sinks: tuple[Sink, ...] = ()
    listen: tuple[str, int] | None = None
    log_level: str = "info"
    log_form: str = "text"

    def secrets(self) -> tuple[Secret, ...]:
        """Return everything that must not be seen in a log."""
        found = [one for sink in self.sinks for one in sink.secrets()]
        return (*found, self.password) if self.password is not None else tuple(found)


def load(path: str) -> Settings:
    """Read a file; raises `ConfigError` with file, line and field of the first thing that is wrong."""
    where = Path(path)
    try:
        text = where.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"this is not UTF-8: byte {error.start:,}", hint="save it as UTF-8", path=path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        what = "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read ({reason})"
        raise ConfigError(what, hint="docs/watch.md shows one", path=path) from error
    return read(text, path)


def read(text: str, path: str) -> Settings:
    """Read the text of a file; see `load`."""
    root = tables.parse(text, path)
    folder = Path(path).absolute().parent
    watch = root.table("watch")
    if watch is None:
        raise ConfigError("there is no [watch] in it", hint="write [watch] and under it wiki = …", path=path)
    lists = _lists(root, folder)
    follow = read_follow(root.table("follow"), folder)
    sinks = read_sinks(root.table("sinks"), folder)
    templates = _templates(root, folder)
    names = Names(
        tuple(one.name for one in follow),
        tuple(sink.name for sink in sinks),
        frozenset(one.name for one in lists),
        tuple(templates),
    )
    found = Settings(
        path=Path(path),
        **_watch(watch, folder),
        source=_source(root.table("source")),
        filter=read_edit(root.table("filter")),
        follow=follow,
        lists=lists,
        templates=templates,
        rules=read_rules(root.tables("rule"), names),
        sinks=sinks,
        listen=_listen(root.table("status")),
        **_log(root.table("log")),
    )
    if not found.rules:
        raise ConfigError("there is no rule in it", hint="write [[rule]] with a name and a category", path=path)
    root.known()
    return found


def _watch(table: Table, folder: Path) -> dict[str, Any]:
    def named(key: str) -> re.Match[str] | None:
        return _WIKI.fullmatch(table.text(key) or "")

    table.needed("wiki", 'its database name, such as "enwiki"')
    if not named("wiki"):
        table.fail("wiki", "this is no database name of a wiki", 'such as "enwiki"; its address goes under api = …')
    api, wiki = table.text("api"), table.text("wiki") or ""
    if api is None and wikis.host(wiki) is None:
        near = wikis.near(wiki)
        known = f"did you mean '{near}'? Else write" if near else "write"
        table.fail("wiki", f"there is no wiki '{wiki}' that wikidiff knows", f"{known} its api.php under api = …")
    if api is not None and (urlsplit(api).scheme not in ("http", "https") or not urlsplit(api).hostname):
        table.fail("api", "this is no address of an api.php", 'such as "https://en.wikipedia.org/w/api.php"')
    settle = table.span("settle", "60s") or timedelta()
    found = {
        "wiki": table.text("wiki"),
        "api": api,
        "contact": table.text("contact") or os.environ.get("WIKIDIFF_CONTACT"),
        "language": table.text("language", "en"),
        "site": table.text("site"),
        "state": folder / (table.text("state") or "watch.sqlite"),
        "user": table.text("user"),
        "password": secret(table, "password", folder),
        "settle": settle,
        "longest": table.span("longest_burst") or max(settle * 10, timedelta(seconds=1)),
        "reread": table.span("reread", "1h", least=1),
        "recheck": table.span("recheck", "15m"),
        "keep": table.span("keep", "30d", least=3600),
        "queue_limit": table.whole("queue_limit", 100_000, low=1),
    }
    table.known()
    return found


def _source(table: Table | None) -> Source:
    plain = Source()
    if table is None:
        return plain
    url = table.text("url", plain.url) or plain.url
    if urlsplit(url).scheme not in ("http", "https"):
        table.fail("url", "this is no address of a stream service", f'such as "{plain.url}"')
    found = Source(
        kind=table.text("kind", "stream", choices=("stream", "poll")) or "stream",
        url=url.rstrip("/"),
        streams=table.texts("streams", choices=STREAMS) or _DEFAULT,
        interval=table.span("interval", "20s", least=1) or plain.interval,
        retention=table.span("retention", "7d", least=60) or plain.retention,
        silence=table.span("silence", "75s", least=1) or plain.silence,
        fill=table.flag("fill", default=True) is not False,
    )
    table.known()
    return found


def _lists(root: Table, folder: Path) -> tuple[DomainList, ...]:
    table = root.table("lists")
    found = []
    for name in table.data if table is not None else ():
        part = table.table(name) if table is not None else None
        if part is None:
            continue
        file = there(part, "file", folder, part.text("file"))
        one = DomainList(
            name=name,
            domains=tuple(domain.lower() for domain in part.texts("domains")),
            file=file,
            page=part.text("page"),
        )
        part.known()
        if not (one.domains or one.file or one.page):
            part.fail(None, "there is nothing in this list", "give it domains = […], file = … or page = …")
        found.append(one)
    return tuple(found)


def _templates(root: Table, folder: Path) -> dict[str, str]:
    table = root.table("templates")
    found: dict[str, str] = {}
    for name in table.data if table is not None else ():
        if table is None:
            break
        if isinstance(table.raw(name), dict):
            part = table.table(name)
            file = part.needed("file") if part is not None else ""
            try:
                found[name] = (folder / file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                table.fail(name, f"{file} cannot be read ({getattr(error, 'strerror', None) or error})")
        else:
            found[name] = table.text(name) or ""
        from wikidiff.report.alerts import check  # noqa: PLC0415  (jinja2 takes a while to load)

        wrong = check(found[name])
        if wrong is not None:
            table.fail(name, f"this is no template: {wrong}")
    return found


def _listen(table: Table | None) -> tuple[str, int] | None:
    if table is None:
        return None
    text = table.needed("listen", 'such as "127.0.0.1:9464"')
    host, separator, port = text.rpartition(":")
    host = host.strip("[]")
    try:
        loopback = ipaddress.ip_address(host).is_loopback if separator else False
    except ValueError:
        loopback = host == "localhost"
    if not separator or not port.isdigit() or int(port) > 65535:
        table.fail("listen", "this is no address and port", 'such as "127.0.0.1:9464"')
    if not loopback:
        table.fail("listen", "the status page is for this machine alone", 'such as "127.0.0.1:9464"')
    table.known()
    return host, int(port)


def _log(table: Table | None) -> dict[str, Any]:
    if table is None:
        return {}
    found = {
        "log_level": table.text("level", "info", choices=("debug", "info", "warning", "error")) or "info",
        "log_form": table.text("form", "text", choices=("text", "json")) or "text",
    }
    table.known()
    return found
