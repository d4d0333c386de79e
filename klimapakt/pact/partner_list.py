"""The office's list of partners: search that forgives, filters, order; the same for page and file."""

import datetime as dt
from typing import Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.models import Delivery, Target
from partners.duplicates import company_key
from partners.models import Membership, Partner
from partners.models.partner import PartnerQuerySet

DELIVERIES: Final[dict[str, str | Promise]] = {
    "overdue": _("overdue"),
    "open": _("to come"),
    "returned": _("returned"),
    "handed_in": _("to check"),
    "checked": _("checked"),
    "none": _("none asked for"),
}
ORDERS: Final[dict[str, str | Promise]] = {
    "": _("Name (searching: closest first)"),
    "joined": _("Joined last"),
    "due": _("Delivery due first"),
}


Wanted = dict[str, str]  # what the filter's form says; what is missing or empty does not narrow the list


def with_standing() -> PartnerQuerySet:
    """Each partner with its delivery in the latest open round, whether it has a target and a person who signs in."""
    deliveries = Delivery.objects.filter(partner=OuterRef("pk"), round__is_closed=False).order_by("-round__year")
    return Partner.objects.select_related("district", "chamber").annotate(
        delivery_id=Subquery(deliveries.values("pk")[:1]),
        delivery_state=Subquery(deliveries.values("state")[:1]),
        delivery_due_on=Subquery(deliveries.values("due_on")[:1]),
        has_target=Exists(Target.objects.valid().filter(partner=OuterRef("pk"))),
        has_login=Exists(Membership.objects.signing_in().filter(partner=OuterRef("pk"))),
    )


def matching(wanted: Wanted, today: dt.date) -> QuerySet[Partner]:
    found = with_standing()
    for field in ("status", "kind", "sector", "size", "district", "chamber"):
        if value := wanted.get(field):
            found = found.filter(**{field: value})
    if text := (wanted.get("q") or "").strip():
        found = searched(found, text)
    if tag := wanted.get("tag"):
        found = found.tagged(tag)
    if delivery := wanted.get("delivery"):
        found = found.filter(of_delivery(delivery, today))
    if target := wanted.get("target"):
        found = found.filter(has_target=target == "yes")  # type: ignore[misc]  # annotated
    if login := wanted.get("login"):
        found = found.filter(has_login=login == "yes")  # type: ignore[misc]  # annotated
    return in_order(found, wanted)


def searched(partners: PartnerQuerySet, text: str) -> PartnerQuerySet:
    """By name whatever its legal form, umlauts and typos, or by a contact's name or address."""
    key = company_key(text)
    people = Membership.objects.filter(partner=OuterRef("pk")).filter(
        Q(user__email__icontains=text) | Q(user__last_name__icontains=text)
    )
    if not key:
        return partners.filter(Exists(people))
    return partners.filter(Q(pk__in=Partner.objects.named_like(text).values("pk")) | Exists(people))


def of_delivery(name: str, today: dt.date) -> Q:
    with_partner = Q(delivery_state__in=Delivery.WITH_PARTNER)
    return {
        "overdue": with_partner & Q(delivery_due_on__lt=today),
        "open": with_partner & Q(delivery_due_on__gte=today),
        "returned": Q(delivery_state=Delivery.State.RETURNED),
        "handed_in": Q(delivery_state__in=(Delivery.State.HANDED_IN, Delivery.State.IN_CHECK)),
        "checked": Q(delivery_state__in=(Delivery.State.APPROVED, Delivery.State.RELEASED)),
        "none": Q(delivery_state__isnull=True),
    }[name]


def in_order(partners: PartnerQuerySet, wanted: Wanted) -> QuerySet[Partner]:
    order = wanted.get("order")
    if order == "joined":
        return partners.order_by(F("joined_on").desc(nulls_last=True), "sort_name", "pk")
    if order == "due":
        due_on = Case(When(delivery_state__in=Delivery.WITH_PARTNER, then=F("delivery_due_on")))
        return partners.order_by(due_on.asc(nulls_last=True), "sort_name", "pk")
    if text := (wanted.get("q") or "").strip():
        return partners.closest_first(text)
    return partners.order_by("sort_name", "name", "pk")
