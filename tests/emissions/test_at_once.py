"""Two people, one balance: nobody overwrites a colleague unawares, nothing happens twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from emissions import actions
from emissions.actions import measure as measure_actions
from emissions.actions import target as target_actions
from emissions.entries import NewTarget
from emissions.errors import BalanceExists, BalanceLocked, EditedMeanwhile, TargetExists
from emissions.models import Balance, Measure, ScopeTotal, Target
from partners.models import LogEntry
from tests.concurrency import at_once
from tests.factories import BalanceFactory, FactorFactory, FactorSetFactory, MeasureFactory, MembershipFactory

FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}
TODAY = dt.date(2026, 11, 24)
QUICK = {"scope1": "5", "scope2_location": "6", "save": "check"}
MEASURE = {"title": "Wärmepumpe", "field": "heat", "status": "planned", "starts_on": "2024-03-01"}


@pytest.fixture
def lead(client, transactional_db):
    member = MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


def twice(job) -> list[type[Exception]]:
    return [type(error) for error in at_once([job, job])]


def test_beginning_handing_in_checking_and_correcting_happen_once(lead):
    by = lead.user
    begin = lambda: actions.start_balance(partner=lead.partner, year=2024, entry="quick", by=by, today=TODAY)  # noqa: E731 -- one line each
    assert twice(begin) == [BalanceExists]
    balance = Balance.objects.get()
    actions.save_quick_totals(balance=balance, kg=FULL, fields={}, by=by)

    assert twice(lambda: actions.submit_balance(balance=balance, note="", by=by)) == [BalanceLocked]
    assert twice(lambda: actions.approve_balance(balance=balance, by=by)) == [BalanceLocked]
    assert twice(lambda: actions.correct_balance(balance=balance, reason="Zähler", by=by)) == [BalanceLocked]

    assert [b.version for b in Balance.objects.order_by("version")] == [1, 2]
    steps = list(
        LogEntry.objects.filter(subject_type="emissions.balance").order_by("pk").values_list("verb", flat=True)
    )
    assert steps == ["balance-begun", "balance-handed-in", "balance-approved", "balance-corrected"]


def test_approving_and_giving_back_at_once_is_one_of_both(lead):
    balance = BalanceFactory(partner=lead.partner, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    raised = at_once(
        [
            lambda: actions.approve_balance(balance=balance, by=lead.user),
            lambda: actions.return_balance(balance=balance, reason="Gas?", by=lead.user),
        ]
    )

    assert [type(error) for error in raised] == [BalanceLocked]


def test_a_line_that_is_written_while_the_balance_is_approved_is_in_it_or_refused(lead):
    """The trigger waits for who approves: without its lock, the line would slip in behind the approval."""
    balance = BalanceFactory(partner=lead.partner, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    at_once(
        [
            lambda: actions.approve_balance(balance=balance, by=lead.user),
            lambda: ScopeTotal.objects.create(balance=balance, scope="scope3", kg=1),
        ]
    )

    approved, late = Balance.objects.get().approved_at, ScopeTotal.objects.filter(scope="scope3")
    assert approved is not None
    assert late.count() in (0, 1)


def test_a_measure_and_a_target_pressed_twice_at_once_are_there_once(lead):
    new = NewTarget(2019, Decimal(1000), 2035, Decimal(400), "1+2", "location")

    def measure():
        one = MeasureFactory.build(partner=lead.partner, title="LED")
        measure_actions.save_measure(measure=one, partner=lead.partner, by=lead.user)

    assert twice(measure) == []
    assert twice(lambda: target_actions.set_target(partner=lead.partner, new=new, by=lead.user)) == [TargetExists]

    assert (Measure.objects.count(), Target.objects.count()) == (1, 1)


def test_two_people_save_totals_at_once_and_the_second_is_told(lead):
    balance = BalanceFactory(partner=lead.partner)
    seen = balance.edition

    raised = at_once(
        [
            lambda kg=kg: actions.save_quick_totals(
                balance=balance, kg={"scope1": Decimal(kg)}, fields={}, by=lead.user, seen=seen
            )
            for kg in (1, 2)
        ]
    )

    assert [type(error) for error in raised] == [EditedMeanwhile]


def fields_of(client, address):
    return {"seen": client.get(address).context["form"]["seen"].value()}


def test_the_second_of_two_editors_keeps_what_was_typed_and_decides(client, lead):
    BalanceFactory(partner=lead.partner, year=2024)
    address = reverse("emissions:balance_edit", args=[lead.partner.slug, 2024])
    seen = fields_of(client, address)
    client.post(address, {**QUICK, **seen, "scope1": "7"})

    told = client.post(address, {**QUICK, **seen})

    assert "andere Werte gespeichert" in told.content.decode()
    assert told.context["form"]["scope1"].value() == "5"
    assert ScopeTotal.objects.get(scope="scope1").kg == 7000
    again = {"seen": told.context["form"]["seen"].value()}
    assert client.post(address, {**QUICK, **again}).status_code == 302
    assert ScopeTotal.objects.get(scope="scope1").kg == 5000


def test_two_editors_of_lines_and_a_second_click_that_says_nothing_new(client, lead):
    factor = FactorFactory(factor_set=FactorSetFactory(), key="uba.electricity.mix.co2e_direct.kwh", scope="2")
    BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=factor.factor_set)
    address = reverse("emissions:balance_edit", args=[lead.partner.slug, 2024])
    shown = {field.html_name: field.value() or "" for field in client.get(address).context["form"]}
    first = {**shown, "0-electricity-amount": "7", "save": "check"}

    assert [client.post(address, first).status_code for _click in range(2)] == [302, 302]
    told = client.post(address, {**first, "0-electricity-amount": "8"})

    assert "andere Werte gespeichert" in told.content.decode()
    assert told.context["form"]["0-electricity-amount"].value() == "8"
    assert "derzeit gespeichert: „7“" in told.text
    assert Balance.objects.get().lines.get().amount == 7
    again = {**first, "0-electricity-amount": "8", "seen": told.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert Balance.objects.get().lines.get().amount == 8


def test_two_editors_of_a_measure(client, lead):
    measure = MeasureFactory(partner=lead.partner)
    address = reverse("emissions:measure_change", args=[lead.partner.slug, measure.pk])
    seen = fields_of(client, address)
    client.post(address, {**MEASURE, **seen})

    told = client.post(address, {**MEASURE, **seen, "title": "Solaranlage"})

    assert "andere Werte gespeichert" in told.content.decode()
    assert told.context["form"]["title"].value() == "Solaranlage"
    assert Measure.objects.get().title == "Wärmepumpe"


def test_nobody_hands_in_or_approves_figures_that_they_did_not_see(client, lead):
    balance = BalanceFactory(partner=lead.partner, year=2024, totals=FULL)
    check = reverse("emissions:balance_check", args=[lead.partner.slug, 2024])
    submit = reverse("emissions:balance_submit", args=[lead.partner.slug, 2024])
    seen = fields_of(client, check)
    actions.save_quick_totals(balance=balance, kg={**FULL, "scope1": Decimal(3000)}, fields={}, by=lead.user)

    told = client.post(submit, {"note": "Neue Halle", **seen})

    assert "Zahlen geändert" in told.content.decode()
    assert told.context["form"]["note"].value() == "Neue Halle"
    old = actions.submit_balance(balance=balance, note="", by=lead.user).edition
    actions.withdraw_balance(balance=balance, by=lead.user)
    actions.submit_balance(balance=balance, note="", by=lead.user)
    with pytest.raises(EditedMeanwhile):
        actions.approve_balance(balance=balance, by=lead.user, seen=old)
