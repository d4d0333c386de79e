"""The annual report as PDF/UA, from a snapshot and nothing else."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Measure
from klimapakt.lib import charts, numbers, pdf
from klimapakt.pact.models import CityReport
from partners.models import Pact, Partner

Json = dict[str, Any]  # Any: JSON
UNIT = "t CO₂e"


def city_report(report: CityReport, context: Json) -> bytes:
    return pdf.render(
        "pact/pdf/city_report.html", context, language=report.language, created=report.snapshot.created_at
    )


def city_report_context(report: CityReport) -> Json:
    """Everything the template shows: rows, charts, sentences; all from the frozen figures."""
    with translation.override(report.language):
        figures = report.snapshot.figures
        context = {
            "report": report,
            "snapshot": report.snapshot,
            "figures": figures,
            "goal": figures["goal"],
            "pact": Pact.objects.current(),
            "title": _("Annual report %(year)s") % {"year": report.snapshot.year},
            "head_left": figures["goal"]["pact"],
            "head_right": _("Annual report %(year)s, version %(version)s")
            % {"year": report.snapshot.year, "version": report.snapshot.version},
            "author": figures["goal"]["office"],
            "is_draft": report.state == CityReport.State.DRAFT,
            "source": source(report),
            "sentences": sentences(figures),
            "tiles": tiles(figures),
            "charts": drawings(figures),
            "years": [year_row(row) for row in figures["emissions"]["years"] if row["balances"]],
            "constant": [constant_row(row) for row in figures["emissions"]["constant"]],
            "sectors": [sector_row(row) for row in figures["emissions"]["sectors"]],
            "measures": [measure_row(row) for row in figures["measures"]["by_field"]],
            "measure_total": measure_row({"field": None, **figures["measures"]["total"]}),
            "statuses": [(str(Measure.Status(status).label), n) for status, n in figures["measures"]["by_status"]],
            "groups": groups(figures),
            "names": [(name, day(iso)) for name, iso in figures["partners"]["names"]],
            "events": [event_row(row, report.language) for row in figures["events"]],
            "event_count": sum(row["day"].startswith(str(report.snapshot.year)) for row in figures["events"]),
            "coverage": coverage(figures),
            "founded": day(figures["goal"]["founded_on"]) if figures["goal"]["founded_on"] else "",
            "city_total_t": city_total(figures),
            "business_share": decimal(figures["goal"]["business_share_percent"]),
            "saving_goal": decimal(figures["goal"]["saving_goal_t"]),
            "dominance": decimal(figures["goal"]["dominance_percent"]),
        }
        context["chapters"] = chapters(report)
    return context


def chapters(report: CityReport) -> list[tuple[str, str, int]]:
    greeting = [("greeting", _("Words of greeting"), 1)] if report.greeting else []
    return [
        ("glance", _("At a glance"), 1),
        *greeting,
        ("pact", _("1 The climate pact"), 1),
        ("partners", _("2 The climate partners"), 1),
        ("emissions", _("3 Emissions"), 1),
        ("targets", _("4 Targets"), 1),
        ("measures", _("5 Measures"), 1),
        ("network", _("6 Network"), 1),
        ("contribution", _("7 Contribution to the city's goal"), 1),
        ("annex", _("Annex"), 1),
    ]


def source(report: CityReport) -> str:
    return _("Source: data of the partners, checked by the office; as of %(day)s.") % {
        "day": date_format(timezone.localtime(report.snapshot.cut_off), "DATE_FORMAT")
    }


def day(iso: str) -> str:
    return str(date_format(dt.date.fromisoformat(iso), "DATE_FORMAT"))


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def tonnes(text: str | None) -> str:
    return numbers.number(decimal(text), 0) if text is not None else "–"


def coverage(figures: Json) -> str:
    return _("Data of %(delivered)s of %(members)s partners") % {
        "delivered": figures["emissions"]["delivered"],
        "members": figures["partners"]["members"],
    }


def city_total(figures: Json) -> str:
    """What the whole city emits at its goal: head count times the value per head."""
    goal = figures["goal"]
    if not goal["inhabitants"] or not goal["target_t_per_head"]:
        return ""
    return numbers.number(Decimal(goal["inhabitants"]) * Decimal(goal["target_t_per_head"]) / 1_000_000, 2)


def both(row: Json) -> Decimal | None:
    one, two = decimal(row["scope1_t"]), decimal(row["scope2_location_t"])
    return None if one is None or two is None else one + two


def last_row(figures: Json) -> Json | None:
    return next((row for row in reversed(figures["emissions"]["years"]) if row["balances"]), None)


def sentences(figures: Json) -> list[str]:
    """At a glance in five sentences, the city's goal first; each figure is the one of the tables."""
    goal, partners, measures = figures["goal"], figures["partners"], figures["measures"]["total"]
    found = [
        _("%(city)s wants to be climate neutral by %(year)s, that is %(value)s t CO₂ per head and year.")
        % {
            "city": goal["city"],
            "year": goal["target_year"],
            "value": numbers.number(Decimal(goal["target_t_per_head"])),
        },
        ngettext(
            "%(count)s company is a climate partner; its %(employees)s people work in the city and beyond.",
            "%(count)s companies are climate partners; together they employ %(employees)s people.",
            partners["members"],
        )
        % {"count": partners["members"], "employees": numbers.number(partners["employees"])},
    ]
    row = last_row(figures)
    if row and (total := both(row)) is not None:
        found.append(
            _(
                "The balances of %(year)s that were checked (%(n)s of %(members)s partners) add up to %(total)s "
                "at the sites in the city (Scope 1 and 2, location-based)."
            )
            % {
                "year": row["year"],
                "n": row["balances"],
                "members": partners["members"],
                "total": f"{numbers.number(total, 0)}\u00a0{UNIT}",
            }
        )
    else:
        found.append(_("For this year no sum can be given: too few balances are checked."))
    if figures["emissions"]["constant"]:
        found.append(constant_sentence(figures["emissions"]["constant"][0]))
    found.append(
        _(
            "%(count)s measures are recorded: planned are %(planned)s a year, achieved were %(achieved)s, "
            "checked are %(checked)s."
        )
        % {
            "count": numbers.number(measures["measures"]),
            "planned": f"{tonnes(measures['planned_t'])}\u00a0{UNIT}",
            "achieved": f"{tonnes(measures['achieved_t'])}\u00a0{UNIT}",
            "checked": f"{tonnes(measures['checked_t'])}\u00a0{UNIT}",
        }
    )
    return found


