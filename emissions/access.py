"""Whose balances a person may read, write and hand in. The office reads as the partner does."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from emissions.models import (
    Balance,
    Consumption,
    Contract,
    Credit,
    Delegation,
    FactorSet,
    OwnFactor,
    Question,
    Receipt,
    ResidualMix,
    Scope3Category,
)
from partners.access import MemberRequest, own_partners
from partners.models import Membership, Partner, User


def readable_balances(request: MemberRequest) -> QuerySet[Balance]:
    """With whether there are questions and receipts, which most have not: nobody asks for them in vain."""
    here = OuterRef("pk")
    return balances_of(own_partners(request)).annotate(
        was_asked=Exists(Question.objects.filter(balance=here)),
        has_receipts=Exists(Receipt.objects.filter(balance=here)),
    )


def shown_balances(request: MemberRequest) -> QuerySet[Balance]:
    """With what proves them: the partner's own, and for the office what was handed in."""
    if request.user.is_office:
        return Balance.objects.valid().filter(submitted_at__isnull=False) | readable_balances(request)
    return readable_balances(request)


def editable_balances(user: User) -> QuerySet[Balance]:
    """With whether lines speak of the company as a whole, whether colleagues were asked to fill in a section, and
    which edition of factors is newer than its own."""
    here = OuterRef("pk")
    newest = FactorSet.objects.in_use().values("edition", "published_on", "pk")[:1]
    return balances_of(Partner.objects.editable_by(user)).annotate(
        has_lines_of_the_whole=Exists(Consumption.objects.direct().filter(balance=here, site=None)),
        is_delegated=Exists(Delegation.objects.open().filter(balance=here)),
        newest_factor_set=Subquery(newest.values("pk")),
    )


def editable_balance(user: User, slug: str, year: int) -> Balance:
    """One of them, with its open delegations. Raises Http404."""
    balance = get_object_or_404(editable_balances(user), partner__slug=slug, year=year)
    is_delegated = balance.is_delegated  # type: ignore[attr-defined]  # annotated
    balance.delegated = list(balance.delegations.open().in_order()) if is_delegated else []  # type: ignore[attr-defined]  # for the pages
    return balance


def led_balances(user: User) -> QuerySet[Balance]:
    return balances_of(Partner.objects.led_by(user))


def balances_of(partners: QuerySet[Partner]) -> QuerySet[Balance]:
    related = ("partner", "delivery__round", "submitted_by", "approved_by", "factor_set")
    climate = partners.filter(kind=Partner.Kind.CLIMATE)
    return with_beside(Balance.objects.valid().filter(partner__in=climate.values("pk")).select_related(*related))


def with_beside(balances: QuerySet[Balance]) -> QuerySet[Balance]:
    """With what stands beside the scopes; of what most have not, whether there is any."""
    here, residual = OuterRef("pk"), ResidualMix.objects.filter(year=OuterRef("year")).values("kg_per_kwh")
    return balances.select_related("own_generation", "denominators").annotate(
        has_contracts=Exists(Contract.objects.filter(balance=here)),
        has_own_factors=Exists(OwnFactor.objects.filter(balance=here)),
        has_scope3=Exists(Scope3Category.objects.filter(balance=here)),
        has_credits=Exists(Credit.objects.filter(balance=here)),
        residual_kg_per_kwh=Subquery(residual[:1]),
    )


def can_edit(user: User, partner: Partner) -> bool:
    return user.role_in(partner) in Membership.WRITING


def leads(user: User, partner: Partner) -> bool:
    return user.role_in(partner) == Membership.Role.LEAD
