"""A file of factors from outside, row by row: what would be new, changed, gone, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions import calculation, factors
from emissions.factors import COLUMNS, FactorRow, InvalidRow
from emissions.models import Factor
from klimapakt.lib import numbers, sheet_cells, sheet_import
from klimapakt.lib.sheet_cells import BadCell
from klimapakt.lib.uploads import UploadRefused

NUMBERS: Final = ("kgco2e_per_unit", "kgco2_biogenic_per_unit")
COMPARED: Final = tuple(name for name in FactorRow.__dataclass_fields__ if name not in ("key", "valid_year"))
Place = tuple[str, int | None]


class Kind(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    GONE = "gone", gettext_lazy("no longer there")
    SAME = "same", gettext_lazy("unchanged")
    ERROR = "error", gettext_lazy("error")


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be used, in words for the person who sent the file."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Reading:
    rows: list[tuple[int, FactorRow]]  # each with its line
    problems: list[Problem]


@dataclass(frozen=True)
class Change:
    """One factor of the file beside the one of the edition before."""

    kind: Kind
    line: int | None
    before: Factor | None = None
    after: FactorRow | None = None
    problem: Problem | None = None

    @property
    def shown(self) -> Factor | FactorRow | None:
        return self.after or self.before

    @property
    def percent(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return calculation.change_percent(self.before.kg_co2e_per_unit, self.after.kg_co2e_per_unit)

    @property
    def has_new_value(self) -> bool:
        return bool(self.before and self.after and self.before.kg_co2e_per_unit != self.after.kg_co2e_per_unit)

    @property
    def other_fields(self) -> str:
        """What else is another, by its name on the page."""
        if self.before is None or self.after is None:
            return ""
        names = [name for name in differing(self.before, self.after) if name != "kg_co2e_per_unit"]
        return ", ".join(str(Factor._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]  # a column


def read(content: bytes) -> Reading:
    """Every row, and every mistake by its line. Raises UploadRefused for what is no such file at all."""
    if sheet_import.kind_of(content) == sheet_import.XLSX:
        raise UploadRefused(_("This is an Excel workbook. Please save it as CSV (UTF-8)."))
    sheet = sheet_import.read(content)
    if missing := [column for column in COLUMNS if column not in sheet.headers]:
        words = _(
            "Columns are missing: %(missing)s. The file needs the columns of the list of factors, named as there."
        )
        raise UploadRefused(words % {"missing": ", ".join(missing)})
    rows: list[tuple[int, FactorRow]] = []
    problems: list[Problem] = []
    lines: dict[Place, int] = {}
    for row in sheet.rows:
        cells = dict(zip(sheet.headers, (*row.cells, *[None] * len(sheet.headers)), strict=False))
        try:
            found = _row({column: _text(cells[column], column) for column in COLUMNS}, row.number)
        except BadCell as bad:
            problems.append(Problem(row.number, bad.args[1], sheet_cells.shown(cells[bad.args[1]])[:60], bad.reason))
        except InvalidRow as wrong:
            problems.append(Problem(row.number, wrong.column, wrong.value[:60], reason(wrong)))
        else:
            first = lines.setdefault((found.key, found.valid_year), row.number)
            if first == row.number:
                rows.append((row.number, found))
            else:
                twice = _("The same key and year stand in row %(number)s already.") % {"number": first}
                problems.append(Problem(row.number, "key", found.key, twice))
    return Reading(rows, problems)


def _text(cell: sheet_cells.Cell, column: str) -> str:
    try:
        return sheet_cells.text(cell)
    except BadCell as bad:
        bad.args = (bad.reason, column)
        raise


def _row(cells: dict[str, str], line: int) -> FactorRow:
    """As the file of the command is read, and within what the columns of the table hold."""
    row = factors.parse(cells, line=line)
    try:
        Factor(**asdict(row)).clean_fields(exclude=["factor_set", "source_url"])  # addresses may carry a word behind
    except ValidationError as error:
        name = next(iter(error.message_dict))
        column = OF_FIELD.get(name, name)
        raise InvalidRow(line, column, cells[column]) from error
    return row


OF_FIELD: Final = {
    "unit": "activity_unit",
    "kg_co2e_per_unit": "kgco2e_per_unit",
    "kg_biogenic_per_unit": "kgco2_biogenic_per_unit",
    "basis": "location_or_market",
    "note": "notes",
}


def reason(wrong: InvalidRow) -> str:
    if wrong.column in factors.REQUIRED and not wrong.value:
        return _("This cell must not be empty.")
    if wrong.column in NUMBERS:
        return _number_reason(wrong.value)
    said = {
        "scope": _("The scope is one of 1, 2, 3, 1+3, 2+3."),
        "valid_year": _("Write the year with four digits, 1990 to 2100, or leave the cell empty."),
        "notes": _("The note begins with the use: [DEFAULT], [ALT], [REF] or [PROXY-GB]."),
    }
    return said.get(wrong.column, _("This value does not fit into its column."))


def _number_reason(value: str) -> str:
    if not value:
        return _("The value is missing. A factor without value cannot stand in an edition.")
    if value.startswith(("-", numbers.MINUS)):
        return _("A factor cannot be negative. Credits do not stand in factors.")
    if numbers.is_ambiguous(value):
        words = _("Thousands or decimals? Write %(thousands)s or %(decimals)s.")
        return words % {"thousands": value.replace(".", ""), "decimals": f"{value}0"}
    if "," in value:
        return _("Write the number with a point, without thousands separators, like 0.2016.")
    return _("This is not a number with at most 8 digits after the point, below 1,000,000,000.")


def changes(reading: Reading, known: Iterable[Factor]) -> Iterator[Change]:
    """Mistakes first, then the rows of the file, then what it no longer has."""
    before = {(factor.key, factor.valid_year): factor for factor in known}
    for problem in reading.problems:
        yield Change(Kind.ERROR, problem.line, problem=problem)
    for line, row in reading.rows:
        old = before.pop((row.key, row.valid_year), None)
        if old is None:
            yield Change(Kind.NEW, line, after=row)
        else:
            yield Change(Kind.CHANGED if differing(old, row) else Kind.SAME, line, old, row)
    if not reading.problems:  # else nobody knows yet what is gone
        for old in before.values():
            yield Change(Kind.GONE, None, old)


def differing(old: Factor, row: FactorRow) -> list[str]:
    return [name for name in COMPARED if getattr(old, name) != getattr(row, name)]


def counts(found: Iterable[Change]) -> Mapping[str, int]:
    numbers_by_kind = dict.fromkeys(Kind.values, 0)
    for change in found:
        numbers_by_kind[change.kind] += 1
    return numbers_by_kind
