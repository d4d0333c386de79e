"""The administration, as the office lead uses it."""

import re

import pytest
from playwright.sync_api import Page, expect

from partners.models import Partner
from tests.e2e.test_journeys import mails_to, press
from tests.factories import AgendaItemFactory, EventFactory, MembershipFactory, SiteFactory, SpeakerFactory, UserFactory


@pytest.fixture
def lead(sign_in, roles):
    person = UserFactory(office_lead=True)
    sign_in(person)
    return person


def test_pages_of_the_administration_are_accessible(page: Page, lead, inspect):
    member = MembershipFactory(lead=True)
    SiteFactory(partner=member.partner)
    event = EventFactory(published=True)
    item = AgendaItemFactory(event=event)
    item.speakers.add(SpeakerFactory())
    for name, address in {
        "index": "",
        "partners": "partners/partner/",
        "partner": f"partners/partner/{member.partner_id}/change/",
        "person": "partners/user/add/",
        "event": f"events/event/{event.pk}/change/",
        "pact": "partners/pact/",
        "delete": f"events/event/{event.pk}/delete/",
    }.items():
        page.goto(f"/verwaltung/{address}")
        inspect(page, f"admin-{name}")


def test_office_lead_records_a_partner_and_an_event_that_the_public_finds(
    page: Page, lead, inspect, celery_worker, wait_until
):
    page.goto("/verwaltung/partners/partner/add/")
    page.locator("#id_name").fill("Beispiel Druckhaus GmbH")
    page.locator("#id_status").select_option("active")
    page.locator("#id_sites-0-name").fill("Hauptsitz")
    page.locator("#id_sites-0-postcode").fill("4021")
    page.locator("#id_sites-0-town").fill("Düsseldorf")
    press(page, "Speichern")

    expect(page.get_by_text("Geben Sie an, seit wann der Partner dabei ist.")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Beispiel Druckhaus GmbH")
    expect(page.locator("#id_sites-0-town")).to_have_value("Düsseldorf")
    inspect(page, "admin-partner-errors")
    page.locator("#id_joined_on").fill("01.03.2026")
    page.locator("#id_sites-0-postcode").fill("40213")
    with page.expect_popup() as opened:
        page.locator("#add_id_memberships-0-user").click()
    window = opened.value
    window.locator("#id_email").fill("mara@druckhaus.example")
    window.locator("#id_first_name").fill("Mara")
    window.locator("#id_last_name").fill("Muster")
    with window.expect_event("close"):
        press(window, "Speichern")
    expect(page.locator(".select2-selection", has_text="Mara Muster")).to_be_visible()
    page.locator("#id_memberships-0-role").select_option("lead")
    press(page, "Speichern")
    expect(page.locator(".messagelist .success")).to_contain_text("Beispiel Druckhaus GmbH")

    partner = Partner.objects.get(slug="beispiel-druckhaus-gmbh")
    assert [(m.user.email, m.role) for m in partner.memberships.all()] == [("mara@druckhaus.example", "lead")]
    assert [site.postcode for site in partner.sites.all()] == ["40213"]
    wait_until(lambda: mails_to("mara@druckhaus.example"))
    assert "/konto/einladung/" in mails_to("mara@druckhaus.example")[-1].get_body(("plain",)).get_content()

    page.goto("/verwaltung/events/event/add/")
    page.locator("#id_title_de").fill("5. Netzwerktreffen")
    for name, day, time in (("starts_at", "02.03.2027", "16:00"), ("ends_at", "02.03.2027", "15:00")):
        page.locator(f"#id_{name}_0").fill(day)
        page.locator(f"#id_{name}_1").fill(time)
    page.locator("#id_capacity").fill("80")
    page.locator("#id_answer_until").fill("20.02.2027")
    page.locator("#id_agenda-0-title_de").fill("Eröffnung")
    with page.expect_popup() as opened:
        page.locator("#add_id_agenda-0-speakers").click()
    opened.value.locator("#id_name").fill("Robin Beispiel")
    with opened.value.expect_event("close"):
        press(opened.value, "Speichern")
    page.get_by_role("button", name="Programmpunkt hinzufügen").or_(
        page.get_by_role("link", name="Programmpunkt hinzufügen")
    ).click()
    page.locator("#id_agenda-1-title_de").fill("Kreislaufwirtschaft im Betrieb")
    press(page, "Speichern")
    expect(page.get_by_text("Die Veranstaltung muss nach ihrem Beginn enden.")).to_be_visible()
    expect(page.locator("#id_agenda-1-title_de")).to_have_value("Kreislaufwirtschaft im Betrieb")
    page.locator("#id_ends_at_1").fill("19:00")
    press(page, "Sichern und weiter bearbeiten")
    expect(page.locator(".messagelist .success")).to_contain_text("5. Netzwerktreffen")

    page.get_by_role("link", name="Einladen, Antworten").click()
    press(page, "Veranstaltung veröffentlichen")
    page.goto("/veranstaltungen/")
    page.get_by_role("link", name=re.compile("5. Netzwerktreffen")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5. Netzwerktreffen")
    for text in ("Eröffnung", "Robin Beispiel", "Kreislaufwirtschaft im Betrieb"):
        expect(page.get_by_text(text).first).to_be_visible()
