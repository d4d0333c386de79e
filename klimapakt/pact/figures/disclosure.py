"""What may be told: no sum gives a single partner away, neither by itself nor by its difference to another sum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from klimapakt.lib.numbers import PRECISION

Parts = Mapping[int, Decimal]  # what each partner, by its key, adds to a sum
Columns = Mapping[str, Parts]


@dataclass(frozen=True)
class Rule:
    """At least so many partners, and none with more than this share of the sum."""

    minimum: int
    dominance_percent: Decimal

    def allows(self, parts: Parts) -> bool:
        if len(parts) < self.minimum:
            return False
        sizes = [abs(value) for value in parts.values()]
        return max(sizes, default=Decimal(0)) * 100 <= total(sizes) * self.dominance_percent

    def allows_beside(self, parts: Parts, told: Parts) -> bool:
        """Whether a sum may be told beside another one: who is in only one of them must not show by the difference."""
        only = ({p: t for p, t in parts.items() if p not in told}, {p: t for p, t in told.items() if p not in parts})
        return self.allows(parts) and all(not rest or self.allows(rest) for rest in only)

    def allows_all(self, columns: Columns) -> bool:
        """A column to which nobody adds anything tells of nobody."""
        return all(not parts or self.allows(parts) for parts in columns.values())


@dataclass(frozen=True)
class Cell:
    """One row of a table by group: a key of None stands for all that were summarised."""

    key: str | None
    columns: Columns
    is_told: bool = True

    @property
    def partners(self) -> set[int]:
        return {partner for parts in self.columns.values() for partner in parts}


def summarise(cells: Iterable[Cell], rule: Rule) -> list[Cell]:
    """Cells that would tell of somebody go into one together, at the end.

    If that one itself still gave somebody away, the smallest open one joins it, so that no difference tells it either.
    """
    every = sorted(cells, key=lambda cell: (-len(cell.partners), cell.key or ""))
    shown = [cell for cell in every if rule.allows_all(cell.columns)]
    hidden = [cell for cell in every if cell not in shown]
    while hidden and shown and not rule.allows_all(merged(hidden).columns):
        hidden.append(shown.pop())
    if not hidden:
        return shown
    rest = merged(hidden)
    return [*shown, Cell(None, rest.columns, is_told=rule.allows_all(rest.columns))]


def merged(cells: Iterable[Cell]) -> Cell:
    columns: dict[str, dict[int, Decimal]] = {}
    for cell in cells:
        for name, parts in cell.columns.items():
            column = columns.setdefault(name, {})
            for partner, value in parts.items():
                column[partner] = total([column.get(partner, Decimal(0)), value])
    return Cell(None, columns)


def total(values: Iterable[Decimal]) -> Decimal:
    """Exact: Python's own precision is less than that of the database."""
    with localcontext(prec=PRECISION):
        return sum(values, Decimal(0))


def text(value: Decimal | None) -> str | None:
    """Eight decimals of a tonne are hundredths of a gram."""
    with localcontext(prec=PRECISION):
        return None if value is None else f"{value:.8f}"
