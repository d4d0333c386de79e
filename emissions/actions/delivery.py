"""Deliveries follow the balance that they hold; the office gives more time, and closes what nobody waits for."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions import emails
from emissions.errors import DeliveryMoved
from emissions.models import Balance, Delivery
from partners import actions as partner_actions
from partners.models import Letter, Membership, Partner, User

AGREED = _("As agreed with the office")  # the reason for more time where none was typed


@transaction.atomic
def extend_delivery(*, delivery: Delivery, due_on: dt.date, by: User, reason: str = "") -> tuple[Delivery, int]:
    """The one way to another due date. Who leads the partner is told of more time: how many are.

    Raises DeliveryMoved if the partner handed in meanwhile.
    """
    delivery = locked(delivery)
    reason = reason or str(AGREED)
    before, delivery.due_on = delivery.due_on, due_on
    delivery.save(update_fields=["due_on"])
    partner_actions.log(
        by=by,
        verb="delivery-extended",
        subject=delivery,
        partner=delivery.partner,
        state_from=before.isoformat(),
        state_to=due_on.isoformat(),
        reason=reason,
    )
    if due_on <= before:
        return delivery, 0
    leads = Membership.objects.leads().reachable().filter(partner=delivery.partner).select_related("user")
    for lead in leads:
        tell_of_time(delivery, lead.user, reason=reason, by=by)
    if leads:
        delivery.told_on = timezone.localdate()
        delivery.save(update_fields=["told_on"])
    return delivery, len(leads)


@transaction.atomic
def grant_time(*, delivery: Delivery, days: int, today: dt.date, reason: str, by: User) -> tuple[Delivery, int]:
    """Days more from the due date, or from today if that has passed; else as above."""
    due_on = max(locked(delivery).due_on, today) + dt.timedelta(days=days)
    return extend_delivery(delivery=delivery, due_on=due_on, reason=reason, by=by)


def locked(delivery: Delivery) -> Delivery:
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("partner", "round").get(pk=delivery.pk)
    if not delivery.is_with_partner:
        raise DeliveryMoved(delivery)
    return delivery


def tell_of_time(delivery: Delivery, person: User, *, reason: str, by: User) -> None:
    parts = emails.delivery_extended(delivery, person)
    partner_actions.queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose="delivery-extended",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[
            partner_actions.NewRecipient(
                email=person.email,
                name=str(person),
                user=person,
                partner=delivery.partner,
                language=person.language,
                values={"reason": reason},
            )
        ],
        by=by,
    )


def move_delivery(*, balance: Balance, state: Delivery.State, by: User, reason: str = "") -> None:
    """The delivery follows its balance; without a round there is none. Called inside the balance's transaction."""
    if balance.delivery_id is None:
        return
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=balance.delivery_id)
    before, now = delivery.state, timezone.now()
    if before == state:
        return
    delivery.state = state
    if state == Delivery.State.HANDED_IN:
        delivery.handed_in_at, delivery.handed_in_by, delivery.returned_reason = now, by, ""
    if state == Delivery.State.APPROVED:
        delivery.approved_at, delivery.approved_by = now, by
        delivery.handed_in_at = delivery.handed_in_at or balance.submitted_at
    else:
        delivery.approved_at = delivery.approved_by = None
    delivery.released_at = delivery.released_by = None
    if state == Delivery.State.RETURNED:
        delivery.returned_reason = reason
        delivery.told_on = timezone.localdate(now)  # the mail with the reason: no reminder follows on its heels
    delivery.save()
    partner_actions.log(
        by=by,
        verb=f"delivery-{state}",
        subject=delivery,
        partner=delivery.partner,
        state_from=before,
        state_to=state,
        reason=reason,
    )


@transaction.atomic
def close_deliveries(*, partner: Partner, by: User) -> None:
    """The partner has left: nobody waits any more for what it has not handed in."""
    for delivery in Delivery.objects.unfinished().filter(partner=partner).select_for_update(of=("self",)):
        before, delivery.state = delivery.state, Delivery.State.CLOSED
        delivery.save(update_fields=["state"])
        partner_actions.log(
            by=by,
            verb="delivery-closed",
            subject=delivery,
            partner=partner,
            state_from=before,
            state_to=delivery.state,
        )
