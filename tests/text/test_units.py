"""Units: every factor of the root pack against Pint, which is no part of the product."""

from __future__ import annotations

import math

import pint
import pytest

from wikidiff.packs import settings
from wikidiff.text.units import convert, dimension

FACTORS = settings("und", "numbers.toml")["factors"]
# Pint's acre, fathom and furlong are those of the US survey.
PINT = {
    "sq mi": "mile**2",
    "sq ft": "foot**2",
    "sq yd": "yard**2",
    "cu ft": "foot**3",
    "cu in": "inch**3",
    "cu mi": "mile**3",
    "m²": "m**2",
    "km²": "km**2",
    "cm²": "cm**2",
    "mm²": "mm**2",
    "m³": "m**3",
    "km³": "km**3",
    "cm³": "cm**3",
    "m/s²": "m/s**2",
    "km/s²": "km/s**2",
    "m³/s": "m**3/s",
    "cu ft/s": "foot**3/s",
    "mi": "mile",
    "nmi": "nautical_mile",
    "ly": "light_year",
    "AU": "au",
    "ha": "hectare",
    "gal": "gallon",
    "bbl": "oil_barrel",
    "pt": "pint",
    "qt": "quart",
    "short ton": "short_ton",
    "long ton": "long_ton",
    "t": "tonne",
    "kn": "knot",
    "°C": "degC",
    "°F": "degF",
    "°": "degree",
    "′": "arcminute",
    "″": "arcsecond",
    "hp": "horsepower",
    "PS": "metric_horsepower",
    "B": "byte",
    "kB": "kilobyte",
    "Ω": "ohm",
    "N·m": "N*m",
    "lb·ft": "lbf*foot",
    "%": "percent",
    "‰": "permille",
    "/km²": "1/km**2",
    "/sq mi": "1/mile**2",
    "h": "hour",
    "decade": "10*year",
    "century": "100*year",
    "millennium": "1000*year",
    "割": "0.1",
    "in": "inch",
    "Mbit/s": "megabit/s",
    "kbit/s": "kilobit/s",
    "Gbit/s": "gigabit/s",
    "cal": "calorie",
    "mAh": "mA*h",
    "acre": "4840*yard**2",
    "fathom": "6*foot",
    "furlong": "220*yard",
    "kcal": "kilocalorie",
}
DEGREES = {"K", "°C", "°F"}
UNKNOWN = {"person", "pp", "dB", "u", "rpm"}  # the only ones of their dimension: never converted


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


def spelt(unit: str) -> str:
    return PINT.get(unit, unit)


def theirs(registry: pint.UnitRegistry[float], value: float, unit: str, target: str) -> float:
    source, aim = (registry.parse_expression(PINT.get(name, name)) for name in (unit, target))
    if unit in DEGREES:  # they begin elsewhere, so they cannot be multiplied
        return float(registry.Quantity(value, source.units).to(aim.units).magnitude)
    return float((value * source / aim).to("").magnitude)


@pytest.mark.parametrize("unit", sorted(set(FACTORS) - UNKNOWN))
def test_a_factor_is_that_of_pint(unit: str, registry: pint.UnitRegistry[float]) -> None:
    target = next(other for other in FACTORS if dimension(other) == dimension(unit))
    for value in (0.5, 1.0, 37.5):
        ours = convert(value, unit, target)
        assert ours is not None
        assert math.isclose(ours, theirs(registry, value, unit, target), rel_tol=1e-9)


def test_what_is_not_compared_is_never_converted() -> None:
    dimensions = [dimension(unit) for unit in FACTORS]
    assert [unit for unit in UNKNOWN if dimensions.count(dimension(unit)) != 1] == []
