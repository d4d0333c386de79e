"""What checked and handed-in balances would be with another edition: only looked at, largest changes first."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from emissions import actions
from emissions.edition_effects import Edition, effects_of
from emissions.models import Balance, Consumption, OwnFactor, ResidualMix, ScopeTotal
from tests import factories
from tests.factories import factor_file, factor_row

pytestmark = pytest.mark.django_db
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
D = Decimal


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office_lead=True)
    client.force_login(user)
    return user


@pytest.fixture
def old(db):
    return edition("2025-11", {POWER: "0.4", GAS: "0.2"})


@pytest.fixture
def new(db):
    """Power a tenth less, gas as before."""
    return edition("2026-11", {POWER: "0.36", GAS: "0.2"})


def edition(name, values, **fields):
    made = factories.FactorSetFactory(edition=name, published_on=f"{name}-01")
    for key, value in values.items():
        own = {"scope": "2" if key == POWER else "1", "kg_co2e_per_unit": D(value), **fields}
        factories.FactorFactory(factor_set=made, key=key, **own)
    return made


def balance_of(factor_set, amounts, *, partner=None, year=2024, is_draft=False):
    balance = factories.BalanceFactory(
        entry="lines", factor_set=factor_set, year=year, **({"partner": partner} if partner else {})
    )
    known = {one.key: one for one in factor_set.factors.all()}
    lines = [
        actions.NewLine(place, None, known[key], D(amount)) for place, (key, amount) in enumerate(amounts.items(), 1)
    ]
    user = factories.UserFactory()
    actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=user)
    if not is_draft:
        Balance.objects.filter(pk=balance.pk).update(submitted_at=timezone.now())
    return balance


def of(new):
    return effects_of(Edition(new.edition, new.factors.all()))


def test_each_scope_before_and_after_and_the_largest_change_first(old, new):
    small = balance_of(old, {POWER: 1000, GAS: 500})
    large = balance_of(old, {POWER: 5000})
    balance_of(old, {GAS: 500})

    found = of(new)

    assert [row.balance for row in found.rows] == [large, small]
    assert (found.unchanged, found.partners) == (1, 2)
    assert list(found.rows[1].scopes) == [
        ("Scope 2 (standortbasiert)", D(400), D(360)),
        ("Scope 2 (marktbasiert)", D(400), D(360)),
    ]
    assert (found.rows[1].change_kg, found.rows[1].percent) == (D(-40), D(-8))
    assert found.sums == [
        ("Scope 1", D(100), D(100), D(0)),
        ("Scope 2 (standortbasiert)", D(2400), D(2160), D(-10)),
        ("Scope 2 (marktbasiert)", D(2400), D(2160), D(-10)),
    ]


def test_it_is_what_the_update_of_the_balance_makes_of_it(old, new):
    balance = balance_of(old, {POWER: "1234.567891", GAS: "99.5"})
    factories.ContractFactory(balance=balance, kwh=D(600), kg_per_kwh=D(0))
    ResidualMix.objects.create(year=2024, kg_per_kwh=D("0.7"), source="Probe")

    (row,) = of(new).rows
    Balance.objects.update(submitted_at=None)
    actions.update_factors(balance=balance, factor_set=new, by=factories.UserFactory())

    stored = {total.scope: total.kg for total in ScopeTotal.objects.filter(balance=balance)}
    assert {scope: kg for scope, kg in row.after.items() if scope != "scope3"} == stored


def test_year_rule_picks_the_factor_of_the_balances_year(old):
    newer = edition("2026-11", {POWER: "0.36"})
    factories.FactorFactory(factor_set=newer, key=POWER, scope="2", valid_year=2023, kg_co2e_per_unit=D("0.3"))
    balance_of(old, {POWER: 1000}, year=2023)

    assert of(newer).rows[0].after["scope2_location"] == 300


def test_what_the_edition_lacks_or_counts_otherwise_stays_and_is_named(old):
    changed = edition("2026-11", {GAS: "0.1"}, unit="MWh")
    balance_of(old, {POWER: 1000, GAS: 500})

    (row,) = of(changed).rows

    assert (row.before == row.after, row.missing) == (True, {POWER, GAS})


def test_reference_values_are_no_factors_of_balances(old):
    reference = edition("2026-11", {POWER: "0.1"}, use="reference")
    balance_of(old, {POWER: 1000})

    assert of(reference).rows[0].missing == {POWER}


def test_own_factors_typed_totals_and_scope_3_stay_or_follow(old):
    newer = edition("2026-11", {GAS: "0.1"})
    factories.FactorFactory(factor_set=newer, key="muster.papier.t", scope="3", kg_co2e_per_unit=D(2))
    paper = factories.FactorFactory(factor_set=old, key="muster.papier.t", scope="3", kg_co2e_per_unit=D(1))
    balance = balance_of(old, {GAS: 500}, is_draft=True)
    own = factories.OwnFactorFactory(balance=balance, kg_co2e_per_unit=D("0.2"))
    Consumption.objects.update(own_factor=own)
    Consumption.objects.create(balance=balance, factor=paper, amount=3, kg_co2e_per_unit=1, kg=3, scope3_category=1)
    ScopeTotal.objects.filter(balance=balance, scope="scope2_market").update(kg=77, is_stated=True)
    Balance.objects.update(submitted_at=timezone.now())

    (row,) = of(newer).rows

    assert OwnFactor.objects.count() == 1
    assert (row.after["scope1"], row.after["scope2_market"]) == (100, 77)
    assert (row.before["scope3"], row.after["scope3"]) == (3, 6)


def test_drafts_and_superseded_balances_are_not_shown(client, office, old, new):
    balance_of(old, {POWER: 1000}, is_draft=True)
    gone = balance_of(old, {POWER: 1000})
    Balance.objects.filter(pk=gone.pk).update(approved_at=timezone.now())
    Balance.objects.filter(pk=gone.pk).update(superseded_at=timezone.now())

    page = client.get(reverse("emissions:factor_set_effects", args=[new.pk])).content.decode()

    assert of(new).rows == []
    assert "1 offener Entwurf wird nicht gezeigt" in page
    assert "Keine Bilanz würde sich ändern" in page


@pytest.mark.parametrize(
    ("target", "own_threshold", "is_significant"),
    (
        ({"scopes": "1+2"}, None, True),
        ({"scopes": "1"}, None, False),
        ({"scopes": "1+2", "basis": "market"}, None, True),
        ({"scopes": "1+2+3"}, D("4.5"), True),
    ),
)
def test_a_base_year_says_whether_it_would_be_recalculated(old, new, target, own_threshold, is_significant):
    partner = factories.PartnerFactory(recalculation_percent=own_threshold)
    balance_of(old, {POWER: 1000, GAS: 500}, partner=partner, year=2019)
    factories.TargetFactory(partner=partner, base_year=2019, base_value=D("0.5"), target_value=D("0.2"), **target)
    factories.TargetFactory(base_year=2019)

    found = of(new)

    assert (found.rows[0].base_year.is_significant, found.recalculations) == (is_significant, int(is_significant))


def test_small_changes_noted_before_count_towards_the_threshold(old):
    slightly = edition("2026-11", {POWER: "0.39", GAS: "0.2"})
    partner = factories.PartnerFactory()
    balance_of(old, {POWER: 1000, GAS: 500}, partner=partner, year=2019)
    target = factories.TargetFactory(partner=partner, base_year=2019, base_value=D("0.5"), target_value=D("0.2"))
    before = of(slightly)
    target.recalculations.create(
        state="noted", reason="Zähler", old_value=D("0.5"), new_value=D("0.484"), cumulated_percent=D("3.2"),
        threshold_percent=D(5),
    )  # fmt: skip

    after = of(slightly)

    assert (before.rows[0].base_year.percent, after.rows[0].base_year.percent) == (D(2), D("5.2"))
    assert (before.recalculations, after.recalculations) == (0, 1)


def test_a_base_year_without_emissions_of_the_target_has_no_percentage(old, new):
    partner = factories.PartnerFactory()
    balance_of(old, {POWER: 1000}, partner=partner, year=2019)
    factories.TargetFactory(partner=partner, base_year=2019, scopes="1", base_value=D("0.5"), target_value=D("0.2"))

    assert of(new).rows[0].base_year is None


def test_page_and_tables_say_the_same_and_that_nothing_changes(client, office, old, new):
    partner = factories.PartnerFactory(name="Muster Strom GmbH")
    balance = balance_of(old, {POWER: 1000, GAS: 500}, partner=partner)
    factories.TargetFactory(partner=partner, base_year=2024, base_value=D("0.5"), target_value=D("0.2"))

    page = client.get(reverse("emissions:factor_set_effects", args=[new.pk])).content.decode()
    csv = client.get(reverse("emissions:factor_set_effects_file", args=[new.pk, "csv"])).content.decode()
    xlsx = client.get(reverse("emissions:factor_set_effects_file", args=[new.pk, "xlsx"])).content

    assert "Nur eine Vorschau" in page
    assert "Basisjahr: Neuberechnung" in page
    assert "400\u00a0kg\u00a0CO₂e → 360\u00a0kg\u00a0CO₂e" in page
    assert csv.splitlines()[1].startswith("Muster Strom GmbH;2024;eingereicht;2025-11;100,000;100,000;400,000;360,000;")
    assert [cell.value for cell in load_workbook(io.BytesIO(xlsx)).active[2]][:2] == ["Muster Strom GmbH", 2024]
    balance.refresh_from_db()
    assert (balance.factor_set, balance.totals.get(scope="scope2_location").kg) == (old, 400)


def test_a_file_that_is_no_edition_yet_has_its_effects_too(client, office, old):
    balance_of(old, {GAS: 500})
    upload = factories.FactorUploadFactory(content=factor_file(factor_row(GAS, "0.25")))

    page = client.get(reverse("emissions:factor_upload_effects", args=[upload.pk])).content.decode()
    csv = client.get(reverse("emissions:factor_upload_effects_file", args=[upload.pk, "csv"])).content.decode()

    assert "100\u00a0kg\u00a0CO₂e → 125\u00a0kg\u00a0CO₂e" in page
    assert len(csv.splitlines()) == 2
    assert client.get(reverse("emissions:factor_upload_effects_file", args=[upload.pk, "pdf"])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_effects_are_a_few_queries_however_many_balances(old, new, count, django_assert_num_queries):
    for _number in range(count):
        factories.TargetFactory(
            partner=balance_of(old, {POWER: 1000}, year=2019).partner, base_year=2019, base_value=1, target_value=0
        )
    found = Edition(new.edition, list(new.factors.all()))
    effects_of(found)

    with django_assert_num_queries(8):
        effects_of(found)
