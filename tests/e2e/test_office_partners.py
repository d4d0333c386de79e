"""The office's day with its list: a filter kept, more time for two, a follow-up, two entries made one."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import expect

from emissions.models import Delivery
from partners.models import Note, Partner
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import DeliveryFactory, MembershipFactory, PartnerFactory, SiteFactory, UserFactory


def test_the_office_works_through_its_list(page, sign_in, inspect, glance, celery_worker, wait_until):
    today = timezone.localdate()
    late, other_late = (
        DeliveryFactory(partner__name=name, partner__slug=slug, due_on=today - dt.timedelta(days=days))
        for name, slug, days in (("Muster Druck GmbH", "muster-druck", 3), ("Beispiel Bau AG", "beispiel-bau", 5))
    )
    lead = MembershipFactory(partner=late.partner, lead=True, user__email="lead@list.example")
    double = PartnerFactory(name="Musterdruck GmbH", slug="musterdruck", website="https://musterdruck.example")
    for partner in (late.partner, double):
        SiteFactory(partner=partner, name="Zentrale", street="Musterweg 1", postcode="40210")
    sign_in(UserFactory(office=True))

    page.goto("/geschaeftsstelle/partner/")
    page.locator("select[name=delivery]").select_option("overdue")
    page.locator(".kpk-filter").get_by_role("button", name="Filtern").click()
    expect(page.get_by_role("heading", name="2 Partner passen zu diesem Filter")).to_be_visible()
    page.get_by_text("Diesen Filter für die Geschäftsstelle speichern").click()
    page.locator("input[name=name]").fill("Überfällige")
    press(page, "Filter speichern")
    expect(page.get_by_text("Der Filter „Überfällige“ ist gespeichert.")).to_be_visible()
    inspect(page, "office-partner-list")
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator("select[name=delivery]")).to_be_hidden()
    page.get_by_text("Liste filtern").click()
    expect(page.locator("select[name=delivery]")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/geschaeftsstelle/partner/")
    follow(page, "Überfällige")

    page.get_by_label("Muster Druck GmbH auswählen").check()
    page.get_by_label("Beispiel Bau AG auswählen").check()
    page.locator("select[name=verb]").select_option("extend")
    press(page, "Weiter zur Bestätigung")
    expect(page.get_by_role("heading", name="Es betrifft 2 Partner")).to_be_visible()
    expect(page.get_by_text("1 Leitung erfährt es per E-Mail.")).to_be_visible()
    press(page, "Für 2 Partner ausführen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    glance(page, "office-bulk")
    page.locator("input[name=reason]").fill("Störung im Portal")
    press(page, "Für 2 Partner ausführen")
    expect(page.get_by_text("Für 2 Partner erledigt.")).to_be_visible()
    for delivery in Delivery.objects.filter(pk__in=(late.pk, other_late.pk)):
        assert delivery.due_on == today + dt.timedelta(days=14)
    wait_until(lambda: mails_to(lead.user.email))
    assert "Störung im Portal" in mails_to(lead.user.email)[0].get_body(("plain",)).get_content()

    page.goto("/geschaeftsstelle/partner/muster-druck/")
    page.locator("textarea[name=text]").fill("Rückruf wegen der Frist")
    page.locator("input[name=due_on]").fill(today.isoformat())
    press(page, "Notiz speichern")
    expect(page.get_by_role("heading", name="Wiedervorlagen")).to_be_visible()
    assert Note.objects.get().due_on == today
    inspect(page, "office-partner")

    follow(page, "Mit einem anderen Eintrag zusammenführen")
    glance(page, "merge-search")
    follow(page, "Musterdruck GmbH")
    expect(page.get_by_text("Der Standort Zentrale ist doppelt erfasst")).to_be_visible()
    glance(page, "merge")
    page.get_by_role("radio", name="Musterdruck GmbH").check()
    press(page, "Die beiden Einträge zusammenführen")
    expect(page.get_by_text("Musterdruck GmbH ist in diesem Eintrag aufgegangen.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Musterdruck GmbH")
    assert Partner.objects.count() == 2
    page.goto("/geschaeftsstelle/partner/musterdruck/")
    expect(page).to_have_url(re.compile("/geschaeftsstelle/partner/muster-druck/$"))
    expect(page.get_by_text("Zwei Einträge zusammengeführt").first).to_be_visible()
