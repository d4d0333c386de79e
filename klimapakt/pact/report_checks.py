"""What to look at before a report is published: each with the place where it can be mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Balance, MeasureUpdate
from events.models import Event
from klimapakt.pact import report_texts
from klimapakt.pact.figures.comparison import given_away
from klimapakt.pact.models import CityReport, ReportFile, ReportText, Snapshot
from partners.models import User

COUNCIL_PAGES, LEAST_EXAMPLES = 4, 4
PUBLISHED = 3  # reports that a new one is set against
NOT_NEEDED = (ReportText.Chapter.GREETING, ReportText.Chapter.ANNEX)  # texts that a report may well do without
Json = dict[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Check:
    """`url`: where whoever looks can mend it; empty where somebody else has to."""

    text: str
    url: str = ""
    label: str = ""


def of(report: CityReport, user: User) -> list[Check]:
    return [*of_figures(report, user), *of_published(report), *of_texts(report, user), *of_files(report, user)]


def of_figures(report: CityReport, user: User) -> Iterator[Check]:
    figures, year = report.snapshot.figures, report.snapshot.year
    board = reverse("pact:office_rounds") if user.is_office else ""
    again = reverse("pact:city_report_start") if user.is_city else ""
    if missing := figures["partners"]["members"] - figures["emissions"]["delivered"]:
        text = ngettext(
            "%(count)s partner without a checked balance", "%(count)s partners without a checked balance", missing
        )
        yield Check(text % {"count": missing}, board, _("To the rounds"))
    if unknown := next((row["unknown_share"] for row in figures["emissions"]["years"] if row["year"] == year), 0):
        text = ngettext(
            "%(count)s balance does not say which share belongs to the city: it counts in full",
            "%(count)s balances do not say which share belongs to the city: they count in full",
            unknown,
        )
        yield Check(text % {"count": unknown}, board, _("To the rounds"))
    if hidden := hidden_cells(figures):
        text = ngettext(
            "%(count)s sum is not told, since it would tell of a few partners",
            "%(count)s sums are not told, since they would tell of a few partners",
            hidden,
        )
        yield Check(text % {"count": hidden}, board, _("To the rounds"))
    if newer := newer_data(report):
        text = ngettext(
            "%(count)s balance or result was checked after the cut-off",
            "%(count)s balances or results were checked after the cut-off",
            newer,
        )
        yield Check(text % {"count": newer}, again, _("Make a new version"))
    uncounted = Event.objects.filter(
        status=Event.Status.HELD, starts_at__year=year, starts_at__lte=report.snapshot.cut_off, people_attended=None
    )
    for event in uncounted.order_by("starts_at"):
        url = reverse("events:event_manage", args=[event.pk]) if user.is_office else ""
        yield Check(_("%(event)s has no number of people who came") % {"event": event}, url, _("To the event"))


def of_published(report: CityReport) -> Iterator[Check]:
    """Whether somebody could subtract: the latest reports are in public, and stay there."""
    published = Snapshot.objects.filter(city_reports__state=CityReport.State.PUBLISHED).exclude(pk=report.snapshot_id)
    for known in published.distinct().order_by("-year", "-version")[:PUBLISHED]:
        if years := given_away(known, report.snapshot):
            values = {"year": known.year, "version": known.version, "years": ", ".join(map(str, years))}
            yield Check(
                _(
                    "Beside the published report %(year)s, version %(version)s, sums of %(years)s tell of a few "
                    "partners by their difference"
                )
                % values,
                f"{reverse('pact:city_report_comparison')}?a={known.pk}&b={report.snapshot_id}",
                _("See what is different"),
            )


def hidden_cells(figures: Json) -> int:
    """Sums that nobody is told although somebody adds to them."""
    years, measures = figures["emissions"]["years"], figures["measures"]
    sums = [row["is_hidden"] for row in (*years, *figures["emissions"]["constant"], figures["targets"]["path"])]
    sums += [row["scope1_t"] is None for row in figures["emissions"]["sectors"]]
    sums += [
        bool(row[f"{name}_n"]) and row[f"{name}_t"] is None
        for row in (measures["total"], *measures["by_field"])
        for name in ("planned", "achieved", "checked")
    ]
    return sum(sums)


def newer_data(report: CityReport) -> int:
    """Checked after the cut-off, of years that the report tells of."""
    after = report.snapshot.cut_off
    balances = Balance.objects.filter(year__lte=report.snapshot.year, approved_at__gt=after).count()
    return balances + MeasureUpdate.objects.filter(year=report.snapshot.year, checked_at__gt=after).count()


def of_texts(report: CityReport, user: User) -> Iterator[Check]:
    url = reverse("pact:city_report_texts", args=[report.pk]) if user.is_office else ""
    label = _("Write texts")
    absent = [*NOT_NEEDED, *report.left_out, *([] if report.examples else [ReportText.Chapter.EXAMPLES])]
    wanted = [chapter for chapter in ReportText.Chapter if chapter not in absent]
    missing = [str(chapter.label) for chapter in wanted if not report.texts.get(chapter, {}).get("de")]
    if missing:
        yield Check(_("No text module: %(chapters)s") % {"chapters": ", ".join(missing)}, url, label)
    german = [str(chapter.label) for chapter in wanted if in_german_alone(report.texts.get(chapter, {}))]
    if german:
        yield Check(_("English is missing: %(chapters)s") % {"chapters": ", ".join(german)}, url, label)
    if report_texts.are_newer(report):
        yield Check(_("Texts or examples were changed since this version was made"), url, _("Take them over"))
    if ReportText.Chapter.EXAMPLES not in report.left_out and len(report.examples) < LEAST_EXAMPLES:
        admin = reverse("admin:pact_reportexample_changelist") if user.is_office else ""
        text = _("%(count)s good examples are chosen; four to eight make the chapter") % {"count": len(report.examples)}
        yield Check(text, admin, _("Choose examples"))


def in_german_alone(text: Json) -> bool:
    return bool(text.get("de")) and not text.get("en")


def of_files(report: CityReport, user: User) -> Iterator[Check]:
    if not report.file:
        yield Check(_("The file is not there yet"))
    council = report.files.filter(Q(kind=ReportFile.Kind.COUNCIL, form=ReportFile.Form.PDF)).first()
    if council and (council.pages or 0) > COUNCIL_PAGES:
        url = reverse("pact:city_report_texts", args=[report.pk]) if user.is_office else ""
        text = _("The council's version has %(pages)s pages instead of four: shorten the texts")
        yield Check(text % {"pages": council.pages}, url, _("Write texts"))
