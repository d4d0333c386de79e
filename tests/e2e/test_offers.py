"""From “I do not know” to the paid bill: a partner and the office, with their mails."""

import io
import re
from pathlib import Path

from django.conf import settings as django_settings
from playwright.sync_api import expect
from pypdf import PdfWriter

from partners.models import OfferRequest
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import (
    DeliveryFactory,
    EventFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
    PartnerFactory,
    UserFactory,
)


def bill() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def sign_out(page) -> None:
    page.context.clear_cookies()


def test_a_partner_asks_the_office_grants_the_bill_closes_it(page, sign_in, inspect, celery_worker, wait_until):
    lead = MembershipFactory(
        lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH", user__email="lead@offers.example"
    )
    office = UserFactory(office=True)
    OfferFactory(title_de="Erstberatung", summary_de="Eine Stunde am Telefon.")
    OfferFactory(fund=True, title_de="Schulungsbudget", slug="schulungsbudget", budget_eur=3000)
    page.goto("/klimapakt/angebote/")
    inspect(page, "offers")
    follow(page, "Schulungsbudget")
    inspect(page, "offer")
    sign_in(lead.user)

    page.goto("/mein-bereich/druckhaus/ziele/neu/")
    follow(page, "bitte beraten lassen")
    expect(page.locator("textarea[name=wish]")).to_have_value("Wir wünschen eine Beratung zu unserem Ziel.")
    inspect(page, "offer-advice")

    follow(page, "Angebote")
    page.get_by_role("link", name=re.compile(r"^Anfragen.*Schulungsbudget")).click()
    page.locator("textarea[name=wish]").fill("Zwei Energie-Scouts {reason}")
    page.locator("input[name=amount_eur]").fill("9.000")
    press(page, "Anfrage prüfen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    inspect(page, "offer-request-errors")
    page.locator("input[name=amount_eur]").fill("2.500")
    press(page, "Anfrage prüfen")
    expect(page.get_by_text("2.500\u00a0€")).to_be_visible()
    inspect(page, "offer-request-check")
    press(page, "Anfrage senden")
    expect(page.get_by_text("Vielen Dank. Ihre Anfrage hat die Nummer")).to_be_visible()
    inspect(page, "offer-request")
    asked = OfferRequest.objects.get()
    wait_until(lambda: mails_to("lead@offers.example"))
    mail = mails_to("lead@offers.example")[0]
    assert mail["Subject"] == f"Ihre Anfrage {asked.number} ist eingegangen"
    assert "Zwei Energie-Scouts {reason}" in mail.get_body(("plain",)).get_content()

    sign_out(page)
    sign_in(office)
    page.goto("/geschaeftsstelle/")
    follow(page, "1 Anfrage zu einem Angebot zu entscheiden")
    inspect(page, "offer-manage-list")
    follow(page, "Beispiel Druckhaus GmbH")
    press(page, "Mit Begründung ablehnen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    inspect(page, "offer-review")
    page.locator("input[name=approve-eur]").fill("1.800")
    press(page, "Anfrage bewilligen")
    expect(page.get_by_text("1.200\u00a0€ von 3.000\u00a0€ frei")).to_be_visible()

    sign_out(page)
    wait_until(lambda: len(mails_to("lead@offers.example")) == 2)
    text = mails_to("lead@offers.example")[1].get_body(("plain",)).get_content()
    assert "Bewilligt: 1.800\u00a0€" in text
    assert asked.get_absolute_url() in text
    sign_in(lead.user)
    page.goto(asked.get_absolute_url())
    page.locator("input[name=proof]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    press(page, "Nachweis hochladen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("input[name=proof]").set_input_files(
        {"name": "rechnung.pdf", "mimeType": "application/pdf", "buffer": bill()}
    )
    press(page, "Nachweis hochladen")
    expect(page.get_by_text("sieht sich Ihren Nachweis an")).to_be_visible()
    inspect(page, "offer-request-proof")

    sign_out(page)
    sign_in(office)
    page.goto(f"/geschaeftsstelle/anfragen/{asked.pk}/")
    with page.expect_download() as download:
        follow(page, "herunterladen")
    assert Path(download.value.path()).read_bytes() == bill()
    inspect(page, "offer-finish")
    page.locator("input[name=finish-paid_eur]").fill("1.750,25")
    press(page, "Abschließen")
    expect(page.get_by_text("1.249,75\u00a0€ von 3.000\u00a0€ frei")).to_be_visible()
    wait_until(lambda: len(mails_to("lead@offers.example")) == 3)
    assert any(asked.number in mail["Subject"] for mail in mails_to("klimapakt@stadt.example"))
    assert django_settings.MAILBOX_DIR
    follow(page, "Schulungsbudget")
    inspect(page, "offer-manage")


def test_a_founding_partner_reads_its_members(page, sign_in, inspect):
    chamber = MembershipFactory(lead=True, partner=PartnerFactory(founding=True, slug="kammer", name="Kammer"))
    agreed = PartnerFactory(
        name="Muster Dach GmbH", chamber=chamber.partner, chamber_sees_status=True, programmes="EMAS"
    )
    PartnerFactory(name="Verschwiegen GmbH", chamber=chamber.partner)
    DeliveryFactory(partner=agreed)
    InvitationFactory(event=EventFactory(published=True), partner=agreed)
    sign_in(chamber.user)

    page.goto("/mein-bereich/kammer/")
    inspect(page, "founding")
    expect(page.get_by_text("1 weiteres hat nicht zugestimmt.")).to_be_visible()
    expect(page.get_by_text("Verschwiegen")).to_have_count(0)
    page.locator("input[name=q]").fill("gibt es nicht")
    press(page, "Anzeigen")
    expect(page.get_by_text("Kein Mitglied passt dazu.")).to_be_visible()
    page.locator("input[name=q]").fill("dach")
    press(page, "Anzeigen")
    with page.expect_download() as download:
        follow(page, "Liste als CSV")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(";")[0] for line in lines] == ["Name", "Muster Dach GmbH"]
