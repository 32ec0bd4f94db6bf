"""`wikidiff doctor`: what is installed."""

from __future__ import annotations

import platform
from importlib import metadata, resources

import click

from wikidiff._version import __version__
from wikidiff.cli.writing import Output


@click.command("doctor", short_help="Say what is installed.")
def command() -> None:
    """Say which versions are installed and which languages and wikis are known."""
    lines = [
        ("wikidiff", __version__),
        ("python", f"{platform.python_version()} ({platform.system()} {platform.machine()})"),
        *_packages(),
        ("languages", ", ".join(_packs("lang")) or "none"),
        ("sites", ", ".join(_packs("site")) or "none"),
    ]
    with Output(None) as out:
        out.text("".join(f"{name:<18} {value}\n" for name, value in lines))


def _packages() -> list[tuple[str, str]]:
    """Return the packages that wikidiff asks for, with the version that is there."""
    found = []
    for requirement in metadata.requires("wikidiff") or ():
        if ";" in requirement:  # extras are installed on wish
            continue
        name = requirement.split(" ")[0]
        for sign in "<>=!~[":
            name = name.split(sign)[0]
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append((name, "missing: run 'pip install wikidiff' again"))
    return sorted(found)


def _packs(kind: str) -> list[str]:
    root = resources.files("wikidiff.packs").joinpath(kind)
    return sorted(entry.name.removesuffix(".toml") for entry in root.iterdir()) if root.is_dir() else []
