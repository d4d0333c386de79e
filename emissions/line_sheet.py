"""A sheet of lines: what a row says, and how it compares with what is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from emissions.carriers import CARRIERS, POSITIONS, Absence, Carrier, Variant
from emissions.line_columns import TITLES, columns
from emissions.models import Consumption, Factor, LineImport
from klimapakt.lib import numbers, sheet_cells, sheet_import
from klimapakt.lib.sheet_cells import BadCell, Cell
from klimapakt.lib.sheet_import import plain
from partners.models import Site

Kind = LineImport.Kind
State = dict[str, str]  # amount, key, quality, absence, note of a line
MOST: Final = Decimal(10) ** 12
DIGITS: Final = 6
ENGLISH_AMOUNT: Final = "amount"
OTHER_WAY: Final = str.maketrans(",.", ".,")
BY_SLUG: Final = {carrier.slug: carrier for carrier in CARRIERS}
# what people write for a unit: the portal's own, and how many of it
UNITS: Final[Mapping[str, tuple[str, int]]] = {
    "kwh": ("kWh", 1), "kwhhs": ("kWh", 1), "kwhhi": ("kWh", 1), "mwh": ("kWh", 1000), "mwhhs": ("kWh", 1000),
    "mwhhi": ("kWh", 1000), "gwh": ("kWh", 1_000_000), "l": ("l", 1), "liter": ("l", 1), "litre": ("l", 1),
    "litres": ("l", 1), "km": ("km", 1), "kg": ("kg", 1),
}  # fmt: skip


@dataclass
class Reading:
    """A row as it was understood."""

    number: int
    cells: list[str]
    site: int | None = None
    carrier: str = ""
    said: State = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)  # column, value, reason, suggestion


class Reader:
    """Reads rows for one partner's sites and one year's factors. `scope3`: the activities that are stored."""

    def __init__(
        self, sites: Iterable[Site], factors: Mapping[str, Factor], scope3: Iterable[Consumption] = ()
    ) -> None:
        self.sites = list(sites)
        self.scope3 = Counter(activity_of(line) for line in scope3)
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
        """A file whose amounts are headed in English writes them in English: 1,234.5."""
        seen: dict[tuple[int | None, str], int] = {}
        is_english = plain(sheet.headers[found.places["amount"]]) == ENGLISH_AMOUNT
        for row in sheet.rows:
            reading = Reading(row.number, [sheet_cells.shown(cell) for cell in row.cells])
            cells = {key: found.cell(row, key) for key in TITLES}
            if is_english and isinstance(cells["amount"], str):
                cells["amount"] = cells["amount"].translate(OTHER_WAY)
            if cells["scope3"] is not None:
                self._read_scope3(reading, cells)
                yield reading
                continue
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

    def _read_scope3(self, reading: Reading, cells: Mapping[str, Cell]) -> None:
        """An exported activity comes back as it was: nothing to do. Anything else belongs on its own page."""
        with problems_of(reading, "scope3", cells):
            said = (
                sheet_cells.text(cells["scope3"]),
                sheet_cells.text(cells["factor"]),
                plain_amount(read_amount(cells["amount"])),
            )
            if not self.scope3[said]:
                raise BadCell(
                    _("Activities of scope 3 are changed on the page of their category."),
                    _("Delete this row, or leave it as it was exported."),
                )
            self.scope3[said] -= 1

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


def activity_of(line: Consumption) -> tuple[str, str, str]:
    return str(line.scope3_category), line.factor.key if line.factor else "", plain_amount(line.amount)


def state_of(line: Consumption) -> State:
    return {
        "amount": plain_amount(line.amount),
        "key": line.factor.key if line.factor else "",
        "quality": line.quality if line.amount is not None else "",
        "absence": line.absence_reason,
        "note": line.note,
    }


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


def position_of(carrier: str) -> int:
    return POSITIONS[carrier]
