"""The annual report's charts, in the order in which they stand there; one without data is left out."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Measure
from klimapakt.lib import charts, numbers
from klimapakt.pact.documents.words import UNIT, Json, both, decimal
from partners.models import Partner


def drawings(figures: Json) -> dict[str, charts.Chart]:
    made = {
        "path": path(figures["targets"]["path"]),
        "steps": steps(figures["partners"]),
        "sectors": sectors(figures["partners"]),
        "emissions": emissions(figures["emissions"]["years"]),
        "measures": measures(figures["measures"]["by_field"]),
    }
    return {name: chart for name, chart in made.items() if chart}


def printed(chart: charts.Chart) -> charts.Chart:
    """Its table in the annex: years to come and sums that are not given have a dash."""
    return replace(
        chart,
        rows=tuple(tuple("–" if cell == numbers.number(None) else cell for cell in row) for row in chart.rows),
    )


def path(found: Json) -> charts.Chart | None:
    if not found["actual"]:
        return None
    return charts.line_path(
        "path",
        title=ngettext(
            "%(count)s partner against its pathway",
            "%(count)s partners against the sum of their pathways",
            found["partners"],
        )
        % {"count": found["partners"]},
        unit=UNIT,
        actual={year: decimal(t) for year, t in found["actual"]},
        target={year: Decimal(t) for year, t in found["path"]},
        digits=0,
    )


def steps(partners: Json) -> charts.Chart | None:
    if not partners["steps"]:
        return None
    return charts.stacked_bars(
        "steps",
        title=_("Climate partners at the end of each year, the last column at the cut-off"),
        unit=_("partners"),
        years=[year for year, _n in partners["steps"]],
        series={_("Number"): {year: Decimal(n) for year, n in partners["steps"]}},
        digits=0,
    )


def sectors(partners: Json) -> charts.Chart | None:
    if not partners["by_sector"]:
        return None
    return charts.horizontal_bars(
        "sectors",
        title=_("Climate partners by sector"),
        unit=_("partners"),
        series={_("Number"): {sector_name(code): Decimal(n) for code, n, _employees in partners["by_sector"]}},
        digits=0,
    )


def emissions(years: list[Json]) -> charts.Chart | None:
    rows = [row for row in years if row["balances"]]
    if not any(both(row) is not None for row in rows):
        return None
    return charts.stacked_bars(
        "emissions",
        title=_("Gross sum of the partners with a checked balance; who they are differs from year to year"),
        unit=UNIT,
        years=list(range(rows[0]["year"], rows[-1]["year"] + 1)),
        series={
            _("Scope 1"): {row["year"]: decimal(row["scope1_t"]) for row in rows},
            _("Scope 2 (location-based)"): {row["year"]: decimal(row["scope2_location_t"]) for row in rows},
        },
        digits=0,
    )


def measures(fields: list[Json]) -> charts.Chart | None:
    columns = {"planned": _("Planned"), "achieved": _("Achieved"), "checked": _("Checked")}
    told = {name: label for name, label in columns.items() if any(row[f"{name}_t"] is not None for row in fields)}
    if not told:
        return None
    return charts.horizontal_bars(
        "measures",
        title=_("Planned, achieved and checked by field of action, side by side"),
        unit=_("t CO₂e a year"),
        series={
            label: {field_name(row["field"]): decimal(row[f"{name}_t"]) for row in fields}
            for name, label in told.items()
        },
        digits=0,
    )


def sector_name(code: str | None) -> str:
    if code is None:
        return str(_("Summarised sectors"))
    return str(Partner.Sector(code).label) if code else str(_("not stated"))


def field_name(code: str | None) -> str:
    return str(Measure.Field(code).label) if code else str(_("Summarised fields"))
