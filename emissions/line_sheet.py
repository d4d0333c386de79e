"""A sheet of lines: its columns, what a row says, and how it compares with what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.carriers import CARRIERS, POSITIONS, Absence, Carrier, Variant
from emissions.comparison import carrier_of
from emissions.models import Consumption, Factor, LineImport
from klimapakt.lib import numbers, sheet_cells, sheet_import
from klimapakt.lib.sheet_cells import BadCell, Cell
from klimapakt.lib.sheet_import import Column, plain
from partners.models import Site

Kind = LineImport.Kind
State = dict[str, str]  # amount, key, quality, absence, note of a line
MOST: Final = Decimal(10) ** 12
DIGITS: Final = 6
BY_SLUG: Final = {carrier.slug: carrier for carrier in CARRIERS}
# what people write for a unit: the portal's own, and how many of it
UNITS: Final[Mapping[str, tuple[str, int]]] = {
    "kwh": ("kWh", 1), "kwhhs": ("kWh", 1), "kwhhi": ("kWh", 1), "mwh": ("kWh", 1000), "mwhhs": ("kWh", 1000),
    "mwhhi": ("kWh", 1000), "gwh": ("kWh", 1_000_000), "l": ("l", 1), "liter": ("l", 1), "litre": ("l", 1),
    "litres": ("l", 1), "km": ("km", 1), "kg": ("kg", 1),
}  # fmt: skip
WORDS: Final[dict[str, tuple[Any, tuple[str, ...], Any, str]]] = {  # Any: text, or lazily translated text
    "site": (
        gettext_lazy("Site"),
        ("Standort", "Site", "Betriebsstätte", "Liegenschaft"),
        gettext_lazy("Name of your site as in the portal. Empty: the company as a whole."),
        "",
    ),
    "carrier": (
        gettext_lazy("Carrier"),
        ("Energieträger", "Carrier", "Träger", "Medium", "Energieart"),
        gettext_lazy("One of the rows of the consumption page."),
        "",
    ),
    "amount": (
        gettext_lazy("Amount"),
        ("Menge", "Amount", "Verbrauch", "Wert"),
        gettext_lazy("Of the whole year. An empty cell changes nothing."),
        "120.000",
    ),
    "unit": (
        gettext_lazy("Unit"),
        ("Einheit", "Unit"),
        gettext_lazy("kWh or MWh, l, km, kg. Gas: kWh (Hs) as on the bill, or kWh (Hi)."),
        "kWh",
    ),
    "quality": (
        gettext_lazy("Origin"),
        ("Herkunft", "Origin", "Datenqualität", "Qualität"),
        gettext_lazy("Where the amount comes from, or why there is none. Empty: from the bill."),
        "",
    ),
    "note": (
        gettext_lazy("Note on the amount"),
        ("Notiz", "Notiz zur Menge", "Anmerkung", "Note"),
        gettext_lazy("For example why it has changed so much. Optional."),
        "",
    ),
}
IGNORED: Final = ("Last year", "Row", "Result", "Comment")


@dataclass
class Reading:
    """A row as it was understood."""

    number: int
    cells: list[str]
    site: int | None = None
    carrier: str = ""
    said: State = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)  # column, value, reason, suggestion


def columns(sites: Sequence[Site] = ()) -> list[Column]:
    allowed = {
        "site": tuple(site.name for site in sites),
        "carrier": tuple(str(carrier.label) for carrier in CARRIERS),
        "unit": ("kWh", "MWh", "kWh (Hs)", "kWh (Hi)", "l", "km", "kg"),
        "quality": tuple(str(label) for _key, label in (*Consumption.Quality.choices, *Absence.choices)),
    }
    return [
        Column(
            key,
            str(title),
            (*names, *both(title)),
            str(text),
            allowed.get(key, ()),
            example,
            is_required=key in ("carrier", "amount"),
        )
        for key, (title, names, text, example) in WORDS.items()
    ]


def both(title: Any) -> list[str]:  # Any: text, or lazily translated text
    found = []
    for language in ("de", "en"):
        with translation.override(language):
            found.append(_(title) if isinstance(title, str) else str(title))
    return found


def find_columns(sheet: sheet_import.Sheet) -> sheet_import.Columns:
    """Raises UploadRefused."""
    return sheet_import.arrange(sheet, columns(), [name for title in IGNORED for name in both(title)])


class Reader:
    """Reads rows for one partner's sites and one year's factors."""

    def __init__(self, sites: Iterable[Site], factors: Mapping[str, Factor]) -> None:
        self.sites = list(sites)
        self.site_by_word = {plain(site.name): site.pk for site in self.sites}
        self.factors = factors
        self.carrier_by_word = {plain(carrier.slug): carrier.slug for carrier in CARRIERS}
        self.state_by_word: dict[str, str] = {}
        for language in ("de", "en"):
            with translation.override(language):
                self.carrier_by_word |= {plain(str(one.label)): one.slug for one in CARRIERS}
                choices = (*Consumption.Quality.choices, *Absence.choices)
                self.state_by_word |= {plain(str(label)): key for key, label in choices}
        self.state_by_word |= {plain(key): key for key in (*Consumption.Quality.values, *Absence.values)}

    def read(self, sheet: sheet_import.Sheet, found: sheet_import.Columns) -> Iterator[Reading]:
        seen: dict[tuple[int | None, str], int] = {}
        for row in sheet.rows:
            reading = Reading(row.number, [sheet_cells.shown(cell) for cell in row.cells])
            cells = {key: found.cell(row, key) for key in WORDS}
            self._read_place(reading, cells)
            self._read_amount(reading, cells)
            place = (reading.site, reading.carrier)
            if reading.carrier and not reading.problems and reading.said:
                if place in seen:
                    reason = _("Row %(number)s says something about the same site and carrier.") % {
                        "number": seen[place]
                    }
                    reading.problems.append(
                        ["carrier", sheet_cells.shown(cells["carrier"]), reason, _("Add both amounts.")]
                    )
                seen.setdefault(place, row.number)
            yield reading

    def _read_place(self, reading: Reading, cells: Mapping[str, Cell]) -> None:
        with problems_of(reading, "site", cells):
            text = sheet_cells.text(cells["site"])
            if text:
                if (site := self.site_by_word.get(plain(text))) is None:
                    names = [one.name for one in self.sites]
                    raise BadCell(_("You have no site of this name in that year."), sheet_import.closest(text, names))
                reading.site = site
        with problems_of(reading, "carrier", cells):
            text = sheet_cells.text(cells["carrier"])
            if (carrier := self.carrier_by_word.get(plain(text))) is None:
                labels = [str(one.label) for one in CARRIERS]
                raise BadCell(_("This is no carrier of the list."), sheet_import.closest(text, labels) or labels[0])
            reading.carrier = carrier

    def _read_amount(self, reading: Reading, cells: Mapping[str, Cell]) -> None:
        carrier, amount, state = BY_SLUG.get(reading.carrier), None, ""
        with problems_of(reading, "amount", cells):
            amount = read_amount(cells["amount"])
        with problems_of(reading, "quality", cells):
            text = sheet_cells.text(cells["quality"])
            if text and (state := self.state_by_word.get(plain(text), "")) == "":
                labels = columns()[4].allowed
                raise BadCell(_("This is not in the list."), sheet_import.closest(text, labels) or ", ".join(labels))
            if state in Absence.values and amount is not None:
                raise BadCell(_("There is an amount, and a reason why there is none."), _("Delete one of them."))
        note = ""
        with problems_of(reading, "note", cells):
            note = sheet_cells.text(cells["note"], 300)
        if carrier is None or (amount is None and state not in Absence.values):
            return
        key = ""
        if amount is not None:
            with problems_of(reading, "unit", cells):
                variant, times = read_unit(carrier, sheet_cells.text(cells["unit"]))
                key, amount = variant.key, amount * times
                if key not in self.factors:
                    raise BadCell(_("No factor is stored for this."))
        reading.said = {
            "amount": plain_amount(amount),
            "key": key,
            "quality": "" if state in Absence.values else state,
            "absence": state if state in Absence.values else "",
            "note": note,
        }


class problems_of:  # noqa: N801 -- reads as a verb
    """What goes wrong inside is told of this cell."""

    def __init__(self, reading: Reading, column: str, cells: Mapping[str, Cell]) -> None:
        self.reading, self.column, self.cell = reading, column, cells[column]

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, BadCell):
            return False
        self.reading.problems.append([self.column, sheet_cells.shown(self.cell)[:60], error.reason, error.suggestion])
        return True


def read_amount(cell: Cell) -> Decimal | None:
    """A number as Excel or a German hand wrote it. Binary noise of a spreadsheet is rounded away."""
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise BadCell(_("This is not a number."), _("Format the cell as a number."))
    try:
        amount = Decimal(repr(cell)) if isinstance(cell, int | float) else numbers.parse(sheet_cells.text(cell))
    except (InvalidOperation, ValueError) as error:
        if isinstance(error, BadCell):
            raise
        raise BadCell(
            _("This is not a number."), _("Write the number alone, like 1.234,5; the unit has its own column.")
        ) from None
    if not amount.is_finite() or amount > MOST:
        raise BadCell(_("This is more than the portal can take."), _("Please check the unit."))
    if amount < 0:
        raise BadCell(_("An amount cannot be negative."), _("Credits of your supplier belong to the year of the bill."))
    if isinstance(cell, float):
        return numbers.rounded(amount, DIGITS)
    if numbers.rounded(amount, DIGITS) != amount:
        raise BadCell(_("Enter at most %(limit)s digits after the decimal comma.") % {"limit": DIGITS})
    return amount


def read_unit(carrier: Carrier, text: str) -> tuple[Variant, int]:
    """Which way to state the amount is meant, and how many of the portal's unit one of the sheet's is."""
    own = carrier.variants[0].unit
    if not text:
        return carrier.variants[0], 1
    word = plain(text)
    if word in ("m3", "nm3", "cbm"):
        raise BadCell(
            _("Cubic metres alone say nothing of the energy."),
            _("Take the kWh from the bill (gross calorific value, Hs)."),
        )
    unit, times = UNITS.get(word, ("", 0))
    if unit != own:
        raise BadCell(_("This unit does not belong to the carrier."), own)
    if word.endswith(("hs", "hi")):
        by_ending = {variant.key.rpartition("_")[2]: variant for variant in carrier.variants}
        if word[-2:] not in by_ending:
            raise BadCell(_("This carrier has no such calorific value."), own)
        return by_ending[word[-2:]], times
    return carrier.variants[0], times


def plain_amount(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def state_of(line: Consumption) -> State:
    return {
        "amount": plain_amount(line.amount),
        "key": line.factor.key if line.factor else "",
        "quality": line.quality if line.amount is not None else "",
        "absence": line.absence_reason,
        "note": line.note,
    }


def place_of(line: Consumption) -> tuple[int | None, str]:
    return line.site_id, carrier_of(line).slug


def compared(reading: Reading, stored: Mapping[tuple[int | None, str], State]) -> dict[str, Any]:  # Any: JSON
    """The row as it is kept: what is stored, and what would be. What the sheet leaves open stays."""
    before = stored.get((reading.site, reading.carrier))
    after = dict(reading.said)
    if after:
        after["note"] = after["note"] or (before or {}).get("note", "")
        if after["amount"]:
            after["quality"] = after["quality"] or (before or {}).get("quality") or Consumption.Quality.BILLED
    if reading.problems:
        kind = Kind.ERROR
    elif not after or after == before:
        kind = Kind.SAME
    else:
        kind = Kind.NEW if before is None else Kind.CHANGED
    return {
        "number": reading.number,
        "kind": str(kind),
        "site": reading.site,
        "carrier": reading.carrier,
        "before": before,
        "after": after or None,
        "problems": reading.problems,
        "cells": reading.cells,
        "outcome": "",
    }


def own_rows(
    sites: Sequence[Site], lines: Iterable[Consumption], before: Iterable[Consumption]
) -> Iterator[list[object]]:
    """The template: each site with what nearly all have, and what is stored; last year's value beside it."""
    stored = {place_of(line): line for line in lines}
    then = {place_of(line): line for line in before}
    places: list[Site | None] = [*sites, None]
    for site in places:
        for carrier in CARRIERS:
            place = (site.pk if site else None, carrier.slug)
            line, old = stored.get(place), then.get(place)
            if line is None and old is None and not (site and carrier.is_common):
                continue
            yield [
                site.name if site else "",
                str(carrier.label),
                line.amount if line else None,
                unit_of(carrier, line or old),
                state_label(line) if line else "",
                line.note if line else "",
                old.amount if old else None,
            ]


def unit_of(carrier: Carrier, line: Consumption | None) -> str:
    """With the calorific value where the carrier has two."""
    if len(carrier.variants) == 1:
        return carrier.variants[0].unit
    key = line.factor.key if line and line.factor else carrier.variants[0].key
    return f"{carrier.variants[0].unit} ({key.rpartition('_')[2].capitalize()})"


def state_label(line: Consumption) -> str:
    if line.amount is not None:
        return str(line.get_quality_display())
    return str(Absence(line.absence_reason).label) if line.absence_reason in Absence.values else line.absence_reason


def position_of(carrier: str) -> int:
    return POSITIONS[carrier]
