"""Barriers that people report."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from klimapakt.lib.mail import Parts
from klimapakt.pact import emails
from klimapakt.pact.models import BarrierReport
from partners import actions as partner_actions
from partners.models import Letter, Pact

NUMBERING = 7304  # our advisory lock while a report gets its number
JUST_NOW = dt.timedelta(minutes=5)


@transaction.atomic
def report_barrier(*, page: str, text: str, name: str, email: str, language: str) -> BarrierReport:
    """Take the report, tell the office, and confirm it to whoever left an address. Sent twice: the first one counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
    now = timezone.now()
    same = BarrierReport.objects.filter(page=page, text=text, email=email, created_at__gte=now - JUST_NOW)
    if twin := same.first():
        return twin
    report = BarrierReport.objects.create(
        number=next_number(timezone.localdate(now).year),
        page=page,
        text=text,
        name=name,
        email=email,
        language=language,
    )
    send(report, Pact.objects.current().office_email, emails.barrier_reported(report), "barrier-reported", "de")
    if email:
        send(report, email, emails.barrier_received(report), "barrier-received", language)
    return report


def send(report: BarrierReport, address: str, parts: Parts, purpose: str, language: str) -> None:
    """What a stranger wrote goes in as a value, so that its braces are no placeholders."""
    values = {"words": report.text, "page": report.page}
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=purpose,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[partner_actions.NewRecipient(email=address, language=language, values=values)],
    )


def next_number(year: int) -> str:
    prefix = f"B-{year}-"
    last = BarrierReport.objects.filter(number__startswith=prefix).aggregate(last=Max("number"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04}"
