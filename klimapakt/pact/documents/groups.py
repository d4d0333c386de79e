"""Emissions by sector, size and district: charts, tables and files, from frozen figures alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from klimapakt.lib import charts, numbers
from klimapakt.pact.documents.drawings import sector_name
from klimapakt.pact.documents.words import UNIT, Json, decimal
from partners.models import Partner


@dataclass(frozen=True)
class Group:
    """One way to compare. `is_missing`: frozen before this was computed."""

    key: str
    title: str
    head: str
    rows: list[tuple[str, Json]]
    is_missing: bool

    @property
    def has_summarised(self) -> bool:
        return any(row["is_summarised"] for _name, row in self.rows)

    @property
    def table(self) -> list[tuple[str, str, str, str]]:
        return [
            (name, numbers.number(row["partners"]), value_of(row["scope1_t"]), value_of(row["scope2_t"]))
            for name, row in self.rows
        ]

    @property
    def chart(self) -> charts.Chart | None:
        told = [(name, row) for name, row in self.rows if row["scope1_t"] is not None]
        if not told:
            return None
        return charts.horizontal_bars(
            self.key,
            title=self.title,
            unit=UNIT,
            series={
                _("Scope 1"): {name: decimal(row["scope1_t"]) for name, row in told},
                _("Scope 2 (location-based)"): {name: decimal(row["scope2_t"]) for name, row in told},
            },
            digits=0,
        )


def groups(figures: Json) -> list[Group]:
    found = figures["emissions"]
    return [
        group("sectors", "sector", _("Emissions by sector"), _("Sector"), found),
        group("sizes", "size", _("Emissions by size of the company"), _("Size"), found),
        group("districts", "district", _("Emissions by district"), _("District"), found),
    ]


def group(key: str, field: str, title: str, head: str, found: Json) -> Group:
    rows = [(name_of(field, row[field]), {**row, "is_summarised": row[field] is None}) for row in found.get(key, [])]
    return Group(key, title, head, rows, is_missing=key not in found)


def name_of(field: str, key: str | None) -> str:
    if field == "sector":
        return sector_name(key)
    if key is None:
        return str(_("Summarised sizes") if field == "size" else _("Summarised districts"))
    if not key:
        return str(_("not stated"))
    return str(Partner.Size(key).label) if field == "size" else key


def value_of(text: str | None) -> str:
    return _("not given") if text is None else numbers.number(decimal(text), 0)


def headers() -> list[str]:
    return [
        _("Comparison"),
        _("Group"),
        _("Partners"),
        f"{_('Scope 1')} ({UNIT})",
        f"{_('Scope 2 (location-based)')} ({UNIT})",
    ]


def lines(figures: Json) -> list[tuple[object, ...]]:
    """One line for each group; an empty cell is a sum that is not told."""
    return [
        (one.head, name, row["partners"], decimal(row["scope1_t"]), decimal(row["scope2_t"]))
        for one in groups(figures)
        for name, row in one.rows
    ]
