"""The annual report: freeze the figures, have it rendered, publish it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from emissions.models import FactorSet
from klimapakt.pact import figures, report_texts, tasks
from klimapakt.pact.errors import ReportNotReady
from klimapakt.pact.models import CityReport, ReportText, Snapshot
from partners import actions as partner_actions
from partners.models import Pact, User

FREEZING = 7302  # our advisory lock while a version is numbered
JUST_NOW = dt.timedelta(seconds=20)


def canonical(values: figures.Figures) -> bytes:
    """The one spelling of the figures, so that the same figures have the same hash."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@transaction.atomic
def freeze_snapshot(*, year: int, cut_off: dt.datetime, by: User) -> Snapshot:
    """Compute the figures of a year and keep them for ever, as the next version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FREEZING, year])
    values = figures.compute(year=year, cut_off=cut_off, pact=Pact.objects.current())
    of_pact = Snapshot.objects.filter(year=year, partner__isnull=True)
    editions = FactorSet.objects.filter(is_withdrawn=False, published_on__lte=timezone.localdate(cut_off))
    edition = editions.order_by("-published_on").values_list("edition", flat=True)
    return Snapshot.objects.create(
        year=year,
        version=(of_pact.aggregate(last=Max("version"))["last"] or 0) + 1,
        cut_off=cut_off,
        figures=values,
        rules_version=figures.RULES_VERSION,
        factor_edition=edition.first() or "",
        sha256=hashlib.sha256(canonical(values)).hexdigest(),
        created_by=by,
    )


@transaction.atomic
def start_city_report(
    *,
    year: int,
    cut_off: dt.datetime,
    language: str,
    greeting: str,
    greeting_by: str,
    by: User,
    left_out: Sequence[str] = (),
) -> CityReport:
    """Freeze figures and texts and render the report in a worker. Pressed twice: the first one is returned."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    recent = timezone.now() - JUST_NOW
    same = CityReport.objects.filter(
        snapshot__year=year,
        snapshot__created_by=by,
        snapshot__created_at__gte=recent,
        language=language,
        greeting=greeting,
        greeting_by=greeting_by,
        left_out=list(left_out),
    )
    if twin := same.select_related("job", "snapshot").first():
        return twin
    snapshot = freeze_snapshot(year=year, cut_off=cut_off, by=by)
    report = CityReport.objects.create(
        snapshot=snapshot,
        language=language,
        greeting=greeting,
        greeting_by=greeting_by,
        left_out=list(left_out),
        texts=report_texts.texts(year),
        examples=report_texts.examples(year),
    )
    partner_actions.log(by=by, verb="report-started", subject=report, state_to=CityReport.State.DRAFT)
    return render_again(report, by)


@transaction.atomic
def publish_city_report(*, report: CityReport, by: User) -> CityReport:
    """Make a draft public; it is rendered once more, without the draft's mark. Raises ReportNotReady."""
    report = CityReport.objects.select_for_update(of=("self",)).select_related("snapshot").get(pk=report.pk)
    if report.state != CityReport.State.DRAFT or not report.file:
        raise ReportNotReady(report)
    report.state, report.published_at, report.published_by = CityReport.State.PUBLISHED, timezone.now(), by
    report.save(update_fields=["state", "published_at", "published_by"])
    partner_actions.log(
        by=by, verb="report-published", subject=report, state_from=CityReport.State.DRAFT, state_to=report.state
    )
    return render_again(report, by)


@transaction.atomic
def retry_city_report(*, report: CityReport, by: User) -> CityReport:
    """After a failure: render the same frozen figures once more. Raises ReportNotReady while one is at work."""
    report = CityReport.objects.select_for_update(of=("self",)).select_related("snapshot", "job").get(pk=report.pk)
    if not report.has_failed:
        raise ReportNotReady(report)
    return render_again(report, by)


@transaction.atomic
def save_report_texts(*, year: int, texts: Mapping[str, Mapping[str, str]]) -> None:
    """The text modules of a year by chapter; one whose German text is empty goes."""
    for chapter, text in texts.items():
        if text["text_de"]:
            ReportText.objects.update_or_create(year=year, chapter=chapter, defaults=dict(text))
        else:
            ReportText.objects.filter(year=year, chapter=chapter).delete()


@transaction.atomic
def take_report_texts(*, report: CityReport, by: User) -> CityReport:
    """Freeze the texts as they are now into a draft, and make its files again. Raises ReportNotReady."""
    report = CityReport.objects.select_for_update(of=("self",)).select_related("snapshot", "job").get(pk=report.pk)
    if report.state != CityReport.State.DRAFT or report.is_rendering:
        raise ReportNotReady(report)
    report.texts, report.examples = (
        report_texts.texts(report.snapshot.year),
        report_texts.examples(report.snapshot.year),
    )
    report.save(update_fields=["texts", "examples"])
    partner_actions.log(by=by, verb="report-texts", subject=report)
    return render_again(report, by)


def render_again(report: CityReport, by: User) -> CityReport:
    report.job = partner_actions.start_job(
        kind="city-report",
        title=_("Annual report %(year)s, version %(version)s")
        % {"year": report.snapshot.year, "version": report.snapshot.version},
        task=tasks.render_city_report,
        by=by,
        params={"report": report.pk},
        is_stoppable=True,
    )
    report.save(update_fields=["job"])
    return report
