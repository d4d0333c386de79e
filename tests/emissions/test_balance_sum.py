"""The row of sums of a checked balance: the database writes it, and it says what the totals say."""

import datetime as dt
from decimal import Decimal, localcontext

import pytest
from django.utils import timezone

from emissions.models import Balance, BalanceSum, ScopeTotal
from tests.factories import BalanceFactory

pytestmark = pytest.mark.django_db


def check(balance):
    Balance.objects.filter(pk=balance.pk).update(submitted_at=timezone.now(), approved_at=timezone.now())
    return BalanceSum.objects.get(balance=balance)


def add(balance, scope, kg, share=None, **effects):
    ScopeTotal.objects.create(balance=balance, scope=scope, kg=kg, city_share=share, **effects)


def test_a_balance_that_is_not_checked_has_none():
    BalanceFactory(totals={"scope1": Decimal(1000)})

    assert not BalanceSum.objects.exists()


def test_nothing_is_rounded_and_what_is_not_stated_is_missing():
    balance = BalanceFactory()
    kg, share = Decimal("1234567890.12345678901234"), Decimal("0.33333333")
    add(balance, "scope1", kg, share)

    row = check(balance)

    with localcontext(prec=60):
        assert (row.scope1_kg, row.both_kg, row.company_kg) == (kg * share, kg * share, kg)
    assert (row.scope2_location_kg, row.scope3_kg, row.activity_kg) == (None, None, None)
    assert (row.year, row.partner, row.has_unknown_share) == (2024, balance.partner, False)


def test_a_share_that_is_not_known_counts_in_full():
    balance = BalanceFactory()
    add(balance, "scope2_location", Decimal(300))

    row = check(balance)

    assert (row.scope2_location_kg, row.both_kg, row.has_unknown_share) == (300, 300, True)


def test_the_grids_average_does_not_count_twice():
    balance = BalanceFactory(is_market_fallback=True)
    add(balance, "scope2_location", Decimal(300), Decimal(1))
    add(balance, "scope2_market", Decimal(300))

    row = check(balance)

    assert (row.scope2_location_kg, row.scope2_market_kg, row.has_unknown_share) == (300, None, False)


def test_effects_count_where_both_are_known_and_only_of_scope_1_and_2():
    balance = BalanceFactory()
    add(balance, "scope1", Decimal(9), Decimal("0.5"), activity_effect_kg=Decimal(4), factor_effect_kg=Decimal(-2))
    add(balance, "scope2_location", Decimal(9), activity_effect_kg=Decimal(100))
    add(balance, "scope3", Decimal(9), activity_effect_kg=Decimal(100), factor_effect_kg=Decimal(100))

    row = check(balance)

    assert (row.activity_kg, row.factor_kg) == (2, -1)


def test_a_balance_without_any_total_counts_with_nothing():
    row = check(BalanceFactory())

    assert (row.both_kg, row.scope1_kg, row.has_unknown_share) == (0, None, False)


def test_a_replaced_balance_is_valid_until_then():
    balance = BalanceFactory(approved=True)
    at = timezone.now()

    Balance.objects.filter(pk=balance.pk).update(superseded_at=at)

    assert BalanceSum.objects.valid_at(at - dt.timedelta(microseconds=1)).count() == 1
    assert BalanceSum.objects.valid_at(at).count() == 0
