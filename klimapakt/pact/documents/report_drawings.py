"""The charts that only the annual report has."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimapakt.lib import charts
from klimapakt.pact.documents.drawings import drawings
from klimapakt.pact.documents.words import UNIT, Json, day, decimal


def report_drawings(figures: Json, language: str) -> dict[str, charts.Chart]:
    """All charts of the report by name, those of every page among them; one without data is left out."""
    made = {
        "reduction": reduction(figures["targets"]["path"]),
        "waterfall": waterfall(figures["emissions"]["constant"]),
        "target_years": target_years(figures["targets"]["by_year"]),
        "attendance": attendance(figures.get("network", {}).get("events", []), language),
        "shares": shares(figures["goal"]),
    }
    return {**drawings(figures), **{name: chart for name, chart in made.items() if chart}}


def reduction(path: Json) -> charts.Chart | None:
    """What was reached against what was promised by then. Who emits more than at first has reached nothing."""
    if len(path["actual"]) < 2:
        return None
    (first, before), (year, now) = path["actual"][0], path["actual"][-1]
    promised = dict(path["path"])
    achieved = Decimal(before) - Decimal(now)
    aim = Decimal(promised[first]) - Decimal(promised[year])
    if aim <= 0:
        return None
    label = ngettext(
        "%(count)s partner with a pathway: less emissions in %(year)s than in %(first)s",
        "%(count)s partners with a pathway: less emissions in %(year)s than in %(first)s",
        path["partners"],
    ) % {"count": path["partners"], "year": year, "first": first}
    return charts.bullet(
        "reduction",
        title=_("Reached, and promised for the same year"),
        unit=UNIT,
        goals=[charts.Goal(label, max(achieved, Decimal(0)), aim)],
        digits=0,
    )


def waterfall(pairs: list[Json]) -> charts.Chart | None:
    """From last year to this one, by cause; what no cause explains is a step of its own."""
    row = next((pair for pair in pairs if pair["activity_t"] is not None), None)
    if row is None:
        return None
    before, now = Decimal(row["before_t"]), Decimal(row["now_t"])
    activity, factor = Decimal(row["activity_t"]), Decimal(row["factor_t"])
    rest = now - before - activity - factor
    steps = [(_("Consumption"), activity), (_("Emission factors"), factor)]
    if rest:
        steps.append((_("Not broken down"), rest))
    sums = [before, before + activity, before + activity + factor, now]
    if any(value < 0 for value in sums):
        return None
    return charts.waterfall(
        "waterfall",
        title=ngettext(
            "How the emissions of %(count)s partner with a balance of both years changed",
            "How the emissions of %(count)s partners with a balance of both years changed",
            row["partners"],
        )
        % {"count": row["partners"]},
        unit=UNIT,
        start=(str(row["from"]), before),
        steps=steps,
        end_name=str(row["to"]),
        digits=0,
    )


def target_years(by_year: list[list[int]]) -> charts.Chart | None:
    if not by_year:
        return None
    return charts.horizontal_bars(
        "target_years",
        title=_("Targets by target year"),
        unit=_("targets"),
        series={_("Number"): {str(year): Decimal(n) for year, n in by_year}},
        digits=0,
    )


def attendance(events: list[Json], language: str) -> charts.Chart | None:
    counted = [row for row in events if row["people"]]
    if not counted:
        return None
    return charts.horizontal_bars(
        "attendance",
        title=_("People at the events of the year"),
        unit=_("people"),
        series={
            _("Number"): {f"{day(row['day'])}: {row[f'title_{language}']}": Decimal(row["people"]) for row in counted}
        },
        digits=0,
    )


def shares(goal: Json) -> charts.Chart | None:
    share = decimal(goal["business_share_percent"])
    if share is None or not 0 <= share <= 100:
        return None
    return charts.horizontal_bars(
        "shares",
        title=_("Who causes the city's CO₂, as the city has published it"),
        unit="%",
        series={_("Share"): {_("Business"): share, _("All others"): 100 - share}},
        digits=0,
    )
