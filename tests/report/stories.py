"""A page in Persian, and the HTML pages of histories, made as `wikidiff history` makes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import wikidiff
from tests.history.histories import real
from wikidiff.history import followers
from wikidiff.model import Analysis, Page, Revision, User
from wikidiff.report.storypage import render_page
from wikidiff.report.words import verdict

FIRST = """{{جعبه شهر
| نام = اصفهان
| جمعیت = ۱٬۹۶۱٬۲۶۰
}}
'''اصفهان''' شهری تاریخی در مرکز [[ایران]] است. جمعیت آن ۱٬۹۶۱٬۲۶۰ نفر است.<ref>{{یادکرد وب |عنوان=نتایج سرشماری |نشانی=https://example.org/sarshomari |تاریخ=۱۳۹۵}}</ref>

== تاریخ ==
رژیم صفوی در سال ۱۵۹۸ پایتخت را به اصفهان آورد. شاه عباس میدان نقش جهان را با طول ۵۶۰ متر ساخت.

== اقتصاد ==
درآمد شهر در سال ۲۰۱۵ حدود ۳٫۶ میلیون دلار بود.

== پیوند به بیرون ==
* [http://www.example.org شهرداری اصفهان]
"""  # noqa: E501  (a paragraph is a line)
SECOND = (
    FIRST.replace("۱٬۹۶۱٬۲۶۰", "۲٬۰۱۵٬۴۰۰").replace("شهری تاریخی", "شهری بسیار زیبا و تاریخی").replace("۱۳۹۵", "۱۳۹۸")
)
THIRD = (
    SECOND.replace("۵۶۰ متر", "۵۱۲ متر")
    .replace("== اقتصاد ==", "== اقتصاد و صنعت ==")
    .replace("۳٫۶ میلیون", "۳٫۹ میلیون")
    .replace("http:", "https:")
)


def persian() -> Analysis:
    """Return a comparison of a text that is read right to left and has digits of its own."""
    return wikidiff.compare(FIRST, THIRD, language="fa")


def persian_revisions() -> tuple[Revision, ...]:
    """Return its history, with a revert."""
    return tuple(
        Revision(
            id=100 + number,
            text=text,
            page=Page(wiki="fawiki", title="اصفهان"),
            timestamp=datetime(2024, number, 3, 4, 5, tzinfo=UTC),
            user=User(name=name),
            comment="ویرایش",
        )
        for number, (text, name) in enumerate(((FIRST, "الف"), (SECOND, "ب"), (THIRD, "الف"), (SECOND, "Ada")), 1)
    )


def story(revisions: Iterable[Revision], language: str, origin: str, **follow: tuple[str, ...]) -> str:
    """Return the HTML page of a history."""
    chronicle = wikidiff.Chronicle(language=language, follow=followers(language=language, **follow))
    verdicts: dict[int, str] = {}
    for analysis in chronicle.read(revisions):
        verdicts[len(chronicle.entries) - 1] = verdict(analysis)
    return render_page(chronicle, verdicts, by="user", origin=(origin,))


def pages() -> dict[str, str]:
    """Return pages of histories by their names."""
    return {
        "history": story(
            real("Rio Grande"),
            "en",
            "Rio Grande",
            term=("river", "Rio Bravo"),
            number=("length",),
            section=("Geography",),
        ),
        "hindi_history": story(real("कहानी", "hiwiki"), "hi", "कहानी", term=("कहानी",)),
        "persian_history": story(persian_revisions(), "fa", "شهری", term=("اصفهان",), number=("جمعیت",)),
    }
