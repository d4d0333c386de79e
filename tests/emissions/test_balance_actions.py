"""A balance from its first figure to the office's check, with real rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from emissions import actions
from emissions.errors import (
    BalanceExists,
    BalanceIncomplete,
    BalanceLocked,
    FactorNotUsable,
    ReasonMissing,
    RoundHasDeliveries,
    YearNotPossible,
)
from emissions.models import Balance, Delivery
from partners.models import LogEntry, Recipient
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    FactorFactory,
    FactorSetFactory,
    MembershipFactory,
    PartnerFactory,
    RoundFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}


@pytest.fixture
def lead(db):
    return MembershipFactory(lead=True)


def lines_balance(lead, year=2024, factor_set=None, **fields):
    return BalanceFactory(
        partner=lead.partner, year=year, entry="lines", factor_set=factor_set or FactorSetFactory(), **fields
    )


def save(balance, lines, by, stated=None, **fields):
    return actions.save_balance_lines(balance=balance, lines=lines, stated_kg=stated or {}, fields=fields, by=by)


def test_start_links_the_delivery_of_the_year(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    DeliveryFactory(partner=lead.partner, round__year=2023)

    balance = actions.start_balance(partner=lead.partner, year=2024, entry="quick", by=lead.user, today=TODAY)

    delivery.refresh_from_db()
    assert balance.delivery == delivery
    assert delivery.state == Delivery.State.DRAFT


@pytest.mark.parametrize("year", (1989, 2026, 2027))
def test_start_refuses_impossible_years(lead, year):
    with pytest.raises(YearNotPossible):
        actions.start_balance(partner=lead.partner, year=year, entry="quick", by=lead.user, today=TODAY)


def test_start_refuses_a_second_balance_of_a_year(lead):
    actions.start_balance(partner=lead.partner, year=1990, entry="quick", by=lead.user, today=TODAY)

    with pytest.raises(BalanceExists):
        actions.start_balance(partner=lead.partner, year=1990, entry="quick", by=lead.user, today=TODAY)


def test_start_with_lines_needs_factors(lead):
    with pytest.raises(ObjectDoesNotExist):
        actions.start_balance(partner=lead.partner, year=2024, entry="lines", by=lead.user, today=TODAY)


def test_quick_totals_have_rows_for_what_was_stated_only(lead):
    balance = BalanceFactory(partner=lead.partner)

    actions.save_quick_totals(
        balance=balance,
        kg={"scope1": Decimal(0), "scope2_location": Decimal("12.5"), "scope2_market": None},
        fields={"city_share_percent": Decimal(40), "tool": "EMAS"},
        by=lead.user,
    )

    stored = {total.scope: (total.kg, total.city_share) for total in balance.totals.all()}
    assert stored == {"scope1": (Decimal(0), Decimal("0.4")), "scope2_location": (Decimal("12.5"), Decimal("0.4"))}


def test_unknown_city_share_stays_unknown(lead):
    balance = BalanceFactory(partner=lead.partner)

    actions.save_quick_totals(
        balance=balance, kg={"scope1": Decimal(1)}, fields={"city_share_percent": None}, by=lead.user
    )

    assert balance.totals.get().city_share is None


def test_lines_keep_the_factor_as_used_and_every_digit(lead):
    balance = lines_balance(lead, year=2025)
    factor = FactorFactory(
        factor_set=balance.factor_set, valid_year=2024, kg_co2e_per_unit=Decimal("0.18139512"), scope="1",
        kg_biogenic_per_unit=Decimal("0.35"),
    )  # fmt: skip

    save(balance, [actions.NewLine(1, None, factor, Decimal("123456.123456"))], lead.user)

    line = balance.lines.get()
    assert line.kg == Decimal("123456.123456") * Decimal("0.18139512")
    assert (line.kg_co2e_per_unit, line.factor_year_gap) == (Decimal("0.18139512"), 1)
    totals = {total.scope: total.kg for total in balance.totals.all()}
    assert totals == {
        "scope1": line.kg,
        "scope2_location": Decimal(0),
        "scope2_market": Decimal(0),
        "biogenic": Decimal("123456.123456") * Decimal("0.35"),
    }


def test_the_largest_amount_is_stored_exactly(lead):
    balance = lines_balance(lead)
    factor = FactorFactory(factor_set=balance.factor_set, kg_co2e_per_unit=Decimal("1677.18000001"))

    save(balance, [actions.NewLine(1, None, factor, Decimal(10) ** 12)], lead.user)

    assert balance.lines.get().kg == Decimal("1677180000010000")


def test_city_share_follows_the_sites(lead):
    balance = lines_balance(lead)
    inside, outside = SiteFactory(partner=lead.partner), SiteFactory(partner=lead.partner, is_in_city=False)
    factor = FactorFactory(factor_set=balance.factor_set, kg_co2e_per_unit=Decimal(1))

    save(
        balance,
        [actions.NewLine(1, inside, factor, Decimal(1)), actions.NewLine(1, outside, factor, Decimal(2))],
        lead.user,
        stated={"scope2_market": Decimal(7), "scope3": None},
        city_share_percent=Decimal(50),
    )

    shares = {total.scope: total.city_share for total in balance.totals.all()}
    assert shares == {
        "scope1": Decimal("0.33333333"),
        "scope2_location": Decimal("0.5"),
        "scope2_market": Decimal("0.5"),
    }


def test_sites_without_any_emission_count_where_they_lie(lead):
    balance = lines_balance(lead)
    factor = FactorFactory(factor_set=balance.factor_set)

    save(balance, [actions.NewLine(1, SiteFactory(partner=lead.partner), factor, Decimal(0))], lead.user)

    assert balance.totals.get(scope="scope1").city_share == 1


def test_a_row_without_amount_keeps_its_reason_and_gives_no_total(lead):
    balance = lines_balance(lead)

    save(balance, [actions.NewLine(3, None, absence_reason="haben wir nicht")], lead.user)

    assert balance.lines.get().absence_reason == "haben wir nicht"
    assert not balance.totals.exists()


@pytest.mark.parametrize(("field", "value"), (("use", "reference"), ("scope", "1+3"), ("scope", "3")))
def test_unusable_factors_are_refused(lead, field, value):
    balance = lines_balance(lead)
    factor = FactorFactory(factor_set=balance.factor_set, **{field: value})

    with pytest.raises(FactorNotUsable):
        save(balance, [actions.NewLine(1, None, factor, Decimal(1))], lead.user)


def test_factors_of_another_edition_are_refused(lead):
    balance = lines_balance(lead)

    with pytest.raises(FactorNotUsable):
        save(balance, [actions.NewLine(1, None, FactorFactory(factor_set__edition="x"), Decimal(1))], lead.user)


def test_hand_in_locks_tells_the_lead_and_moves_the_delivery(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    balance = BalanceFactory(partner=lead.partner, delivery=delivery, totals=FULL)

    handed_in = actions.submit_balance(balance=balance, note="Neue Halle", by=lead.user)

    delivery.refresh_from_db()
    assert handed_in.submitted_by == lead.user
    assert (delivery.state, delivery.handed_in_by) == (Delivery.State.HANDED_IN, lead.user)
    mail = Recipient.objects.get()
    assert mail.email == lead.user.email
    assert "2024" in mail.letter.subject
    assert balance.number in mail.letter.text
    with pytest.raises(BalanceLocked):
        actions.submit_balance(balance=balance, note="", by=lead.user)
    with pytest.raises(BalanceLocked):
        actions.save_quick_totals(balance=balance, kg={}, fields={}, by=lead.user)
    assert Recipient.objects.count() == 1


def test_hand_in_needs_scope_1_and_2(lead):
    with pytest.raises(BalanceIncomplete):
        actions.submit_balance(
            balance=BalanceFactory(partner=lead.partner, totals={"scope1": Decimal(1)}), note="", by=lead.user
        )


def test_withdraw_until_the_check_has_begun(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    balance = BalanceFactory(partner=lead.partner, delivery=delivery, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    assert actions.withdraw_balance(balance=balance, by=lead.user).is_draft

    actions.submit_balance(balance=balance, note="", by=lead.user)
    actions.begin_check(balance=balance, by=UserFactory())
    with pytest.raises(BalanceLocked):
        actions.withdraw_balance(balance=balance, by=lead.user)


def test_approval_is_final_and_told(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    balance = BalanceFactory(partner=lead.partner, delivery=delivery, totals=FULL)
    office = UserFactory()
    actions.submit_balance(balance=balance, note="", by=lead.user)

    approved = actions.approve_balance(balance=balance, by=office)

    delivery.refresh_from_db()
    assert approved.approved_by == office
    assert (delivery.state, delivery.approved_by) == (Delivery.State.APPROVED, office)
    assert list(Recipient.objects.order_by("pk").values_list("letter__purpose", flat=True)) == [
        "balance-received",
        "balance-approved",
    ]
    with pytest.raises(BalanceLocked):
        actions.approve_balance(balance=balance, by=office)
    with pytest.raises(BalanceLocked):
        actions.return_balance(balance=balance, reason="zu spät", by=office)


def test_return_needs_a_reason_and_keeps_the_figures(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    balance = BalanceFactory(partner=lead.partner, delivery=delivery, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    with pytest.raises(ReasonMissing):
        actions.return_balance(balance=balance, reason=" ", by=UserFactory())
    returned = actions.return_balance(balance=balance, reason="Fehlt {Gas}?", by=UserFactory())

    delivery.refresh_from_db()
    assert returned.is_draft
    assert returned.totals.count() == 2
    assert (delivery.state, delivery.returned_reason) == (Delivery.State.RETURNED, "Fehlt {Gas}?")
    assert delivery.told_on == timezone.localdate()
    assert Recipient.objects.latest("pk").values == {"reason": "Fehlt {Gas}?"}
    assert LogEntry.objects.get(verb="balance-returned").reason == "Fehlt {Gas}?"


def test_correction_supersedes_and_copies(lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    old = lines_balance(lead, delivery=delivery)
    factor = FactorFactory(factor_set=old.factor_set)
    save(old, [actions.NewLine(1, None, factor, Decimal(5))], lead.user)
    with pytest.raises(BalanceLocked):
        actions.correct_balance(balance=old, reason="x", by=lead.user)
    actions.submit_balance(balance=old, note="", by=lead.user)
    actions.approve_balance(balance=old, by=UserFactory())

    with pytest.raises(ReasonMissing):
        actions.correct_balance(balance=old, reason="", by=lead.user)
    new = actions.correct_balance(balance=old, reason="Zähler falsch abgelesen", by=lead.user)

    old.refresh_from_db()
    delivery.refresh_from_db()
    assert old.superseded_at is not None
    assert (new.version, new.is_draft, new.correction_reason) == (2, True, "Zähler falsch abgelesen")
    assert [line.kg for line in new.lines.all()] == [line.kg for line in old.lines.all()] == [Decimal(1)]
    assert sorted(new.totals.values_list("scope", flat=True)) == ["scope1", "scope2_location", "scope2_market"]
    assert delivery.state == Delivery.State.DRAFT
    assert list(Balance.objects.of_partner(lead.partner)) == [new]
    save(new, [actions.NewLine(1, None, factor, Decimal(6))], lead.user)
    assert old.lines.get().amount == 5


def approved_lines(lead, year, factor_set, lines):
    balance = lines_balance(lead, year=year, factor_set=factor_set)
    save(balance, lines, lead.user)
    actions.submit_balance(balance=balance, note="", by=lead.user)
    return actions.approve_balance(balance=balance, by=UserFactory())


def test_approval_splits_the_change_into_activity_and_factor(lead):
    factor_set = FactorSetFactory()
    power = {"factor_set": factor_set, "key": "power", "scope": "2"}
    old = FactorFactory(valid_year=2023, kg_co2e_per_unit=Decimal("0.4"), **power)
    new = FactorFactory(valid_year=2024, kg_co2e_per_unit=Decimal("0.3"), **power)
    oil, gas = FactorFactory(factor_set=factor_set, key="oil"), FactorFactory(factor_set=factor_set, key="gas")
    approved_lines(
        lead,
        2023,
        factor_set,
        [actions.NewLine(1, None, old, Decimal(100)), actions.NewLine(2, None, oil, Decimal(10))],
    )

    now = approved_lines(
        lead, 2024, factor_set, [actions.NewLine(1, None, new, Decimal(80)), actions.NewLine(2, None, gas, Decimal(5))]
    )

    effects = {total.scope: (total.activity_effect_kg, total.factor_effect_kg) for total in now.totals.all()}
    assert effects == {
        "scope1": (Decimal("-1"), Decimal(0)),  # oil is gone (-2 kg), gas is new (+1 kg)
        "scope2_location": (Decimal("-7"), Decimal("-9")),  # together -16 kg, which is the change
        "scope2_market": (None, None),
    }


def test_without_lines_on_both_sides_there_is_no_split(lead):
    BalanceFactory(partner=lead.partner, year=2023, totals=FULL, approved=True)
    factor_set = FactorSetFactory()

    now = approved_lines(
        lead, 2024, factor_set, [actions.NewLine(1, None, FactorFactory(factor_set=factor_set), Decimal(80))]
    )

    assert set(now.totals.values_list("activity_effect_kg", "factor_effect_kg")) == {(None, None)}


def test_open_round_makes_a_delivery_for_each_active_climate_partner(lead):
    PartnerFactory(left=True)
    PartnerFactory(founding=True)
    draft = BalanceFactory(partner=lead.partner, year=2025)
    done = BalanceFactory(year=2025, approved=True, totals=FULL)
    handed_in = BalanceFactory(year=2025, totals=FULL)
    actions.submit_balance(balance=handed_in, note="", by=lead.user)
    silent = PartnerFactory()
    call = RoundFactory(year=2025)

    actions.open_round(round=call, by=UserFactory())

    states = dict(call.deliveries.values_list("partner", "state"))
    assert states == {
        lead.partner.pk: "draft", done.partner.pk: "approved", handed_in.partner.pk: "handed_in", silent.pk: "open",
    }  # fmt: skip
    draft.refresh_from_db()
    assert draft.delivery is not None
    assert draft.delivery.round == call
    with pytest.raises(RoundHasDeliveries):
        actions.open_round(round=call, by=None)


def test_extension_is_logged(lead):
    delivery = DeliveryFactory(partner=lead.partner)

    actions.extend_delivery(delivery=delivery, due_on=dt.date(2026, 12, 31), by=UserFactory())

    delivery.refresh_from_db()
    assert delivery.due_on == dt.date(2026, 12, 31)
    assert LogEntry.objects.get(verb="delivery-extended").state_to == "2026-12-31"
