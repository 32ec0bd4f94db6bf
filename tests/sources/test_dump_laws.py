"""What holds for every dump: made up, cut at any place, damaged at any place, and fed in pieces of any size."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources import made
from wikidiff.errors import InputError
from wikidiff.model import Revision
from wikidiff.sources import open_dump, quick
from wikidiff.sources.dumps import Dump

Outcome = tuple[list[Revision], str, int | None]


def outcome(data: bytes, step: int = 1 << 20) -> Outcome:
    """Return the revisions that came, and the sentence and byte of the error behind them."""
    found: list[Revision] = []
    blocks: Iterator[bytes] = iter([data[start : start + step] for start in range(0, len(data), step)])
    try:
        for revision in Dump(blocks):
            found.append(revision)  # noqa: PERF402  (what came before an error is kept)
    except InputError as error:
        return found, str(error), error.byte
    return found, "", None


@given(made.dumps())
def test_a_dump_reads_as_it_was_written(dump):
    data, expected = dump
    found, error, _ = outcome(data)
    assert error == ""
    assert found == expected


@given(made.dumps(), st.integers(min_value=1, max_value=50))
def test_the_size_of_the_blocks_makes_no_difference(dump, step):
    assert outcome(dump[0], step) == outcome(dump[0])


@given(made.dumps(), st.data())
def test_a_dump_cut_anywhere_gives_all_whole_revisions_and_one_error(dump, data):
    whole, expected = dump
    cut = data.draw(st.integers(0, whole.rindex(b"</mediawiki>") + len(b"</mediawiki")))
    found, error, byte = outcome(whole[:cut])
    ends = [at for at in range(cut + 1) if whole.startswith(b"    </revision>", at - len(b"    </revision>"))]
    assert found == expected[: sum(end <= cut for end in ends)]
    assert error
    assert byte == cut


@given(dump=made.dumps(), data=st.data())
def test_the_quick_reading_decides_nothing(dump, data):
    """A byte changed anywhere: with the patterns and without them the same comes out."""
    damaged = bytearray(dump[0])
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        kind = data.draw(st.integers(0, 2))
        new = data.draw(
            st.sampled_from(
                [b"<", b"&", b">", b"]]>", b"\x00", b"\xff", b"\r", b"\x0b", b'"', b"a", b" ", b"&#1;", b"</text>"]
            )
        )
        damaged[at : at + (kind > 0)] = new if kind < 2 else b""
    raw = bytes(damaged)
    quickly = outcome(raw)
    with pytest.MonkeyPatch.context() as slow:
        slow.setattr(quick, "revision", _refuse)
        slow.setattr(quick, "page_head", lambda *_: None)
        assert outcome(raw) == quickly


def _refuse(*_: object) -> None:
    raise quick.Odd


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise(raw):
    for data in (raw, b"<mediawiki>" + raw, b"<mediawiki><page><title>a</title><id>1</id><revision>" + raw):
        found, error, _ = outcome(data)
        assert error
        assert found == []


@given(made.dumps(odd_things=False), st.data())
def test_a_broken_page_costs_that_page_alone(dump, data):
    """With somebody to tell, reading goes on at the next page."""
    whole, expected = dump
    starts = [at for at in range(len(whole)) if whole.startswith(b"<timestamp>", at)]
    if not starts:
        return
    at = data.draw(st.sampled_from(starts))
    errors: list[InputError] = []
    found = list(open_dump(io.BytesIO(whole[:at] + b"&none;" + whole[at:]), broken=errors.append))
    before = whole[:at].count(b"    </revision>")
    page = expected[before].page
    behind = [one for one in expected[before:] if one.page is not page]
    assert [error.byte for error in errors] == [at]
    assert found == expected[:before] + behind
