"""A delivery from the opening of its round to its release, as the people of both sides do it."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import expect

from emissions.models import Delivery, Question
from tests.factories import MeasureFactory, MembershipFactory, TargetFactory, UserFactory


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def sign_out(page) -> None:
    page.context.clear_cookies()


def test_delivery_from_round_to_release(page, sign_in, inspect, glance, roles):
    lead = MembershipFactory(lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH")
    measure = MeasureFactory(partner=lead.partner, title="LED in der Halle", status="running")
    measure.updates.create(year=2024, achieved_t=12)
    TargetFactory(partner=lead.partner)
    office, head = UserFactory(office=True), UserFactory(office_lead=True)
    today = timezone.localdate()

    sign_in(office)
    page.goto("/geschaeftsstelle/fristen/neu/")
    page.locator("input[name=year]").fill("2024")
    page.locator("input[name=opens_on]").fill(today.isoformat())
    page.locator("input[name=due_on]").fill((today + dt.timedelta(days=60)).isoformat())
    page.locator("input[name=requires_measures]").check()
    page.locator("input[name=requires_target]").check()
    press(page, "Runde speichern")
    press(page, "Runde jetzt öffnen")
    expect(page.get_by_text("1 Klimapartner ist angeschrieben")).to_be_visible()
    inspect(page, "round-board")
    sign_out(page)

    sign_in(lead.user)
    page.goto("/mein-bereich/druckhaus/meldungen/2024/")
    expect(page.get_by_text("2 von 3 Abschnitten")).to_be_visible()
    page.get_by_role("link", name="Klimabilanz (Scope 1 und 2)").click()
    page.locator("input[name=entry][value=quick]").check()
    press(page, "Beginnen")
    page.locator("input[name=scope1]").fill("1.234,5")
    page.locator("input[name=scope2_location]").fill("800")
    page.get_by_role("button", name=re.compile("prüfen|weiter", re.I)).first.click()
    press(page, "Bilanz einreichen")
    expect(page.get_by_text("KB-2024-")).to_be_visible()
    sign_out(page)

    sign_in(office)
    page.goto("/geschaeftsstelle/pruefung/")
    page.get_by_role("link", name="Beispiel Druckhaus GmbH").click()
    page.locator("input[name^=checked-]").fill("11,5")
    press(page, "Geprüfte Tonnen speichern")
    page.locator("select[name=field]").select_option("scope1")
    page.locator("textarea[name=text]").fill("Ist das Gas der zweiten Halle dabei?")
    press(page, "Frage senden")
    expect(page.get_by_text("Ihre Frage steht im Portal")).to_be_visible()
    inspect(page, "review")
    sign_out(page)

    sign_in(lead.user)
    page.get_by_role("link", name="Frage beantworten").click()
    page.locator("textarea[name=answer]").fill("Ja, beide Hallen.")
    press(page, "Antworten")
    page.goto("/mein-bereich/druckhaus/meldungen/2024/")
    expect(page.get_by_text("Ja, beide Hallen.").first).to_be_visible()
    glance(page, "delivery")
    page.goto("/mein-bereich/druckhaus/fortschritt/")
    glance(page, "progress")
    sign_out(page)

    sign_in(head)
    page.goto("/geschaeftsstelle/pruefung/")
    page.get_by_role("link", name="Beispiel Druckhaus GmbH").click()
    press(page, "Bilanz freigeben")
    balance = lead.partner.balances.get()
    page.goto(f"/geschaeftsstelle/pruefung/{balance.pk}/")
    press(page, "Meldung abschließen")
    expect(page.get_by_text("Die Meldung ist abgeschlossen.")).to_be_visible()

    assert Delivery.objects.get().state == "released"
    assert Question.objects.get().answer_by == lead.user
    assert measure.updates.get().checked_t is not None
