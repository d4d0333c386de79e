"""What is exported is imported again unchanged: one form, in German and English, as CSV and as workbook."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from emissions import actions
from emissions.carriers import KEYS
from emissions.models import LineImport
from tests import factories

pytestmark = pytest.mark.django_db
POWER, GAS_HI, DIESEL = "uba.electricity.mix.co2e_direct.kwh", "bafa.natural_gas.kwh_hi", "de.diesel.l"


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    """A power line whose decimals look like thousands, gas by its net value, a reason, and an activity of scope 3."""
    made = factories.FactorSetFactory()
    known = {}
    for key in KEYS:
        scope = "2" if "electricity" in key or "district" in key else "1"
        known[key] = factories.FactorFactory(
            factor_set=made, key=key, scope=scope, kg_co2e_per_unit=Decimal("0.5"), unit="kWh", valid_year=2024
        )
    rail = factories.FactorFactory(
        factor_set=made, key="rail.km", scope="3", ghgp_category="3.6", unit="Pkm", valid_year=2024
    )
    site = factories.SiteFactory(partner=lead.partner, name="=Werk; Nord")
    balance = factories.BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=made)
    lines = [
        actions.NewLine(1, site, known[POWER], Decimal("1.125"), "measured", note='Zähler "4"; neu'),
        actions.NewLine(2, site, known[GAS_HI], Decimal(1_500_000)),
        actions.NewLine(5, None, known[DIESEL], Decimal("0.000001"), "estimated", note="-5 % zum Vorjahr"),
        actions.NewLine(6, None, absence_reason="haben wir nicht"),
    ]
    actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=lead.user)
    for _trip in range(2):
        actions.add_scope3_line(
            balance=balance, category=6, factor=rail, amount=Decimal(1200), quality="billed", note="", by=lead.user
        )
    return balance


def address(name, balance, *args, language="de"):
    with translation.override(language):
        return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def export(client, balance, kind, language="de"):
    return client.get(address("balance_lines_file", balance, kind, language=language)).content


def upload(client, balance, content, kind):
    """Looked through in German, whichever language the file has."""
    file = SimpleUploadedFile(f"verbrauch.{kind}", content)
    client.post(address("line_import_start", balance), {"file": file})
    return LineImport.objects.latest("pk")


@pytest.mark.parametrize("language", ("de", "en"))
@pytest.mark.parametrize("kind", ("csv", "xlsx"))
def test_an_export_comes_back_unchanged(client, balance, kind, language):
    found = upload(client, balance, export(client, balance, kind, language), kind)

    assert [problem for row in found.rows for problem in row["problems"]] == []
    assert found.counts == {"same": 6}


@pytest.mark.parametrize("language", ("de", "en"))
@pytest.mark.parametrize("kind", ("csv", "xlsx"))
def test_an_export_fills_an_empty_balance_with_the_same_lines(client, balance, lead, kind, language):
    content = export(client, balance, kind, language)
    told = ("site", "position", "factor", "amount", "kg", "quality", "note", "absence_reason")
    before = list(balance.lines.direct().values_list(*told).order_by("position"))
    actions.save_balance_lines(balance=balance, lines=[], stated_kg={}, fields={}, by=lead.user)

    found = upload(client, balance, content, kind)
    actions.take_line_import(line_import=found, by=lead.user)

    assert found.counts == {"new": 4, "same": 2}
    assert list(balance.lines.direct().values_list(*told).order_by("position")) == before


def test_the_template_has_the_first_columns_of_an_export(client, balance):
    template = load_workbook(io.BytesIO(client.get(address("line_import_template", balance)).content)).worksheets[0]
    exported = load_workbook(io.BytesIO(export(client, balance, "xlsx"))).active

    titles = ("Standort", "Energieträger", "Menge", "Einheit", "Herkunft", "Notiz zur Menge")
    assert next(template.values)[:6] == titles
    assert next(exported.values)[:6] == titles


def test_a_changed_activity_of_scope_3_is_told_where_it_belongs(client, balance):
    content = export(client, balance, "csv").replace(b";1200;", b";1300;", 1)

    found = upload(client, balance, content, "csv")

    (row,) = [row for row in found.rows if row["kind"] == "error"]
    assert row["problems"][0][0] == "scope3"
    assert "auf der Seite ihrer Kategorie" in row["problems"][0][2]


def test_an_english_heading_means_english_numbers(client, balance):
    found = upload(client, balance, b'Carrier,Amount\nDiesel,"1,234.5"\n', "csv")

    assert found.rows[0]["after"]["amount"] == "1234.5"
