"""XML dumps and what Special:Export gives, formats 0.3 to 0.11, as revisions: lazily, and in the order of the file.

    >>> from wikidiff.sources import open_dump
    >>> with open_dump("fixtures/dumps/rio-grande-0.3.xml.bz2") as dump:
    ...     for page, revisions in dump.pages():
    ...         print(page.wiki, page.title, sum(1 for revision in revisions))
    enwiki Rio Grande 12

What a dump says of a revision is in the model's fields; deleted users, comments and texts are in `hidden`. A dump
has no tags, and does not tell what is hidden from administrators too: `tags` is empty and `suppressed` False.
A dump that is cut off or damaged gives every whole revision before the damage, then one `InputError` with the byte.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from wikidiff.errors import InputError
from wikidiff.model import Page, Revision
from wikidiff.sources import dumprecords as records
from wikidiff.sources import quick
from wikidiff.sources.compression import BLOCK, blocks
from wikidiff.sources.dumprecords import DumpSite
from wikidiff.sources.element import END, Element, broken, next_element, read_head
from wikidiff.sources.names import STDIN, Range, name_of, open_binary
from wikidiff.sources.window import Window

LARGEST = 1 << 28  # bytes of one revision; MediaWiki's own limit for a text is 2 MiB
_HEAD = 1 << 16  # bytes in which the head of a page ends, if it is like others
_OUTSIDE = ("mediawiki",)
_INSIDE = ("mediawiki", "page")
_REVISION_END = b"</revision>"

Broken = Callable[[InputError], None]


class PageRevisions(Iterator[Revision]):
    """The revisions of one page of a dump, in the dump's order, to be read before the next page.

    `redirect` is the title that the page redirects to, None where it does not, and `""` where the dump does not say
    where to (formats 0.4 and 0.5; 0.3 tells of no redirects). `byte` is where the page begins in the XML.
    """

    def __init__(self, page: Page, redirect: str | None, byte: int, revisions: Iterator[Revision]) -> None:
        self.page = page
        self.redirect = redirect
        self.byte = byte
        self._revisions = revisions

    def __next__(self) -> Revision:
        """Read the next revision."""
        return next(self._revisions)


class Dump:
    """A dump being read, once, from its start.

    Iterating gives all its revisions; `pages()` gives them page by page. `broken`, if given, is called with each error
    in the XML, and reading goes on at the next page; without it, the first error is raised. `site`, if given, is what
    the head of the dump told: the data then are some of its pages, without the head.
    """

    def __init__(
        self,
        data: Iterator[bytes],
        *,
        name: str | None = None,
        wiki: str | None = None,
        largest: int = LARGEST,
        broken: Broken | None = None,
        site: DumpSite | None = None,
    ) -> None:
        self._data = data
        self._window = Window(data, name, largest)
        self._wiki = wiki
        self._broken = broken
        self._site = site
        self._part = site is not None  # pages without the head of a dump, and maybe without its end
        self._texts = quick.Texts()
        self._file: BinaryIO | None = None
        self._open_page = False  # a page was begun, and its end not reached
        self._lost = False  # an error was met: the next page is to be looked for

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def closes(self, stream: BinaryIO) -> None:
        """Take care of a file: it is closed when this is."""
        self._file = stream

    def close(self) -> None:
        """Stop reading and close the file."""
        close = getattr(self._data, "close", None)
        if close is not None:
            close()
        if self._file is not None:
            self._file.close()

    @property
    def site(self) -> DumpSite:
        """What the dump says of its wiki; reads its head. Raises `InputError` where this is no dump."""
        if self._site is None:
            root, siteinfo = read_head(self._window)
            try:
                self._site = records.site_of(root, siteinfo)
            except ValueError:
                broken(self._window, 0, "the head of the dump has a namespace whose number is none")
        return self._site

    def __iter__(self) -> Iterator[Revision]:
        """Yield all revisions, page by page."""
        for _, revisions in self.pages():
            yield from revisions

    def pages(self) -> Iterator[tuple[Page, PageRevisions]]:
        """Yield each page with the iterator of its revisions.

        What is left of a page's revisions when the next page is asked for is passed over, quickly and unchecked. The
        file is closed behind the last page.
        """
        try:
            yield from self._pages()
        finally:
            self.close()

    def _pages(self) -> Iterator[tuple[Page, PageRevisions]]:
        _ = self.site  # where the head is broken, so is everything
        while True:
            try:
                if self._open_page:
                    self._pass_over()
                if self._lost and not self._window.skip_to(b"<page>"):
                    return
                self._lost = False
                begun = self._next_page()
            except InputError as error:
                self._report(error)
                continue
            if begun is None:
                return
            yield begun.page, begun

    def _report(self, error: InputError) -> None:
        self._lost, self._open_page, self._window.page = True, False, None
        if self._broken is None:
            raise error
        self._broken(error)

    def _next(self) -> re.Match[bytes] | None:
        """Return the tag that comes next where it is one of those that dumps are made of, written as they write it."""
        window = self._window
        match = quick.NEXT.match(window.data, window.pos)
        if match is None and window.find(b">") >= 0:
            match = quick.NEXT.match(window.data, window.pos)
        return match

    def _next_page(self) -> PageRevisions | None:
        """Move behind the head of the next page; None at the end of the dump."""
        site = self.site
        while True:
            match = self._next()
            if match is not None and match[3]:
                self._window.pos = match.end()
                return None
            if match is not None and match[2]:
                byte = self._window.base + match.start(2) - 1
                self._window.pos = match.end()
                return self._page(site, byte)
            byte = self._window.place
            if self._part and match is None and not self._window.data[self._window.pos :].strip():
                return None
            element = next_element(self._window, _OUTSIDE)
            if element is END:
                return None
            if element.name == "page":
                return self._whole_page(site, element, byte)

    def _page(self, site: DumpSite, byte: int) -> PageRevisions:
        """Read the head of a page; the window is behind `<page>`."""
        window = self._window
        head = quick.page_head(window.data, window.pos)
        if head is None and len(window.data) - window.pos < _HEAD and window.more():
            head = quick.page_head(window.data, window.pos)
        self._open_page = True
        if head is None:
            parts, first = self._page_parts()
            page, redirect = self._described(site, parts, byte)
        else:
            title, namespace, number, redirect, window.pos = head
            page, first = self._page_of(site, title, namespace, number), None
        window.page = page.title
        self._texts.forget()
        return PageRevisions(page, redirect, byte, self._revisions(page, first))

    def _page_parts(self) -> tuple[list[Element], tuple[Element, int] | None]:
        """Read the elements of a page up to its first revision, and that one if it does not look like others."""
        parts: list[Element] = []
        while True:
            match = self._next()
            if match is not None and not match[2] and not match[3]:
                return parts, None
            byte = self._window.place
            element = next_element(self._window, _INSIDE)
            if element is END:
                self._open_page = False
                return parts, None
            if element.name == "revision":
                return parts, (element, byte)
            parts.append(element)

    def _whole_page(self, site: DumpSite, element: Element, byte: int) -> PageRevisions:
        """Make a page of an element that was read whole, because its tag has attributes or spaces."""
        page, redirect = self._described(site, element.children, byte)
        found = [self._made(child, page, byte) for child in element.children if child.name == "revision"]
        return PageRevisions(page, redirect, byte, iter(found))

    def _described(self, site: DumpSite, parts: list[Element], byte: int) -> tuple[Page, str | None]:
        whole = Element("page", children=parts)
        redirect = whole.child("redirect")
        try:
            number = records.number(whole.value("id"), "page id")
            namespace = records.namespace(whole.value("ns"))
        except ValueError as error:
            broken(self._window, byte - self._window.place, str(error))
        target = redirect.attributes.get("title", "").strip() if redirect is not None else None
        return self._page_of(site, whole.value("title"), namespace, number), target

    def _page_of(self, site: DumpSite, title: str | None, namespace: int | None, number: int | None) -> Page:
        if namespace is None and title is not None and site.namespaces:
            namespace = site.namespace_of(title)
        return Page(wiki=self._wiki or site.wiki, title=title, id=number, namespace=namespace)

    def _revisions(self, page: Page, first: tuple[Element, int] | None) -> Iterator[Revision]:
        try:
            if first is not None:
                yield self._made(first[0], page, first[1])
            while self._open_page:
                revision = self._revision(page)
                if revision is not None:
                    yield revision
        except InputError as error:
            self._report(error)

    def _revision(self, page: Page) -> Revision | None:
        """Read what comes next in a page: a revision, or something that is none and is passed over."""
        window, match = self._window, self._next()
        if match is not None and match[1]:
            window.pos, self._open_page = match.end(), False
            return None
        if match is not None and not match[2] and not match[3]:
            made = self._quickly(match.end() - window.pos, page)
            if made is not None:
                return made
        self._to_tag()
        byte = window.place
        element = next_element(window, _INSIDE)
        if element is END:
            self._open_page = False
        return self._made(element, page, byte) if element.name == "revision" else None

    def _quickly(self, start: int, page: Page) -> Revision | None:
        """Read a revision that looks like others, its inside beginning at `start`; None where it does not."""
        window = self._window
        for attempt in (1, 2):
            try:
                made, window.pos = quick.revision(window.data, window.pos + start, page, self._texts)
            except (quick.Odd, ValueError):
                if attempt == 2 or window.data.find(_REVISION_END, window.pos) >= 0 or window.find(_REVISION_END) < 0:
                    return None
            else:
                return made
        return None

    def _made(self, element: Element, page: Page, byte: int) -> Revision:
        try:
            return records.revision_of(element, page)
        except ValueError as error:
            broken(self._window, byte - self._window.place, str(error))

    def _pass_over(self) -> None:
        """Move behind the page that was begun, without looking into its revisions."""
        window = self._window
        while self._open_page:
            match = self._next()
            if match is not None and match[1]:
                window.pos, self._open_page = match.end(), False
                return
            if match is not None and not match[2] and not match[3]:
                end = window.find(_REVISION_END)
                if end >= 0 and window.data.find(b"<!", window.pos, window.pos + end) < 0:
                    window.pos += end + len(_REVISION_END)
                    continue
            self._to_tag()
            if next_element(window, _INSIDE) is END:
                self._open_page = False

    def _to_tag(self) -> None:
        at = self._window.find(b"<")
        if at > 0 and not self._window.data[self._window.pos : self._window.pos + at].strip():
            self._window.pos += at


def open_dump(
    source: str | Path | BinaryIO,
    *,
    wiki: str | None = None,
    largest: int = LARGEST,
    broken: Broken | None = None,
) -> Dump:
    """Open a dump: XML as it is, or packed with gzip, bzip2, zstandard or 7z, told by its first bytes.

    `source` is a file's name, `-` for standard input, or a binary stream. `wiki` is the database name, if the dump
    shall not be asked; `largest` bounds the bytes that one revision may have. `broken` is told of in `Dump`. Raises
    `UsageError` where there is no file to read, and `InputError` where it is no dump.
    """
    if isinstance(source, str | Path):
        name: str | None = name_of(str(source))
        stream, own = open_binary(str(source)), str(source) != STDIN
    else:
        told = getattr(source, "name", None)  # a number, where a file has none
        name, stream, own = told if isinstance(told, str) else None, source, False
    dump = Dump(blocks(stream, name=name), name=name, wiki=wiki, largest=largest, broken=broken)
    if own:
        dump.closes(stream)
    return dump


def open_part(
    path: str | Path, site: DumpSite, start: int, end: int | None = None, *, broken: Broken | None = None
) -> Dump:
    """Open some streams of a bzip2 dump of several: bytes `[start, end)` of the packed file, whole streams of pages.

    Where streams begin is told by `stream_offsets`, and what the dump is of by the `site` of the whole: so several
    processes can each read a part of one file. Raises `UsageError` where there is no file to read.
    """
    name = str(path)
    stream = open_binary(name)
    stream.seek(start)
    reader = io.BufferedReader(Range(stream, start, end), BLOCK)
    dump = Dump(blocks(cast("BinaryIO", reader), name=name), name=name, broken=broken, site=site)
    dump.closes(stream)
    return dump


def pages(source: str | Path | BinaryIO, *, broken: Broken | None = None) -> Iterator[tuple[Page, PageRevisions]]:
    """Yield each page of a dump with the iterator of its revisions, and close the file behind the last."""
    with open_dump(source, broken=broken) as dump:
        yield from dump.pages()
