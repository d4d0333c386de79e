"""The annual report as PDF/UA, from a snapshot and nothing else."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from emissions.models import Measure
from klimapakt.lib import numbers, pdf
from klimapakt.pact.documents import words
from klimapakt.pact.documents.drawings import drawings, field_name, printed, sector_name
from klimapakt.pact.documents.words import Json, both, day, decimal, tonnes
from klimapakt.pact.models import CityReport, Snapshot
from partners.models import Partner

COLUMNS = ("planned", "achieved", "checked")


def city_report(report: CityReport, context: Json) -> bytes:
    return pdf.render(
        "pact/pdf/city_report.html", context, language=report.language, created=report.snapshot.created_at
    )


def told(snapshot: Snapshot, language: str) -> Json:
    """What page and paper say alike, in the language that is active: sentences, charts, rows; from frozen figures."""
    figures = snapshot.figures
    goal = figures["goal"]
    return {
        "snapshot": snapshot,
        "figures": figures,
        "goal": goal,
        "cut_off": words.cut_off(figures),
        "summary": goal[f"summary_{language}"],
        "sentences": words.glance(figures),
        "tiles": words.tiles(figures),
        "source": words.sources(figures),
        "coverage": words.coverage(figures),
        "measure_coverage": words.coverage(figures, figures["measures"]["total"]["partners"]),
        "target_coverage": words.coverage(figures, figures["targets"]["partners"]),
        "path_gap": words.path_gap(figures["targets"]["path"]),
        "charts": drawings(figures),
        **rows(figures, language),
        "city_total_t": city_total(goal),
        "business_share": decimal(goal["business_share_percent"]),
        "saving_goal": decimal(goal["saving_goal_t"]),
        "dominance": decimal(goal["dominance_percent"]),
    }


def city_report_context(report: CityReport) -> Json:
    """Everything the template shows."""
    with translation.override(report.language):
        context = told(report.snapshot, report.language)
        goal, made = context["goal"], context["charts"]
        year = {"year": report.snapshot.year, "version": report.snapshot.version}
        return {
            **context,
            "report": report,
            "title": _("Annual report %(year)s") % year,
            "head_left": goal["pact"],
            "head_right": _("Annual report %(year)s, version %(version)s") % year,
            "author": goal["office"],
            "is_draft": report.state == CityReport.State.DRAFT,
            "address": ", ".join(line for line in goal["office_address"].splitlines() if line.strip()),
            "founded": day(goal["founded_on"]) if goal["founded_on"] else "",
            "chapters": chapters(report),
            "annex": [printed(chart) for chart in made.values()],
            "figure": {name: number for number, name in enumerate(made, start=1)},
        }


def rows(figures: Json, language: str) -> Json:
    """The tables."""
    emissions, measures = figures["emissions"], figures["measures"]
    with_data = [row for row in emissions["years"] if row["balances"]]
    path = figures["targets"]["path"]
    return {
        "years": [year_row(row) for row in with_data],
        "apart": [apart_row(row) for row in with_data if row["scope2_market_n"] or row["scope3_n"]],
        "constant": [constant_row(row) for row in emissions["constant"]],
        "sectors": [sector_row(row) for row in emissions["sectors"]],
        "mean_reduction": decimal(figures["targets"]["mean_reduction_percent"]),
        "path_rows": [path_row(year, actual, dict(path["path"])[year]) for year, actual in path["actual"]],
        "measures": [measure_row(field_name(row["field"]), row) for row in measures["by_field"]],
        "measure_total": measure_row(_("Total"), measures["total"]),
        "statuses": [(str(Measure.Status(status).label), n) for status, n in measures["by_status"]],
        "groups": groups(figures["partners"]),
        "names": [(name, day(iso)) for name, iso in figures["partners"]["names"]],
        "events": [event_row(row, language) for row in figures["events"]],
        "event_count": sum(row["day"].startswith(str(figures["year"])) for row in figures["events"]),
    }


def chapters(report: CityReport) -> list[tuple[str, str, int]]:
    greeting = [("greeting", _("Words of greeting"), 1)] if report.greeting else []
    return [
        ("glance", _("At a glance"), 1),
        *greeting,
        ("pact", _("1 The climate pact"), 1),
        ("partners", _("2 The climate partners"), 1),
        ("names", _("Names"), 2),
        ("emissions", _("3 Emissions"), 1),
        ("constant", _("Change of the constant group"), 2),
        ("by-sector", _("Emissions by sector"), 2),
        ("targets", _("4 Targets"), 1),
        ("measures", _("5 Measures"), 1),
        ("network", _("6 Network"), 1),
        ("contribution", _("7 Contribution to the city's goal"), 1),
        ("annex", _("Annex"), 1),
        ("method", _("Method"), 2),
        ("rounding", _("Rounding and summarising"), 2),
        ("values", _("Values of the figures"), 2),
        ("glossary", _("Words"), 2),
        ("imprint", _("Imprint"), 2),
    ]


def city_total(goal: Json) -> str:
    """What the whole city emits at its goal: head count times the value per head, in millions."""
    if not goal["inhabitants"] or not goal["target_t_per_head"]:
        return ""
    return numbers.number(Decimal(goal["inhabitants"]) * Decimal(goal["target_t_per_head"]) / 1_000_000, 2)


def year_row(row: Json) -> Json:
    total = both(row)
    return {
        "year": row["year"],
        "n": row["balances"],
        "scope1": value_of(row["scope1_t"], row["scope1_n"]),
        "scope2": value_of(row["scope2_location_t"], row["scope2_location_n"]),
        "total": _("not given") if total is None else numbers.number(total, 0),
    }


def apart_row(row: Json) -> Json:
    """Market-based scope 2 and scope 3, each with the number of balances that state it."""
    return {
        "year": row["year"],
        **{name: value_of(row[f"{scope}_t"], row[f"{scope}_n"]) for name, scope in APART.items()},
        **{f"{name}_n": row[f"{scope}_n"] for name, scope in APART.items()},
    }


APART = {"market": "scope2_market", "scope3": "scope3"}


def value_of(text: str | None, n: int) -> str:
    return _("not given") if text is None and n else tonnes(text)


def constant_row(row: Json) -> Json:
    return {
        "period": f"{row['from']}–{row['to']}",
        "partners": row["partners"],
        "before": value_of(row["before_t"], row["partners"]),
        "now": tonnes(row["now_t"]),
        "change": "–" if row["change_percent"] is None else numbers.percent(decimal(row["change_percent"])),
        "activity": tonnes(row["activity_t"]),
        "factor": tonnes(row["factor_t"]),
        "explained": row["explained"] if row["activity_t"] is not None else 0,
    }


def sector_row(row: Json) -> Json:
    return {
        "name": sector_name(row["sector"]),
        "partners": row["partners"],
        "scope1": value_of(row["scope1_t"], row["partners"]),
        "scope2": value_of(row["scope2_t"], row["partners"]),
    }


def path_row(year: int, actual: str, promised: str) -> Json:
    gap = Decimal(actual) - Decimal(promised)
    return {"year": year, "actual": tonnes(actual), "path": tonnes(promised), "gap": numbers.number(gap, 0)}


def measure_row(name: str, row: Json) -> Json:
    return {
        "name": name,
        "measures": numbers.number(row["measures"]),
        **{column: value_of(row[f"{column}_t"], row[f"{column}_n"]) for column in COLUMNS},
        **{f"{column}_n": row[f"{column}_n"] for column in COLUMNS},
    }


def groups(partners: Json) -> list[tuple[str, list[tuple[str, int]]]]:
    """Partners by size, the smallest first, and by district."""
    order = [*Partner.Size.values, ""]
    sizes = sorted(partners["by_size"], key=lambda group: order.index(group[0]))
    return [
        (_("Size"), [(str(Partner.Size(s).label) if s else _("not stated"), n) for s, n, _e in sizes]),
        (_("District"), [(name or _("not stated"), n) for name, n, _e in partners["by_district"]]),
    ]


def event_row(row: Json, language: str) -> Json:
    return {
        "day": day(row["day"]),
        "title": row[f"title_{language}"],
        "theme": row[f"theme_{language}"] or "–",
        "venue": row["venue"] or "–",
        "people": numbers.number(row["people"]) if row["people"] else "–",
    }
