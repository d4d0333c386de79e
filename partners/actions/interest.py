"""A company's first message, from the first word typed to the office's decision."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone, translation

from klimapakt.lib.later import after_commit
from partners import document_tasks, duplicates, emails, interest_links
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.errors import ChamberUnreachable, InterestExists, InterestMoved
from partners.models import Interest, InterestMessage, Letter, Membership, Pact, Partner, User

State = Interest.State
Kind = InterestMessage.Kind


@transaction.atomic
def begin_interest(*, fields: dict[str, Any], source: str, language: str) -> Interest:  # Any: a form's values
    interest = Interest(source="" if source == Interest.PHONE else source, language=language)
    _fill(interest, fields)
    interest.save()
    return interest


@transaction.atomic
def change_interest(*, interest: Interest, fields: dict[str, Any]) -> Interest:  # Any: a form's values
    """Raises InterestMoved once it is handed in."""
    interest = locked(interest, State.DRAFT)
    _fill(interest, fields)
    interest.save()
    return interest


@transaction.atomic
def save_interest(*, interest: Interest, email: str) -> Interest:
    """Send the link with which one goes on later. Raises InterestMoved once it is handed in."""
    interest = locked(interest, State.DRAFT)
    interest.email = email
    interest.save(update_fields=["email"])
    _write(interest, "interest_saved", view="interest_resume")
    return interest


def hand_in_interest(*, interest: Interest, is_proven: bool) -> Interest:
    """Give it its number. Raises InterestMoved, or InterestExists if the same waits already.

    Who came by the link in a mail has proven the address; others get a mail with a link that does.
    """
    try:
        with transaction.atomic():
            interest = locked(interest, State.DRAFT)
            now = timezone.now()
            interest.number = _next_number(timezone.localdate(now).year)
            interest.state, interest.handed_in_at = State.UNCONFIRMED, now
            found = duplicates.find(interest)
            interest.looks_like = found[0].partner if found else None
            interest.save()
            _log(interest, "interest-handed-in", State.DRAFT)
            if is_proven:
                return confirm_address(interest=interest)
            _write(interest, "interest_confirm", view="interest_confirm")
    except IntegrityError as error:
        raise InterestExists(interest) from error
    return interest


@transaction.atomic
def record_interest(*, fields: dict[str, Any], language: str, by: User) -> Interest:  # Any: a form's values
    """From the phone: that the office has spoken with them stands for the link in a mail. The receipt goes out.

    What the company typed itself and has not confirmed is taken up. Raises InterestExists with what waits already.
    """
    now = timezone.now()
    number = _next_number(timezone.localdate(now).year)
    same = Interest.objects.filter(company_key=duplicates.company_key(fields["company"]), email__iexact=fields["email"])
    interest = same.filter(state__in=Interest.OPEN).first() or Interest(number=number, handed_in_at=now)
    if interest.is_undecided:
        raise InterestExists(interest)
    before, interest.source, interest.language = interest.state, Interest.PHONE, language
    interest.state, interest.confirmed_at = State.NEW, now
    _fill(interest, fields)
    interest.save()
    found = duplicates.find(interest)
    interest.looks_like = found[0].partner if found else None
    interest.save(update_fields=["looks_like"])
    _log(interest, "interest-recorded", before, by)
    after_commit(document_tasks.send_receipt, interest.pk)
    return interest


@transaction.atomic
def confirm_address(*, interest: Interest) -> Interest:
    """The office sees the interest from now on; the receipt goes out with its PDF. Twice does no harm."""
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    if interest.state != State.UNCONFIRMED:
        return interest
    interest.state, interest.confirmed_at = State.NEW, timezone.now()
    interest.save(update_fields=["state", "confirmed_at"])
    _log(interest, "interest-confirmed", State.UNCONFIRMED)
    _tell_office(interest, "office_interest_new")
    after_commit(document_tasks.send_receipt, interest.pk)
    return interest


@transaction.atomic
def ask_back(*, interest: Interest, text: str, by: User) -> Interest:
    """Raises InterestMoved if somebody decided meanwhile."""
    interest = locked(interest, *Interest.UNDECIDED)
    before, interest.state = interest.state, State.ASKED
    interest.save(update_fields=["state"])
    _note(interest, Kind.QUESTION, text, by)
    _log(interest, "interest-asked", before, by)
    _write(interest, "interest_asked", view="interest_reply", words=text, by=by)
    return interest


@transaction.atomic
def reply_to_question(*, interest: Interest, text: str) -> Interest:
    """The company answers by the link of the mail. Raises InterestMoved if nothing is asked any more."""
    interest = locked(interest, State.ASKED)
    interest.state = State.NEW
    interest.save(update_fields=["state"])
    _note(interest, Kind.ANSWER, text, None)
    _log(interest, "interest-answered", State.ASKED)
    _tell_office(interest, "office_interest_answered", words=text)
    return interest


@transaction.atomic
def decline_interest(*, interest: Interest, text: str, by: User) -> Interest:
    """Raises InterestMoved if somebody decided meanwhile."""
    interest = locked(interest, *Interest.UNDECIDED)
    before = interest.state
    interest.decide(State.DECLINED, by)
    interest.save(update_fields=["state", "decided_at", "decided_by"])
    _note(interest, Kind.REFUSAL, text, by)
    _log(interest, "interest-declined", before, by)
    _write(interest, "interest_declined", words=text, by=by)
    return interest


@transaction.atomic
def forward_interest(*, interest: Interest, chamber: Partner, text: str, by: User) -> Interest:
    """Hand it to a founding partner and tell the company. Raises InterestMoved or ChamberUnreachable."""
    interest = locked(interest, *Interest.UNDECIDED)
    leads = list(Membership.objects.leads().reachable().filter(partner=chamber).select_related("user"))
    if not leads:
        raise ChamberUnreachable(chamber)
    before, interest.chamber = interest.state, chamber
    interest.decide(State.FORWARDED, by)
    interest.save(update_fields=["state", "chamber", "decided_at", "decided_by"])
    _note(interest, Kind.NOTE, text, by)
    _log(interest, "interest-forwarded", before, by)
    _write(interest, "interest_forwarded", by=by)
    for lead in leads:
        parts = emails.about_interest("chamber_interest", interest, language=lead.user.language)
        values = _values(interest, text) | {
            "applicant": interest.contact,
            "email": interest.email,
            "address": f"{interest.street}, {interest.place}",
        }
        queue_letter(
            kind=Letter.Kind.TRANSACTIONAL,
            purpose="chamber-interest",
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            reply_to=interest.email,
            recipients=[
                NewRecipient(
                    email=lead.user.email,
                    name=str(lead.user),
                    user=lead.user,
                    partner=chamber,
                    language=lead.user.language,
                    values=values,
                )
            ],
            by=by,
        )
    return interest


@transaction.atomic
def clear_forgotten_interests() -> int:
    """Delete what nobody handed in or confirmed in time. Returns how many."""
    before = timezone.now() - dt.timedelta(days=Pact.objects.current().interest_draft_days)
    return Interest.objects.forgotten(before).delete()[1].get("partners.Interest", 0)


def _fill(interest: Interest, fields: dict[str, Any]) -> None:  # Any: a form's values
    for name, value in fields.items():
        setattr(interest, name, value)
    interest.company_key = duplicates.company_key(interest.company)


def locked(interest: Interest, *states: str) -> Interest:
    locked = Interest.objects.select_for_update(of=("self",)).filter(pk=interest.pk).first()
    if locked is None or locked.state not in states:
        raise InterestMoved(locked)
    return locked


def _next_number(year: int) -> str:
    """One after the other: whoever asks waits for the one before."""
    Pact.objects.current()
    Pact.objects.select_for_update().get()
    start = f"IB-{year}-"
    counted = Cast(Substr("number", len(start) + 1), IntegerField())
    last = Interest.objects.filter(number__startswith=start).aggregate(last=Max(counted))["last"] or 0
    return f"{start}{last + 1:04d}"


def _note(interest: Interest, kind: str, text: str, by: User | None) -> None:
    if text:
        InterestMessage.objects.create(interest=interest, kind=kind, text=text, by=by)


def _log(interest: Interest, verb: str, before: str, by: User | None = None) -> None:
    log(by=by, verb=verb, subject=interest, partner=interest.partner, state_from=before, state_to=interest.state)


def _values(interest: Interest, words: str) -> dict[str, str]:
    return {"company": interest.company, "words": words}


def _write(interest: Interest, name: str, *, view: str = "", words: str = "", by: User | None = None) -> None:
    """One mail to the contact; `view` is where its link leads."""
    parts = emails.about_interest(name, interest, link=interest_links.mailed(view, interest) if view else "")
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=name.replace("_", "-"),
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            NewRecipient(
                email=interest.email,
                name=interest.contact,
                language=interest.language,
                values=_values(interest, words),
            )
        ],
        by=by,
    )


def _tell_office(interest: Interest, name: str, *, words: str = "") -> None:
    pact = Pact.objects.current()
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.BASE_URL + interest.get_absolute_url()
    parts = emails.about_interest(name, interest, link=link, language=settings.LANGUAGE_CODE)
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=name.replace("_", "-"),
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[NewRecipient(email=pact.office_email, name=pact.office_name, values=_values(interest, words))],
    )
