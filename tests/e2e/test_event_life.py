"""The life of an event in a browser: cloned, planned, published, moved, cancelled; its mails and its speaker."""

import datetime as dt
import re

from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from events.models import Event
from klimapakt.pact.demo.one_page import one_page
from tests.e2e.test_journeys import follow, mails_to, press
from tests.events.test_event_life import written_to
from tests.factories import AgendaItemFactory, EventFactory, InvitationFactory, PartnerFactory, UserFactory

SPEAKER, GUEST = "rede@leben.example", "anna@leben.example"


def calendar_of(mail) -> Calendar:
    (part,) = (one for one in mail.walk() if one.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


def test_event_is_cloned_planned_published_moved_and_cancelled(
    page, sign_in, inspect, glance, celery_worker, wait_until
):
    began = timezone.now() - dt.timedelta(days=200)
    old = EventFactory(
        status="held", number=4, title_de="4. Netzwerktreffen", theme_de="Circular Economy", starts_at=began
    )
    AgendaItemFactory(event=old, position=1, title_de="Einführung", minutes=150, question_minutes=15)
    sign_in(UserFactory(office_lead=True))

    page.goto(f"/geschaeftsstelle/veranstaltungen/{old.pk}/")
    follow(page, "Kopieren")
    expect(page.locator("input[name=title_de]")).to_have_value("5. Netzwerktreffen")
    press(page, "Entwurf anlegen")
    expect(page.get_by_text("Der Entwurf ist angelegt")).to_be_visible()
    event = Event.objects.get(number=5)

    follow(page, "Programm")
    follow(page, "Referierende")
    page.locator("input[name=name]").fill("Robin Beispiel")
    page.locator("input[name=email]").fill(SPEAKER)
    press(page, "Referent:in hinzufügen")
    press(page, "1 Person per E-Mail anfragen")
    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/programm/")
    expect(page.get_by_text("165 von 180 Minuten sind geplant")).to_be_visible()
    page.locator("input[name=agenda-1-title_de]").fill("Praxis")
    page.locator("input[name=agenda-1-minutes]").fill("30")
    page.locator("#agenda-1").get_by_label("Robin Beispiel").check()
    press(page, "Programm speichern")
    expect(page.get_by_text("Das Programm ist 15 Minuten zu lang.")).to_be_visible()
    inspect(page, "event-agenda")
    page.get_by_text("2. Praxis").click()
    page.locator("input[name=agenda-1-minutes]").fill("15")
    press(page, "Programm speichern")
    expect(page.get_by_text("Das Programm geht auf die Minute auf.")).to_be_visible()

    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/")
    press(page, "Veranstaltung veröffentlichen")
    expect(page.get_by_text("Die Veranstaltung ist veröffentlicht.")).to_be_visible()
    glance(page, "event-manage")
    partner = PartnerFactory()
    InvitationFactory(event=event, partner=partner)
    written_to(event, GUEST, name="Anna Muster", partner=partner)

    wait_until(lambda: mails_to(SPEAKER))
    link = re.search(r"http\S+(/auftritt/\S+)", mails_to(SPEAKER)[0].get_body(("plain",)).get_content())[1]
    page.context.clear_cookies()
    page.goto(link)
    press(page, "Ich sage zu")
    expect(page.get_by_text("Sie haben zugesagt.")).to_be_visible()
    page.locator("input[name=slides-file]").set_input_files(
        {"name": "folien.pdf", "mimeType": "application/pdf", "buffer": one_page(["Praxis"])}
    )
    press(page, "Folien hochladen")
    expect(page.get_by_text("Wir haben Ihre Folien vom")).to_be_visible()
    inspect(page, "appearance")

    sign_in(UserFactory(office_lead=True))
    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/")
    follow(page, "Verlegen")
    page.locator("input[name=venue]").fill("Rheinsaal")
    page.locator("textarea[name=reason]").fill("Der Saal ist größer")
    press(page, "Weiter")
    expect(page.get_by_text("Anna Muster")).to_be_visible()
    glance(page, "event-move-check")
    press(page, "Verlegen und 2 Personen benachrichtigen")
    expect(page.get_by_text("Die Veranstaltung ist verlegt. 2 Personen erhalten eine E-Mail.")).to_be_visible()
    wait_until(lambda: mails_to(GUEST) and len(mails_to(SPEAKER)) == 2)
    moved = mails_to(GUEST)[0]
    assert "Der Saal ist größer" in moved.get_body(("plain",)).get_content()
    (entry,) = calendar_of(moved).walk("VEVENT")
    assert (entry["location"], entry["sequence"]) == ("Rheinsaal", 1)
    page.goto(re.search(r"http\S+(/e/\S+)", moved.get_body(("plain",)).get_content())[1])
    expect(page.get_by_role("button", name="Zusagen", exact=True)).to_be_visible()

    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/absagen/")
    page.locator("textarea[name=reason]").fill("Sturm")
    glance(page, "event-cancel")
    press(page, "Diese Veranstaltung absagen")
    expect(page.get_by_text("Die Veranstaltung ist abgesagt.")).to_be_visible()
    wait_until(lambda: len(mails_to(GUEST)) == 2)
    cancelled = calendar_of(mails_to(GUEST)[1])
    (gone,) = cancelled.walk("VEVENT")
    assert (str(cancelled["method"]), gone["sequence"], gone["uid"]) == ("CANCEL", 2, entry["uid"])
    (part,) = (one for one in mails_to(GUEST)[1].walk() if one.get_content_type() == "text/calendar")
    assert part["Content-Type"].params["method"] == "CANCEL"
    page.goto(f"/veranstaltungen/{event.year}/{event.slug}/")
    expect(page.get_by_text("Sturm")).to_be_visible()
