"""A round opens: each climate partner whose turn it is gets its delivery, and one person there the mail."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from emissions.actions import deadline
from emissions.errors import RoundHasDeliveries
from emissions.models import Balance, Delivery, Round
from partners import actions as partner_actions
from partners.models import Agreement, LogEntry, Pact, Partner, User


def to_ask(call: Round) -> QuerySet[Partner]:
    """Active climate partners, but for those who were asked within the years that lie between two deliveries."""
    cadence = Pact.objects.current().years_between_rounds
    asked = Delivery.objects.exclude(state=Delivery.State.CLOSED).filter(
        round__year__gt=call.year - cadence, round__year__lt=call.year
    )
    return Partner.objects.climate().active().exclude(pk__in=asked.values("partner")).order_by("pk")


@transaction.atomic
def open_round(*, round: Round, by: User | None) -> list[Delivery]:
    """One delivery for each partner to ask; balances of that year are taken in. Whoever has to do something is told."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.deliveries.exists():
        raise RoundHasDeliveries(round)
    balances = {
        balance.partner_id: balance for balance in Balance.objects.valid().filter(year=round.year, delivery=None)
    }
    first_due = dict(Agreement.objects.signed().values_list("partner_id", "first_delivery_due_on"))
    deliveries = Delivery.objects.bulk_create(
        [_delivery(round, partner, first_due.get(partner.pk), balances.get(partner.pk)) for partner in to_ask(round)],
        batch_size=500,
    )
    for delivery in deliveries:
        balance = balances.get(delivery.partner_id)
        if balance and not balance.is_approved:
            Balance.objects.filter(pk=balance.pk).update(delivery=delivery)
    partner_actions.log(by=by, verb="round-opened", subject=round, state_to=str(len(deliveries)))
    LogEntry.objects.bulk_create((deadline.line("delivery-asked", one, by) for one in deliveries), batch_size=500)
    deadline.tell(
        "round_opened",
        [delivery for delivery in deliveries if delivery.is_with_partner],
        by=by,
        today=timezone.localdate(),
        asks_everybody=True,
    )
    return deliveries


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
