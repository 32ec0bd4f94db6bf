"""`wikidiff doctor`: what is installed, configured, kept and reachable."""

from __future__ import annotations

import platform
import re
import time
from collections.abc import Iterator
from importlib import metadata, resources

import click

from wikidiff._version import __version__
from wikidiff.cli import options
from wikidiff.cli.writing import Output
from wikidiff.errors import WikidiffError

Line = tuple[str, str]
_NAME = re.compile(r"[\w.-]+")
_EXTRA = re.compile(r"""extra\s*==\s*["']([\w.-]+)["']""")
_ALL = "all"  # the extra that is the others together


@click.command("doctor", short_help="Say what is installed, configured, kept and reachable.")
@options.wiki("that is asked whether it answers")
@options.store()
def command(*, wiki: str | None, store: str | None) -> int:
    """Say which versions are installed, who is named as contact, what the store holds, and which packs are known.

    A wiki is asked only where one is named with --wiki: whether it answers, how fast, and which class of its limits
    the requests count in. The exit status is that of the first thing that is wrong.
    """
    wrong: list[WikidiffError] = []
    lines = [
        ("wikidiff", __version__),
        ("python", f"{platform.python_version()} ({platform.system()} {platform.machine()})"),
        *_packages(),
        *_extras(),
        ("languages", ", ".join(_packs("lang")) or "none"),
        ("sites", ", ".join(_packs("site")) or "none"),
        *_settings(wrong),
        ("store", _store(store, wrong)),
        *_wiki(wiki, wrong),
    ]
    with Output(None) as out:
        out.text("".join(f"{name:<18} {value}\n" for name, value in lines))
    from wikidiff.cli import status_of  # noqa: PLC0415  (the door is open by now)

    return status_of(wrong[0]) if wrong else 0


def _packages() -> list[Line]:
    """Return the packages that wikidiff asks for, with the version that is there."""
    asked = [requirement for requirement in metadata.requires("wikidiff") or () if ";" not in requirement]
    return sorted((name, _version(name) or "missing: run 'pip install wikidiff' again") for name in _names(asked))


def _extras() -> list[Line]:
    """Return the extras, each with what of it is there."""
    found: dict[str, list[str]] = {}
    for requirement in metadata.requires("wikidiff") or ():
        extra = _EXTRA.search(requirement)
        if extra is not None and extra[1] != _ALL:
            found.setdefault(extra[1], []).append(requirement)
    lines = []
    for extra_name, asked in sorted(found.items()):
        names = _names(asked)
        there = [f"{name} {version}" for name in names if (version := _version(name))]
        told = ", ".join(there) if len(there) == len(names) else f"not installed: pip install 'wikidiff[{extra_name}]'"
        lines.append((f"extra {extra_name}", told))
    return lines


def _names(requirements: list[str]) -> list[str]:
    return [match[0] for match in map(_NAME.match, requirements) if match]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _packs(kind: str) -> list[str]:
    root = resources.files("wikidiff.packs").joinpath(kind)
    return sorted(entry.name.removesuffix(".toml") for entry in root.iterdir()) if root.is_dir() else []


def _settings(wrong: list[WikidiffError]) -> Iterator[Line]:
    """Yield where the configuration is, and who answers for requests."""
    from wikidiff.sources import contact, settings  # noqa: PLC0415  (requests takes a while to load)

    path = settings.config_path()
    yield "configuration", f"{path}{'' if path.exists() else ' (not there)'}"
    try:
        told = settings.contact()
        yield "contact", contact.checked(told, path=str(path)) if told else f"not set: {_hint(path)}"
    except WikidiffError as error:
        wrong.append(error)
        yield "contact", str(error)


def _hint(path: object) -> str:
    return f'no wiki is asked before WIKIDIFF_CONTACT or a line contact = "…" in {path} says who asks'


def _store(named: str | None, wrong: list[WikidiffError]) -> str:
    """Return where the store is, what it holds and how large it is."""
    from wikidiff.sources.store import VERSION, Store, store_path  # noqa: PLC0415  (zstandard takes a while to load)

    path = store_path(named)
    if not path.exists():
        return f"{path} (not there yet)"
    try:
        with Store(path, create=False, write=False) as store:
            pages, (disk, texts) = store.pages(), store.size()
            wikis = len({page.page.wiki for page in pages})
            count = store.count()
    except WikidiffError as error:
        wrong.append(error)
        return str(error)
    held = f"{count:,} revisions of {len(pages):,} pages of {wikis} wikis"
    share = f", {disk / texts:.1%} of their texts" if texts else ""
    return f"{path} (version {VERSION}): {held} in {disk / 1e6:,.1f} MB{share}"


def _wiki(named: str | None, wrong: list[WikidiffError]) -> Iterator[Line]:
    """Yield whether the wiki that was named answers, and how it counts requests."""
    if named is None:
        yield "wiki", "not asked: name one with --wiki"
        return
    from wikidiff.sources.wiki import Wiki  # noqa: PLC0415  (as above)

    try:
        with Wiki(named) as wiki:
            begun = time.monotonic()
            told = wiki.siteinfo()
            took = time.monotonic() - begun
            limits = wiki.session.limits_class
            yield "wiki", f"{told.name} answers in {took * 1000:,.0f} ms: {told.site_name}, {told.generator}"
            yield "limits class", _limits(limits)
    except WikidiffError as error:
        wrong.append(error)
        yield "wiki", str(error)


def _limits(limits: str | None) -> str:
    if limits is None:
        return "not told by this wiki"
    return f"{limits}: few requests a minute; look at the contact" if limits == "anon" else limits
