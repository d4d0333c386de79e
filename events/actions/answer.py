"""Answers to invitations: seats, waiting list, confirmation. The event's row is locked first, then counted."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from events import emails, invitations
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered, TooManyPeople
from events.models import Event, Invitation, Registration
from klimapakt.lib.mail import Parts
from partners import actions as partner_actions
from partners.models import Consent, Letter, Membership, Partner, Recipient, User

State = Registration.State


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    state: str,
    people: Sequence[Person] = (),
    is_whole_list: bool = True,
    recipient: Recipient | None = None,
    by: User | None = None,
    note: str = "",
) -> Invitation:
    """Accept with people, decline, or say maybe; may be said anew until the deadline.

    `is_whole_list`: nobody else comes; else the answer is about `people` alone, and colleagues who come already stay.
    `recipient`: who answered by the personal link; `by`: who took the answer on the phone.
    Raises AnswersClosed, TooManyPeople, PersonRegistered.
    """
    event = Event.objects.select_for_update().get(pk=invitation.event_id)
    if not event.takes_answers(timezone.now()) and by is None:
        raise AnswersClosed(event)
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("event", "partner").get(pk=invitation.pk)
    )
    if invitation.state == Invitation.State.WITHDRAWN:
        raise AnswersClosed(event)
    coming = list(people) if state == Invitation.State.ACCEPTED else []
    if not is_whole_list and (colleagues := others(invitation, people)):
        coming = [*colleagues, *coming[: event.seats_per_company - len(colleagues)]]
        state = Invitation.State.ACCEPTED
    if len(coming) > event.seats_per_company:
        raise TooManyPeople(event)
    release(invitation, coming)
    for person in coming:
        register(event, invitation, person, recipient=recipient, by=by)
    invitation.state, invitation.note = state, note or invitation.note
    invitation.answered_at = timezone.now()
    invitation.answered_by = recipient.email if recipient else (by.email if by else "")
    invitation.save(update_fields=["state", "note", "answered_at", "answered_by"])
    move_up(event)
    partner_actions.log(
        by=by, verb="invitation-answered", subject=invitation, partner=invitation.partner, state_to=state
    )
    if recipient:
        confirm(invitation, recipient)
    return invitation


def others(invitation: Invitation, people: Sequence[Person]) -> list[Person]:
    """Who comes for the same company already, beside these people."""
    answering = {person.email.lower() for person in people}
    return [
        Person(one.name, one.email, one.needs, one.may_be_photographed)
        for one in invitation.registrations.exclude(state=State.CANCELLED).order_by("created_at", "pk")
        if not one.email or one.email.lower() not in answering
    ]


def release(invitation: Invitation, coming: Sequence[Person]) -> None:
    """Free the seats of those who do not come any more, before others take them."""
    kept = {person.email.lower() or person.name for person in coming}
    for one in invitation.registrations.exclude(state=State.CANCELLED):
        if (one.email.lower() or one.name) not in kept:
            one.state, one.seat_no = State.CANCELLED, None
            one.save(update_fields=["state", "seat_no"])


def register(
    event: Event, invitation: Invitation, person: Person, *, recipient: Recipient | None, by: User | None
) -> Registration:
    """One person: the registration there is, or a new one; seated while there is a seat."""
    same = Registration.objects.filter(event=event)
    known = (
        same.filter(email__iexact=person.email)
        if person.email
        else same.filter(invitation=invitation, email="", name=person.name)
    )
    one = known.first() or Registration(event=event, state=State.CANCELLED)
    if one.pk and one.invitation_id != invitation.pk and one.state != State.CANCELLED:
        raise PersonRegistered(person.email)
    one.invitation, one.partner, one.recipient = invitation, invitation.partner, recipient
    one.name, one.email, one.needs = person.name, person.email, person.needs
    one.may_be_photographed = person.may_be_photographed
    one.company = invitation.partner.name if invitation.partner else ""
    one.via = Registration.Via.PHONE if by else Registration.Via.LINK
    if one.state == State.CANCELLED:
        is_queued = Registration.objects.filter(event=event).in_queue().exists()
        one.seat_no = None if is_queued else free_seat(event)  # nobody passes those who wait
        one.state = State.SEATED if one.seat_no else State.WAITING
        one.created_at = timezone.now()
    one.save()
    return one


def free_seat(event: Event) -> int | None:
    """The lowest free seat, or None. Needs the lock on the event."""
    taken = set(Registration.objects.filter(event=event).seated().values_list("seat_no", flat=True))
    return next((number for number in range(1, event.capacity + 1) if number not in taken), None)


def move_up(event: Event) -> None:
    """Who waits gets what is free, in the order of arrival."""
    for one in Registration.objects.filter(event=event).in_queue().select_related("event"):
        seat = free_seat(event)
        if seat is None:
            return
        one.state, one.seat_no = State.SEATED, seat
        one.save(update_fields=["state", "seat_no"])
        if one.email:
            tell(
                one.email, one.name, emails.seat_confirmed(one, "de"), "seat-confirmed", calendar=emails.calendar(event)
            )


def confirm(invitation: Invitation, recipient: Recipient) -> None:
    registrations = list(invitation.registrations.exclude(state=State.CANCELLED).order_by("created_at", "pk"))
    link = invitations.links(recipient)["answer_link"]
    parts = emails.answer_confirmed(invitation, registrations, link, recipient.language)
    calendar = emails.calendar(invitation.event) if registrations else ""
    tell(recipient.email, recipient.name, parts, "answer-confirmed", language=recipient.language, calendar=calendar)


def tell(email: str, name: str, parts: Parts, purpose: str, *, language: str = "de", calendar: str = "") -> None:
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=purpose,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        calendar=calendar,
        recipients=[partner_actions.NewRecipient(email=email, name=name, language=language)],
    )


@transaction.atomic
def withdraw_invitations(*, partner: Partner, by: User) -> int:
    """Of a partner that left: what it has not settled; who has a seat keeps it until the office frees it."""
    invitations = Invitation.objects.unsettled(timezone.now()).filter(partner=partner).select_for_update(of=("self",))
    for invitation in invitations:
        before, invitation.state = invitation.state, Invitation.State.WITHDRAWN
        invitation.save(update_fields=["state"])
        partner_actions.log(
            by=by,
            verb="invitation-withdrawn",
            subject=invitation,
            partner=partner,
            state_from=before,
            state_to=invitation.state,
        )
    return len(invitations)


@transaction.atomic
def unsubscribe(*, recipient: Recipient) -> int:
    """No more invitations to this person; returns how many roles that concerned."""
    roles = Membership.objects.filter(user__email__iexact=recipient.email, is_event_contact=True)
    count = roles.update(is_event_contact=False)
    if user := User.objects.filter(email__iexact=recipient.email, is_active=True).first():
        partner_actions.choose_mails(user=user, wanted={Consent.Kind.INVITATIONS: False}, way=Consent.Way.LINK)
    partner_actions.log(by=None, verb="unsubscribed", subject=recipient, partner=recipient.partner)
    return count
