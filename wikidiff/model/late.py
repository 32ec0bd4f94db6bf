"""What a type offers but a floor above it makes: found by name when it is first asked for.

A notebook asks an object itself how it looks (`_repr_html_`), and a table is asked of the analysis that it holds. Both
need libraries that the model must not know. So the method stands here and its body above, and the name of the
body's module is all that the model holds of it: nothing is imported before somebody asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def call(place: str, *args: Any, **options: Any) -> Any:
    """Call `module:function` of a floor above."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)(*args, **options)
