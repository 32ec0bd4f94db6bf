"""Work grows with what changed, not with the page: gates on counters, which are the same on every machine."""

from __future__ import annotations

import subprocess
import sys
from types import FrameType

import pytest

import wikidiff
from benchmarks import edits, material

HOSTILE = {
    "one letter": "a",
    "one letter a line": "a\n",
    "words": "ha ",
    "open braces": "{{",
    "open templates": "{{a|",
    "open links": "[[",
    "open external links": "[http://a ",
    "open references": "<ref>",
    "open tables": "{|\n",
    "open comments": "<!--",
    "apostrophes": "'",
    "equals signs": "=\n",
    "numbers": "1,000 ",
    "pipes": "|",
}


def calls(old: str, new: str) -> int:
    """Count the calls, of Python and of C, that one comparison takes."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(profile)
    try:
        wikidiff.compare(old, new)
    finally:
        sys.setprofile(None)
    return count


def test_few_characters_of_real_pairs_reach_the_parser():
    works = [wikidiff.compare(pair.old, pair.new, language=pair.language).work for pair in material.recent_pairs()]
    characters = sum(work.characters for work in works)
    assert characters == sum(len(pair.old) + len(pair.new) for pair in material.recent_pairs())
    assert sum(work.parsed_characters for work in works) <= 0.04 * characters


def test_the_same_edit_costs_the_same_in_a_page_nine_times_as_long():
    small, large = (wikidiff.compare(pair.old, pair.new).work for pair in edits.growing_pages())
    assert large.parsed_characters <= 1.5 * small.parsed_characters
    assert large.cells <= 1.5 * small.cells


def test_equal_texts_are_not_parsed():
    text = edits.large_page()
    assert wikidiff.compare(text, text).work.parsed_characters == 0


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_in_about_linear_work(piece):
    texts = [piece * (size // len(piece)) for size in (4_000, 32_000)]
    counts = {}
    for word in ("first", "other"):  # the first loads what is loaded once
        counts[word] = [calls(text, f"{text[: len(text) // 2]}{word}{text[len(text) // 2 :]}") for text in texts]
    small, large = counts["other"]
    assert large <= 20 * small  # eight times as long: linear with room for a budget that is reached on the way


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


def test_importing_the_library_loads_no_command_line_and_no_terminal():
    loaded = loaded_by("import wikidiff")
    assert "wikidiff" in loaded
    assert not loaded & {
        "click",
        "rich",
        "jinja2",
        "requests",
        "asyncio",
        "unittest",
        "wikidiff.cli",
        "wikidiff.report",
    }


def test_a_comparison_does_not_load_what_only_the_matcher_needs():
    assert not loaded_by("import wikidiff; wikidiff.compare('a b', 'a c')") & {
        "diff_match_patch",
        "wikidiff.diff.matcher",
    }


def test_importing_the_command_line_loads_no_parser_and_no_terminal():
    loaded = loaded_by("import wikidiff.cli")
    assert "click" in loaded
    assert not loaded & {"mwparserfromhell", "rich", "rapidfuzz", "diff_match_patch", "asyncio"}
