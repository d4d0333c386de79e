"""An open balance moves to another edition: seen line by line before, confirmed, exact, and never by itself."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.errors import BalanceLocked, EditedMeanwhile, FactorSetWithdrawn, FactorsMissing
from emissions.factor_update import totals_of, update_of
from emissions.models import Balance, FactorSet
from partners.models import LogEntry
from tests import factories

pytestmark = pytest.mark.django_db
POWER, GAS, WOOD, PAPER = (
    "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs", "defra.wood_pellets.kwh", "defra.paper.t",
)  # fmt: skip
D = Decimal


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


def edition(name, values, **changes):
    made = factories.FactorSetFactory(edition=name, published_on=f"{name}-01")
    for key, value in values.items():
        fields = {
            "scope": {POWER: "2", PAPER: "3"}.get(key, "1"),
            "ghgp_category": "3.1" if key == PAPER else "",
            "unit": "t" if key == PAPER else "kWh",
            "kg_biogenic_per_unit": D(value) * 10 if key == WOOD else None,
        }
        fields |= {"factor_set": made, "key": key, "kg_co2e_per_unit": D(value), "name_de": key, **changes}
        factories.FactorFactory(**fields)
    return made


@pytest.fixture
def old(db):
    return edition("2025-11", {POWER: "0.4", GAS: "0.2", WOOD: "0.01", PAPER: "900"})


@pytest.fixture
def new(old):
    return edition("2026-11", {POWER: "0.36", GAS: "0.2", WOOD: "0.02", PAPER: "1000"}, valid_year=2023)


@pytest.fixture
def balance(lead, old):
    """1,000 kWh of power, 500 of gas, 100 of wood; 2 t of paper in scope 3."""
    balance = factories.BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=old)
    known = {factor.key: factor for factor in old.factors.all()}
    amounts = ((1, POWER, 1000), (2, GAS, 500), (8, WOOD, 100))
    lines = [actions.NewLine(place, None, known[key], D(amount)) for place, key, amount in amounts]
    actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=lead.user)
    actions.add_scope3_line(
        balance=balance, category=1, factor=known[PAPER], amount=D(2), quality="billed", note="", by=lead.user
    )
    return Balance.objects.select_related("factor_set").get(pk=balance.pk)


def url(balance, name="factor_update"):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year])


def totals(balance):
    return {total.scope: total.kg for total in balance.totals.all()}


def test_amounts_stay_and_everything_else_is_of_the_other_edition(balance, lead, new):
    keys = list(balance.lines.order_by("pk").values_list("pk", flat=True))

    actions.update_factors(balance=balance, factor_set=new, by=lead.user)

    lines = balance.lines.order_by("pk").select_related("factor")
    assert [one.pk for one in lines] == keys
    assert [(one.factor.factor_set, one.factor_year_gap) for one in lines] == [(new, 1)] * 4
    assert [one.kg for one in lines] == [360, 100, 2, 2000]
    assert totals(balance) == {
        "scope1": 102, "scope2_location": 360, "scope2_market": 360, "scope3": 2000, "biogenic": 20,
    }  # fmt: skip
    step = LogEntry.objects.get(verb="balance-factors-updated")
    assert (step.state_from, step.state_to) == ("2025-11", "2026-11")


def test_what_is_shown_before_is_what_comes(balance, lead, new):
    update = update_of(balance, new)
    told = {row.label: row.after for row in totals_of(balance, update)}

    actions.update_factors(balance=balance, factor_set=new, by=lead.user)

    after = totals(balance)
    assert [one.line.factor.key for one in update.changed] == [POWER, WOOD, PAPER]
    assert told == {
        "Scope 1": after["scope1"],
        "Scope 2 (standortbasiert)": after["scope2_location"],
        "Scope 2 (marktbasiert)": after["scope2_market"],
        "Scope 3": after["scope3"],
    }


def test_stated_market_based_totals_and_missing_scope_3_are_not_told(balance, lead, new):
    balance.totals.filter(scope="scope2_market").update(is_stated=True)
    balance.lines.filter(scope3_category=1).delete()

    rows = totals_of(balance, update_of(balance, new))

    assert [row.label for row in rows] == ["Scope 1", "Scope 2 (standortbasiert)"]
    assert [round(row.percent, 2) for row in rows] == [D("0.99"), D(-10)]


def test_own_factors_stay(balance, lead, new):
    own = factories.OwnFactorFactory(balance=balance, kg_co2e_per_unit=D("0.15"))
    actions.own_factor._count_with(balance, GAS, own)

    actions.update_factors(balance=balance, factor_set=new, by=lead.user)

    line = balance.lines.get(factor__key=GAS)
    assert (line.factor.factor_set, line.own_factor, line.kg_co2e_per_unit, line.kg) == (new, own, D("0.15"), 75)


@pytest.mark.parametrize(
    "changes", ({"unit": "MWh"}, {"scope": "1+3"}, {"use": "reference"}, {"key": "muster"}, {"ghgp_category": "3.2"})
)
def test_an_edition_that_lacks_a_factor_changes_nothing(client, balance, lead, old, changes):
    key = PAPER if "ghgp_category" in changes else GAS
    others = {one: "1" for one in (POWER, GAS, WOOD, PAPER) if one != key}
    newer = edition("2026-11", others)
    factories.FactorFactory(
        factor_set=newer,
        **{
            "key": key, "unit": "t" if key == PAPER else "kWh", "scope": "3" if key == PAPER else "1",
            "ghgp_category": "3.1" if key == PAPER else "", **changes,
        },
    )  # fmt: skip

    page = client.get(url(balance)).content.decode()
    answer = client.post(url(balance), {"edition": newer.pk}, follow=True).content.decode()

    assert "Der Ausgabe fehlen Faktoren" in page
    assert "data-once" not in page
    assert "keinen Faktor für: " in answer
    with pytest.raises(FactorsMissing):
        actions.update_factors(balance=balance, factor_set=newer, by=lead.user)
    balance.refresh_from_db()
    assert (balance.factor_set, totals(balance)["scope1"]) == (old, 101)


def test_the_page_offers_shows_and_confirms(client, balance, new):
    edit = client.get(url(balance, "balance_edit")).content.decode()
    page = client.get(url(balance)).content.decode()
    answer = client.post(url(balance), {"edition": new.pk, "seen": balance.edition}, follow=True).content.decode()

    assert "Es gibt eine neuere Ausgabe der Emissionsfaktoren" in edit
    assert "0,4 → 0,36" in page
    assert "3 Zeilen ändern sich" in page
    assert "Die Bilanz rechnet jetzt mit der Ausgabe 2026-11." in answer
    assert "Es gibt eine neuere Ausgabe" not in answer
    assert "Es gibt keine neuere Ausgabe" in client.get(url(balance)).content.decode()


def test_an_edition_with_the_same_values_changes_only_its_name(client, balance, old):
    edition("2026-11", {POWER: "0.4", GAS: "0.2", WOOD: "0.01", PAPER: "900"})

    assert "Kein Wert ändert sich" in client.get(url(balance)).content.decode()


def test_what_somebody_changed_meanwhile_is_looked_at_again(client, balance, lead, new):
    answer = client.post(url(balance), {"edition": new.pk, "seen": "2020-01-01"}, follow=True).content.decode()

    assert "Jemand hat die Bilanz geändert" in answer
    with pytest.raises(EditedMeanwhile):
        actions.update_factors(balance=balance, factor_set=new, by=lead.user, seen="2020-01-01")


def test_an_edition_that_is_not_the_newest_any_more_is_looked_at_again(client, balance, old, new):
    edition("2027-11", {POWER: "0.3", GAS: "0.2", WOOD: "0.01", PAPER: "900"})

    answer = client.post(url(balance), {"edition": new.pk}, follow=True).content.decode()

    assert "Inzwischen ist eine andere Ausgabe die neueste" in answer
    assert Balance.objects.get().factor_set == old


def test_what_is_handed_in_does_not_move(client, balance, lead, new, monkeypatch):
    monkeypatch.setattr("emissions.views.factor_update.draft", lambda *_args: balance)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    answer = client.post(url(balance), {"edition": new.pk}, follow=True).content.decode()

    assert "eingereicht" in answer
    with pytest.raises(BalanceLocked):
        actions.update_factors(balance=balance, factor_set=new, by=lead.user)
    Balance.objects.update(submitted_at=None)
    balance.refresh_from_db()
    balance.submitted_at = timezone.now()
    assert client.get(url(balance)).status_code == 302


def test_totals_need_no_factors(client, lead, new):
    quick = factories.BalanceFactory(partner=lead.partner)

    assert "Es gibt keine neuere Ausgabe" in client.get(url(quick)).content.decode()
    assert "neuere Ausgabe der Emissionsfaktoren" not in client.get(url(quick, "balance_edit")).content.decode()


def test_a_withdrawn_edition_is_told_where_one_types_and_is_not_handed_in(client, balance, lead, old, new):
    reason = "Zahlendreher bei Gas"
    actions.withdraw_factor_set(factor_set=old, reason=reason, by=factories.UserFactory(office_lead=True))

    saved = client.post(url(balance, "balance_edit"), {"0-gas-amount": "700", "save": "draft"}, follow=True)
    check = client.get(url(balance, "balance_check")).content.decode()
    answer = client.post(url(balance, "balance_submit"), follow=True).content.decode()
    told = client.post(reverse("api:my_balance_submit", args=[balance.year]), {}, content_type="application/json")

    assert reason in saved.content.decode()
    assert totals(balance)["scope1"] == 140
    assert reason in check
    assert "Bilanz einreichen" not in check
    assert "Stellen Sie sie auf eine andere Ausgabe um" in answer
    assert "Die bisherige Ausgabe wurde zurückgezogen" in answer
    assert (told.status_code, reason in told.content.decode()) == (400, True)
    with pytest.raises(FactorSetWithdrawn):
        actions.submit_balance(balance=balance, note="", by=lead.user)

    client.post(url(balance), {"edition": new.pk})
    client.post(url(balance, "balance_submit"))
    assert Balance.objects.get().submitted_at is not None


def test_without_another_edition_the_figures_wait(client, balance, old):
    FactorSet.objects.update(is_withdrawn=True, withdrawal_reason="Zahlendreher")

    page = client.get(url(balance, "balance_edit")).content.decode()

    assert "sobald die Geschäftsstelle eine andere Ausgabe gespeichert hat" in page
    assert "Es gibt keine neuere Ausgabe" in client.get(url(balance)).content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_asks_as_much_whatever_its_length(client, balance, lead, new, count, django_assert_num_queries):
    for number in range(count):
        site = factories.SiteFactory(partner=lead.partner)
        line = actions.NewLine(1, site, balance.factor_set.factors.get(key=POWER), D(10 + number))
        actions.save_balance_lines(balance=balance, lines=[line], stated_kg={}, fields={}, by=lead.user, places=[site])

    client.get(url(balance))

    with django_assert_num_queries(11):
        client.get(url(balance))
