"""The annual report from a snapshot and frozen texts, and nothing else: PDF/UA, page and workbook."""

import re
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from klimapakt.lib import numbers, pdf
from klimapakt.pact.documents import report_parts, words
from klimapakt.pact.documents.drawings import drawings
from klimapakt.pact.documents.report_drawings import report_drawings
from klimapakt.pact.documents.report_tables import tables
from klimapakt.pact.documents.words import Json, day, decimal
from klimapakt.pact.models import CityReport, ReportFile, Snapshot

FULL = ReportFile.Kind.FULL
ANCHORS = re.compile(r' id="([\w-]+)"')


def city_report(report: CityReport, context: Json) -> bytes:
    return pdf.render(
        "pact/pdf/city_report.html", context, language=context["language"], created=report.snapshot.created_at
    )


def told(snapshot: Snapshot, language: str) -> Json:
    """What page and paper say alike, in the language that is active: sentences and charts; from frozen figures."""
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
        "mean_reduction": decimal(figures["targets"]["mean_reduction_percent"]),
        "event_count": sum(row["day"].startswith(str(figures["year"])) for row in figures["events"]),
        "city_total_t": city_total(goal),
        "business_share": decimal(goal["business_share_percent"]),
        "saving_goal": decimal(goal["saving_goal_t"]),
        "dominance": decimal(goal["dominance_percent"]),
    }


def city_report_context(report: CityReport, kind: str = FULL) -> Json:
    """Everything the templates show; the chapters are rendered already, for paper."""
    language = ReportFile(report=report, kind=kind).language
    with translation.override(language):
        context = parts(report, kind, language)
        body = content(context, is_web=False)
        return {
            **context,
            "body": body,
            "contents": report_parts.contents(context["chapters"], set(ANCHORS.findall(body))),
        }


def city_report_page(report: CityReport, kind: str = FULL) -> Json:
    """For the browser: head and chapters, both drawings of each chart, tables that can be moved aside.

    All of it is in the report's language, whatever the page around it speaks.
    """
    language = ReportFile(report=report, kind=kind).language
    with translation.override(language):
        context = parts(report, kind, language)
        page = {**context, "body": content(context, is_web=True)}
        return {**page, "twin": mark_safe(render_to_string("pact/report/_web.html", page))}  # noqa: S308 -- likewise


def content(context: Json, *, is_web: bool) -> SafeString:
    html = render_to_string("pact/report/_chapters.html", {**context, "is_web": is_web})
    return mark_safe(html.replace("t CO₂", f"t{numbers.NBSP}CO₂"))  # noqa: S308 -- rendered by a template just now


def parts(report: CityReport, kind: str, language: str) -> Json:
    """In the language that is active."""
    snapshot, edition = report.snapshot, report_parts.EDITIONS[ReportFile.Kind(kind)]
    context = told(snapshot, language)
    figures, goal = context["figures"], context["goal"]
    shown = report_parts.chapters(report, kind, language)
    charts = report_parts.numbered_charts(report_drawings(figures, language), shown, edition)
    numbered = report_parts.numbered_tables(tables(figures, language), shown, edition)
    year = {"year": snapshot.year, "version": snapshot.version}
    return {
        **context,
        "report": report,
        "language": language,
        "edition": edition,
        "kind": str(ReportFile.Kind(kind).label),
        "number": f"JB-{snapshot.year}-{snapshot.version}-{snapshot.sha256[:8]}",
        "title": _("Annual report %(year)s") % year,
        "head_left": goal["pact"],
        "head_right": _("Annual report %(year)s, version %(version)s") % year,
        "author": goal["office"],
        "is_draft": report.state == CityReport.State.DRAFT,
        "address": ", ".join(line for line in goal["office_address"].splitlines() if line.strip()),
        "founded": day(goal["founded_on"]) if goal["founded_on"] else "",
        "chapters": shown,
        "charts": {name: chart for name, (_number, chart) in charts.items()},
        "figure": {name: number for name, (number, _chart) in charts.items()},
        "tables": numbered,
        "annex": report_parts.annex(charts, len(numbered) + 1),
        "examples": [example(row, language) for row in report.examples],
        "changes": figures.get("changes"),
        "network": figures.get("network"),
        "plans": figures.get("plans"),
        "invested": invested(figures),
    }


def invested(figures: Json) -> str:
    eur = decimal(figures.get("plans", {}).get("investments", {}).get("eur"))
    return "" if eur is None else numbers.euros(numbers.rounded(eur, 0))


def example(row: Json, language: str) -> Json:
    """As it was frozen: the partner's released facts, and what the office wrote."""
    return {"name": row["name"], "text": row[f"text_{language}"], "facts": row[f"facts_{language}"]}


def city_total(goal: Json) -> str:
    """What the whole city emits at its goal: head count times the value per head, in millions."""
    if not goal["inhabitants"] or not goal["target_t_per_head"]:
        return ""
    return numbers.number(Decimal(goal["inhabitants"]) * Decimal(goal["target_t_per_head"]) / 1_000_000, 2)
