"""What each checked balance adds to the figures of the pact: one narrow row, so that the database sums many at once.

The database keeps it. Totals of a checked balance do not change, so the row is written when the balance is checked.
"""

import datetime as dt
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from emissions.models.balance import Balance
from partners.models import Partner


def kg(*, null: bool = False) -> "models.DecimalField[Decimal, Decimal]":
    """A balance's kg (14 decimals) times a share (8): nothing is rounded."""
    return models.DecimalField(max_digits=40, decimal_places=22, null=null)


class BalanceSumQuerySet(models.QuerySet["BalanceSum"]):
    def valid_at(self, cut_off: dt.datetime) -> Self:
        """Checked by then and not replaced by then."""
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off), approved_at__lte=cut_off)


class BalanceSum(models.Model):
    """A checked balance in kg of the sites in the city, by scope; a scope that is not stated is missing."""

    balance = models.OneToOneField(Balance, on_delete=models.CASCADE, primary_key=True, related_name="sum")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    approved_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    has_upstream = models.BooleanField()
    has_unknown_share = models.BooleanField()
    scope1_kg = kg(null=True)
    scope2_location_kg = kg(null=True)
    scope2_market_kg = kg(null=True)
    scope3_kg = kg(null=True)
    biogenic_kg = kg(null=True)
    both_kg = kg()  # scope 1 and 2 (location-based)
    company_kg = kg()  # the same with the sites elsewhere
    activity_kg = kg(null=True)  # of the change since last year, scope 1 and 2 alike
    factor_kg = kg(null=True)

    objects = BalanceSumQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["year", "partner"], name="balance_sums_by_year")]

    def __str__(self) -> str:
        return f"{self.balance_id}"
