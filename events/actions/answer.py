"""Answers to invitations: seats, waiting list, confirmation. The event's row is locked first, then counted."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from events.actions.seats import free_seat, lock, move_up, take_place, tell_person
from events.entries import Person
from events.errors import AnswersClosed, PersonRegistered, TooManyPeople
from events.models import SEAT, Event, Invitation, Registration
from events.models.needs import NEEDS
from partners import actions as partner_actions
from partners.models import Consent, Membership, Partner, Recipient, User

__all__ = ["answer_invitation", "free_seat", "move_up", "unsubscribe", "withdraw_invitations"]
State = Registration.State


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    state: str,
    people: Sequence[Person] = (),
    is_whole_list: bool = True,
    recipient: Recipient | None = None,
    user: User | None = None,
    by: User | None = None,
    note: str = "",
) -> Invitation:
    """Accept with people, decline, or say maybe; may be said anew until the deadline.

    `is_whole_list`: nobody else comes; else the answer is about `people` alone, and colleagues who come already stay.
    `recipient`: who answered by the personal link; `user`: who did in the portal; `by`: who took it on the phone.
    The mail that confirms is written by the clock, a moment later: many may answer at once, and nobody waits for it.
    Raises AnswersClosed, TooManyPeople, PersonRegistered.
    """
    event = lock(invitation.event_id)
    if not event.takes_answers(timezone.now()) and by is None:
        raise AnswersClosed(event)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("partner").get(pk=invitation.pk)
    if invitation.state == Invitation.State.WITHDRAWN:
        raise AnswersClosed(event)
    registered = of_these(event, invitation, people)
    own = [one for one in registered if one.invitation_id == invitation.pk and one.state != State.CANCELLED]
    coming = list(people) if state == Invitation.State.ACCEPTED else []
    if not is_whole_list and (colleagues := others(own, people)):
        coming = [*colleagues, *coming[: event.seats_per_company - len(colleagues)]]
        state = Invitation.State.ACCEPTED
    if len(coming) > event.seats_per_company:
        raise TooManyPeople(event)
    has_freed = release(own, coming)
    via = Registration.Via.PHONE if by else Registration.Via.PORTAL if user else Registration.Via.LINK
    host: Registration | None = None
    for person in coming:
        one = known(registered, invitation, person) or Registration(event=event, state=State.CANCELLED)
        if one.pk and one.invitation_id != invitation.pk and one.state != State.CANCELLED:
            raise PersonRegistered(person.email)
        one.recipient, one.via, one.host = recipient, via, host if person.is_companion else None
        one.language = recipient.language if recipient else one.language
        is_new = one.state == State.CANCELLED
        register(event, invitation, one, person)
        if is_new and (recipient is None or one.email.lower() != recipient.email.lower()):
            tell_person(one, "registration_confirmed")
        host = host or one
    invitation.state, invitation.note = state, note or invitation.note
    invitation.answered_at, invitation.to_confirm = timezone.now(), recipient or invitation.to_confirm
    invitation.answered_by = next((one.email for one in (recipient, user, by) if one), "")
    invitation.save(update_fields=["state", "note", "answered_at", "answered_by", "to_confirm"])
    if has_freed:
        move_up(event)
    partner_actions.log(
        by=by or user, verb="invitation-answered", subject=invitation, partner=invitation.partner, state_to=state
    )
    return invitation


def of_these(event: Event, invitation: Invitation, people: Sequence[Person]) -> list[Registration]:
    """All that is known of the invitation, and of these addresses from elsewhere."""
    addresses = [person.email.lower() for person in people if person.email]
    found = Registration.objects.filter(event=event).alias(address=Lower("email"))
    return list(found.filter(Q(invitation=invitation) | Q(address__in=addresses)).order_by("created_at", "pk"))


def known(registered: Sequence[Registration], invitation: Invitation, person: Person) -> Registration | None:
    for one in registered:
        if person.email and one.email.lower() == person.email.lower():
            return one
        if not person.email and not one.email and one.invitation_id == invitation.pk and one.name == person.name:
            return one
    return None


def others(own: Sequence[Registration], people: Sequence[Person]) -> list[Person]:
    """Who comes for the same company already, beside these people."""
    answering = {person.email.lower() for person in people}
    return [Person.of(one) for one in own if not one.email or one.email.lower() not in answering]


def release(own: Sequence[Registration], coming: Sequence[Person]) -> bool:
    """Free the seats of those who do not come any more, before others take them. True if there is one."""
    kept = {person.email.lower() or person.name for person in coming}
    leaving = [one for one in own if (one.email.lower() or one.name) not in kept]
    for one in leaving:
        one.leave()
        one.save(update_fields=SEAT)
    return bool(leaving)


def register(event: Event, invitation: Invitation, one: Registration, person: Person) -> None:
    """One person: the registration there is, or a new one; seated while there is a seat."""
    one.invitation, one.partner = invitation, invitation.partner
    for name in ("name", "email", *NEEDS, "may_be_photographed", "stands_in_for"):
        setattr(one, name, getattr(person, name))
    one.company = invitation.partner.name if invitation.partner else ""
    if one.state == State.CANCELLED:
        take_place(event, one)
    one.save()


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
