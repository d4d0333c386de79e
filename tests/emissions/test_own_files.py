"""Own figures as CSV and XLSX: what was typed comes out again, exact, with the columns of an import."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from emissions.models import Consumption, MeasureUpdate
from tests import factories

pytestmark = pytest.mark.django_db
D = Decimal
GAS = "ebev.natural_gas.kwh_hs"


@pytest.fixture
def lead(client):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    edition = factories.FactorSetFactory()
    site = factories.SiteFactory(partner=lead.partner, name="=Werk 1")
    balance = factories.BalanceFactory(
        partner=lead.partner, entry="lines", factor_set=edition, totals={"scope1": D(1500)}
    )
    factor = factories.FactorFactory(
        factor_set=edition, key=GAS, unit="kWh (Hs)", kg_co2e_per_unit=D("0.181395"), valid_year=2024
    )
    Consumption.objects.create(
        balance=balance,
        position=2,
        site=site,
        factor=factor,
        amount=D("1500.25"),
        kg_co2e_per_unit=D("0.181395"),
        kg=D("1500.25") * D("0.181395"),
    )
    Consumption.objects.create(balance=balance, position=5, absence_reason="haben wir nicht")
    return balance


def table(client, name, partner, *keys, kind="csv"):
    response = client.get(reverse(f"emissions:{name}", args=[partner.slug, *keys, kind]))
    assert response.status_code == 200
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff")), delimiter=";"))
    first, *rows = load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rows]


def test_lines_come_with_the_columns_of_an_import(client, lead, balance):
    gas, diesel = table(client, "balance_lines_file", lead.partner, 2024)

    said = ("Standort", "Energieträger", "Menge", "Einheit", "Herkunft", "Schlüssel des Faktors")
    assert [gas[name] for name in said] == ["'=Werk 1", "Erdgas", "1500,25", "kWh (Hs)", "laut Rechnung", GAS]
    assert gas["kg CO₂e"] == "272,13784875"
    assert [diesel[name] for name in said] == ["", "Diesel", "", "l", "haben wir nicht", ""]


def test_lines_of_scope_3_name_their_category(client, lead, balance):
    balance.lines.filter(position=2).update(scope3_category=3)

    first, _second = table(client, "balance_lines_file", lead.partner, 2024)

    assert (first["Schlüssel des Faktors"], first["Kategorie von Scope 3"]) == (GAS, "3")


def test_workbook_holds_numbers_and_text_that_is_no_formula(client, lead, balance):
    gas, _diesel = table(client, "balance_lines_file", lead.partner, 2024, kind="xlsx")

    assert (gas["Menge"], gas["Standort"], gas["Jahr des Faktors"]) == (1500.25, "=Werk 1", 2024)


def test_balances_leave_empty_what_was_not_stated(client, lead, balance):
    (row,) = table(client, "balance_list_file", lead.partner)

    assert (row["Jahr"], row["Scope 1, t CO₂e"], row["Scope 3, t CO₂e"]) == ("2024", "1,5", "")


def test_targets_come_with_their_earlier_versions(client, lead):
    factories.TargetFactory(partner=lead.partner, superseded_at=timezone.now())
    factories.TargetFactory(partner=lead.partner, version=2, change_reason="Werk verkauft", target_value=D("250.5"))

    rows = table(client, "target_list_file", lead.partner)

    assert [(row["Wert im Zieljahr"], row["Minderung in Prozent"]) for row in rows] == [
        ("250,5", "74,9500"),
        ("300", "70,0000"),
    ]


def test_measures_have_a_row_for_each_year(client, lead):
    measure = factories.MeasureFactory(partner=lead.partner, title="LED")
    factories.MeasureFactory(partner=lead.partner, title="Pumpe")
    for year in (2023, 2024):
        MeasureUpdate.objects.create(measure=measure, year=year, achieved_t=D("1.5"))

    rows = table(client, "measure_list_file", lead.partner)

    assert [(row["Maßnahme"], row["Jahr des Ergebnisses"], row["Erreicht, t CO₂e"]) for row in rows] == [
        ("LED", "2024", "1,5"),
        ("LED", "2023", "1,5"),
        ("Pumpe", "", ""),
    ]


@pytest.mark.parametrize("name", ("balance_list_file", "target_list_file", "measure_list_file"))
def test_another_kind_of_file_does_not_exist(client, lead, name):
    assert client.get(reverse(f"emissions:{name}", args=[lead.partner.slug, "pdf"])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_files_ask_as_often_whatever_their_length(client, lead, count, django_assert_num_queries):
    for number in range(count):
        measure = factories.MeasureFactory(partner=lead.partner)
        MeasureUpdate.objects.create(measure=measure, year=2024)
        factories.BalanceFactory(partner=lead.partner, year=2020 + number, totals={"scope1": D(1)})
    table(client, "measure_list_file", lead.partner)

    with django_assert_num_queries(5):
        assert len(table(client, "measure_list_file", lead.partner)) == count
    with django_assert_num_queries(4):
        assert len(table(client, "balance_list_file", lead.partner)) == count


def test_pages_offer_the_files(client, lead, balance):
    factories.TargetFactory(partner=lead.partner)
    factories.MeasureFactory(partner=lead.partner)
    slug = lead.partner.slug

    for page, links in (
        (["balance_detail", slug, 2024], ("verbrauch.xlsx", "verbrauch.csv", "vsme.xlsx")),
        (["balance_list", slug], ("liste.xlsx", "liste.csv")),
        (["target_list", slug], ("liste.xlsx", "liste.csv", "vsme.xlsx")),
        (["measure_list", slug], ("liste.xlsx", "liste.csv")),
    ):
        text = client.get(reverse(f"emissions:{page[0]}", args=page[1:])).text
        assert [link for link in links if link not in text] == []
