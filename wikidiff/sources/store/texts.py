"""The texts of a page, small on disk and quick to read at random.

Each text is compressed by zstd with an earlier text of its page as the dictionary. Which one, the text's number in
its page says: the number without its lowest set bit. So half of the texts stand on their direct neighbour, and no
text is further than ten steps from one that stands alone, which every 1,024th does.

A text that is strange beside the last one (a blanked page) gets no number, so that nothing stands on it by rule.
When several in a row are strange, the page itself has become another, and numbering goes on from a text that
stands alone.

A text that is gone for good takes nothing along: what stood on it is written anew on what it stood on itself.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from hashlib import blake2b
from typing import Final, NamedTuple

import zstandard

from wikidiff.errors import InputError

LEVEL: Final = 6
ALONE: Final = 1024  # every so many texts stand alone
DEEPEST: Final = 20
POOR: Final = 8  # a text that shrinks by less than this against its dictionary asks for a better one
STRANGE: Final = 4  # one that shrinks by less than this against the last text is strange beside it
SMALL: Final = 4096  # bytes of texts of which it does not matter
IN_A_ROW: Final = 8
CACHED: Final = 32 << 20  # bytes of texts kept at hand
_WINDOW: Final = 1 << 27


class _Row(NamedTuple):
    key: int
    base: int | None
    depth: int
    size: int
    digest: bytes
    data: bytes


class _Place(NamedTuple):
    """Where a new text stands: its number, its base, and its packed bytes."""

    number: int | None
    base: int | None
    depth: int
    data: bytes


class _Last(NamedTuple):
    """The last text of a page with a number, and how many without came after it."""

    key: int
    number: int
    depth: int
    size: int
    strange: int


class Texts:
    """The texts in one store; every call belongs inside a transaction of its owner."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._sql = connection
        self._path = path
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._cached = 0

    def put(self, page: int, text: str, *, after: int | None = None) -> int:
        """Keep a text of a page and return its key; a text that the page has already is the same one.

        `after` is the key of the text that was edited, where that is known.
        """
        raw = text.encode("utf-8", "surrogatepass")
        digest = _digest(raw)
        found = self._sql.execute("SELECT key FROM content WHERE page = ? AND digest = ?", (page, digest)).fetchone()
        if found:
            return int(found[0])
        place = self._place(page, raw, after)
        key = self._sql.execute(
            "INSERT INTO content (page, number, digest, base, depth, size, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (page, place.number, digest, place.base, place.depth, len(raw), place.data),
        ).lastrowid
        assert key is not None  # noqa: S101  # an insertion has a key
        self._keep(key, raw)
        return key

    def get(self, key: int) -> str:
        """Return a text; raises `InputError` where the store does not have it whole."""
        return self._raw(key).decode("utf-8", "surrogatepass")

    def remove(self, key: int) -> None:
        """Remove a text for good; what was compressed with it is compressed anew with what it stood on."""
        row = self._row(key)
        children = self._sql.execute("SELECT key FROM content WHERE base = ?", (key,)).fetchall()
        for (child,) in children:
            raw = self._raw(child)
            data = _pack(raw, None if row.base is None else self._raw(row.base))
            self._sql.execute("UPDATE content SET base = ?, data = ? WHERE key = ?", (row.base, data, child))
            self._lift(child, row.depth)
        self._sql.execute("DELETE FROM content WHERE key = ?", (key,))
        self.forget(key)

    def forget(self, key: int | None = None) -> None:
        """Forget what is at hand of a text, or of all: a transaction was undone, or the text is gone."""
        if key is None:
            self._cache.clear()
            self._cached = 0
        elif key in self._cache:
            self._cached -= len(self._cache.pop(key))

    def _lift(self, key: int, depth: int) -> None:
        """Tell a text and all that stand on it how deep they are now."""
        stack = [(key, depth)]
        while stack:
            key, depth = stack.pop()
            self._sql.execute("UPDATE content SET depth = ? WHERE key = ?", (depth, key))
            stack += [
                (child, depth + 1) for (child,) in self._sql.execute("SELECT key FROM content WHERE base = ?", (key,))
            ]

    def _place(self, page: int, raw: bytes, after: int | None) -> _Place:
        """Return where a new text of a page stands."""
        last = self._last(page)
        number = 0 if last is None else last.number + 1
        if last is None or number % ALONE == 0:
            return _Place(number, None, 0, _pack(raw, None))
        ruled = self._on(number, raw, self._ancestor(page, number))
        shrunk = 2 * len(raw) < last.size
        if len(raw) + last.size < SMALL or (len(ruled.data) * POOR < len(raw) and not shrunk):
            return ruled
        beside = self._on(number, raw, (last.key, last.depth))
        if not shrunk and len(beside.data) * STRANGE < len(raw):
            return self._grown(number, raw, last.key, beside)
        if last.strange >= IN_A_ROW:
            return _Place((number // ALONE + 1) * ALONE, None, 0, _pack(raw, None))
        others = [self._on(None, raw, other) for other in self._others(page, last.key, after)]
        return self._best(ruled, beside, *others)._replace(number=None)

    def _grown(self, number: int, raw: bytes, last: int, beside: _Place) -> _Place:
        """Return the place on the nearest to one that stands alone, of those the last text stands on, that will do."""
        ancestry = []
        at: int | None = last
        while at is not None:
            row = self._row(at)
            ancestry.append((row.key, row.depth))
            at = row.base
        for base in reversed(ancestry):
            place = self._on(number, raw, base)
            if len(place.data) * POOR < len(raw) and place.depth <= DEEPEST:
                return place
        return beside

    def _best(self, *places: _Place) -> _Place:
        fit = [place for place in places if place.depth <= DEEPEST]
        return min(fit or places, key=lambda place: len(place.data))

    def _on(self, number: int | None, raw: bytes, base: tuple[int, int] | None) -> _Place:
        if base is None:
            return _Place(number, None, 0, _pack(raw, None))
        return _Place(number, base[0], base[1] + 1, _pack(raw, self._raw(base[0])))

    def _last(self, page: int) -> _Last | None:
        found = self._sql.execute(
            "SELECT key, number, depth, size,"
            " (SELECT count(*) FROM content AS other"
            " WHERE other.page = ?1 AND other.number IS NULL AND other.key > content.key)"
            " FROM content WHERE page = ?1 AND number IS NOT NULL ORDER BY number DESC LIMIT 1",
            (page,),
        ).fetchone()
        return _Last(*found) if found else None

    def _ancestor(self, page: int, number: int) -> tuple[int, int] | None:
        """Return key and depth of the text that a new one stands on by rule, or that one's if it is gone."""
        while number % ALONE:
            number &= number - 1
            found = self._sql.execute(
                "SELECT key, depth FROM content WHERE page = ? AND number = ?", (page, number)
            ).fetchone()
            if found and found[1] < DEEPEST:
                return int(found[0]), int(found[1])
        return None

    def _others(self, page: int, last: int, after: int | None) -> list[tuple[int, int]]:
        """Return key and depth of what else may be like a strange text: the edited one, the latest strange ones."""
        rows = self._sql.execute(
            "SELECT key, depth FROM content WHERE page = ?1 AND (key = ?2 OR (number IS NULL AND key > ?3))"
            " ORDER BY key DESC LIMIT 4",
            (page, after, last),
        )
        return [(int(key), int(depth)) for key, depth in rows]

    def _raw(self, key: int) -> bytes:
        """Return the bytes of a text, unpacked along the way from one that stands alone or is at hand."""
        way: list[_Row] = []
        at: int | None = key
        while at is not None and at not in self._cache:
            way.append(self._row(at))
            at = way[-1].base
        raw = None if at is None else self._cache[at]
        if at is not None:
            self._cache.move_to_end(at)
        for row in reversed(way):
            raw = self._unpack(row, raw)
            self._keep(row.key, raw)
        assert raw is not None  # noqa: S101  # a key leads somewhere
        return raw

    def _row(self, key: int) -> _Row:
        found = self._sql.execute(
            "SELECT key, base, depth, size, digest, data FROM content WHERE key = ?", (key,)
        ).fetchone()
        if found is None:
            raise self._damaged(f"the text {key} is missing")
        return _Row(*found)

    def _unpack(self, row: _Row, base: bytes | None) -> bytes:
        try:
            raw = _reader(base).decompress(row.data, max_output_size=row.size)
        except zstandard.ZstdError as error:
            raise self._damaged(f"the text {row.key} cannot be unpacked") from error
        if _digest(raw) != row.digest:
            raise self._damaged(f"the text {row.key} is not what was put there")
        return raw

    def _damaged(self, what: str) -> InputError:
        return InputError(
            f"the store is damaged: {what}", hint="take a copy, or move it away and fetch again", path=self._path
        )

    def _keep(self, key: int, raw: bytes) -> None:
        self._cache[key] = raw
        self._cached += len(raw)
        while self._cached > CACHED and len(self._cache) > 1:
            self._cached -= len(self._cache.popitem(last=False)[1])


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()


def _pack(raw: bytes, base: bytes | None) -> bytes:
    if not base:
        return zstandard.ZstdCompressor(level=LEVEL).compress(raw)
    both = len(raw) + len(base)
    manner = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=both, window_log=min(27, max(10, both.bit_length())), write_dict_id=0
    )
    dictionary = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=manner).compress(raw)


def _reader(base: bytes | None) -> zstandard.ZstdDecompressor:
    if not base:
        return zstandard.ZstdDecompressor()
    dictionary = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_WINDOW)
