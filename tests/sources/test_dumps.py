"""Dumps of all formats and packings, as they are and cut at any place."""

import bz2
import gzip
import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from hashlib import sha1
from itertools import pairwise
from pathlib import Path

import pytest

from tests.doc_cases import ROOT
from wikidiff.errors import InputError, UsageError
from wikidiff.model import Page, Revision, User
from wikidiff.sources import open_dump, open_history, open_part, pages, stream_offsets

DUMPS = ROOT / "fixtures" / "dumps"
AAWIKI = DUMPS / "aawiki-20260101-pages-meta-history.xml.bz2"
COMMONS = DUMPS / "commons-sample-0.11.xml.gz"
SIMPLE = DUMPS / "simplewiki-sample-0.11.xml.gz"
RIO = DUMPS / "rio-grande-0.3.xml.bz2"
PAGES_2016 = ROOT / "fixtures" / "pages" / "enwiki-2016-sample.xml.bz2"


def unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return bz2.decompress(raw) if path.suffix == ".bz2" else gzip.decompress(raw)


def read(data: bytes, **options):
    return list(open_dump(io.BytesIO(data), **options))


def read_until_error(data: bytes):
    """Return the revisions that came, and the error behind them."""
    found: list[Revision] = []
    with pytest.raises(InputError) as caught:
        found.extend(open_dump(io.BytesIO(data)))  # list.extend keeps what came
    return found, caught.value


def by_another_parser(data: bytes) -> list[tuple[object, ...]]:
    """Read ids, titles, texts and comments with ElementTree."""
    root = ET.fromstring(data)  # noqa: S314  (files of the fixtures)
    prefix = root.tag.removesuffix("mediawiki")
    return [
        (
            page.findtext(f"{prefix}title"),
            int(revision.findtext(f"{prefix}id") or 0),
            revision.findtext(f"{prefix}text") or "",
            revision.findtext(f"{prefix}comment") or "",
            revision.findtext(f"{prefix}timestamp"),
            revision.findtext(f"{prefix}contributor/{prefix}username"),
        )
        for page in root.iter(f"{prefix}page")
        for revision in page.iter(f"{prefix}revision")
    ]


@pytest.mark.parametrize("path", [AAWIKI, COMMONS, SIMPLE, RIO, PAGES_2016], ids=lambda path: path.name)
def test_real_dumps_read_as_another_parser_reads_them(path):
    expected = by_another_parser(unpacked(path))
    said = [
        (
            revision.page and revision.page.title,
            revision.id,
            revision.text or "",
            revision.comment or "",
            revision.timestamp and revision.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
            revision.user.name if revision.user and revision.user.id != 0 else None,
        )
        for revision in open_dump(path)
    ]
    assert len(expected) > 10
    assert [row[:5] for row in said] == [row[:5] for row in expected]
    assert [s[5] for s, e in zip(said, expected, strict=True) if s[5]] == [
        e[5] for s, e in zip(said, expected, strict=True) if s[5]
    ]


def test_a_revision_has_what_the_dump_says():
    revision = next(r for r in open_dump(SIMPLE) if r.id == 360840)
    assert revision.page == Page(wiki="simplewiki", title="User:Ryulong", id=45046, namespace=2)
    assert revision.parent_id == 360821
    assert revision.timestamp == datetime(2007, 3, 27, 11, 35, 50, tzinfo=UTC)
    assert revision.user == User(name="Eptalon", id=2133)
    assert revision.minor is True
    assert (revision.comment or "").startswith("Reverted edits by [[Special:Contributions/! - JEWISH BOT")
    assert revision.text == "{{babel|en}}"
    assert revision.bytes == 12
    assert revision.model == "wikitext"
    assert revision.sha1 == sha1(b"{{babel|en}}", usedforsecurity=False).hexdigest()


def test_a_page_whose_head_says_no_namespace_has_that_of_its_title():
    dump = open_dump(RIO)
    revisions = list(dump)
    assert dump.site.version == "0.3"
    assert dump.site.wiki == "enwiki"
    assert {revision.page for revision in revisions} == {Page(wiki="enwiki", title="Rio Grande", id=43005, namespace=0)}
    assert len(revisions) == 12


