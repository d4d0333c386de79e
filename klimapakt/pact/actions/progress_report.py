"""A partner's own report: freeze its figures, have them rendered; the same for all partners in one go."""

import hashlib
from collections.abc import Callable
from functools import partial

from celery import Task
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from emissions.models import Balance
from klimapakt.pact import tasks
from klimapakt.pact.actions.city_report import JUST_NOW, canonical
from klimapakt.pact.errors import NothingChecked, ReportNotReady
from klimapakt.pact.figures import partner as figures
from klimapakt.pact.models import ProgressBatch, ProgressReport, Snapshot
from partners import actions as partner_actions
from partners.models import Membership, Pact, Partner, User

FREEZING = 7303  # our advisory lock while a partner's version is numbered


@transaction.atomic
def freeze_partner(*, partner: Partner, year: int, by: User | None) -> Snapshot:
    """One partner's figures as they stand, as its next version. Raises NothingChecked without a checked balance."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FREEZING, partner.pk])
    now = timezone.now()
    try:
        values = figures.compute(partner=partner, year=year, cut_off=now, pact=Pact.objects.current())
    except Balance.DoesNotExist as error:
        raise NothingChecked(partner, year) from error
    last = Snapshot.objects.filter(partner=partner, year=year).aggregate(last=Max("version"))["last"]
    return Snapshot.objects.create(
        partner=partner,
        year=year,
        version=(last or 0) + 1,
        cut_off=now,
        figures=values,
        rules_version=figures.RULES_VERSION,
        factor_edition=values["balance"]["factor_edition"],
        sha256=hashlib.sha256(canonical(values)).hexdigest(),
        created_by=by,
    )


def new_report(
    *,
    partner: Partner,
    year: int,
    language: str,
    with_costs: bool,
    contacts: str,
    logo: ContentFile | None,
    by: User | None,
    batch: ProgressBatch | None = None,
) -> ProgressReport:
    """Frozen, not rendered yet."""
    return ProgressReport.objects.create(
        snapshot=freeze_partner(partner=partner, year=year, by=by),
        language=language,
        with_costs=with_costs,
        contacts=contacts,
        logo=logo,
        batch=batch,
    )


def contacts_of(partner: Partner) -> str:
    """Who leads, with an address: one person a line."""
    leads = partner.memberships.filter(role=Membership.Role.LEAD).select_related("user").order_by("pk")
    return "\n".join(f"{one.user} ({one.user.email})" for one in leads)


def copied_logo(partner: Partner) -> ContentFile | None:
    """None if there is none, or its file is lost."""
    if not partner.logo or not partner.logo.storage.exists(str(partner.logo.name)):
        return None
    with partner.logo.open("rb") as file:
        return ContentFile(file.read(), name=f"{partner.slug}.png")


@transaction.atomic
def start_progress_report(
    *, partner: Partner, year: int, language: str, with_costs: bool, with_contacts: bool, with_logo: bool, by: User
) -> ProgressReport:
    """Freeze, and render in a worker. Pressed twice: the first one is returned. Raises NothingChecked."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    contacts = contacts_of(partner) if with_contacts else ""
    logo = copied_logo(partner) if with_logo else None
    same = ProgressReport.objects.filter(
        snapshot__partner=partner,
        snapshot__year=year,
        snapshot__created_by=by,
        created_at__gte=timezone.now() - JUST_NOW,
        language=language,
        with_costs=with_costs,
        contacts=contacts,
    )
    same = same.exclude(logo="") if logo else same.filter(logo="")
    if twin := same.select_related("job", "snapshot__partner").order_by("-pk").first():
        return twin
    report = new_report(
        partner=partner,
        year=year,
        language=language,
        with_costs=with_costs,
        contacts=contacts,
        logo=logo,
        by=by,
    )
    partner_actions.log(by=by, verb="progress-report-started", subject=report, partner=partner, state_to=str(year))
    return draw_progress_report(report, by)


@transaction.atomic
def retry_progress_report(*, report: ProgressReport, by: User) -> ProgressReport:
    """Render the same frozen figures once more. Raises ReportNotReady while one is at work, or where it is there."""
    report = ProgressReport.objects.for_table().select_for_update(of=("self",)).get(pk=report.pk)
    if not report.has_failed:
        raise ReportNotReady(report)
    return draw_progress_report(report, by)


def draw_progress_report(report: ProgressReport, by: User) -> ProgressReport:
    report.job = partner_actions.start_job(
        kind="progress-report",
        title=_("Progress report %(year)s, %(partner)s")
        % {"year": report.snapshot.year, "partner": report.partner.name[:110]},
        task=tasks.render_progress_report,
        by=by,
        params={"report": report.pk},
        is_stoppable=True,
    )
    report.save(update_fields=["job"])
    return report


@transaction.atomic
def start_progress_batch(*, year: int, language: str, with_costs: bool, by: User, task: Task) -> ProgressBatch:
    """The reports of all partners with a checked balance of the year. A batch at work is returned instead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [FREEZING])
    for batch in ProgressBatch.objects.select_related("job").filter(job__ended_at__isnull=True, job__isnull=False):
        return batch
    if not partners_of(year).exists():
        raise NothingChecked(year)
    batch = ProgressBatch.objects.create(year=year, language=language, with_costs=with_costs, created_by=by)
    batch.job = partner_actions.start_job(
        kind="progress-batch", title=str(batch), task=task, by=by, params={"batch": batch.pk}, is_stoppable=True
    )
    batch.save(update_fields=["job"])
    partner_actions.log(by=by, verb="progress-batch-started", subject=batch, state_to=str(year))
    return batch


def partners_of(year: int) -> QuerySet[Partner]:
    """Who is a partner now and has a checked balance of the year."""
    checked = Balance.objects.approved().filter(year=year).values("partner")
    return Partner.objects.joined_by(timezone.localdate()).filter(pk__in=checked).order_by("slug")


def years_with_partners() -> list[tuple[int, int]]:
    """Of which years there are checked balances of today's partners, and of how many; the latest first."""
    members = Partner.objects.joined_by(timezone.localdate())
    rows = Balance.objects.approved().filter(partner__in=members).order_by().values("year")
    return list(rows.annotate(n=Count("partner", distinct=True)).order_by("-year").values_list("year", "n"))


@transaction.atomic
def make_of_batch(*, batch: ProgressBatch, partner: Partner, draw: Callable[[ProgressReport], bytes]) -> ProgressReport:
    """One report of a batch, whole or not at all. Done before: that one is returned."""
    done = ProgressReport.objects.filter(batch=batch, snapshot__partner=partner)
    if before := done.select_related("snapshot__partner").first():
        return before
    with translation.override(batch.language):
        report = new_report(
            partner=partner,
            year=batch.year,
            language=batch.language,
            with_costs=batch.with_costs,
            contacts="",
            logo=copied_logo(partner),
            by=batch.created_by,
            batch=batch,
        )
        report.keep(draw(report))
    report.save(update_fields=["file", "file_sha256", "file_pages"])
    return report


def delete_progress_reports(reports: QuerySet[ProgressReport]) -> int:
    """The rows, and once they are gone their files. The frozen figures stay: nobody is named there."""
    files = [file for report in reports for file in (report.file, report.logo) if file]
    count = reports.delete()[1].get(ProgressReport._meta.label, 0)
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return int(count)


def delete_progress_batches(batches: QuerySet[ProgressBatch]) -> int:
    """The ZIP files; the reports in them stay with their partners."""
    files = [batch.file for batch in batches if batch.file]
    count = batches.delete()[1].get(ProgressBatch._meta.label, 0)
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return int(count)
