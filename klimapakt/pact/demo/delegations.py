"""Sections of begun balances that colleagues fill in: asked, late, done; one of them can sign in."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from emissions.models import Balance, Delegation
from klimapakt.pact.demo.people import DOMAIN, PASSWORD
from partners.models import Membership, User

LOGIN = "colleague"
CASES = (  # section, days until it is due, done, note
    ("fleet", 9, False, "Die Tankkarten liegen bei der Buchhaltung, Ordner 3."),
    ("scope3-6", 16, False, "Reisekosten 2025, am besten nach Verkehrsmittel."),
    ("electricity", -5, True, ""),
    ("refrigerants", -2, False, "Wartungsprotokolle der Kälteanlage beim Hausmeister."),
)


def load(*, today: dt.date) -> None:
    begun = Balance.objects.filter(submitted_at=None, entry=Balance.Entry.LINES)
    balances = list(begun.select_related("partner").order_by("partner__sort_name"))
    if not balances:
        return
    colleague = User.objects.create(
        email=f"{LOGIN}@{DOMAIN}", first_name="Cora", last_name="Beispiel", password=make_password(PASSWORD)
    )
    Membership.objects.create(user=colleague, partner=balances[0].partner, role=Membership.Role.EDITOR)
    leads, editors = people(balances, Membership.Role.LEAD), people(balances, Membership.Role.EDITOR)
    editors[balances[0].partner_id] = colleague
    Delegation.objects.bulk_create(
        Delegation(
            balance=balance,
            section=section,
            colleague=editors[balance.partner_id],
            asked_by=leads[balance.partner_id],
            due_on=today + dt.timedelta(days=days),
            note=note,
            state=Delegation.State.DONE if is_done else Delegation.State.OPEN,
            ended_at=timezone.now() if is_done else None,
        )
        for balance in balances
        if balance.partner_id in editors
        for section, days, is_done, note in CASES
    )


def people(balances: list[Balance], role: str) -> dict[int, User]:
    """One for each partner."""
    partners = [balance.partner_id for balance in balances]
    found = Membership.objects.filter(partner__in=partners, role=role).select_related("user").order_by("-pk")
    return {one.partner_id: one.user for one in found}
