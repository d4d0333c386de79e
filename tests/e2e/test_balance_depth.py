"""A balance in depth: a table taken and put back, a contract, a category of scope 3, a section for a colleague."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from PIL import Image
from playwright.sync_api import expect

from emissions import actions as emission_actions
from emissions.models import Delegation
from tests.factories import BalanceFactory, MembershipFactory, SiteFactory

FACTORS = Path(django_settings.BASE_DIR) / "emissions" / "data" / "emission_factors.csv"
TABLE = "Standort;Energieträger;Menge;Einheit\nWerk Nord;Strom;120.000;kWh\nWerk Nord;Erdgas;90;MWh (Hs)\n"
HOME = "/mein-bereich/druckhaus/bilanzen/2024/"


@pytest.fixture
def balance(transactional_db):
    edition = emission_actions.import_factors(path=FACTORS, edition="2025-11", published_on=dt.date(2025, 11, 1))
    lead = MembershipFactory(lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH")
    SiteFactory(partner=lead.partner, name="Werk Nord")
    return BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=edition)


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(content, "PNG")
    return content.getvalue()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_balance_in_depth(page, sign_in, inspect, glance, balance):
    lead = balance.partner.memberships.get(role="lead").user
    colleague = MembershipFactory(partner=balance.partner, role="editor").user
    sign_in(lead)

    page.goto(f"{HOME}import/")
    for time in range(2):
        file = {"name": "verbrauch.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
        page.locator("input[type=file]").set_input_files(file)
        press(page, "Datei lesen")
        press(page, "Gültige Zeilen übernehmen")
        expect(page.get_by_text("2 Zeilen wurden übernommen")).to_be_visible()
        if time == 0:
            press(page, "Import rückgängig machen")
            expect(page.get_by_text("2 Zeilen wurden rückgängig gemacht")).to_be_visible()
            page.goto(f"{HOME}import/")

    page.goto(f"{HOME}vertraege/")
    page.locator("input[name=kind][value=certificate]").check()
    page.locator("input[name=supplier]").fill("Rheinstrom")
    page.locator("input[name=kwh]").fill("50.000")
    page.locator("input[name=kg_per_kwh]").fill("0")
    proof = {"name": "entwertung.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("input[name=evidence]").set_input_files(proof)
    press(page, "Vertrag hinzufügen")
    expect(page.get_by_text("50.000 kWh sind durch Verträge gedeckt")).to_be_visible()

    page.goto(f"{HOME}scope-3/7/")
    page.locator("select[name=factor]").select_option(index=1)
    page.locator("input[name=amount]").fill("1.000")
    press(page, "Aktivität hinzufügen")
    expect(page.get_by_text("Die Aktivität ist gespeichert")).to_be_visible()

    page.get_by_role("link", name="Wer füllt was aus").click()
    page.locator("select[name=section]").select_option("fleet")
    page.locator("select[name=person]").select_option(label=str(colleague))
    page.locator("textarea[name=note]").fill("Tankkarten in Ordner 3")
    press(page, "Um Ausfüllen bitten")
    expect(page.get_by_text("ist gebeten, „Fahrzeuge“ auszufüllen")).to_be_visible()
    inspect(page, "delegation-list")
    page.context.clear_cookies()

    sign_in(colleague)
    glance(page, "own-tasks")
    page.get_by_role("link", name="Fahrzeuge, Klimabilanz 2024").click()
    diesel = page.get_by_label("Menge Diesel (Werk Nord)", exact=True)
    diesel.fill("4.000")
    diesel.blur()
    expect(page.get_by_text("Gespeichert um")).to_be_visible()
    press(page, "Ausgefüllt")
    expect(page.get_by_text("Danke. „Fahrzeuge“ ist ausgefüllt.")).to_be_visible()

    assert Delegation.objects.get().state == "done"
    assert sorted(balance.lines.direct().values_list("amount", flat=True)) == [4000, 90_000, 120_000]
    assert balance.totals.get(scope="scope2_market").kg < balance.totals.get(scope="scope2_location").kg
