"""Read the executable cases of the documentation.

A case is a fenced block of the language `wikidiff`:

    lang: de                    which language the texts are in; English if not said
    - a line of the old text    several lines are joined by line breaks
    + a line of the new text
    ~ a line of an earlier text, for what needs the history
    = NUM001 "old" -> "new"     a finding of this code has this occurrence; \\n stands for a line break
    = nothing numeric           no finding has this category
    = nothing                   there is no finding at all
    = only                      there are no findings but those above
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser

import wikidiff
from wikidiff.model import Analysis, Finding

ROOT = Path(__file__).parent.parent
EXPECTED = re.compile(r'= (?P<code>[A-Z]{3}\d{3}) "(?P<old>.*?)" -> "(?P<new>.*)"')


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must be there."""

    code: str
    old: str
    new: str

    def met_by(self, finding: Finding) -> bool:
        return finding.code == self.code and any(
            (place.old.text, place.new.text) == (self.old, self.new) for place in finding.occurrences
        )

    def __str__(self) -> str:
        return f'{self.code} "{self.old}" -> "{self.new}"'


@dataclass(frozen=True, slots=True)
class DocCase:
    """A case as it is written."""

    language: str
    old: str
    new: str
    expected: tuple[Expected, ...]
    silent: tuple[str, ...]
    only: bool
    history: tuple[str, ...] = ()

    @property
    def fires(self) -> bool:
        return bool(self.expected)


def parse(source: str) -> DocCase:
    """Read a case; a line that is none of those above is a mistake in the page."""
    language, only = "en", False
    sides: dict[str, list[str]] = {"-": [], "+": [], "~": []}
    expected: list[Expected] = []
    silent: list[str] = []
    for line in source.splitlines():
        if line.startswith("lang:") and not sides["-"] and not sides["+"]:
            language = line.removeprefix("lang:").strip()
        elif line in {"-", "+", "~"} or line.startswith(("- ", "+ ", "~ ")):
            sides[line[0]].append(line[2:])
        elif match := EXPECTED.fullmatch(line.rstrip()):
            expected.append(Expected(match["code"], *(match[side].replace("\\n", "\n") for side in ("old", "new"))))
        elif line.rstrip() in {"= nothing", "= only"}:
            only = True
        elif line.startswith("= nothing "):
            silent.append(line.removeprefix("= nothing ").strip())
        elif line.strip():
            raise ValueError(f"not a line of a case: {line!r}")
    if not (expected or silent or only):
        raise ValueError("a case must expect something")
    old, new, earlier = ("\n".join(sides[mark]) for mark in "-+~")
    history = (earlier,) if sides["~"] else ()
    return DocCase(language, old, new, tuple(expected), tuple(silent), only, history)


def differences(case: DocCase, analysis: Analysis) -> list[str]:
    """Return what the findings are not as the case says; each finding meets at most one expectation."""
    left, wrong = list(analysis.findings), []
    for expected in case.expected:
        met = next((finding for finding in left if expected.met_by(finding)), None)
        if met is None:
            wrong.append(f"missing: {expected}")
        else:
            left.remove(met)
    for category in case.silent:
        wrong.extend(f"must stay silent: {said(f)}" for f in analysis.findings if f.category == category)
    if case.only:
        wrong.extend(f"too much: {said(finding)}" for finding in left)
    return wrong


def said(finding: Finding) -> str:
    places = ", ".join(f'"{place.old.text}" -> "{place.new.text}"' for place in finding.occurrences)
    return f"{finding.code} ({finding.category}) {places}"


def evaluate(example: Example) -> str | None:
    """Run one case for Sybil: a text says what is wrong, None that nothing is."""
    case = parse(example.parsed)
    analysis = wikidiff.compare(case.old, case.new, language=case.language, history=case.history)
    wrong = differences(case, analysis)
    if not wrong:
        return None
    return "\n".join([*wrong, "found:", *(f"  {said(finding)}" for finding in analysis.findings)])


def examples(page: Path) -> list[Example]:
    """Return the cases of a page, in its order."""
    return list(Document.parse(str(page), CodeBlockParser("wikidiff", evaluate)))
