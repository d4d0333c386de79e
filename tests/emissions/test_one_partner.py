"""A balance, its delivery and the sites of its lines belong to one partner: asked when a transaction ends."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from emissions.models import Balance, Consumption, Delivery
from partners.models import Site
from tests.factories import BalanceFactory, DeliveryFactory, PartnerFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def balance():
    """Of the first partner, with its delivery and one line at its site."""
    partner = PartnerFactory()
    balance = BalanceFactory(partner=partner, delivery=DeliveryFactory(partner=partner))
    Consumption.objects.create(balance=balance, site=SiteFactory(partner=partner), absence_reason="Zähler defekt")
    ask_now()
    return balance


@pytest.fixture
def other():
    return PartnerFactory()


def ask_now():
    """As at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize(
    ("change", "law"),
    (
        (lambda b, o: b_delivery(b, DeliveryFactory(partner=o)), "balance_has_its_partners_delivery"),
        (lambda b, o: BalanceFactory(partner=o, delivery=b.delivery), "balance_has_its_partners_delivery"),
        (lambda b, o: Balance.objects.update(partner=o, delivery=None), "balance_has_its_partners_sites"),
        (lambda b, o: Delivery.objects.update(partner=o), "delivery_goes_with_its_balances"),
        (lambda b, o: b.lines.update(site=SiteFactory(partner=o)), "line_lies_at_its_partners_site"),
        (lambda b, o: b.lines.update(balance=BalanceFactory(partner=o)), "line_lies_at_its_partners_site"),
        (
            lambda b, o: Consumption.objects.create(balance=b, site=SiteFactory(partner=o), absence_reason="fehlt"),
            "line_lies_at_its_partners_site",
        ),
        (lambda b, o: Site.objects.update(partner=o), "site_goes_with_its_lines"),
    ),
)
def test_the_database_refuses_what_belongs_to_two_partners(balance, other, change, law):
    change(balance, other)

    with pytest.raises(IntegrityError) as refusal:
        ask_now()

    assert refusal.value.__cause__.diag.constraint_name == law


def b_delivery(balance, delivery):
    Balance.objects.filter(pk=balance.pk).update(delivery=delivery)


def test_all_of_them_may_go_to_another_partner_together(balance, other):
    for rows in (Site.objects, Delivery.objects, Balance.objects):
        rows.update(partner=other)
    ask_now()

    line = Consumption.objects.get()
    assert {line.site.partner, line.balance.partner, line.balance.delivery.partner} == {other}


def test_a_balance_without_delivery_and_a_line_without_site_are_nobody_elses(other):
    balance = BalanceFactory(partner=other, delivery=None, totals={"scope1": Decimal(1)})
    Consumption.objects.create(balance=balance, absence_reason="noch nicht bekannt")

    ask_now()

    assert balance.lines.get().site is None
