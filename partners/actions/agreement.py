"""The agreement: who signs, the signed file, the office's word; then the certificate."""

import datetime as dt
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from klimapakt.lib.later import after_commit
from klimapakt.lib.mail import Parts
from partners import document_tasks, emails
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.actions.people import change_status, invite_person
from partners.errors import AgreementMoved
from partners.first_tasks import first_tasks, months_later
from partners.models import Agreement, AgreementText, Certificate, Consent, Letter, Membership, Pact, Partner, User

State = Agreement.State


@transaction.atomic
def publish_text(*, text: AgreementText, by: User) -> AgreementText:
    """From now on it never changes. Twice does no harm."""
    text = AgreementText.objects.select_for_update().get(pk=text.pk)
    if text.published_at is None:
        text.published_at = timezone.now()
        text.save(update_fields=["published_at"])
        log(by=by, verb="agreement-text-published", subject=text)
    return text


@transaction.atomic
def name_signatory(*, agreement: Agreement, signatory: str, by: User) -> Agreement:
    """Who signs may be another person than the contact; the copy is written anew. Raises AgreementMoved."""
    agreement = _locked(agreement, State.TO_SIGN)
    if agreement.signatory != signatory:
        agreement.signatory = signatory
        _drop(agreement, "letter")
        agreement.save(update_fields=["signatory", "letter"])
        log(by=by, verb="signatory-named", subject=agreement, partner=agreement.partner)
        after_commit(document_tasks.render_agreement, agreement.pk)
    return agreement


@transaction.atomic
def hand_in_agreement(
    *, agreement: Agreement, signatory: str, signed_on: dt.date, file: ContentFile, by: User, tells_office: bool = True
) -> Agreement:
    """Store the signed file; until the office confirms it may be replaced. Raises AgreementMoved."""
    agreement = _locked(agreement, *Agreement.OPEN)
    before, agreement.state = agreement.state, State.UPLOADED
    agreement.signatory, agreement.signed_on, agreement.returned_reason = signatory, signed_on, ""
    agreement.uploaded_at, agreement.uploaded_by = timezone.now(), by
    _drop(agreement, "file")
    agreement.file.save(f"{agreement.partner.slug}{Path(file.name or '').suffix}", file, save=False)
    agreement.save()
    _log(agreement, "agreement-handed-in", before, by)
    if tells_office:
        _tell_office(agreement)
    return agreement


@transaction.atomic
def return_agreement(*, agreement: Agreement, reason: str, by: User) -> Agreement:
    """Give back what cannot be used, with a reason. Raises AgreementMoved."""
    agreement = _locked(agreement, State.UPLOADED)
    agreement.state, agreement.returned_reason, agreement.signed_on = State.TO_SIGN, reason, None
    _drop(agreement, "file")
    agreement.save()
    _log(agreement, "agreement-returned", State.UPLOADED, by, reason)
    write_to_leads(agreement, "agreement_returned", words=reason, by=by)
    return agreement


@transaction.atomic
def confirm_agreement(*, agreement: Agreement, by: User, day: dt.date) -> Agreement:
    """The company is in the pact from this day on. Raises AgreementMoved."""
    agreement = _locked(agreement, State.UPLOADED)
    agreement.state = State.VALID
    agreement.first_delivery_due_on = months_later(day, Pact.objects.current().months_until_first_delivery)
    agreement.save(update_fields=["state", "first_delivery_due_on"])
    _log(agreement, "agreement-confirmed", State.UPLOADED, by)
    partner = change_status(partner=agreement.partner, status=Partner.Status.ACTIVE, by=by, day=day)
    issue_certificate(partner=partner, day=day, by=by)
    write_to_leads(agreement, "partner_welcome", by=by, view="pact:own_overview", joined_on=day)
    return agreement


@transaction.atomic
def record_agreement(
    *, agreement: Agreement, signatory: str, signed_on: dt.date, file: ContentFile, by: User, day: dt.date
) -> Agreement:
    """The office scans what came on paper: handed in and confirmed at once. Raises AgreementMoved."""
    agreement = hand_in_agreement(
        agreement=agreement, signatory=signatory, signed_on=signed_on, file=file, by=by, tells_office=False
    )
    return confirm_agreement(agreement=agreement, by=by, day=day)


