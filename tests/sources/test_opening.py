"""What a person names, and what comes of it: files of revisions, directories, pairs."""

import bz2
import contextlib
import gzip
import json
import sys
import zlib
from datetime import UTC, datetime
from random import Random

import pytest
import zstandard
from hypothesis import given

from tests.doc_cases import ROOT
from tests.sources import made
from wikidiff.errors import InputError, MissingExtra, UsageError
from wikidiff.model import Page, Revision, Slot, User
from wikidiff.sources import Kind, kind_of, open_history, open_pair
from wikidiff.sources.lines import read_lines, revision_of, to_line

DUMPS = ROOT / "fixtures" / "dumps"
FULL = Revision(
    id=7,
    text="Ice \u2028 \ud800 '''x'''\n",
    page=Page(wiki="enwiki", title="Ice", id=3, namespace=0),
    parent_id=6,
    timestamp=datetime(2024, 5, 1, 12, 0, 0, 250000, tzinfo=UTC),
    user=User(name="~2024-1-2", id=9, temporary=True),
    comment="more\nice",
    minor=False,
    tags=("mobile edit",),
    sha1="0" * 40,
    bytes=12,
    hidden=frozenset({"comment"}),
    suppressed=True,
    model="wikitext",
    slots=(Slot(role="mediainfo", model="wikibase-mediainfo", text="{}", sha1=None),),
)


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and returns its name."""

    def write(name: str, data: bytes | str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    return write


@pytest.mark.parametrize("revision", [FULL, Revision(), Revision(id=1, text="")])
def test_a_revision_survives_its_line(revision):
    line = to_line(revision)
    assert "\n" not in line
    assert revision_of(json.loads(line)) == revision
    assert list(read_lines(iter([line.encode()]), None)) == [revision]


@given(made.dumps(odd_things=False))
def test_the_revisions_of_any_dump_survive_their_lines(dump):
    lines = [to_line(revision).encode() for revision in dump[1]]
    assert list(read_lines(iter(lines), None)) == dump[1]


def test_files_are_told_by_what_they_hold(file):
    lines = f"{to_line(FULL)}\n\n{to_line(Revision(id=8))}\n".encode()
    expected = [FULL, Revision(id=8)]
    for name, data in {
        "a.txt": lines,
        "b.xml": b"\xef\xbb\xbf" + lines,
        "c": gzip.compress(lines),
        "d": bz2.compress(lines[:40]) + bz2.compress(lines[40:]),
        "e": zstandard.compress(lines[:40]) + zstandard.compress(lines[40:]),
        "f.csv": b" \n[" + to_line(FULL).encode() + b",\n" + to_line(Revision(id=8)).encode() + b"]",
    }.items():
        assert list(open_history(file(name, data))) == expected, name


def test_7z_is_read_and_left_off_early(tmp_path):
    py7zr = pytest.importorskip("py7zr", reason="the extra sevenzip is not installed")
    data = gzip.decompress((DUMPS / "commons-sample-0.11.xml.gz").read_bytes())
    path = tmp_path / "commons.xml.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr(data, "commons.xml")
    expected = list(open_history(str(DUMPS / "commons-sample-0.11.xml.gz")))
    assert list(open_history(str(path))) == expected
    reading = open_history(str(path))
    assert next(reading) == expected[0]
    close = getattr(reading, "close", None)
    assert close is not None
    close()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="7z archive is damaged"):
        list(open_history(str(path)))


def test_7z_without_its_library(tmp_path, monkeypatch):
    """The program is asked where py7zr is missing; where that is missing too, a sentence says what to install."""
    path = tmp_path / "a.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c")
    monkeypatch.setitem(sys.modules, "py7zr", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match=r"wikidiff\[sevenzip\]"):
        list(open_history(str(path)))
    program = tmp_path / "7zz"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' '{to_line(Revision(id=5))}'\n", encoding="utf-8")
    program.chmod(0o755)
    assert list(open_history(str(path))) == [Revision(id=5)]
    program.write_text("#!/bin/sh\necho 'Unexpected end' >&2\nexit 2\n", encoding="utf-8")
    with pytest.raises(InputError, match="Unexpected end"):
        list(open_history(str(path)))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.compress], ids=["gzip", "bzip2", "zstandard"])
def test_packed_files_cut_off_give_what_came_and_one_error(file, pack):
    line = to_line(Revision(id=5, text="x" * 100)).encode() + b"\n"
    packed = pack(line * 3000) + pack(line * 3000)
    name = file("cut", packed[:-9])
    found: list[Revision] = []
    with pytest.raises(InputError, match="ends too early") as caught:
        found.extend(open_history(name))
    assert len(found) >= 3000
    assert caught.value.byte == len(packed) - 9
    name = file("damaged", packed[: len(packed) // 2 + 20] + b"\xff" * 8 + packed[len(packed) // 2 + 28 :])
    with pytest.raises(InputError, match=r"damaged|ends too early|UTF-8|JSON"):
        list(open_history(name))


def bytewise(packed: bytes, decompressor) -> bytes:
    """Unpack so little at once that damage costs nothing."""
    found = bytearray()
    with contextlib.suppress(OSError, zlib.error):
        for byte in packed:
            found += decompressor.decompress(bytes([byte]))
    return bytes(found)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: bz2.compress(data, 1)], ids=["gzip", "bzip2"])
def test_damage_costs_nothing_that_stands_before_it(file, pack):
    random = Random(7)  # noqa: S311  (text that packs badly)
    lines = [to_line(Revision(id=5, text=f"{random.getrandbits(4000):x}")).encode() + b"\n" for _ in range(300)]
    packed = bytearray(pack(b"".join(lines)))
    packed[len(packed) * 9 // 10] ^= 255
    before = bytewise(bytes(packed), zlib.decompressobj(31) if pack is gzip.compress else bz2.BZ2Decompressor())
    found: list[Revision] = []
    with pytest.raises(InputError, match=r"damaged|JSON|UTF-8"):
        found.extend(open_history(file("damaged", bytes(packed))))
    sound = sum(before.startswith(b"".join(lines[:count])) for count in range(1, len(lines)))
    assert len(found) >= sound - 1 > 150


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[]", "a revision is an object"),
        ('{"id": "x"}', '"id" is not a whole number'),
        ('{"id": true}', '"id" is not a whole number'),
        ('{"text": 5}', '"text" is not text'),
        ('{"timestamp": "yesterday"}', "is no time"),
        ('{"hidden": ["ip"]}', "lists what is hidden"),
        ('{"slots": [{}]}', "a slot is"),
        ('{"a":' * 5000, "nested too deep"),
    ],
)
def test_a_line_that_is_no_revision_is_named(file, line, words):
    name = file("a.jsonl", to_line(FULL) + "\n" + line + "\n")
    reading = open_history(name)
    assert next(reading) == FULL
    with pytest.raises(InputError, match=words) as caught:
        next(reading)
    assert (caught.value.path, caught.value.line) == (name, 2)


def test_a_directory_of_numbered_files_is_a_history(file, tmp_path):
    for number in (10, 9, 1):
        file(f"counted/{number:06}.wikitext", f"text {number}\r\n")
    file("counted/000009.json", '{"id": 99, "user": "Ann", "timestamp": "2020-01-01T00:00:00Z"}')
    file("counted/page.json", '{"wiki": "enwiki", "title": "Ice"}')
    file("counted/README", "no revision")
    found = list(open_history(str(tmp_path / "counted")))
    assert [(r.id, r.text, r.user and r.user.name) for r in found] == [
        (None, "text 1\n", None),
        (99, "text 9\n", "Ann"),
        (None, "text 10\n", None),
    ]
    assert {r.page for r in found} == {Page(wiki="enwiki", title="Ice")}
    file("ids/200.txt", "b")
    file("ids/100.txt", "a")
    assert [(r.id, r.text) for r in open_history(str(tmp_path / "ids"))] == [(100, "a"), (200, "b")]


def test_a_directory_that_is_no_history_is_refused(file, tmp_path):
    file("empty/x.md", "")
    with pytest.raises(InputError, match="no numbered revisions"):
        open_history(str(tmp_path / "empty"))
    file("twice/1.txt", "")
    file("twice/01.txt", "")
    with pytest.raises(InputError, match="have one number"):
        open_history(str(tmp_path / "twice"))
    file("broken/1.txt", b"\xff")
    with pytest.raises(InputError, match=r"1\.txt: this is not UTF-8"):
        list(open_history(str(tmp_path / "broken")))
    file("told/1.txt", "")
    file("told/1.json", "[]")
    with pytest.raises(InputError, match=r"1\.json: this is no JSON object"):
        list(open_history(str(tmp_path / "told")))


def test_a_name_is_told_by_what_it_is(file, tmp_path):
    assert kind_of("-") is Kind.STDIN
    assert kind_of("https://en.wikipedia.org/wiki/A") is Kind.URL
    assert kind_of(str(tmp_path)) is Kind.DIRECTORY
    assert kind_of(file("123", "")) is Kind.FILE
    assert kind_of("123") is Kind.REVISION
    assert kind_of("Ice") is Kind.TITLE
    assert kind_of("a\0b") is Kind.TITLE
    assert kind_of("x" * 5000) is Kind.TITLE


def test_a_pair_is_two_files_or_one_that_holds_two(file, tmp_path):
    pair = open_pair(file("old", "a\r\nb"), file("new", "\ufeffc"))
    assert (pair.old.text, pair.new.text) == ("a\nb", "c")
    assert [note.code for note in pair.notes] == ["line_breaks", "byte_order_mark"]
    two = file("two.jsonl", f"{to_line(FULL)}\n{to_line(Revision(id=8))}\n")
    assert open_pair(two)[:2] == (FULL, Revision(id=8))
    file("numbered/1.txt", "a")
    file("numbered/2.txt", "b")
    assert [r.text for r in open_pair(str(tmp_path / "numbered"))[:2]] == ["a", "b"]


def test_what_holds_no_pair_is_refused(file):
    with pytest.raises(InputError, match="more than two revisions"):
        open_pair(str(DUMPS / "rio-grande-0.3.xml.bz2"))
    with pytest.raises(InputError, match="one revision"):
        open_pair(file("one.jsonl", to_line(FULL)))
    with pytest.raises(InputError, match="one file alone is no pair"):
        open_pair(file("text", "'''Ice''' is water."))
    with pytest.raises(UsageError, match="no such file"):
        open_pair("no such file")
    saved = "Ice: Difference between revisions\n\nContent deleted Content added\nLine 31:\nillegalundocumented\n"
    with pytest.raises(InputError, match="run together"):
        open_pair(file("saved.txt", saved))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("'''Ice'''", "no revisions"),
        ("[[Ice]]", "no revisions"),
        ("{{a}}", "no revisions"),
        ("<html>", "no dump"),
    ],
)
def test_what_holds_no_revisions_is_refused(file, data, words):
    with pytest.raises(InputError, match=words):
        open_history(file("x", data))
