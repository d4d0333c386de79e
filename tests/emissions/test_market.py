"""Scope 2 twice: by the grid, and by contracts, residual mix and, as the last resort, the grid again."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from emissions import actions
from emissions.errors import BalanceLocked
from emissions.models import Balance, Contract, ResidualMix, ScopeTotal
from tests import factories
from tests.lib.test_uploads import pdf

pytestmark = pytest.mark.django_db
POWER, HEAT, GAS = "uba.electricity.mix.co2e_direct.kwh", "bafa.district_heat.kwh_hi", "ebev.natural_gas.kwh_hs"


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    """1,000 kWh of power at 0.4, 500 kWh of heat at 0.28, gas."""
    factor_set = factories.FactorSetFactory()
    balance = factories.BalanceFactory(partner=lead.partner, entry="lines", factor_set=factor_set)
    lines = [
        actions.NewLine(position, None, factories.FactorFactory(
            factor_set=factor_set, key=key, scope=scope, kg_co2e_per_unit=Decimal(value), unit="kWh"
        ), Decimal(amount))
        for position, key, scope, value, amount in (
            (1, POWER, "2", "0.4", 1000), (3, HEAT, "2", "0.28", 500), (2, GAS, "1", "0.18", 100)
        )
    ]  # fmt: skip
    actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=lead.user)
    balance.refresh_from_db()
    return balance


def market_kg(balance) -> Decimal:
    return balance.totals.get(scope="scope2_market").kg


def contract(balance, lead, **fields):
    fields = {
        "energy": "electricity", "kind": "certificate", "supplier": "Stadtwerke", "kwh": Decimal(600),
        "kg_per_kwh": Decimal(0), "allocation": "", **fields,
    }  # fmt: skip
    return actions.add_contract(
        balance=balance, fields=fields, evidence=ContentFile(pdf(), name="nachweis.pdf"), by=lead.user
    )


def test_without_contract_and_residual_mix_the_grid_stands_in_and_that_is_flagged(balance):
    assert market_kg(balance) == Decimal(540)  # 1,000 × 0.4 + 500 × 0.28
    assert balance.is_market_fallback


def test_what_no_contract_covers_counts_with_the_residual_mix(balance, lead):
    ResidualMix.objects.create(year=balance.year, kg_per_kwh=Decimal("0.7"), source="AIB")

    contract(balance, lead)

    balance.refresh_from_db()
    assert market_kg(balance) == Decimal(420)  # 600 × 0 + 400 × 0.7 + 140 of heat
    assert not balance.is_market_fallback
    assert balance.totals.get(scope="scope2_location").kg == Decimal(540)


def test_contracts_are_capped_at_the_consumption_certificates_first(balance, lead):
    contract(balance, lead, kind="supplier", kwh=Decimal(5000), kg_per_kwh=Decimal("0.5"))
    contract(balance, lead, kwh=Decimal(600))

    balance.refresh_from_db()
    assert market_kg(balance) == Decimal(340)  # 600 × 0, then 400 × 0.5, and heat
    assert not balance.is_market_fallback


def test_heat_counts_with_its_network_and_power_does_not(balance, lead):
    contract(balance, lead, energy="heat", kind="supplier", kwh=Decimal(9999), kg_per_kwh=Decimal("0.1"),
             allocation="carnot")  # fmt: skip

    assert market_kg(balance) == Decimal(450)  # 1,000 × 0.4 + 500 × 0.1


def test_a_removed_contract_counts_no_more_and_its_evidence_goes(balance, lead, django_capture_on_commit_callbacks):
    made = contract(balance, lead)
    storage, name = made.evidence.storage, made.evidence.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_contract(contract=made, by=lead.user)

    assert market_kg(balance) == Decimal(540)
    assert not storage.exists(name)


def test_a_residual_mix_that_comes_later_counts_when_handing_in(balance, lead):
    ResidualMix.objects.create(year=balance.year, kg_per_kwh=Decimal("0.7"), source="AIB")

    actions.submit_balance(balance=balance, note="", by=lead.user)

    assert market_kg(balance) == Decimal(840)


def test_a_typed_total_stays_until_there_are_contracts(balance, lead):
    lines = [
        actions.NewLine(1, None, line.factor, line.amount)
        for line in balance.lines.for_table()
        if line.factor.key == POWER
    ]
    actions.save_balance_lines(
        balance=balance, lines=lines, stated_kg={"scope2_market": Decimal(5)}, fields={}, by=lead.user
    )
    typed = market_kg(balance)

    contract(balance, lead, kwh=Decimal(1000))

    assert (typed, market_kg(balance)) == (Decimal(5), Decimal(0))


def test_a_checked_balance_takes_no_contract(balance, lead):
    actions.submit_balance(balance=balance, note="", by=lead.user)

    with pytest.raises(BalanceLocked):
        contract(balance, lead)


def test_a_correction_keeps_contracts_with_their_evidence(balance, lead, django_capture_on_commit_callbacks):
    made = contract(balance, lead)
    actions.submit_balance(balance=balance, note="", by=lead.user)
    actions.approve_balance(balance=balance, by=factories.UserFactory(office=True))
    new = actions.correct_balance(balance=balance, reason="Zahlendreher", by=lead.user)

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_contract(contract=new.contracts.get(), by=lead.user)

    assert made.evidence.storage.exists(made.evidence.name)
    assert Contract.objects.get() == made


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("contract_is_about_some_energy", {"kwh": 0}),
        ("contract_factor_is_not_negative", {"kg_per_kwh": -1}),
        ("certificate_has_its_evidence", {"evidence": ""}),
        ("emission_free_energy_has_a_certificate", {"kind": "supplier", "evidence": ""}),
        ("heat_names_its_allocation", {"energy": "heat"}),
        ("heat_names_its_allocation", {"energy": "heat", "allocation": "credit"}),
        ("heat_names_its_allocation", {"allocation": "carnot"}),
        ("purchase_agreement_is_about_power", {"energy": "heat", "allocation": "carnot", "kind": "ppa"}),
    ),
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=name):
        factories.ContractFactory(**fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    (("residual_mix_is_in_kg_per_kwh", {"kg_per_kwh": 420}), ("residual_mix_has_its_year", {"year": 24})),
)
def test_the_database_refuses_a_residual_mix(name, fields):
    with pytest.raises(IntegrityError, match=name):
        factories.ResidualMixFactory(**fields)


@pytest.mark.parametrize("make", (factories.ContractFactory, factories.Scope3CategoryFactory, factories.CreditFactory))
def test_what_hangs_on_an_approved_balance_is_locked(make):
    approved = factories.BalanceFactory(approved=True)

    with pytest.raises(IntegrityError, match="an approved balance does not change"):
        make(balance=approved)


def post(client, balance, **fields):
    data = {
        "energy": "electricity", "kind": "certificate", "supplier": "Stadtwerke", "kwh": "600", "kg_per_kwh": "0",
        "allocation": "", "evidence": SimpleUploadedFile("nachweis.pdf", pdf()), **fields,
    }  # fmt: skip
    url = reverse("emissions:contract_list", args=[balance.partner.slug, balance.year])
    return client.post(url, {name: value for name, value in data.items() if value is not None}, follow=True)


def test_page_stores_a_contract_and_says_what_is_covered(client, balance):
    page = post(client, balance).content.decode()

    assert "600&nbsp;kWh" in page
    assert "600 kWh sind durch Verträge gedeckt, 400 kWh nicht" in page
    assert "Mit dem Netzdurchschnitt gerechnet" in page
    assert Contract.objects.get().evidence


@pytest.mark.parametrize(
    ("fields", "words"),
    (
        ({"evidence": None}, "Ohne Entwertungsnachweis zählt Ökostrom wie der Rest des Netzes"),
        ({"kind": "supplier"}, "Ein Mix ohne Emissionen zählt nur mit entwerteten Herkunftsnachweisen"),
        ({"kg_per_kwh": "380"}, "Vermutlich waren Gramm gemeint"),
        ({"kwh": "0"}, "Geben Sie mehr als 0 kWh an"),
        ({"kwh": "-5"}, "Geben Sie mindestens 0 an"),
        ({"kwh": "12x"}, "ist keine Zahl"),
        ({"energy": "heat"}, "nach welchem Verfahren"),
        ({"energy": "heat", "allocation": "credit"}, "In Bilanzen werden sie nicht anerkannt"),
        ({"energy": "heat", "allocation": "carnot", "kind": "ppa"}, "betrifft Strom"),
    ),
)
def test_page_explains_what_does_not_count(client, balance, fields, words):
    page = post(client, balance, **fields).content.decode()

    assert words in page
    assert not Contract.objects.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_page_has_the_same_queries_whatever_its_length(client, balance, count, django_assert_max_num_queries):
    factories.ContractFactory.create_batch(count, balance=balance)
    url = reverse("emissions:contract_list", args=[balance.partner.slug, balance.year])
    client.get(url)

    with django_assert_max_num_queries(12) as queries:
        response = client.get(url)

    assert len(response.context["contracts"]) == count
    assert len(queries) == 8


def test_evidence_is_a_download_for_the_partner_and_the_office(client, balance, lead, roles):
    made = contract(balance, lead)
    url = reverse("emissions:contract_evidence", args=[balance.partner.slug, balance.year, made.pk])
    own = client.get(url)
    Balance.objects.filter(pk=balance.pk).update(submitted_at="2026-01-01T00:00Z")
    client.force_login(factories.UserFactory(office=True))
    office = client.get(url)
    client.force_login(factories.MembershipFactory(lead=True).user)

    assert own["Content-Disposition"][:10] == "attachment"
    assert office.status_code == 200
    assert b"".join(own.streaming_content) == b"".join(office.streaming_content)
    assert client.get(url).status_code == 404


def test_the_check_page_and_the_office_see_the_fallback(client, balance, roles):
    check = client.get(reverse("emissions:balance_check", args=[balance.partner.slug, balance.year])).content.decode()

    assert "weil Nachweis und Residualmix fehlen" in check
    assert ScopeTotal.objects.get(balance=balance, scope="scope2_market").is_stated is False
