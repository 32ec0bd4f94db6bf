"""Analyses made by hand, from texts in which the changes are written `[-so-]{+so+}`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import wikidiff
from tests.doc_cases import ROOT
from wikidiff.model import (
    Action,
    Analysis,
    Category,
    Context,
    Detail,
    Finding,
    Note,
    Occurrence,
    Page,
    Revision,
    Side,
    User,
    Work,
)


class Saved(SingleFileSnapshotExtension):
    """One file a report, to be read as it is."""

    _write_mode = WriteMode.TEXT


def saved(ending: str) -> type[Saved]:
    """Return what keeps a report as a file of its own kind."""
    return type("Saved", (Saved,), {"file_extension": ending})


_MARK = re.compile(r"\[-(?P<old>.*?)-\](?:\{\+(?P<new>.*?)\+\})?|\{\+(?P<only>.*?)\+\}", re.DOTALL)
_HEADING = re.compile(r"^(=+) *(.+?) *=+$", re.MULTILINE)


def read(marked: str) -> tuple[str, str, list[tuple[Side, Side]]]:
    """Return both texts of a marked one, and both sides of each change."""
    old = new = ""
    sides = []
    last = 0
    for match in _MARK.finditer(marked):
        kept = marked[last : match.start()]
        old, new, last = old + kept, new + kept, match.end()
        gone, came = match["old"] or "", match["new"] or match["only"] or ""
        sides.append((Side(len(old), len(old) + len(gone), gone), Side(len(new), len(new) + len(came), came)))
        old, new = old + gone, new + came
    return old + marked[last:], new + marked[last:], sides


def path(text: str, position: int) -> tuple[str, ...]:
    """Return the heading path at a position."""
    names: dict[int, str] = {}
    for match in _HEADING.finditer(text, 0, position):
        level = len(match[1])
        names = {depth: name for depth, name in names.items() if depth < level} | {level: match[2]}
    return tuple(names[level] for level in sorted(names))


class Edit:
    """An edit under construction: name its changes in their order in the text."""

    def __init__(self, marked: str, language: str = "en") -> None:
        self.old, self.new, self.sides = read(marked)
        self.language = language
        self.findings: list[Finding] = []

    def places(self, *numbers: int, context: Context = Context.PROSE, altered: bool = False) -> list[Occurrence]:
        return [
            Occurrence(*self.sides[number], path(self.new, self.sides[number][1].start), context, altered)
            for number in numbers
        ]

    def finding(
        self,
        code: str,
        category: str,
        places: list[Occurrence],
        message: str = "",
        *,
        also: tuple[str, ...] = (),
        action: str | None = None,
        meaning: bool = True,
        confidence: float = 0.9,
        detail: dict[str, object] | None = None,
    ) -> Edit:
        first = places[0]
        gone, came = first.old.text, first.new.text
        done = action or ("change" if gone and came else "add" if came else "remove")
        labels = (Category(category), *(Category(label) for label in also))
        self.findings.append(
            Finding(
                code=code,
                category=labels[0],
                labels=labels,
                action=Action(done),
                section=first.section,
                old=gone,
                new=came,
                meaning=meaning,
                confidence=confidence,
                message=message,
                occurrences=tuple(places),
                detail=Detail(detail or {}),
            )
        )
        return self

    def analysis(self, *notes: Note, old: Revision | None = None, new: Revision | None = None) -> Analysis:
        return Analysis(
            language=self.language,
            old=old or Revision(text=self.old),
            new=new or Revision(text=self.new),
            findings=tuple(self.findings),
            notes=notes,
            work=Work(len(self.old) + len(self.new), 10, 20),
        )


def terms() -> Analysis:
    """One term swapped in eight places, four of them quoted; a figure, a claim and small things beside it."""
    edit = Edit(
        "The '''Harbour Authority''' licenses the [-wreckers-]{+salvors+} of the coast.<ref>{{cite web|title=Wreckers"
        " of the coast|url=http://example.org/wreckers}}</ref> Most [-wreckers-]{+salvors+} work from small boats"
        "[-;-]{+,+} and [-wreckers-]{+salvors+} from [[Port Ellis (harbour)|Port Ellis]] own"
        " [-more than 410-]{+390+} of them.<ref>{{cite web|title=Boats of the coast|url=[-http-]{+https+}://example.org/boats}}</ref>\n\n"
        "== History ==\nIn 1911 the first [-wreckers-]{+salvors+} founded [-the oldest-]{+a+} guild on the coast.\n\n"
        '=== Opinion of the time ===\nThe governor wrote: "The [-wreckers-]{+salvors+} are thieves. Where [-wreckers-]'
        "{+salvors+} go, no lamp is safe. I have seen [-wreckers-]{+salvors+} dine on the ''Arabella'' while her crew"
        ' drowned; [-wreckers-]{+salvors+} do not drown."\n'
    )
    detail = {"old_term": "wrecker", "new_term": "salvor", "remaining": 1, "source_changed": False}
    figures = {
        "old": {"value": 410, "unit": "boats", "kind": "count", "text": "more than 410", "bound": "over"},
        "new": {"value": 390, "unit": "boats", "kind": "count", "text": "390", "bound": None},
        "delta": -20,
        "relative_delta": -20 / 410,
        "source_changed": False,
    }
    plain, quoted = edit.places(0, 1, 3, 6), edit.places(8, 9, 10, 11, context=Context.QUOTATION, altered=True)
    return (
        edit.finding("CPY002", "copyedit", edit.places(2), "The punctuation changed.", meaning=False, confidence=0.96)
        .finding("CON004", "content", edit.places(7), "A claim of rank was dropped.", also=("tone",), confidence=0.8)
        .finding(
            "TRM001",
            "terminology",
            plain + quoted,
            "“wreckers” became “salvors” in 8 places, 4 of them inside quotations: the source did not say so.",
            also=("tone",),
            confidence=0.97,
            detail=detail,
        )
        .finding(
            "NUM001",
            "numeric",
            edit.places(4),
            "The number of boats fell, and is no longer a lower bound.",
            confidence=0.95,
            detail=figures,
        )
        .finding(
            "CIT010",
            "citation",
            edit.places(5, context=Context.CITATION),
            "The address of “Boats of the coast” now begins with https; it is the same source.",
            meaning=False,
            confidence=0.99,
            detail={"kind": "reformatted", "claim_changed": True},
        )
        .analysis()
    )


TOWN = (
    "{{Infobox town\n| population = [-7,100-]{+71,000+}\n| image = [-Old mill.jpg-]{+New mill.jpg+}\n}}\n"
    "[-{{Unreferenced|date=May 2019}}\n-]'''Ellis''' is a [-town-]{+charming little town+} on the coast."
    "<ref>[-{{cite news|title=Our town|work=Gazette}}-]{+{{cite web|title=Ellis|url=https://ellis.example/}}+}</ref>"
    " It is twinned with [[[-Brest (Belarus)-]{+Brest, France+}|Brest]]. The mill [-burned down-]{+was moved+} in"
    " 1871.\n\n"
    "{+The council has debated the harbour since 1902, and each of its plans was given up when the money ran out:"
    " the first in 1911, the second in 1938, the third in 1964, when the ferry stopped. The last plan foresees two"
    " quays, a lock and a bridge, and is to be voted upon in the spring of the coming year.+}\n\n"
    "== [-Economy-]{+Trade and crafts+} ==\nlol [-The port handles grain.-]{+u all suck+}\n\n"
    "''Moved words.''\n\n[[Category:[-Towns-]{+Coastal towns+}]]\n"
)


def seed() -> Analysis:
    """A real edit, compared."""
    folder = ROOT / "fixtures" / "seed"
    old, new = ((folder / name).read_text(encoding="utf-8") for name in ("old.wikitext", "new.wikitext"))
    return wikidiff.compare(old, new)


def every_category() -> Analysis:
    """One finding of most categories, on a page with a history."""
    edit = Edit(TOWN)
    edit.finding(
        "NUM001",
        "numeric",
        edit.places(0, context=Context.INFOBOX),
        "The population is ten times as large.",
        confidence=0.99,
        detail={"delta": 63900, "relative_delta": 9.0, "source_changed": None},
    )
    edit.finding("MED001", "media", edit.places(1, context=Context.INFOBOX), "Another picture.", action="replace")
    edit.finding("TPL002", "template", edit.places(2, context=Context.TEMPLATE), "A maintenance tag was removed.")
    edit.finding(
        "TON001",
        "tone",
        edit.places(3),
        "“charming” praises what the text describes.",
        detail={"direction": "toward_loaded", "device": "peacock"},
        confidence=0.88,
    )
    edit.finding(
        "CIT003",
        "citation",
        edit.places(4, context=Context.CITATION),
        "“Our town” gave way to “Ellis”.",
        action="replace",
        detail={"kind": "replaced", "claim_changed": False},
    )
    edit.finding("LNK001", "link", edit.places(5, context=Context.LINK), "The link leads elsewhere.", confidence=0.97)
    edit.finding("CON001", "content", edit.places(6), "Another statement.", detail={"source_changed": None})
    edit.finding("CON002", "content", edit.places(7), "A paragraph was added.", detail={"source_changed": None})
    edit.finding(
        "STR003", "structure", edit.places(8, context=Context.HEADING), "A section was renamed.", action="rename"
    )
    edit.finding("VAN001", "vandalism", edit.places(9), "A sentence gave way to an insult.", confidence=0.71)
    edit.finding("CAT001", "category", edit.places(10), "Another category.", action="replace", meaning=False)
    old, new = revisions(edit)
    return edit.analysis(
        Note("history", "Reverts were not looked for: no earlier revision was given."), old=old, new=new
    )


def revisions(edit: Edit) -> tuple[Revision, Revision]:
    """Two revisions of which everything is known."""
    page = Page(wiki="enwiki", title="Ellis", id=7, namespace=0)
    return (
        Revision(
            id=1001, page=page, timestamp=datetime(2024, 5, 1, 9, 30, tzinfo=UTC), user=User(name="Ada"), text=edit.old
        ),
        Revision(
            id=1002,
            parent_id=1001,
            page=page,
            timestamp=datetime(2024, 5, 2, 18, 5, 59, tzinfo=UTC),
            user=User(name="192.0.2.7", id=0, temporary=True),
            comment="/* Economy */ better words",
            minor=True,
            tags=("visualeditor",),
            sha1="phoiac9h4m842xq45sp7s6u21eteeq1",
            hidden=frozenset({"user", "comment"}),
            text=edit.new,
        ),
    )


def hindi() -> Analysis:
    """Letters that are drawn upon each other; one change is a vowel sign alone."""
    edit = Edit(
        "'''कहानी''' [[हिन्दी]] में गद्य लेखन की एक विधा है। उन्नीसवीं सदी में गद्य में एक नई विधा का विकास हुआ जिसे कहानी के नाम"
        " से जाना गया। इसमें लगभग [-34 लाख-]{+३६ लाख+} पाठक थे। यह [-प्रसिद्ध-]{+विश्वप्रसिद्ध+} विधा"
        " कहान[-ि-]{+ी+} कहलाती है।\n",
        "hi",
    )
    return (
        edit.finding(
            "NUM001",
            "numeric",
            edit.places(0),
            "The number of readers rose.",
            detail={"delta": 200000, "relative_delta": 2 / 34, "source_changed": None},
        )
        .finding("TON001", "tone", edit.places(1), "A word of praise.", detail={"direction": "toward_loaded"})
        .finding("CPY001", "copyedit", edit.places(2), "Spelling.", meaning=False)
        .analysis()
    )


def chinese() -> Analysis:
    """No spaces, two columns a letter, punctuation that may not begin a line."""
    edit = Edit(
        "歐洲[-難民危機-]{+移民危機+}是指自二零一五年起，大量來自中東、非洲與亞洲等地的人經地中海及巴爾幹半島進入歐盟國家尋求居留而產生的危機。"
        "聯合國難民署的數據顯示，共有約[-一百萬-]{+一百三十萬+}人抵達，其中多數來自敘利亞、阿富汗與厄利垂亞等國家；"
        "德國總理表示：「我們能做到，[-難民-]{+移民+}不是威脅。」各國反應不一，匈牙利在邊境修建圍欄[-。-]{+；+}\n",
        "zh",
    )
    return (
        edit.finding(
            "TRM001",
            "terminology",
            edit.places(0) + edit.places(2, context=Context.QUOTATION, altered=True),
            "One name gives way to another.",
            also=("tone",),
            detail={"old_term": "難民", "new_term": "移民", "remaining": 1},
        )
        .finding(
            "NUM001",
            "numeric",
            edit.places(1),
            "The number of arrivals rose.",
            detail={"delta": 300000, "relative_delta": 0.3, "source_changed": False},
        )
        .finding("CPY002", "copyedit", edit.places(3), "Punctuation.", meaning=False)
        .analysis()
    )


def arabic() -> Analysis:
    """Read from right to left, with figures and Latin words between."""
    edit = Edit(
        "== التاريخ ==\nتأسست المدينة عام 1912 وبلغ عدد سكانها [-7,100-]{+7,000+} نسمة وفق UNESCO. يصفها الكتاب بأنها"
        " [-مدينة-]{+أجمل مدينة+} على الساحل، وفيها [[ميناء]] قديم.\n",
        "ar",
    )
    return (
        edit.finding(
            "NUM001",
            "numeric",
            edit.places(0),
            "The population fell.",
            detail={"delta": -100, "relative_delta": -100 / 7100, "source_changed": False},
        )
        .finding("TON001", "tone", edit.places(1), "“أجمل” praises.", detail={"direction": "toward_loaded"})
        .analysis()
    )


def hostile() -> Analysis:
    """Everything that a terminal would obey, in every place that a report shows."""
    bad = "\x1b[31mred\x07\u202eevil\u2066\x9b1m\ud800\u2028end\r"
    edit = Edit(f"A {bad} [-plain{bad}-]{{+changed{bad}+}} word {bad}.[- -]{{+\u00a0+}}next[-\u200e-].\n")
    edit.finding("CON001", "content", edit.places(0), f"Message {bad}")
    edit.finding("FMT001", "formatting", edit.places(1), meaning=False)
    edit.finding("FMT001", "formatting", edit.places(2), meaning=False)
    page = Page(wiki="enwiki", title=f"Title {bad}")
    user = User(name=f"User {bad}")
    return edit.analysis(
        Note(f"code {bad}", f"Note {bad}"),
        new=Revision(id=5, page=page, user=user, comment=f"Summary {bad}", text=edit.new),
    )


MARKUP = (
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    "</style></title></nowiki></textarea><b onclick=evil()>",
    "[x](javascript:evil()) ![y](https://evil.example/y.png)",
    "[[Category:Evil]] [[File:Evil.jpg|thumb]] [https://evil.example evil] https://evil.example/bare www.evil.example",
    "{{Evil|1=2}} {{{parameter}}} {{subst:Evil}} __NOTOC__ __TOC__ ~~~~ ISBN 978-0-306-40615-7 RFC 2119 -{zh:x}-",
    "@everyone #12 GH-7 :shipit: a_b_c *star* ~~gone~~ `code` | cell | &lt;b&gt; &#x3c; $x^2$",
    "=cmd|' /C calc'!A0 \t+1 \u202egnp.exe\u202c \0",
    "<ref>never closed <!-- nor this {| |- | {{",
    "\u2028:*#; ==heading== \n----\n# one\n* two\n: three\n; four",
)


def markup() -> Analysis:
    """What every medium but a terminal would obey, in every place that a report shows."""
    bad = " ".join(MARKUP)
    edit = Edit(f"A standing {bad} [-old {bad}-]{{+new {bad}+}} word [-4-]{{+5+}} and[-<ref>{bad}</ref>-] end.\n")
    edit.finding("CON001", "content", edit.places(0), f"Message “old {bad}” {bad}")
    edit.finding(
        "NUM001",
        "numeric",
        edit.places(1),
        "A figure rose.",
        detail={"delta": 1, "relative_delta": 0.25, "parameter": bad, "source_changed": None},
    )
    edit.finding(
        "CIT002",
        "citation",
        edit.places(2, context=Context.CITATION),
        f"The source “{bad}” was removed.",
        detail={"kind": "removed", "fields": [{"name": bad, "old": bad, "new": None, "part": None}], "urls": [bad]},
    )
    page = Page(wiki="enwiki", title=f"Title {bad}", script="javascript:evil()")
    user = User(name=f"User {bad}")
    old = Revision(id=4, page=page, user=user, comment=bad, tags=(bad,), text=edit.old)
    new = Revision(id=5, page=page, user=user, comment=f"Summary {bad}", tags=(bad,), text=edit.new)
    return edit.analysis(Note(f"code {bad}", f"Note {bad}"), old=old, new=new)


ALL = {
    "terms": terms,
    "every_category": every_category,
    "hindi": hindi,
    "chinese": chinese,
    "arabic": arabic,
    "hostile": hostile,
    "markup": markup,
}
