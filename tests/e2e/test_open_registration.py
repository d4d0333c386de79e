"""Open registration in a browser: confirmed by mail, waiting, a seat offered and accepted by mail, checked in."""

import re

from playwright.sync_api import expect

from events import actions
from events.models import Registration
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import EventFactory, RegistrationFactory, UserFactory

GUEST = "kim@offen.example"


def link_in(mail, path: str) -> str:
    return re.search(rf"http\S+(/{path}/\S+)", mail.get_body(("plain",)).get_content())[1]


def test_a_guest_registers_waits_is_offered_a_seat_and_checked_in(
    page, sign_in, inspect, glance, celery_worker, wait_until, settings
):
    settings.LEAST_SECONDS_IN_FORM = 0
    event = EventFactory(published=True, title_de="Werkstatt Bilanz", is_open=True, capacity=1)
    seated = RegistrationFactory(event=event, seat_no=1)

    page.goto(event.get_absolute_url())
    follow(page, "Anmelden")
    expect(page.locator("input[name=website]")).not_to_be_in_viewport()
    page.locator("input[name=name]").fill("Kim Muster")
    page.locator("input[name=email]").fill(GUEST)
    page.locator("input[name=company]").fill("Muster Handel GmbH")
    inspect(page, "sign-up")
    press(page, "Anmelden")
    expect(page.get_by_role("heading", name="Nur ein Schritt fehlt noch")).to_be_visible()
    assert not Registration.objects.filter(email=GUEST).exists()

    wait_until(lambda: mails_to(GUEST))
    page.goto(link_in(mails_to(GUEST)[0], "anmeldung/bestaetigen"))
    press(page, "Ja, anmelden")
    expect(page.get_by_text("Sie stehen an Stelle 1 der Warteliste.")).to_be_visible()

    actions.cancel_registration(registration=seated)
    wait_until(lambda: len(mails_to(GUEST)) == 3)
    page.goto(link_in(mails_to(GUEST)[2], "anmeldung"))
    glance(page, "registration-offered")
    press(page, "Platz annehmen")
    expect(page.get_by_text("Sie sind angemeldet.")).to_be_visible()

    sign_in(UserFactory(office=True))
    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/")
    follow(page, "Vor Ort")
    follow(page, "Check-in")
    page.locator("input[name=q]").fill("muster")
    expect(page.get_by_text("1 Person", exact=True)).to_be_visible()
    inspect(page, "check-in")
    press(page, "Einchecken")
    expect(page.get_by_text("Kim Muster ist eingecheckt.")).to_be_visible()
    assert Registration.objects.get(email=GUEST).came_at is not None