def constant_sentence(row: Json) -> str:
    return ngettext(
        "%(count)s partner has balances of both %(before)s and %(now)s: its emissions changed by %(change)s.",
        "%(count)s partners have balances of both %(before)s and %(now)s: their emissions changed by %(change)s.",
        row["partners"],
    ) % {
        "count": row["partners"],
        "before": row["from"],
        "now": row["to"],
        "change": numbers.percent(decimal(row["change_percent"])),
    }


def tiles(figures: Json) -> list[tuple[str, str, str]]:
    """(value, label, note)"""
    partners, targets, total = figures["partners"], figures["targets"], figures["measures"]["total"]
    return [
        (
            numbers.number(partners["members"]),
            _("climate partners"),
            _("%(count)s left so far") % {"count": partners["left"]},
        ),
        (numbers.number(figures["emissions"]["delivered"]), _("checked balances"), coverage(figures)),
        (numbers.number(targets["partners"]), _("partners with a target"), mean_note(targets)),
        (tonnes(total["planned_t"]), _("t CO₂e a year planned"), of(total["planned_n"], total["measures"])),
        (tonnes(total["achieved_t"]), _("t CO₂e achieved in the year"), of(total["achieved_n"], total["measures"])),
        (tonnes(total["checked_t"]), _("t CO₂e of them checked"), of(total["checked_n"], total["measures"])),
    ]


def mean_note(targets: Json) -> str:
    if targets["mean_reduction_percent"] is None:
        return ""
    return _("mean reduction %(percent)s") % {"percent": numbers.percent(decimal(targets["mean_reduction_percent"]), 0)}


def of(n: int, total: int) -> str:
    return _("from %(n)s of %(total)s measures") % {"n": n, "total": total}


