"""The public directory: whoever takes part, what it has released, and two facts from its figures, dated."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.models import Balance, Target
from klimapakt.lib import sheets
from partners import profile
from partners.models import Partner
from partners.models.partner import PartnerQuerySet

LABELS: Final = {
    "name": gettext_lazy("Name"),
    "sector": gettext_lazy("Sector"),
    "size": gettext_lazy("Size"),
    "district": gettext_lazy("District"),
    "chamber": gettext_lazy("Chamber"),
    "website": gettext_lazy("Website"),
    "programmes": gettext_lazy("Programmes"),
    "description": gettext_lazy("Description"),
    "since": gettext_lazy("In the pact since"),
    "contact": gettext_lazy("Contact"),
}
CARD: Final = ("sector", "district", "since", "logo")
FILTERED: Final = ("sector", "size", "district", "chamber")


def listed() -> PartnerQuerySet:
    """Everybody in the directory, in alphabetical order, as `with_facts`."""
    return with_facts(Partner.objects.listed())


def with_facts(partners: PartnerQuerySet) -> PartnerQuerySet:
    """With goal_year (of the published target that ends first) and balance_year (the latest that the office has
    checked)."""
    goals = Target.objects.valid().filter(partner=OuterRef("pk"), is_public=True).order_by("target_year")
    balances = Balance.objects.approved().filter(partner=OuterRef("pk")).order_by("-year")
    return (
        partners.select_related("district", "chamber")
        .prefetch_related("visibility")
        .annotate(goal_year=Subquery(goals.values("target_year")[:1]))
        .annotate(balance_year=Subquery(balances.values("year")[:1]))
        .in_alphabet()
    )


def narrowed(wanted: Mapping[str, object]) -> QuerySet[Partner]:
    """By the values of the filters; a filter finds only partners that show the field."""
    partners = listed()
    if words := wanted.get("words"):
        partners = partners.filter(pk__in=Partner.objects.listed().named_like(str(words)).values("pk"))
        partners = partners.closest_first(str(words))
    for field in FILTERED:
        if value := wanted.get(field):
            partners = partners.filter(profile.shows(field), **{field: value})
    if year := {"target": "goal_year", "balance": "balance_year"}.get(str(wanted.get("has"))):
        partners = partners.filter(**{f"{year}__isnull": False})
    return partners


def card(partner: Partner) -> dict[str, object]:
    """What stands in the list: of sector, district and joining, what the partner shows."""
    return {"partner": partner, **profile.visible(partner, profile.PUBLIC, only=CARD)}


def fields(partner: Partner) -> list[tuple[str, object, object]]:
    """What everybody may see of a partner: name of the field, label, value."""
    shown = profile.visible(partner, profile.PUBLIC)
    return [(name, label, shown[name]) for name, label in LABELS.items() if name in shown]


def as_csv(partners: QuerySet[Partner]) -> str:
    headers = [*(str(label) for label in LABELS.values()), _("Published target until"), _("Latest checked balance")]
    return sheets.as_csv(headers, (row(partner) for partner in partners))


def row(partner: Partner) -> list[str]:
    shown = profile.visible(partner, profile.PUBLIC)
    years = (partner.goal_year, partner.balance_year)  # type: ignore[attr-defined]  # annotated by listed()
    return [sheets.harmless(plain(value)) for value in (*(shown.get(name) for name in LABELS), *years)]


def plain(value: object) -> str:
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return "" if value is None else str(value)
