"""When two addresses name one source, and in which part two addresses differ.

An address is folded to a canonical form: archives unwrapped, trackers dropped, the query sorted, and everything that
only says how the page was reached taken away. What is no web address (`javascript:`, `data:`, plain words) is text
and stays as it is. All of it is linear in the length of the address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from wikidiff import packs
from wikidiff.model import given

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LIMIT = 4096  # canonical forms of addresses up to this length are remembered

_ADDRESS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]{0,15}):)?//(?P<host>[^/?#\\\s]+)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_SCHEMES = frozenset({"http", "https", "ftp", "ftps"})
_ONE_LEVEL = frozenset({"com", "org", "net", "edu", "gov"})  # nothing can be registered two levels below these
_LONGEST_HOST = 253
_PORTS = frozenset({"", "80", "443", "21"})
_ENTITY = re.compile(r"&(?:amp;|#38;|#x26;)+", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_RAW = re.compile(r"[^\x21-\x7e]+")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:https?|ftp):/{1,2}(?=[^/\s])|(?:https?|ftp)%3a(?:%2f){1,2}", re.IGNORECASE)
_STAMP = re.compile(r"/(?:\d{4,14}|\d{4}[-.]\d{2,4}[-.]\d{2,6}(?:[-.]\d{2,6})?)(?:[a-z]{2}_|\*)?/", re.IGNORECASE)
_ONE_SLASH = re.compile(r"^(\w+):/(?!/)")
_OWN_PARAMETERS = re.compile(r"&(?:date|fdate|refdate|apikey|hash)=[^&]*$")
_CACHE = re.compile(r"^cache:(?:[\w\-]{8,16}:)?")
_HOST = re.compile(r"[^/\s.]+(?:\.[^/\s.]+)+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Address:
    """The five parts of an address as written; `scheme` and `host` in lower case."""

    scheme: str
    host: str
    path: str
    query: str | None
    fragment: str | None


def parse(url: str) -> Address | None:
    """Split a web address into its parts, None where it is none."""
    match = _ADDRESS.fullmatch(_ENTITY.sub("&", url.strip()))
    if match is None:
        return None
    scheme = (match["scheme"] or "").lower()
    host = match["host"].lower()
    if scheme and scheme not in _SCHEMES:
        return None
    return Address(scheme, host, match["path"], match["query"], match["fragment"])


def canonical(url: str) -> str:
    """Fold an address to the form that all ways of writing it share; text that is no address is only trimmed."""
    return _canonical_cached(url) if len(url) <= LIMIT else _canonical(url)


def _canonical(url: str) -> str:
    address = original(url)
    if address is None:
        return url.strip()
    rules = _rules()
    host, written = _host(address), ""
    settings = rules.of(host)
    for _ in range(2):  # one name of a host may lead to another, whose rules then hold
        if "as" in settings:
            written = str(settings["as"]).replace("{path}", address.path.strip("/"))
            break
        if "host" not in settings or settings["host"] == host:
            break
        host = str(settings["host"])
        settings = {**rules.of(host), **{key: value for key, value in settings.items() if key != "host"}}
    if written and (other := parse(written)) is not None:
        address, host = other, other.host
        settings = {key: value for key, value in rules.of(host).items() if key not in ("as", "host")}
    path = _escape(_SESSION.sub("", address.path)).rstrip("/")
    if host == "doi.org":
        path = path.lower()
    query = _query(address.query, settings) if address.query else ""
    fragment = f"#{_escape(address.fragment)}" if address.fragment and address.fragment[:1] == "!" else ""
    scheme = address.scheme if address.scheme.startswith("ftp") else "https"
    return f"{scheme}://{host}{path}{query}{fragment}"


_canonical_cached = lru_cache(maxsize=8192)(_canonical)


def original(url: str) -> Address | None:
    """Return the address of the page itself, out of the archive that shows it; None where there is no address."""
    address = parse(url)
    for _ in range(3):  # an archive may hold a page of another archive
        inner = _unwrap(address) if address is not None else None
        if inner is None:
            break
        address = inner
    return address


def host_and_path(url: str) -> tuple[str, str] | None:
    """Return the host without `www.` and the path of the page itself, out of an archive; None for text."""
    address = original(url)
    return (re.sub(r":\d*$", "", _host(address)), address.path) if address is not None else None


def is_archive(url: str) -> bool:
    """Tell whether an address is that of an archive's copy."""
    address = parse(url)
    return address is not None and _rules().archives(_host(address))


def same_source(url1: str, url2: str) -> bool:
    """Tell whether two addresses name one source: alike when canonical, or carrying the same identifier."""
    # identifiers read addresses with this module
    from wikidiff.text.identifiers import from_url  # noqa: PLC0415

    one, two = canonical(given.text(url1, "url1")), canonical(given.text(url2, "url2"))
    if one == two:
        return one != ""
    found = from_url(url1)
    return found is not None and found == from_url(url2)


