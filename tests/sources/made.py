"""Dumps made up for tests: of every format, with what dumps have, and with what only a parser would read."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from wikidiff.model import Page, Revision, Slot, User

VERSIONS = ("0.3", "0.5", "0.8", "0.10", "0.11")
MOMENT = datetime(2020, 2, 29, 23, 59, 58, tzinfo=UTC)

letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\r")
words = st.text(st.one_of(letters, st.sampled_from("\n\t&<>\"'=[]{}|x y")), max_size=25)
names = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)
ids = st.integers(min_value=1, max_value=10**12)
odd = st.sampled_from(["", "", "", "comment", "section", "spaces", "unknown", "quotes", "reference"])


@st.composite
def revisions(draw: st.DrawFn, page: Page, version: str) -> Revision:
    """Return a revision that a dump of this format can tell."""
    hidden = (
        draw(st.frozensets(st.sampled_from(["text", "user", "comment"]), max_size=3))
        if draw(st.booleans())
        else frozenset()
    )
    late = version in ("0.8", "0.10", "0.11")
    slots: tuple[Slot, ...] = ()
    if version == "0.11" and draw(st.booleans()):
        slots = (Slot(role="mediainfo", model="wikibase-mediainfo", text=draw(words), sha1="0" * 39 + "a"),)
    user = draw(
        st.one_of(
            st.builds(lambda name, number: User(name=name, id=number), names, ids),
            st.just(User(name="127.0.0.1", id=0)),
            st.just(User(name="~2025-1234-5", id=77, temporary=True)),
        )
    )
    text = None if "text" in hidden else draw(words)
    return Revision(
        id=draw(ids),
        text=text,
        page=page,
        parent_id=draw(st.none() | ids) if late else None,
        timestamp=MOMENT,
        user=None if "user" in hidden else user,
        comment=None if "comment" in hidden else draw(words),
        minor=draw(st.booleans()),
        sha1=draw(st.none() | st.integers(0, 2**160 - 1).map(lambda value: f"{value:040x}")) if late else None,
        bytes=len(text.encode()) if late and text is not None else None,
        hidden=hidden,
        model="wikitext" if late else None,
        slots=slots,
    )


@st.composite
def dumps(draw: st.DrawFn, odd_things: bool = True) -> tuple[bytes, list[Revision]]:
    """Return a dump and its revisions."""
    version = draw(st.sampled_from(VERSIONS))
    parts, expected = [_head(version)], []
    for _ in range(draw(st.integers(0, 2))):
        page = Page(wiki="xxwiki", title=draw(names), id=draw(ids), namespace=0)
        inside = draw(st.lists(revisions(page, version), max_size=3))
        strange = [draw(odd) if odd_things else "" for _ in inside]
        redirect = '<redirect title="A &quot;b&quot; &amp; c" />\n' if draw(st.booleans()) else ""
        space = "<ns>0</ns>\n" if version not in ("0.3", "0.5") else ""
        parts.append(f"  <page>\n<title>{escape(page.title or '')}</title>\n{space}<id>{page.id}</id>\n{redirect}")
        parts += [written(one, version, how) for one, how in zip(inside, strange, strict=True)]
        parts.append("  </page>\n")
        expected += inside
    parts.append("</mediawiki>\n")
    return "".join(parts).encode(), expected


def _head(version: str) -> str:
    return (
        f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-{version}/" version="{version}" xml:lang="en">\n'
        "  <siteinfo><sitename>X</sitename><dbname>xxwiki</dbname><namespaces>"
        '<namespace key="0" /><namespace key="1">Talk</namespace></namespaces></siteinfo>\n'
    )


def written(revision: Revision, version: str, how: str = "") -> str:
    """Write a revision as a dump of this format does, or in a way that only a parser reads."""
    out = ["    <revision >\n" if how == "spaces" else "    <revision>\n", f"      <id>{revision.id}</id>\n"]
    if revision.parent_id is not None:
        out.append(f"      <parentid>{revision.parent_id}</parentid>\n")
    out.append("      <timestamp>2020-02-29T23:59:58Z</timestamp>\n")
    if how == "comment":
        out.append("<!-- </revision> <page> -->")
    if how == "unknown":
        out.append("<novelty><revision/></novelty>")
    out.append(_contributor(revision))
    if revision.minor:
        out.append("      <minor />\n")
    if "comment" in revision.hidden:
        out.append('      <comment deleted="deleted" />\n')
    elif revision.comment:
        out.append(f"      <comment>{escape(revision.comment)}</comment>\n")
    told = "      <model>wikitext</model>\n      <format>text/x-wiki</format>\n" if revision.model else ""
    digest = f"      <sha1>{base36(revision.sha1)}</sha1>\n" if revision.sha1 else ""
    if version == "0.8":
        return "".join([*out, _text(revision, how), digest, told, "    </revision>\n"])
    slots = "".join(
        f"<content><role>{slot.role}</role><model>{slot.model}</model>"
        f'<text sha1="{base36(slot.sha1)}" bytes="{len((slot.text or "").encode())}">{escape(slot.text or "")}</text>'
        "</content>\n"
        for slot in revision.slots
    )
    return "".join([*out, told, _text(revision, how), slots, digest, "    </revision>\n"])


def _contributor(revision: Revision) -> str:
    user = revision.user
    if user is None:
        return '      <contributor deleted="deleted" />\n'
    if user.id == 0:
        return f"      <contributor>\n<ip>{user.name}</ip>\n</contributor>\n"
    return f"      <contributor>\n<username>{escape(user.name or '')}</username>\n<id>{user.id}</id>\n</contributor>\n"


def _text(revision: Revision, how: str) -> str:
    size = f' bytes="{revision.bytes}"' if revision.bytes is not None else ""
    if revision.text is None:
        return f'      <text{" bytes=" + quoteattr("-1") if size else ""} deleted="deleted" />\n'
    if not revision.text:
        return f"      <text{size} />\n"
    inside = escape(revision.text, {'"': "&quot;"})
    if how == "section" and "]]>" not in revision.text:
        inside = f"<![CDATA[{revision.text}]]>"
    if how == "reference":
        inside = inside.replace("x", "&#120;").replace("y", "&#x79;")
    space = "xml:space='preserve'" if how == "quotes" else 'xml:space="preserve"'
    return f"      <text{size} {space}>{inside}</text>\n"


def base36(digest: str | None) -> str:
    """Write a digest as dumps have it."""
    value, digits = int(digest or "0", 16), ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits.rjust(31, "0")
