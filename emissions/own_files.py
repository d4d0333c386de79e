"""A partner's own figures as tables for spreadsheets: balances, targets, measures. Lines: see `line_columns`."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import calculation
from emissions.line_columns import trimmed
from emissions.models import Balance, Measure, MeasureUpdate, ScopeTotal, Target
from klimapakt.lib import numbers

Row = Sequence[object]
Rows = Iterable[Row]


def balance_columns() -> Row:
    totals = (f"{scope.label}, t CO₂e" for scope in ScopeTotal.Scope)
    return (
        _("Year"),
        _("Version"),
        _("Entered as"),
        *totals,
        _("Share of the sites in the city, in percent"),
        _("Handed in at"),
        _("Checked at"),
    )


def balance_rows(balances: Iterable[Balance]) -> Iterator[Row]:
    """Of `with_totals`. What was not stated stays empty."""
    for balance in balances:
        kg = (getattr(balance, f"{scope}_kg") for scope in ScopeTotal.Scope.values)
        days = (at.date() if at else None for at in (balance.submitted_at, balance.approved_at))
        yield (
            balance.year,
            balance.version,
            balance.get_entry_display(),
            *(None if one is None else trimmed(calculation.tonnes(one)) for one in kg),
            balance.city_share_percent,
            *days,
        )


def target_columns() -> Row:
    return (
        _("Scopes"),
        _("Basis of scope 2"),
        _("Unit"),
        _("Version"),
        _("Base year"),
        _("Value in the base year"),
        _("Target year"),
        _("Value in the target year"),
        _("Reduction in percent"),
        _("Reason for the change"),
        _("Set at"),
        _("Replaced at"),
        _("Note"),
    )


def target_rows(targets: Iterable[Target]) -> Iterator[Row]:
    """With the versions that were replaced."""
    for target in targets:
        yield (
            target.get_scopes_display(),
            target.get_basis_display(),
            target.get_unit_display(),
            target.version,
            target.base_year,
            trimmed(target.base_value),
            target.target_year,
            trimmed(target.target_value),
            numbers.rounded(target.reduction_percent, 4),
            target.change_reason,
            target.created_at.date(),
            target.superseded_at.date() if target.superseded_at else None,
            target.note,
        )


def measure_columns() -> Row:
    return (
        _("Measure"),
        _("Field of action"),
        _("Status"),
        _("Reason"),
        _("Begins"),
        _("Done by"),
        _("Planned t CO₂e a year"),
        _("Cost in EUR"),
        _("Lifetime in years"),
        _("Responsible"),
        _("Year of the result"),
        _("Achieved t CO₂e"),
        _("Checked t CO₂e"),
        _("Description"),
    )


def measure_rows(measures: Iterable[Measure]) -> Iterator[Row]:
    """One row for each year reported, or one without."""
    for measure in measures:
        results: list[MeasureUpdate | None] = [*measure.updates.all()] or [None]
        for result in results:
            reported: tuple[int | None, Decimal | None, Decimal | None] = (None, None, None)
            if result:
                reported = (result.year, trimmed(result.achieved_t), trimmed(result.checked_t))
            yield (
                measure.title,
                measure.get_field_display(),
                measure.get_status_display(),
                measure.dropped_reason,
                measure.starts_on,
                measure.ends_on,
                trimmed(measure.planned_t_per_year),
                measure.cost_eur,
                measure.lifetime_years,
                measure.owner,
                *reported,
                measure.description,
            )
