"""A base year that is corrected: proposed by the portal, decided by the partner, both values kept."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.actions.recalculation import recalculate_base_year
from emissions.actions.target import change_target
from emissions.entries import NewTarget
from emissions.errors import TargetExists
from emissions.models import BaseYearRecalculation, Target
from partners.models import LogEntry, Pact, Recipient
from tests.factories import BalanceFactory, MembershipFactory, TargetFactory, UserFactory

pytestmark = pytest.mark.django_db
D = Decimal
ERROR = BaseYearRecalculation.Trigger.ERROR


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def target(lead):
    """1,000 t in 2019, as its checked balance says; 60 % less by 2035, half of that by 2030."""
    totals = {"scope1": D(600_000), "scope2_location": D(400_000)}
    BalanceFactory(partner=lead.partner, year=2019, totals=totals, approved=True)
    return TargetFactory(partner=lead.partner, target_value=400, interim={"2030": "700"})


def correct(lead, kg):
    """The lead corrects scope 1 of the base year, the office checks it."""
    balance = lead.partner.balances.valid().get(year=2019)
    new = actions.correct_balance(balance=balance, reason="Zähler vergessen", by=lead.user)
    actions.save_quick_totals(balance=new, kg={"scope1": D(kg), "scope2_location": D(400_000)}, fields={}, by=lead.user)
    actions.submit_balance(balance=new, note="", by=lead.user)
    actions.approve_balance(balance=new, by=UserFactory(office=True))


def test_a_large_correction_is_proposed_and_changes_nothing_by_itself(lead, target):
    correct(lead, 680_000)

    row = BaseYearRecalculation.objects.get()
    assert (row.state, row.old_value, row.new_value, row.cumulated_percent) == ("proposed", 1000, 1080, 8)
    assert row.reason == "Zähler vergessen"
    assert Target.objects.valid().get() == target
    assert LogEntry.objects.filter(verb="base-year-proposed", partner=lead.partner).count() == 1
    mail = Recipient.objects.get(letter__purpose="base-year-proposed")
    assert (mail.email, mail.values) == (lead.user.email, {"reason": "Zähler vergessen"})
    assert "von 1.000,0\u00a0t\u00a0CO₂e auf 1.080,0\u00a0t\u00a0CO₂e" in mail.letter.text
    assert reverse("emissions:target_recalculate", args=[lead.partner.slug, target.pk]) in mail.letter.text


def test_exactly_the_threshold_is_enough(lead, target):
    correct(lead, 650_000)

    assert BaseYearRecalculation.objects.get().state == "proposed"


def test_small_corrections_are_noted_and_add_up_whichever_way_they_go(lead, target):
    correct(lead, 630_000)
    correct(lead, 600_000)

    first, second = BaseYearRecalculation.objects.order_by("pk")
    assert (first.state, first.cumulated_percent) == ("noted", 3)
    assert (second.state, second.old_value, second.new_value, second.cumulated_percent) == ("proposed", 1030, 1000, 6)


def test_a_partner_may_have_a_lower_threshold(lead, target):
    lead.partner.recalculation_percent = D(2)
    lead.partner.save()

    correct(lead, 630_000)

    row = BaseYearRecalculation.objects.get()
    assert (row.state, row.threshold_percent) == ("proposed", 2)


def test_a_further_correction_renews_the_open_proposal(lead, target):
    correct(lead, 680_000)
    correct(lead, 700_000)

    assert BaseYearRecalculation.objects.get().new_value == 1100


def test_a_correction_of_another_year_concerns_nobody(lead, target):
    other = BalanceFactory(partner=lead.partner, year=2022, totals={"scope1": D(1)}, approved=True)

    actions.correct_balance(balance=other, reason="x", by=lead.user)

    assert BaseYearRecalculation.objects.count() == 0


def test_recalculating_keeps_percentages_and_both_values(lead, target):
    correct(lead, 680_000)

    made = recalculate_base_year(target=target, new_value=D(1080), trigger=ERROR, reason="Zähler", by=lead.user)

    new = Target.objects.valid().get()
    assert (made.state, made.new_target, made.decided_by) == ("applied", new, lead.user)
    assert (new.base_value, new.target_value, new.interim) == (1080, 432, {"2030": "756.000000"})
    assert (new.reduction_percent, new.version, new.change_reason) == (60, 2, "Zähler")
    assert list(BaseYearRecalculation.objects.history_of(new)) == [made]
    target.refresh_from_db()
    assert (target.base_value, target.superseded_at is None) == (1000, False)


def test_after_a_recalculation_small_changes_are_counted_anew(lead, target):
    correct(lead, 630_000)
    made = recalculate_base_year(target=target, new_value=D(1100), trigger=ERROR, reason="x", by=lead.user)

    again = recalculate_base_year(target=made.new_target, new_value=D(1111), trigger=ERROR, reason="y", by=lead.user)

    assert (again.state, again.cumulated_percent) == ("noted", 1)


def test_an_open_proposal_goes_with_a_changed_target(lead, target):
    correct(lead, 680_000)
    new = NewTarget(2019, D(1000), 2035, D(300), "1+2", "location")

    changed = change_target(target=target, new=new, reason="Ehrgeiziger", by=lead.user)

    assert BaseYearRecalculation.objects.proposed().get().target == changed


def test_an_earlier_version_is_not_recalculated(lead, target):
    made = recalculate_base_year(target=target, new_value=D(1100), trigger=ERROR, reason="x", by=lead.user)

    with pytest.raises(TargetExists) as exists:
        recalculate_base_year(target=target, new_value=D(1200), trigger=ERROR, reason="x", by=lead.user)

    assert exists.value.args[0] == made.new_target


def test_from_the_page(client, lead, target):
    correct(lead, 680_000)
    address = reverse("emissions:target_recalculate", args=[lead.partner.slug, target.pk])

    assert "sollte neu berechnet werden" in client.get(target.get_absolute_url()).content.decode()
    assert client.get(address).context["form"]["new_value"].value() == "1.080"
    page = client.post(address, {"new_value": "1.080", "trigger": "error", "reason": "Zähler"}, follow=True)

    words = page.content.decode().replace("\u00a0", " ")
    assert "1.000,0 t CO₂e" in words
    assert "1.080,0 t CO₂e" in words
    assert "sollte neu berechnet werden" not in words


def test_below_the_threshold_the_page_says_that_it_is_noted(client, lead, target):
    address = reverse("emissions:target_recalculate", args=[lead.partner.slug, target.pk])

    page = client.post(address, {"new_value": "1.010", "trigger": "method", "reason": "Neuer Faktor"}, follow=True)

    assert "Die Änderung ist vermerkt." in page.content.decode()
    assert Target.objects.valid().get() == target


@pytest.mark.parametrize(
    ("typed", "field"),
    (
        ({"new_value": "12x"}, "new_value"),
        ({"new_value": "-1"}, "new_value"),
        ({"new_value": "0"}, "new_value"),
        ({"new_value": "1.000"}, "new_value"),
        ({"new_value": "1000000000001"}, "new_value"),
        ({"trigger": "growth"}, "trigger"),
        ({"reason": ""}, "reason"),
    ),
)
def test_wrong_entries_say_where(client, lead, target, typed, field):
    address = reverse("emissions:target_recalculate", args=[lead.partner.slug, target.pk])

    page = client.post(address, {"new_value": "1.080", "trigger": "error", "reason": "x", **typed})

    assert list(page.context["form"].errors) == [field]


def test_a_stranger_and_a_viewer_recalculate_nothing(client, target):
    address = reverse("emissions:target_recalculate", args=[target.partner.slug, target.pk])

    for membership in (MembershipFactory(lead=True), MembershipFactory(partner=target.partner)):
        client.force_login(membership.user)
        assert client.get(address).status_code == 404


FINE = {
    "state": "proposed",
    "reason": "x",
    "old_value": 1000,
    "new_value": 1080,
    "cumulated_percent": 8,
    "threshold_percent": 5,
}


@pytest.mark.parametrize(
    "fields",
    (
        {"new_value": 0},
        {"old_value": 0},
        {"reason": ""},
        {"cumulated_percent": 4},
        {"state": "noted"},
        {"state": "applied", "trigger": "error", "decided_at": timezone.now()},
    ),
)
def test_the_database_refuses_impossible_recalculations(target, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        BaseYearRecalculation.objects.create(target=target, **{**FINE, **fields})


def test_the_database_refuses_a_second_open_proposal(target):
    BaseYearRecalculation.objects.create(target=target, **FINE)

    with pytest.raises(IntegrityError):
        BaseYearRecalculation.objects.create(target=target, **FINE)


@pytest.mark.parametrize("percent", (0, "5.01"))
def test_the_database_refuses_higher_thresholds(lead, percent):
    for row in (Pact.objects.current(), lead.partner):
        row.recalculation_percent = D(percent)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
