"""Rounds open, deliveries follow the balance that they hold."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emissions import emails
from emissions.errors import DeliveryMoved, RoundHasDeliveries
from emissions.models import Balance, Delivery, Round
from partners import actions as partner_actions
from partners.models import Agreement, Letter, Membership, Partner, User

AGREED = _("As agreed with the office")  # the reason for more time where none was typed


@transaction.atomic
def open_round(*, round: Round, by: User | None) -> list[Delivery]:
    """One delivery for each climate partner that is in the pact; balances of that year are taken in."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.deliveries.exists():
        raise RoundHasDeliveries(round)
    balances = {
        balance.partner_id: balance for balance in Balance.objects.valid().filter(year=round.year, delivery=None)
    }
    first_due = dict(Agreement.objects.signed().values_list("partner_id", "first_delivery_due_on"))
    deliveries = [
        _delivery(round, partner, first_due.get(partner.pk), balances.get(partner.pk))
        for partner in Partner.objects.climate().active()
    ]
    Delivery.objects.bulk_create(deliveries, batch_size=500)
    for delivery in deliveries:
        balance = balances.get(delivery.partner_id)
        if balance and not balance.is_approved:
            Balance.objects.filter(pk=balance.pk).update(delivery=delivery)
    partner_actions.log(by=by, verb="round-opened", subject=round, state_to=str(len(deliveries)))
    return deliveries


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
    if state == Delivery.State.RETURNED:
        delivery.returned_reason = reason
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


def _delivery(round: Round, partner: Partner, first_due: dt.date | None, balance: Balance | None) -> Delivery:
    """Nobody is asked before the date of the agreement."""
    delivery = Delivery(round=round, partner=partner, due_on=max(round.due_on, first_due or round.due_on))
    if balance is None:
        return delivery
    delivery.state = Delivery.State.DRAFT
    if balance.submitted_at:
        delivery.state, delivery.handed_in_at = Delivery.State.HANDED_IN, balance.submitted_at
        delivery.handed_in_by = balance.submitted_by
    if balance.approved_at:
        delivery.state, delivery.approved_at = Delivery.State.APPROVED, balance.approved_at
        delivery.approved_by = balance.approved_by
    return delivery


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
