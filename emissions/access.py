"""Whose balances a person may read, write and hand in. The office has pages of its own."""

from django.db.models import QuerySet

from emissions.models import Balance
from partners.models import Membership, Partner, User


def readable_balances(user: User) -> QuerySet[Balance]:
    own = Partner.objects.of(user).climate()
    related = ("partner", "delivery__round", "submitted_by", "approved_by", "factor_set")
    return Balance.objects.valid().filter(partner__in=own).select_related(*related)


def editable_balances(user: User) -> QuerySet[Balance]:
    return readable_balances(user).filter(partner__in=Partner.objects.editable_by(user))


def led_balances(user: User) -> QuerySet[Balance]:
    return readable_balances(user).filter(partner__in=Partner.objects.led_by(user))


def can_edit(user: User, partner: Partner) -> bool:
    return user.role_in(partner) in Membership.WRITING


def leads(user: User, partner: Partner) -> bool:
    return user.role_in(partner) == Membership.Role.LEAD