def test_a_hidden_user_is_a_state_and_an_empty_text_is_no_hidden_one():
    revision = next(r for r in open_dump(SIMPLE) if r.id == 360821)
    assert revision.hidden == {"user"}
    assert revision.user is None
    assert revision.text == ""


def test_dumps_cut_off_give_every_whole_revision_and_one_error():
    data = unpacked(SIMPLE)
    whole = read(data)
    ends = [i + len(b"</revision>") for i in range(len(data)) if data.startswith(b"</revision>", i)]
    for cut in range(data.index(b"<page>"), data.rindex(b"</mediawiki>"), 97):
        found, error = read_until_error(data[:cut])
        assert found == whole[: sum(end <= cut for end in ends)]
        assert error.byte == cut
        assert f"byte {cut:,}" in str(error)


def test_packed_dumps_read_like_the_plain_one():
    data = unpacked(SIMPLE)
    whole = read(data)
    half = data.index(b"</revision>") + 20
    assert read(gzip.compress(data)) == whole
    assert read(gzip.compress(data[:half]) + gzip.compress(data[half:])) == whole
    assert read(bz2.compress(data)) == whole
    assert read(bz2.compress(data[:half]) + bz2.compress(data[half:])) == whole


def test_pages_come_with_their_revisions_and_can_be_passed_over():
    titles, counts = [], []
    for page, revisions in pages(AAWIKI):
        titles.append(page.title)
        counts.append(sum(1 for _ in revisions) if len(titles) % 2 else 0)
    skipped = [page.title for page, _ in pages(AAWIKI)]
    assert skipped == titles
    assert len(titles) == 507
    assert 0 < sum(counts) < 1307


def test_a_redirect_says_where_to():
    redirects = {page.title: revisions.redirect for page, revisions in pages(PAGES_2016) if revisions.redirect}
    assert redirects["AccessibleComputing"] == "Computer accessibility"
    assert len(redirects) == 100


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<feed/>", "no dump of a wiki"),
        (b"<?xml version='1.0' encoding='latin-1'?><mediawiki/>", "latin-1"),
        (b"<!DOCTYPE m [<!ENTITY a 'b'>]><mediawiki>&a;</mediawiki>", "document type"),
        ("<mediawiki/>".encode("utf-16"), "UTF-8"),
        (b"<mediawiki><page><title>a</title>", "ends too early"),
    ],
)
def test_what_is_no_dump_is_refused_in_a_sentence(data, words):
    with pytest.raises(InputError, match=words):
        read(data)


def test_a_broken_page_need_not_be_the_end():
    data = unpacked(AAWIKI)
    at = data.index(b"</text>", len(data) // 2)
    errors: list[InputError] = []
    found = read(data[:at] + b"&nonsense;" + data[at:], broken=errors.append)
    assert len(errors) == 1
    assert errors[0].byte == at
    assert 1200 < len(found) < 1307


def test_streams_of_a_dump_can_be_read_apart(tmp_path):
    data = unpacked(AAWIKI)
    starts = [at for at in range(len(data)) if data.startswith(b"  <page>", at)]
    borders = [0, starts[0], starts[100], starts[101], starts[400], len(data)]
    path = tmp_path / "multistream.xml.bz2"
    path.write_bytes(b"".join(bz2.compress(data[a:b]) for a, b in pairwise(borders)))
    with path.open("rb") as stream:
        offsets = list(stream_offsets(stream))
    assert len(offsets) == 5
    whole = list(open_dump(path))
    assert len(whole) == 1307
    with open_dump(path) as dump:
        site = dump.site
    ends = [*offsets[2:], None]
    apart = [list(open_part(path, site, start, end)) for start, end in zip(offsets[1:], ends, strict=True)]
    assert [revision for part in apart for revision in part] == whole
    assert list(open_part(path, site, offsets[2], offsets[4])) == [*apart[1], *apart[2]]


def test_histories_open_by_what_they_hold(tmp_path):
    assert sum(1 for _ in open_history(str(AAWIKI))) == 1307
    assert sum(1 for _ in open_history(str(ROOT / "fixtures" / "histories" / "histories.jsonl.gz"))) == 2124
    with pytest.raises(UsageError, match="no such file"):
        open_history(str(tmp_path / "none.xml"))
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(InputError, match="empty"):
        open_history(str(empty))
