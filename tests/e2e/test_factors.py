"""A newer edition of the factors: the office takes it, a partner moves to it and adds a factor of its own."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from emissions import actions
from emissions.carriers import POSITIONS
from emissions.models import FactorSet, OwnFactor
from tests.e2e.test_balance_depth import FACTORS, picture
from tests.e2e.test_journeys import press
from tests.factories import BalanceFactory, MembershipFactory, UserFactory

GAS = "ebev.natural_gas.kwh_hs"


@pytest.fixture
def balance(transactional_db):
    edition = actions.import_factors(path=FACTORS, edition="2025-11", published_on=dt.date(2025, 11, 1))
    lead = MembershipFactory(lead=True, partner__slug="druckhaus")
    balance = BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=edition)
    gas = edition.factors.for_year(2024).get(key=GAS)
    lines = [actions.NewLine(POSITIONS["gas"], None, gas, Decimal(90_000))]
    return actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=lead.user)


def newer() -> bytes:
    """The shipped file with another value for gas."""
    lines = FACTORS.read_text().splitlines(keepends=True)
    return "".join(line.replace("0.1813", "0.1799") if line.startswith(GAS) else line for line in lines).encode()


def test_a_newer_edition_reaches_an_open_balance(page, sign_in, inspect, glance, balance):
    sign_in(UserFactory(office_lead=True))
    page.goto("/geschaeftsstelle/faktoren/")
    page.locator("input[type=file]").set_input_files({"name": "neu.csv", "mimeType": "text/csv", "buffer": newer()})
    page.locator("input[name=edition]").fill("2026-11")
    page.locator("input[name=published_on]").fill("2026-11-01")
    glance(page, "factor-editions")
    press(page, "Datei lesen")
    expect(page.get_by_role("heading", name="Ausgabe 2026-11: Vorschau")).to_be_visible()
    inspect(page, "factor-preview")
    press(page, "Übernehmen")
    expect(page.get_by_text("2026-11").first).to_be_visible()
    newest = FactorSet.objects.get(edition="2026-11")
    page.goto(f"/geschaeftsstelle/faktoren/{newest.pk}/wirkung/")
    glance(page, "factor-effects")

    page.context.clear_cookies()
    sign_in(balance.partner.memberships.get().user)
    page.goto("/mein-bereich/druckhaus/bilanzen/2024/faktoren/")
    glance(page, "factor-update")
    press(page, "Faktoren aktualisieren")
    expect(page.get_by_text("Die Bilanz rechnet jetzt mit der Ausgabe 2026-11.")).to_be_visible()
    balance.refresh_from_db()
    assert balance.factor_set == newest

    page.goto("/mein-bereich/druckhaus/bilanzen/2024/eigene-faktoren/")
    page.locator("select[name=stands_for]").select_option(GAS)
    page.locator("input[name=name]").fill("Biomethan der Stadtwerke Muster")
    page.locator("input[name=kg_co2e_per_unit]").fill("0,02")
    page.locator("input[name=source]").fill("Schreiben vom 2. Februar 2026")
    page.locator("input[type=file]").set_input_files(
        {"name": "nachweis.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.locator("main input[type=checkbox]").check()
    press(page, "Eigenen Faktor hinzufügen")
    expect(page.get_by_text("Biomethan der Stadtwerke Muster").first).to_be_visible()
    inspect(page, "own-factors")
    assert OwnFactor.objects.get(balance=balance).name == "Biomethan der Stadtwerke Muster"