def drawings(figures: Json) -> Json:
    """The charts by name; a chart without data is left out."""
    rows = [row for row in figures["emissions"]["years"] if row["balances"]]
    path = figures["targets"]["path"]
    fields = figures["measures"]["by_field"]
    made: Json = {}
    if figures["partners"]["steps"]:
        made["steps"] = charts.stacked_bars(
            "steps",
            title=_("%(count)s climate partners at the cut-off") % {"count": figures["partners"]["members"]},
            unit=_("partners"),
            years=[year for year, _n in figures["partners"]["steps"]],
            series={_("Climate partners"): {year: Decimal(n) for year, n in figures["partners"]["steps"]}},
            digits=0,
        )
    if figures["partners"]["by_sector"]:
        made["sectors"] = charts.horizontal_bars(
            "sectors",
            title=_("Climate partners by sector"),
            unit=_("partners"),
            series={_("Partners"): {sector_name(s): Decimal(n) for s, n, _e in figures["partners"]["by_sector"]}},
            digits=0,
        )
    if any(both(row) is not None for row in rows):
        made["emissions"] = charts.stacked_bars(
            "emissions",
            title=_("Emissions of the partners with checked balances; their number grows"),
            unit=UNIT,
            years=[row["year"] for row in rows],
            series={
                _("Scope 1"): {row["year"]: decimal(row["scope1_t"]) for row in rows},
                _("Scope 2 (location-based)"): {row["year"]: decimal(row["scope2_location_t"]) for row in rows},
            },
            digits=0,
        )
    if path["partners"]:
        made["path"] = charts.line_path(
            "path",
            title=ngettext(
                "%(count)s partner against its pathway",
                "%(count)s partners against the sum of their pathways",
                path["partners"],
            )
            % {"count": path["partners"]},
            unit=UNIT,
            actual={year: decimal(t) for year, t in path["actual"]},
            target={year: Decimal(t) for year, t in path["path"]},
            digits=0,
        )
    if fields:
        labels = {row["field"]: str(Measure.Field(row["field"]).label) for row in fields}
        made["measures"] = charts.horizontal_bars(
            "measures",
            title=_("Planned and achieved, by field of action"),
            unit=_("t CO₂e a year"),
            series={
                _("Planned"): {labels[row["field"]]: decimal(row["planned_t"]) for row in fields},
                _("Achieved"): {labels[row["field"]]: decimal(row["achieved_t"]) for row in fields},
            },
            digits=0,
        )
    return made


def sector_name(code: str | None) -> str:
    if code is None:
        return str(_("Summarised sectors"))
    return str(Partner.Sector(code).label) if code else str(_("not stated"))


def year_row(row: Json) -> Json:
    total = both(row)
    return {
        "year": row["year"],
        "n": row["balances"],
        "scope1": tonnes(row["scope1_t"]),
        "scope2": tonnes(row["scope2_location_t"]),
        "total": numbers.number(total, 0) if total is not None else _("summarised"),
        "market": tonnes(row["scope2_market_t"]),
        "market_n": row["scope2_market_n"],
        "scope3": tonnes(row["scope3_t"]),
        "scope3_n": row["scope3_n"],
    }


def constant_row(row: Json) -> Json:
    return {
        "period": f"{row['from']}–{row['to']}",
        "partners": row["partners"],
        "before": tonnes(row["before_t"]),
        "now": tonnes(row["now_t"]),
        "change": numbers.percent(decimal(row["change_percent"])),
        "activity": tonnes(row["activity_t"]),
        "factor": tonnes(row["factor_t"]),
        "explained": row["explained"],
    }


def sector_row(row: Json) -> Json:
    return {
        "name": sector_name(row["sector"]),
        "partners": row["partners"],
        "scope1": tonnes(row["scope1_t"]),
        "scope2": tonnes(row["scope2_t"]),
    }


def measure_row(row: Json) -> Json:
    return {
        "name": str(Measure.Field(row["field"]).label) if row["field"] else _("Total"),
        "measures": row["measures"],
        **{name: tonnes(row[f"{name}_t"]) for name in ("planned", "achieved", "checked")},
        **{f"{name}_n": row[f"{name}_n"] for name in ("planned", "achieved", "checked")},
    }


def groups(figures: Json) -> list[tuple[str, list[tuple[str, int]]]]:
    """Partners by size and by district."""
    sizes = [(str(Partner.Size(s).label) if s else _("not stated"), n) for s, n, _e in figures["partners"]["by_size"]]
    districts = [(name or _("not stated"), n) for name, n, _e in figures["partners"]["by_district"]]
    return [(_("Size"), sizes), (_("District"), districts)]


def event_row(row: Json, language: str) -> Json:
    return {
        "day": day(row["day"]),
        "title": row[f"title_{language}"],
        "theme": row[f"theme_{language}"],
        "venue": row["venue"],
        "people": numbers.number(row["people"]) if row["people"] else "–",
    }
