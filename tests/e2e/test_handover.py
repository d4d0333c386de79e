"""A lead invites a colleague, the colleague follows the mail, and the lead passes on."""

import re

from playwright.sync_api import expect

from partners.models import Handover, Membership
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import PASSWORD, MembershipFactory, SiteFactory

ADDRESS = "nachfolge@beispiel-druckhaus.example"


def test_lead_invites_a_successor_and_hands_over(page, sign_in, inspect, glance, celery_worker, wait_until):
    lead = MembershipFactory(lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH")
    SiteFactory(partner=lead.partner)
    page.set_default_timeout(60_000)
    sign_in(lead.user)
    follow(page, "Team")
    follow(page, "Person einladen")
    page.locator("input[name=email]").fill("keine Adresse")
    press(page, "Einladung senden")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    glance(page, "team-invite-errors")
    page.locator("input[name=email]").fill(ADDRESS)
    page.locator("input[name=role][value=editor]").check()
    press(page, "Einladung senden")
    expect(page.get_by_text("ist unterwegs")).to_be_visible()
    inspect(page, "team")
    follow(page, "Leitung übergeben")
    glance(page, "handover-alone")

    wait_until(lambda: mails_to(ADDRESS), seconds=60)
    text = mails_to(ADDRESS)[-1].get_body(("plain",)).get_content()
    (path,) = re.findall(r"https?://[^/\s]+(/einladung/\S+)", text)
    newcomer = page.context.browser.new_context(base_url=page.url.split("/mein-bereich")[0], locale="de-DE")
    theirs = newcomer.new_page()
    theirs.set_default_timeout(60_000)
    theirs.goto(path)
    inspect(theirs, "team-invitation")
    theirs.locator("input[name=first_name]").fill("Nora")
    theirs.locator("input[name=last_name]").fill("Nachfolge")
    theirs.locator("input[name=password]").fill(PASSWORD)
    theirs.locator("input[name=again]").fill(PASSWORD)
    press(theirs, "Beitreten")
    expect(theirs.get_by_text("Willkommen im Team")).to_be_visible()
    expect(theirs.get_by_role("link", name="Team", exact=True)).to_have_count(0)

    page.goto("/mein-bereich/druckhaus/team/uebergabe/")
    inspect(page, "handover")
    page.locator("input[name=successor]").first.check()
    press(page, "Übergeben")
    expect(page.get_by_text("Nora Nachfolge hat ab jetzt die Leitung")).to_be_visible()
    assert page.request.get("/mein-bereich/druckhaus/").status == 404

    theirs.goto("/mein-bereich/druckhaus/team/")
    expect(theirs.get_by_text("Nora Nachfolge").first).to_be_visible()
    assert theirs.goto(path).status == 410
    newcomer.close()
    assert [(one.user.email, one.role) for one in Membership.objects.all()] == [(ADDRESS, Membership.Role.LEAD)]
    assert Handover.objects.get().state == Handover.State.DONE
    wait_until(lambda: mails_to(lead.user.email), seconds=60)
    wait_until(lambda: len(mails_to(ADDRESS)) > 1, seconds=60)


def test_company_pages_hold_to_the_rules(page, sign_in, inspect, glance, roles):
    lead = MembershipFactory(lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH")
    site = SiteFactory(partner=lead.partner, floor_area_m2=1200)
    page.set_default_timeout(60_000)
    sign_in(lead.user)
    base = "/mein-bereich/druckhaus/unternehmen"

    page.goto(f"{base}/")
    inspect(page, "company")
    follow(page, "Unternehmensdaten ändern")
    page.locator("select[name=division]").select_option("18")
    page.locator("textarea[name=description]").fill("Wir drucken Bücher.")
    inspect(page, "company-change")
    press(page, "Speichern")
    expect(page.get_by_text("Ihre Unternehmensdaten sind gespeichert.")).to_be_visible()
    follow(page, "Wer was sieht")
    page.locator("select[name=description]").select_option("public")
    glance(page, "company-visibility")
    press(page, "Speichern und ansehen")
    expect(page.get_by_text("Wir drucken Bücher.")).to_have_count(2)
    inspect(page, "company-preview")
    for name, path in (
        ("company-logo", "logo/"),
        ("site-add", "standorte/neu/"),
        ("site-remove", f"standorte/{site.pk}/entfernen/"),
        ("reference-values", "bezugsgroessen/2024/"),
        ("leaving", "austritt/"),
    ):
        page.goto(f"{base}/{path}")
        glance(page, name)