def domain(url: str) -> str | None:
    """Return the registered domain of an address (`news.example.co.uk` → `example.co.uk`), None for text.

    What can be registered under is known from the public suffix list as it came with its library: no network. Under
    `com` and its like it need not be asked, and is not read.
    """
    address = original(url)
    if address is None:
        return None
    host = re.sub(r":\d*$", "", _host(address))
    labels = host.split(".")
    if host.startswith("[") or labels[-1].isdigit() or len(host) > _LONGEST_HOST:
        return host
    if labels[-1] in _ONE_LEVEL:
        return ".".join(labels[-2:])
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  (its list takes a while to read)

    return PublicSuffixList(only_icann=True, accept_encoded_idn=False)


def url_parts_changed(old: str, new: str) -> tuple[str, ...]:
    """Name the parts in which two addresses differ: `scheme`, `host`, `path`, `query`, `fragment`.

    Compared as written, letter case of scheme and host apart. Where either is no address, `text` is the part.
    """
    first, second = parse(old), parse(new)
    if first is None or second is None:
        return ("text",) if old.strip() != new.strip() else ()
    names = ("scheme", "host", "path", "query", "fragment")
    return tuple(name for name in names if getattr(first, name) != getattr(second, name))


@dataclass(frozen=True, slots=True)
class _Rules:
    hosts: Mapping[str, Mapping[str, Any]]
    trackers: frozenset[str]
    tracker_prefixes: tuple[str, ...]
    archive_hosts: frozenset[str]
    archive_parameters: frozenset[str]

    def of(self, host: str) -> Mapping[str, Any]:
        found = self.hosts.get(host)
        if found is None:
            labels = host.split(".")
            for end in (len(labels) - 1, len(labels) - 2):
                found = self.hosts.get(".".join(labels[:end]) + ".*") if end > 0 else None
                if found is not None:
                    break
        return found or {}

    def archives(self, host: str) -> bool:
        labels = host.split(".")
        return any(
            ".".join(labels[start:]) in self.archive_hosts for start in range(max(0, len(labels) - 5), len(labels))
        )


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = packs.settings("und", "urls.toml")
    return _Rules(
        hosts=data.get("hosts", {}),
        trackers=frozenset(data["trackers"]["names"]),
        tracker_prefixes=tuple(data["trackers"]["prefixes"]),
        archive_hosts=frozenset(data["archives"]["hosts"]),
        archive_parameters=frozenset(data["archives"]["parameters"]),
    )


def _host(address: Address) -> str:
    """Return the host without `www.`, default port, trailing dot, name and password; punycode written out."""
    host = address.host.rpartition("@")[2]
    name, colon, port = host.rpartition(":")
    if colon and port in _PORTS:
        host = name
    host = host.rstrip(".")
    while host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    if "xn--" in host and len(host) < 256:
        try:
            host = host.encode("ascii").decode("idna")
        except UnicodeError:
            return host  # not punycode after all: the name stands for itself
    return host


def _unwrap(address: Address) -> Address | None:
    """Return the address that an archive's address carries: in its path, in a parameter, or behind a time stamp."""
    if not _rules().archives(_host(address)):
        return None
    query = f"?{address.query}" if address.query is not None else ""
    rest = address.path + query + (f"#{address.fragment}" if address.fragment is not None else "")
    start = _EMBEDDED.search(rest)
    if start is not None:
        inner = rest[start.start() :]
        if "%" in start[0]:
            return parse(unquote(re.split("[&#]", inner, maxsplit=1)[0]))
        if start.start() > len(address.path):
            inner = _OWN_PARAMETERS.sub("", inner)
        return parse(_ONE_SLASH.sub(r"\1://", inner))
    stamp = _STAMP.search(rest)
    if stamp is not None and _HOST.match(rest, stamp.end()):
        return parse("http://" + rest[stamp.end() :])
    for part in (address.query or "").split("&"):
        name, _, value = part.partition("=")
        value = _CACHE.sub("", unquote(value))
        if name.lower() in _rules().archive_parameters and _HOST.match(value) and not value[:1].isdigit():
            return parse("http://" + re.split(r"[\s+]", value, maxsplit=1)[0])
    return None


def _escape(text: str) -> str:
    """Write percent escapes one way: capital hex, none where none is needed, all else escaped."""
    if "%" in text:
        text = _ESCAPE.sub(lambda m: c if (c := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), text)
    if not text.isascii() or " " in text:
        text = _RAW.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "surrogatepass")), text)
    return text


def _query(query: str, settings: Mapping[str, Any]) -> str:
    rules = _rules()
    keep, drop = settings.get("keep"), settings.get("drop", ())
    parts = []
    for part in query.split("&"):
        name = part.partition("=")[0].lower()
        if not part or name in rules.trackers or name.startswith(rules.tracker_prefixes) or name in drop:
            continue
        parts.append((name, _escape(part.replace("+", "%20"))))
    if keep is not None and any(name in keep for name, _ in parts):
        parts = [entry for entry in parts if entry[0] in keep]
    return "?" + "&".join(text for _, text in sorted(parts)) if parts else ""
