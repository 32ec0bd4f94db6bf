"""Options that several commands share, told once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def language(of: str = "text") -> Decorator:
    """Return `--language`, for what is read `of` the command: the text, the texts, the page."""
    return click.option(
        "-l", "--language", metavar="TAG", default="en", show_default=True, help=f"The language of the {of}."
    )


def site() -> Decorator:
    """Return `--site`, the wiki by whose names of templates and namespaces a text is read."""
    return click.option(
        "--site", metavar="NAME", help="The wiki's database name, such as dewiki.  [default: by the language]"
    )


def terms() -> Decorator:
    """Return `--terms`, lists of terms of one's own."""
    return click.option(
        "--terms",
        metavar="FILE",
        multiple=True,
        help="A list of terms of your own: TOML of pairs, or VisualEditor's Editcheck-config JSON.",
    )


def form(formats: Sequence[str], *, besides: str = "", default: str = "else terminal") -> Decorator:
    """Return `--format` with its choices; `besides` says what the names of the formats do not."""
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(formats),
        help=f"How to write it{besides}.  [default: by the name of -o; {default}]",
    )


def output() -> Decorator:
    """Return `-o`, the file that results go to."""
    return click.option("-o", "--output", metavar="FILE", help="Write there instead of to standard output.")


def width(of: str, least: int = 40) -> Decorator:
    """Return `--width`, the columns `of` a report."""
    return click.option("--width", metavar="COLUMNS", type=click.IntRange(min=least), help=f"Columns of the {of}.")


def places(what: str) -> Decorator:
    """Return `--places`, how many places of one finding the terminal report shows."""
    return click.option(
        "--places",
        metavar="COUNT",
        type=click.IntRange(min=1),
        default=3,
        show_default=True,
        help=f"{what} in the terminal report.",
    )


def wiki(what: str, default: str = "none") -> Decorator:
    """Return `--wiki`, the wiki of what a person names."""
    return click.option(
        "--wiki",
        metavar="NAME",
        envvar="WIKIDIFF_WIKI",
        help=f"The wiki {what}: a database name (enwiki), a host, an api.php.  [default: WIKIDIFF_WIKI; {default}]",
    )


def store() -> Decorator:
    """Return `--store`, the file in which revisions are kept."""
    return click.option(
        "--store", metavar="PATH", help="The store of revisions.  [default: WIKIDIFF_STORE; the user's data folder]"
    )


def offline() -> Decorator:
    """Return `--offline`, with which only the store is read."""
    return click.option("--offline", is_flag=True, help="Ask no wiki: only what the store has.")
