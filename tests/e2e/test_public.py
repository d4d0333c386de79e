"""The public face, as somebody meets it who has no account; and the office that writes it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from klimapakt.pact.models import BarrierReport
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import (
    BalanceFactory,
    EventFactory,
    NewsFactory,
    PageVersionFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG = (
    "Beispielhafte Gebäudeenergieberatungsgesellschaft Schulze-Mustermann und Töchter mit beschränkter Haftung & Co. KG"
)


def test_visitor_finds_partners_news_and_answers(page, inspect, glance):
    partner = PartnerFactory(name="Müller & Söhne GmbH & Co. KG", slug="mueller")
    PartnerFactory(name=LONG)
    PartnerFactory(founding=True, name="Muster Kammer")
    TargetFactory(partner=partner, is_public=True)
    BalanceFactory(partner=partner, approved=True)
    EventFactory(published=True)
    NewsFactory(published=True, title_de="Der Pakt wächst", text_de="## Mehr\n\n- eins\n- zwei")
    PageVersionFactory(name="klimapakt", title_de="Der Klimapakt", live=True)
    PageVersionFactory(name="klimapakt/faq", title_de="Fragen", live=True, text_de="## Teil\n### Wer?\nAlle.")
    PageVersionFactory(name="klimapakt/glossar", title_de="Glossar", live=True, text_de="### Scope 1\nDirekt.")

    page.goto("/")
    inspect(page, "home")
    follow(page, "Klimapartner")
    inspect(page, "partner-list")
    page.get_by_label("Name").fill("Mueler")
    press(page, "Suchen")
    expect(page.get_by_role("heading", name="1 Partner")).to_be_visible()
    follow(page, partner.name)
    inspect(page, "partner-detail")
    page.goto("/partner/?words=niemand")
    glance(page, "partner-list-empty")
    page.goto("/klimapakt/faq/")
    page.get_by_text("Wer?").click()
    expect(page.get_by_text("Alle.")).to_be_visible()
    inspect(page, "faq")
    follow(page, "Glossar")
    glance(page, "glossary")
    follow(page, "English")
    expect(page.get_by_text("This page is available in German only so far.")).to_be_visible()
    follow(page, "Deutsch")
    page.wait_for_url(re.compile("/klimapakt/glossar/$"))
    page.get_by_role("contentinfo").get_by_role("link", name="Aktuelles").click()
    glance(page, "news-list")
    follow(page, "Der Pakt wächst")
    glance(page, "news-detail")
    assert page.context.cookies() == []


def test_visitor_reports_a_barrier_and_hears_of_it(page, inspect, celery_worker, wait_until, settings):
    settings.LEAST_SECONDS_IN_FORM = 0
    address = f"barriere{timezone.now().timestamp():.0f}@firma.example"
    page.goto("/aktuelles/")

    follow(page, "Barriere melden")
    expect(page.get_by_label("Adresse der Seite")).to_have_value("/aktuelles/")
    inspect(page, "barrier-report")
    press(page, "Meldung absenden")
    expect(page.get_by_role("link", name="Bitte füllen Sie aus: Was funktioniert nicht?")).to_be_visible()
    page.get_by_label("Was funktioniert nicht?").fill("Mit der Tastatur komme ich nicht {weiter}.")
    page.get_by_label("Ihre E-Mail-Adresse").fill(address)
    press(page, "Meldung absenden")

    report = BarrierReport.objects.get()
    expect(page.get_by_text(report.number)).to_be_visible()
    inspect(page, "barrier-reported")
    wait_until(lambda: mails_to(address))
    assert report.number in mails_to(address)[0]["Subject"]
    assert "{weiter}" in mails_to(address)[0].get_body(("plain",)).get_content()


def test_office_writes_a_page_looks_at_it_publishes_and_restores_it(page, inspect, sign_in, settings):
    settings.STAFF_SECOND_FACTOR = False
    PageVersionFactory(number=1, live=True, text_de="Der alte Text")
    sign_in(UserFactory(office=True))

    page.goto("/geschaeftsstelle/seiten/")
    inspect(page, "page-list")
    page.get_by_role("main").get_by_role("link", name="Impressum", exact=True).click()
    page.get_by_label("Text (deutsch)").fill("## Wer\n\nDer **neue** Text")
    inspect(page, "page-edit")
    press(page, "Entwurf speichern und ansehen")
    expect(page.get_by_text("Dies ist ein Entwurf")).to_be_visible()
    inspect(page, "page-version")
    press(page, "Veröffentlichen")
    page.wait_for_url(re.compile("/impressum/$"))
    expect(page.get_by_text("Der neue Text")).to_be_visible()

    page.goto("/geschaeftsstelle/seiten/impressum/1/")
    press(page, "Diese Fassung wiederherstellen")
    expect(page.get_by_text("Der alte Text")).to_be_visible()
