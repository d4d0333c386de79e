"""A target with a step on the way, drawn while one types, and the yearly update of measures."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from emissions.models import MeasureUpdate, Target
from tests.factories import BalanceFactory, MeasureFactory, MembershipFactory


def test_target_is_drawn_while_typing_and_measures_are_updated(page, sign_in, inspect, glance):
    lead = MembershipFactory(lead=True, partner__slug="druckhaus")
    last_year = timezone.localdate().year - 1
    for year, kg in ((2019, 1_000_000), (last_year, 800_000)):
        BalanceFactory(partner=lead.partner, year=year, totals={"scope1": kg, "scope2_location": 0}, approved=True)
    pump, bulb = (
        MeasureFactory(partner=lead.partner, title=title, field=field, starts_on=dt.date(2022, 1, 1))
        for title, field in (("Wärmepumpe", "heat"), ("LED", "electricity"))
    )
    sign_in(lead.user)

    page.goto("/mein-bereich/druckhaus/ziele/neu/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Sobald Basisjahr, Zieljahr und Minderung da sind")
    page.locator("input[name=target_year]").fill("2035")
    page.locator("input[name=reduction_percent]").press_sequentially("60")
    expect(preview).to_contain_text("auf 400,0")
    page.get_by_text("Zwischenziele (freiwillig)").click()
    page.locator("input[name=interim_year_1]").fill("2030")
    page.locator("input[name=interim_percent_1]").press_sequentially("35")
    expect(preview).to_contain_text("Zwischenziel 2030: 650,0")
    inspect(page, "target-typing")
    assert Target.objects.count() == 0
    page.get_by_role("button", name="Ziel prüfen").click()
    page.get_by_role("button", name="Dieses Ziel setzen").click()
    expect(page.get_by_text("Ihr Ziel ist gesetzt.")).to_be_visible()
    glance(page, "target-budget")
    assert Target.objects.get().interim == {"2030": "650.000000"}

    page.goto("/mein-bereich/druckhaus/massnahmen/")
    page.get_by_role("link", name=f"Stand {last_year} melden").click()
    line = page.locator(f"#measure-{pump.pk}")
    line.get_by_label("Status").select_option("running")
    line.get_by_label("Erreicht").fill("120,5")
    page.get_by_role("button", name="Alles speichern").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    inspect(page, "measure-year")
    line.get_by_label("Woher wissen Sie das?").select_option("measured")
    other = page.locator(f"#measure-{bulb.pk}")
    other.get_by_label("Status").select_option("dropped")
    other.get_by_text("Falls aufgegeben").click()
    other.get_by_label("Warum wurde sie aufgegeben?").select_option("funding")
    page.get_by_role("button", name="Alles speichern").click()
    expect(page.get_by_text("2 Maßnahmen sind gespeichert.")).to_be_visible()
    expect(page.get_by_text("Vom Basisjahr bis heute")).to_be_visible()
    glance(page, "measure-waterfall")
    assert str(MeasureUpdate.objects.get().achieved_t) == "120.500000"
