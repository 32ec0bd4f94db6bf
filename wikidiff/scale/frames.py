"""What an analysis gives as a table."""

from __future__ import annotations

from typing import Any

from wikidiff.model import Analysis
from wikidiff.scale.rows import finding_rows


def findings(analysis: Analysis) -> Any:
    """Return the findings of an analysis as a table of Arrow; raises `MissingExtra` without pyarrow."""
    from wikidiff.scale.arrow import table_of  # noqa: PLC0415  (an extra)

    return table_of("findings", finding_rows(analysis))