@transaction.atomic
def issue_certificate(*, partner: Partner, day: dt.date, by: User) -> Certificate:
    """One for each year; asked for again it is the same."""
    certificate, is_new = Certificate.objects.get_or_create(partner=partner, year=day.year, defaults={"issued_on": day})
    if is_new:
        log(by=by, verb="certificate-issued", subject=certificate, partner=partner, state_to=str(day.year))
        after_commit(document_tasks.render_certificate, certificate.pk)
    return certificate


@transaction.atomic
def remind_of_agreement(*, agreement: Agreement, now: dt.datetime) -> bool:
    """Remind who leads; who never signed in gets a fresh invitation too.

    False if it is not due (any more), or nobody there wants to be reminded of deadlines.
    """
    days = Pact.objects.current().agreement_reminder_days
    due = Agreement.objects.select_for_update(of=("self",), skip_locked=True).to_remind(now, days=days)
    locked = due.filter(pk=agreement.pk).first()
    leads = _leads(locked.partner, wanting=Consent.Kind.DEADLINES) if locked else []
    if locked is None or not leads:
        return False
    locked.reminders += 1
    locked.save(update_fields=["reminders"])
    log(by=None, verb="agreement-reminded", subject=locked, partner=locked.partner, state_to=str(locked.reminders))
    write_to_leads(locked, "agreement_reminder", leads=leads)
    for lead in leads:
        if lead.user.last_login is None:
            invite_person(user=lead.user, by=None)
    return True


def write_to_leads(
    agreement: Agreement,
    name: str,
    *,
    words: str = "",
    by: User | None = None,
    view: str = "partners:agreement",
    joined_on: dt.date | None = None,
    leads: list[Membership] | None = None,
) -> None:
    """One mail to each person who leads the partner, or to `leads` of them, in their language."""
    for lead in _leads(agreement.partner) if leads is None else leads:
        with translation.override(lead.user.language):
            link = settings.BASE_URL + reverse(view, args=[agreement.partner.slug])
            tasks = first_tasks(joined_on, agreement.first_delivery_due_on) if joined_on else []  # type: ignore[arg-type]  # set before the welcome
        parts = emails.about_agreement(name, agreement, language=lead.user.language, link=link, tasks=tasks)
        _queue(
            name,
            parts,
            NewRecipient(
                email=lead.user.email,
                name=str(lead.user),
                user=lead.user,
                partner=agreement.partner,
                language=lead.user.language,
                values={"company": agreement.partner.name, "words": words},
            ),
            by,
        )


def _tell_office(agreement: Agreement) -> None:
    pact = Pact.objects.current()
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.BASE_URL + agreement.get_absolute_url()
    parts = emails.about_agreement("office_agreement_signed", agreement, language=settings.LANGUAGE_CODE, link=link)
    recipient = NewRecipient(
        email=pact.office_email,
        name=pact.office_name,
        partner=agreement.partner,
        values={"company": agreement.partner.name, "words": agreement.signatory},
    )
    _queue("office_agreement_signed", parts, recipient, None)


def _queue(name: str, parts: Parts, recipient: NewRecipient, by: User | None) -> None:
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=name.replace("_", "-"),
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[recipient],
        by=by,
    )


def _leads(partner: Partner, wanting: str = "") -> list[Membership]:
    leads = Membership.objects.leads().reachable().filter(partner=partner).select_related("user")
    return list(leads.filter(user__in=User.objects.wanting(wanting)) if wanting else leads)


def _locked(agreement: Agreement, *states: str) -> Agreement:
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("partner").get(pk=agreement.pk)
    if agreement.state not in states:
        raise AgreementMoved(agreement)
    return agreement


def _drop(agreement: Agreement, field: str) -> None:
    """Forget a file; the storage forgets it once the transaction is through."""
    file = getattr(agreement, field)
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))
        setattr(agreement, field, "")


def _log(agreement: Agreement, verb: str, before: str, by: User, reason: str = "") -> None:
    log(
        by=by,
        verb=verb,
        subject=agreement,
        partner=agreement.partner,
        state_from=before,
        state_to=agreement.state,
        reason=reason,
    )
