"""The text of an alert, from a template: Jinja in its sandbox, since templates come from a configuration file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

DEFAULT: Final = """\
{%- if word == "retract" -%}
Withdrawn: {{ rule.name }} on {{ page.title }} ({{ reason or state }})
{%- elif word == "redact" -%}
Redacted: {{ rule.name }} on {{ page.title }} (the wiki has hidden {{ hidden | join(", ") }})
{%- elif word == "update" -%}
Update: {{ rule.name }} on {{ page.title }} ({{ reason or state }})
{%- else -%}
{{ rule.severity }}: {{ rule.name }} on {{ page.title }}
{%- for finding in findings %}
- {{ finding.message or finding.category }}
{%- if finding.section %} [{{ finding.section | join(" / ") }}]{% endif %}
{%- endfor %}
{%- if rule.message %}
{{ rule.message }}
{%- endif %}
by {{ user or "a hidden user" }}, {{ timestamp }}
{%- endif %}
{%- if url %}
{{ url }}
{%- endif %}
"""
LONGEST: Final = 20_000  # characters of one text

_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_EMPTY: Final[Mapping[str, Any]] = {
    "word": "alert",
    "key": "",
    "rule": {"name": "", "version": 1, "severity": "", "message": ""},
    "wiki": "",
    "page": {"title": "", "id": None, "namespace": None},
    "revisions": [],
    "old_id": None,
    "new_id": None,
    "user": None,
    "comment": None,
    "timestamp": "",
    "tags": [],
    "url": None,
    "state": "live",
    "reason": None,
    "hidden": [],
    "findings": [],
    "notes": [],
}
_FINDING: Final = {"section": [], "message": "", "old": "", "new": "", "detail": {}, "labels": [], "code": ""}


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def check(source: str) -> str | None:
    """Return what is wrong with a template, None where nothing is."""
    try:
        _template(source)
        render(source, {})
    except (TemplateError, TypeError, ArithmeticError, LookupError, AttributeError, ValueError) as error:
        return str(error).rstrip(".") or type(error).__name__
    return None


def render(source: str | None, body: Mapping[str, Any], word: str = "alert") -> str:
    """Return the text of one alert. What the body does not say is empty in the template."""
    analysis = body.get("analysis") or {}
    findings = [{**_FINDING, **finding} for finding in analysis.get("findings", [])]
    values = {**_EMPTY, **body, "word": word, "findings": findings, "notes": analysis.get("notes", [])}
    text = _template(source or DEFAULT).render(values)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def digest(texts: Sequence[str]) -> str:
    """Return several texts as one, with their number first."""
    if len(texts) == 1:
        return texts[0]
    return f"{len(texts)} alerts\n\n" + "\n\n".join(text.strip() for text in texts)
