"""Write what the language packs take from the CLDR, through Babel: names of units and currencies.

python tools/cldr.py --write
python tools/cldr.py --check     exit status 1 if a pack is not what this CLDR gives

Only names are taken, no symbols: those are in `und`, and a short form such as "a" or "d" is too often a word. Units
whose name is another word as often (pound, stone, point, degree) are left out. What `numbers.toml` says comes first.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_cldr_version

PACKS = Path(__file__).parent.parent / "wikidiff" / "packs" / "lang"
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "th", "zh")
HEAD = """\
# Names of units and currencies of CLDR {version} (locale {tag}), written by tools/cldr.py through Babel.
# © Unicode, Inc., Unicode License v3 (https://www.unicode.org/license.txt). Change the script, not this file.
"""
UNITS = {
    "m": "length-meter",
    "km": "length-kilometer",
    "cm": "length-centimeter",
    "mm": "length-millimeter",
    "µm": "length-micrometer",
    "nm": "length-nanometer",
    "mi": "length-mile",
    "ft": "length-foot",
    "in": "length-inch",
    "yd": "length-yard",
    "nmi": "length-nautical-mile",
    "ly": "length-light-year",
    "AU": "length-astronomical-unit",
    "parsec": "length-parsec",
    "m²": "area-square-meter",
    "km²": "area-square-kilometer",
    "cm²": "area-square-centimeter",
    "ha": "area-hectare",
    "acre": "area-acre",
    "sq mi": "area-square-mile",
    "sq ft": "area-square-foot",
    "m³": "volume-cubic-meter",
    "km³": "volume-cubic-kilometer",
    "cm³": "volume-cubic-centimeter",
    "L": "volume-liter",
    "mL": "volume-milliliter",
    "hL": "volume-hectoliter",
    "gal": "volume-gallon",
    "cu ft": "volume-cubic-foot",
    "kg": "mass-kilogram",
    "g": "mass-gram",
    "mg": "mass-milligram",
    "t": "mass-tonne",
    "oz": "mass-ounce",
    "s": "duration-second",
    "ms": "duration-millisecond",
    "min": "duration-minute",
    "h": "duration-hour",
    "day": "duration-day",
    "week": "duration-week",
    "month": "duration-month",
    "year": "duration-year",
    "decade": "duration-decade",
    "km/h": "speed-kilometer-per-hour",
    "mph": "speed-mile-per-hour",
    "m/s": "speed-meter-per-second",
    "kn": "speed-knot",
    "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit",
    "K": "temperature-kelvin",
    "J": "energy-joule",
    "kJ": "energy-kilojoule",
    "kWh": "energy-kilowatt-hour",
    "kcal": "energy-kilocalorie",
    "W": "power-watt",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "GW": "power-gigawatt",
    "hp": "power-horsepower",
    "hPa": "pressure-hectopascal",
    "kPa": "pressure-kilopascal",
    "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz",
    "MHz": "frequency-megahertz",
    "GHz": "frequency-gigahertz",
    "kB": "digital-kilobyte",
    "MB": "digital-megabyte",
    "GB": "digital-gigabyte",
    "TB": "digital-terabyte",
    "V": "electric-volt",
    "A": "electric-ampere",
    "N": "force-newton",
}
CURRENCIES = (
    *("ARS", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD"),
    *("HUF", "IDR", "ILS", "INR", "IRR", "JPY", "KRW", "MXN", "NGN", "NOK", "NZD", "PHP"),
    *("PKR", "PLN", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND"),
    *("ZAR"),
)


def _names(patterns: Any) -> Iterator[str]:
    """Yield the names in the plural forms of a unit or currency, those that stand behind their figure."""
    for pattern in [patterns] if isinstance(patterns, str) else dict(patterns).values():
        if isinstance(pattern, str) and (pattern.startswith("{0}") or "{0}" not in pattern):
            name = " ".join(pattern.removeprefix("{0}").split())
            if len(name) > 1 and "{" not in name:
                yield name.lower()


def rows(tag: str) -> list[tuple[str, str, str]]:
    """Return what the CLDR knows of a language: (units or currencies, our key, name)."""
    data: Any = Locale.parse(tag)._data  # noqa: SLF001  # Babel formats with these names, and gives them in no other way
    own = tomllib.loads((PACKS / tag / "numbers.toml").read_text(encoding="utf-8"))
    known = {word for table in ("units", "currencies") for words in own.get(table, {}).values() for word in words}
    found: dict[tuple[str, str], str] = {}
    for key, unit in UNITS.items():
        for name in _names(data["unit_patterns"].get(unit, {}).get("long", {})):
            found.setdefault(("units", name), key)
    for code in CURRENCIES:
        for patterns in (data["currency_names_plural"].get(code, {}), data["currency_names"].get(code, "")):
            for name in _names(patterns):
                found.setdefault(("currencies", name), code)
    return sorted((table, key, name) for (table, name), key in found.items() if name not in known)


def page(tag: str) -> str:
    """Return the file of a language."""
    return HEAD.format(version=get_cldr_version(), tag=tag) + "".join("\t".join(row) + "\n" for row in rows(tag))


def main() -> int:
    """Write the files, or say which are not current."""
    stale = []
    for tag in LANGUAGES:
        path, text = PACKS / tag / "cldr.tsv", page(tag)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path))
            if "--write" in sys.argv:
                path.write_text(text, encoding="utf-8")
    print(*(f"{path} is not current" for path in stale), sep="\n")
    return int(bool(stale) and "--write" not in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
