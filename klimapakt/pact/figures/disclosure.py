"""What may be told: no sum gives a single partner away, neither by itself nor by its difference to another sum."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from klimapakt.lib.numbers import PRECISION


@dataclass(frozen=True)
class Bunch:
    """Partners that only ever come together, as the database sums them up: what they add, and what the largest adds."""

    partners: int
    sum: Decimal
    size: Decimal  # the sum without signs
    largest: Decimal  # without its sign

    @classmethod
    def of(cls, part: "Decimal | Bunch") -> "Bunch":
        return part if isinstance(part, Bunch) else cls(1, part, abs(part), abs(part))


Parts = Mapping[Any, Decimal | Bunch]  # what each partner, or bunch of them, adds to a sum; Any: whatever its key is
Columns = Mapping[str, Parts]


@dataclass(frozen=True)
class Rule:
    """At least so many partners, and none with more than this share of the sum."""

    minimum: int
    dominance_percent: Decimal

    def allows(self, parts: Parts) -> bool:
        every = [Bunch.of(part) for part in parts.values()]
        if sum(bunch.partners for bunch in every) < self.minimum:
            return False
        with localcontext(prec=PRECISION):
            largest = max((bunch.largest for bunch in every), default=Decimal(0))
            return largest * 100 <= total(bunch.size for bunch in every) * self.dominance_percent

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
    def partners(self) -> set[Hashable]:
        return {partner for parts in self.columns.values() for partner in parts}

    @property
    def count(self) -> int:
        """Of partners; those of a bunch are the same in every column."""
        return sum(
            {key: Bunch.of(part).partners for parts in self.columns.values() for key, part in parts.items()}.values()
        )


def merged(cells: Iterable[Cell]) -> Cell:
    """Who is in two cells counts once, with both. Bunches of two cells have nobody in common."""
    columns: dict[str, dict[Hashable, Decimal | Bunch]] = {}
    for cell in cells:
        for name, parts in cell.columns.items():
            column = columns.setdefault(name, {})
            for key, part in parts.items():
                column[key] = total([column.get(key, Decimal(0)), part]) if isinstance(part, Decimal) else part
    return Cell(None, columns)


def summarise(
    cells: Iterable[Cell], rule: Rule, *, merge: Callable[[list[Cell]], Cell] = merged, beside: Collection[Cell] = ()
) -> list[Cell]:
    """Cells that would tell of somebody go into one together, at the end.

    If that one itself still gave somebody away, the smallest open one joins it, so that no difference tells it either.
    `merge`: another way to one cell of several, where bunches do not say who else is in them.
    `beside`: cells of other tables over the same partners, which are told.
    """

    def is_safe(cell: Cell) -> bool:
        return rule.allows_all(cell.columns) and not any(nests(cell, other, rule) for other in beside)

    every = sorted(cells, key=lambda cell: (-cell.count, cell.key or ""))
    shown = [cell for cell in every if is_safe(cell)]
    hidden = [cell for cell in every if cell not in shown]
    while hidden and shown and not is_safe(merge(hidden)):
        hidden.append(shown.pop())
    if not hidden:
        return shown
    rest = merge(hidden)
    return [*shown, Cell(None, rest.columns, is_told=is_safe(rest))]


def nests(cell: Cell, other: Cell, rule: Rule) -> bool:
    """Whether one lies in the other, and their difference would tell of the few who are in only one of them."""
    if not (cell.partners <= other.partners or other.partners <= cell.partners):
        return False
    return not all(rule.allows_beside(parts, other.columns[name]) for name, parts in cell.columns.items())


def total(values: Iterable[Decimal | Bunch]) -> Decimal:
    """Exact: Python's own precision is less than that of the database."""
    with localcontext(prec=PRECISION):
        return sum((value.sum if isinstance(value, Bunch) else value for value in values), Decimal(0))


def text(value: Decimal | None) -> str | None:
    """Eight decimals of a tonne are hundredths of a gram."""
    with localcontext(prec=PRECISION):
        return None if value is None else f"{value:.8f}"
