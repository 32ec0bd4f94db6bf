"""The frame of every HTML page: one file that needs nothing else, no script, no network.

A page extends `templates/frame.html.j2`. Whatever a template prints is escaped, and everything that is not markup of a
template has passed `glyphs.visible`: no control character, no direction override, no NUL reaches a browser. The
policy of the page (CSP) allows its own style sheet, by digest, and nothing else: no script, image, frame or form, and
no `style` attribute either. Templates draw with classes and with the attributes of SVG.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from wikidiff._version import __version__
from wikidiff.report import charts, glyphs, words

_LOADER: Final = "wikidiff.report"
FRAME: Final = ("frame.css",)


def render(template: str, *, styles: tuple[str, ...] = FRAME, **facts: Any) -> str:
    """Return a template of `templates/` with its facts filled in; `styles` are the style sheets of the page."""
    return "".join(stream(template, styles=styles, **facts))


def stream(template: str, *, styles: tuple[str, ...] = FRAME, **facts: Any) -> Iterator[str]:
    """Yield a page in parts, as its facts come."""
    sheet = "\n".join(style(name) for name in styles)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = environment().get_template(template)
    return page.generate(style=sheet, policy=policy, version=__version__, **facts)


def part(template: str, **facts: Any) -> str:
    """Return a template that is no page of its own, without the frame."""
    return environment().get_template(template).render(**facts)


@lru_cache(maxsize=8)
def style(name: str) -> str:
    """Return a style sheet of `templates/`."""
    return resources.files(_LOADER).joinpath("templates", name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what renders all templates: everything escaped, nothing undefined passed over."""
    made = Environment(
        loader=PackageLoader(_LOADER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"bars": charts.bars, "ticks": charts.ticks, "direction": glyphs.direction, "cut": _cut}
    made.filters |= {"plural": _plural, "listed": words.listed}
    return made


def _safe(value: object) -> object:
    """Let nothing that acts on a reader's screen into a page; markup of a template is left as it is."""
    return glyphs.visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _plural(count: int, one: str, many: str | None = None) -> str:
    return words.plural(count, one, many)


def _cut(text: str, room: int) -> str:
    return glyphs.shorten(glyphs.visible(text), room)
