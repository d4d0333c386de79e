"""A company joins, with every mail followed: from the first word to the certificate that anybody can verify."""

import re
import time

from django.utils import timezone
from playwright.sync_api import Page, expect

from partners.models import Agreement, Interest, Letter, Membership, Pact, Partner
from tests.e2e.test_journeys import follow, mails_to, press
from tests.factories import AgreementTextFactory, PartnerFactory, UserFactory
from tests.lib.test_uploads import pdf

PASSWORD = "ein langer Satz als Kennwort"


def link_in(address: str, subject: str, wait_until) -> str:
    """The link of the newest mail to an address with these words in its subject, as a path."""

    def found() -> list[str]:
        texts = [mail.get_body(("plain",)).get_content() for mail in mails_to(address) if subject in mail["Subject"]]
        return re.findall(r"https?://[^/\s]+(/\S+/)(?=\s)", texts[-1].split("\n-- ")[0]) if texts else []

    wait_until(found, seconds=60)
    return found()[-1]


def fill_in(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_a_company_joins(page, sign_in, inspect, celery_worker, wait_until):
    Pact.objects.update_or_create(pk=1, defaults={"city": "Düsseldorf", "office_email": "amt@stadt.example"})
    AgreementTextFactory(published=True)
    PartnerFactory(name="Neuling Druckhaus Alt GmbH")
    office = UserFactory(office=True)
    email = f"noa{time.time_ns()}@neuling.example"

    page.goto("/mitmachen/")
    inspect(page, "joining-start")
    follow(page, "Beginnen")
    press(page, "Weiter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    inspect(page, "joining-step1-errors")
    time.sleep(2)
    fill_in(page, company="Neuling Druckhaus GmbH")
    page.locator("select[name=sector]").select_option("C")
    page.locator("input[name=size][value=small]").check()
    press(page, "Weiter")
    fill_in(page, street="Beispielallee 5", place="40213 Düsseldorf")
    inspect(page, "joining-step2")
    press(page, "Weiter")

    follow(page, "Später weitermachen")
    fill_in(page, email=email)
    inspect(page, "joining-save")
    press(page, "Link senden")
    expect(page.get_by_role("heading", name="Sehen Sie in Ihr Postfach")).to_be_visible()
    page.goto(link_in(email, "jederzeit weitermachen", wait_until))
    expect(page.get_by_text("Schritt 3 von 4")).to_be_visible()
    fill_in(page, contact="Noa Neu", email=f"x{email}")
    press(page, "Weiter")
    expect(page.get_by_text("Vielleicht ist Ihr Unternehmen schon dabei")).to_be_visible()
    inspect(page, "joining-check")
    page.locator("input[name=agrees]").check()
    press(page, "Interessenbekundung absenden")
    expect(page.get_by_role("heading", name="Nur ein Schritt fehlt noch")).to_be_visible()
    inspect(page, "joining-sent")
    email = f"x{email}"  # another address than the one that was proven

    page.goto(link_in(email, "Bitte bestätigen Sie Ihre Adresse", wait_until))
    inspect(page, "joining-confirm")
    press(page, "Ja, Adresse bestätigen")
    expect(page.get_by_role("heading", name="Vielen Dank")).to_be_visible()
    interest = Interest.objects.get()
    wait_until(lambda: [mail for mail in mails_to(email) if "ist eingegangen" in mail["Subject"]], seconds=60)
    received = next(mail for mail in mails_to(email) if "ist eingegangen" in mail["Subject"])
    assert [part.get_filename() for part in received.iter_attachments()] == [f"{interest.number}.pdf"]

    sign_in(office)
    page.goto("/geschaeftsstelle/antraege/")
    inspect(page, "interest-list")
    follow(page, "Neuling Druckhaus GmbH")
    inspect(page, "interest-detail")
    press(page, "Unternehmen annehmen")
    expect(page.get_by_text("ist aufgenommen")).to_be_visible()
    partner = Partner.objects.get(interest=interest)
    page.context.clear_cookies()

    page.goto(link_in(email, "Ihr Zugang", wait_until))
    fill_in(page, password=PASSWORD, again=PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Klimaschutzvereinbarung unterschreiben lassen")).to_be_visible()
    follow(page, "Zur Vereinbarung")
    fill_in(page, **{"who-signatory": "Alex Chef, Geschäftsführung"})
    press(page, "Diesen Namen in die Ausfertigung schreiben")
    inspect(page, "agreement")
    wait_until(lambda: Agreement.objects.get().letter, seconds=60)
    with page.expect_download() as download:
        follow(page, "Ausfertigung zum Unterschreiben herunterladen")
    assert download.value.suggested_filename.startswith("Klimaschutzvereinbarung")
    fill_in(page, signed_on=timezone.localdate().isoformat())
    page.locator("input[name=file]").set_input_files({"name": "v.pdf", "mimeType": "application/pdf", "buffer": b"no"})
    press(page, "Unterschriebene Vereinbarung einreichen")
    expect(page.locator("[data-error-summary]")).to_contain_text("nicht möglich")
    page.locator("input[name=file]").set_input_files({"name": "v.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    press(page, "Unterschriebene Vereinbarung einreichen")
    expect(page.get_by_text("Die unterschriebene Vereinbarung ist angekommen")).to_be_visible()
    inspect(page, "agreement-uploaded")
    page.context.clear_cookies()

    sign_in(office)
    page.goto(link_in("amt@stadt.example", "Unterschriebene Vereinbarung", wait_until))
    inspect(page, "agreement-detail")
    press(page, "Vereinbarung bestätigen")
    expect(page.get_by_text("gehört jetzt zum Klimapakt")).to_be_visible()
    page.goto("/geschaeftsstelle/vereinbarungen/")
    inspect(page, "agreement-list")
    page.context.clear_cookies()

    assert link_in(email, "Willkommen", wait_until).endswith(f"/mein-bereich/{partner.slug}/")
    sign_in(Membership.objects.get(partner=partner).user, password=PASSWORD)
    page.goto(f"/mein-bereich/{partner.slug}/vereinbarung/")
    inspect(page, "agreement-valid")
    certificate = partner.certificates.get()
    wait_until(lambda: partner.certificates.get().file, seconds=60)
    with page.expect_download() as download:
        follow(page, f"Urkunde {certificate.year} (PDF)")
    assert download.value.suggested_filename == f"Urkunde-{partner.slug}-{certificate.year}.pdf"
    page.context.clear_cookies()

    page.goto(f"/urkunde/{certificate.written_code}/")
    expect(page.get_by_text("Die Urkunde ist echt")).to_be_visible()
    inspect(page, "certificate")
    wait_until(lambda: not Letter.objects.exclude(state=Letter.State.DONE).exists(), seconds=60)
