"""`wikidiff explain`: what a finding means."""

from __future__ import annotations

import inspect
import textwrap
from typing import TYPE_CHECKING

import click

from wikidiff.cli.writing import Output
from wikidiff.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wikidiff.classify.base import Rule


@click.command("explain", short_help="Say what a finding means, with its limits.")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say what a finding means, why it matters, and what is not seen.

    CODE is a code such as TRM001 or a category such as terminology; without it, all codes are listed.
    """
    from wikidiff.classify.registry import rules  # noqa: PLC0415  (loads every rule)

    known = rules()
    with Output(None) as out:
        out.text(_list(known) if code is None else _explain(known, code, out.width))


def _list(known: Sequence[Rule]) -> str:
    lines = []
    for rule in known:
        lines.append(str(rule.category))
        lines += [f"  {code}  {title}" for code, title in rule.codes.items()]
    return "\n".join(lines) + "\n"


def _explain(known: Sequence[Rule], wanted: str, width: int) -> str:
    found = [
        rule
        for rule in known
        if wanted.upper() in rule.codes or wanted.lower() in (str(rule.category), rule.name.lower())
    ]
    if not found:
        raise UsageError(
            f"there is no code or category '{wanted}'", hint="'wikidiff explain' without a name lists them all"
        )
    return "\n".join(_page(rule, wanted.upper(), width) for rule in found)


def _page(rule: Rule, wanted: str, width: int) -> str:
    codes = {wanted: rule.codes[wanted]} if wanted in rule.codes else rule.codes
    head = "\n".join(f"{code}  {title}  ({rule.category})" for code, title in codes.items())
    return f"{head}\n\n{_filled(inspect.cleandoc(rule.doc), width)}\n"


def _filled(doc: str, width: int) -> str:
    """Wrap the paragraphs of a docstring; indented blocks and lists stand as they are."""
    return "\n\n".join(
        block if block.startswith((" ", "- ", "* ")) or "\n " in block else textwrap.fill(block, width)
        for block in doc.split("\n\n")
    )
