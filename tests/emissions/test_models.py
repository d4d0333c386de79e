"""The database refuses what no form would send: raw SQL and `update()` get no further than the pages."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from emissions.models import Balance, Consumption, Factor, Round, ScopeTotal, Target
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    FactorFactory,
    FactorSetFactory,
    MeasureFactory,
    RoundFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}


def line(balance, **fields):
    factor = FactorFactory(factor_set=FactorSetFactory(), kg_co2e_per_unit=Decimal("0.2"))
    values = {"factor": factor, "amount": Decimal(10), "kg_co2e_per_unit": Decimal("0.2"), "kg": Decimal(2)}
    return Consumption.objects.create(balance=balance, **{**values, **fields})


def approve(balance):
    Balance.objects.filter(pk=balance.pk).update(submitted_at=timezone.now(), approved_at=timezone.now())


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.fixture
def approved():
    balance = BalanceFactory(totals=FULL)
    line(balance)
    approve(balance)
    return balance


@pytest.mark.parametrize(
    "change",
    (
        lambda b: Balance.objects.filter(pk=b.pk).update(note="anders"),
        lambda b: Balance.objects.filter(pk=b.pk).update(year=2020),
        lambda b: Balance.objects.filter(pk=b.pk).update(approved_at=None),
        lambda b: Balance.objects.filter(pk=b.pk).update(superseded_at=timezone.now(), city_share_percent=1),
        lambda b: Balance.objects.filter(pk=b.pk).delete(),
        lambda b: sql("DELETE FROM emissions_balance WHERE id = %s", b.pk),
        lambda b: b.totals.update(kg=1),
        lambda b: b.totals.all().delete(),
        lambda b: ScopeTotal.objects.create(balance=b, scope="scope3", kg=1),
        lambda b: b.lines.update(note="anders"),
        lambda b: b.lines.all().delete(),
        lambda b: b.lines.update(balance=BalanceFactory(year=2020)),
        lambda b: b.totals.update(balance=BalanceFactory(year=2020)),
        lambda b: line(b),
        lambda b: ScopeTotal.objects.filter(balance=BalanceFactory(year=2019, totals={"scope3": 1})).update(balance=b),
    ),
)
def test_an_approved_balance_and_its_lines_do_not_change(approved, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(approved)

    approved.refresh_from_db()
    assert dict(approved.totals.values_list("scope", "kg")) == FULL
    assert approved.lines.get().note == ""


@pytest.mark.parametrize(
    "change",
    (
        lambda b: Balance.objects.filter(pk=b.pk).update(superseded_at=None),
        lambda b: Balance.objects.filter(pk=b.pk).update(superseded_at=timezone.now()),
        lambda b: Balance.objects.filter(pk=b.pk).delete(),
        lambda b: b.totals.update(kg=1),
    ),
)
def test_a_superseded_balance_stays_as_it_was(approved, change):
    Balance.objects.filter(pk=approved.pk).update(superseded_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        change(approved)


@pytest.mark.parametrize(
    "fields",
    (
        {"year": 1989},
        {"year": 2101},
        {"city_share_percent": Decimal("100.01")},
        {"approved_at": timezone.now()},
        {"superseded_at": timezone.now()},
        {"version": 2},
    ),
)
def test_impossible_balances_are_refused(fields):
    with pytest.raises(IntegrityError):
        BalanceFactory(**fields)


@pytest.mark.parametrize("fields", ({}, {"version": 2, "correction_reason": "Zähler"}))
def test_one_valid_balance_per_partner_and_year(approved, fields):
    with pytest.raises(IntegrityError):
        BalanceFactory(partner=approved.partner, year=approved.year, **fields)


@pytest.mark.parametrize(
    "fields",
    (
        {"kg": Decimal("2.00000000000001")},
        {"amount": Decimal(-10), "kg": Decimal(-2)},
        {"factor": None},
        {"kg": None},
        {"kg_co2e_per_unit": None},
        {"factor": None, "amount": None, "kg": None, "kg_co2e_per_unit": None},
        {"absence_reason": "haben wir nicht", "factor": None, "amount": None},
    ),
)
def test_no_consumption_without_factor_or_reason_and_kg_is_the_product(fields):
    with pytest.raises(IntegrityError):
        line(BalanceFactory(), **fields)


def test_what_is_no_number_is_refused_by_the_database_too():
    total = ScopeTotal.objects.create(balance=BalanceFactory(), scope="scope1", kg=1)

    with pytest.raises(IntegrityError):
        sql("UPDATE emissions_scopetotal SET kg = 'NaN' WHERE id = %s", total.pk)


@pytest.mark.parametrize("fields", ({"kg": -1}, {"kg": 1, "city_share": Decimal("1.1")}))
def test_impossible_totals_are_refused(fields):
    with pytest.raises(IntegrityError):
        ScopeTotal.objects.create(balance=BalanceFactory(), scope="scope1", **fields)


def test_one_total_per_scope():
    balance = BalanceFactory(totals=FULL)

    with pytest.raises(IntegrityError):
        ScopeTotal.objects.create(balance=balance, scope="scope1", kg=1)


@pytest.mark.parametrize(
    "change",
    (
        lambda t: Target.objects.filter(pk=t.pk).update(base_year=2020),
        lambda t: Target.objects.filter(pk=t.pk).update(target_value=1),
        lambda t: Target.objects.filter(pk=t.pk).update(superseded_at=timezone.now(), note="anders"),
        lambda t: Target.objects.filter(pk=t.pk).delete(),
    ),
)
def test_a_target_is_replaced_and_never_changed(change):
    target = TargetFactory()

    with pytest.raises(IntegrityError):
        change(target)


def test_a_replaced_target_does_not_come_back():
    target = TargetFactory()
    Target.objects.update(superseded_at=timezone.now())

    with pytest.raises(IntegrityError):
        Target.objects.filter(pk=target.pk).update(superseded_at=None)


def test_one_valid_target_per_partner_scopes_and_unit():
    target = TargetFactory()

    with pytest.raises(IntegrityError):
        TargetFactory(partner=target.partner, version=2, change_reason="x")


def test_a_reduction_of_100_percent_is_possible():
    assert TargetFactory(target_value=0).reduction_percent == 100


def test_a_factor_never_changes():
    FactorFactory()

    with pytest.raises(Exception, match="Cannot update"):
        Factor.objects.update(kg_co2e_per_unit=1)


@pytest.mark.parametrize("year", (2024, None))
def test_one_factor_per_key_and_year_also_where_there_is_no_year(year):
    factor = FactorFactory(valid_year=year)

    with pytest.raises(IntegrityError):
        FactorFactory(key=factor.key, valid_year=year)


def test_one_delivery_per_partner_and_round():
    delivery = DeliveryFactory()

    with pytest.raises(IntegrityError):
        DeliveryFactory(partner=delivery.partner, round=delivery.round)


@pytest.mark.parametrize("state", ("handed_in", "in_check", "approved", "released"))
def test_a_delivery_that_moved_has_its_time(state):
    with pytest.raises(IntegrityError):
        DeliveryFactory(state=state)


def test_a_round_is_due_after_it_opens_and_there_is_one_a_year():
    first = RoundFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=first.pk).update(due_on=first.opens_on)
    with pytest.raises(IntegrityError):
        RoundFactory(year=first.year)


def test_one_update_per_measure_and_year_and_checked_tonnes_have_their_time():
    measure = MeasureFactory()
    measure.updates.create(year=2024, achieved_t=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        measure.updates.create(year=2024, achieved_t=2)
    with pytest.raises(IntegrityError):
        measure.updates.create(year=2025, checked_t=2)
