"""The three jobs of the portal, as people do them."""

import datetime as dt
import io
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from emissions import actions as emission_actions
from emissions.models import Balance, Measure, Target
from events.models import Event, Invitation, Registration
from klimapakt.pact.models import CityReport
from tests.factories import (
    AgendaItemFactory,
    BalanceFactory,
    EventFactory,
    MeasureFactory,
    MembershipFactory,
    PartnerFactory,
    SpeakerFactory,
    TargetFactory,
    UserFactory,
)
from tests.lib import pdf_ua

FACTORS = Path(django_settings.BASE_DIR) / "emissions" / "data" / "emission_factors.csv"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=False).first.click()


def mails_to(address: str) -> list:
    """What the catcher of ./portal test holds for an address, oldest first."""
    files = sorted(Path(django_settings.MAILBOX_DIR).glob("*.eml"))
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail for mail in mails if address in mail["To"]]


@pytest.fixture
def factors(transactional_db):
    return emission_actions.import_factors(path=FACTORS, edition="2025-11", published_on=dt.date(2025, 11, 1))


def test_partner_records_balance_target_and_measure(page, sign_in, inspect, factors, celery_worker):
    lead = MembershipFactory(lead=True, partner__slug="druckhaus", partner__name="Beispiel Druckhaus GmbH")
    page.goto("/konto/login/")
    inspect(page, "login")
    sign_in(lead.user)

    expect(page.get_by_role("heading", name="Erfassen Sie Ihre Klimabilanz im Basisjahr")).to_be_visible()
    inspect(page, "own-empty")
    follow(page, "Klimabilanz erfassen")
    inspect(page, "balance-begin")
    page.locator("input[name=year]").fill("2040")
    page.locator("input[name=entry][value=lines]").check()
    press(page, "Beginnen")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    inspect(page, "balance-begin-errors")
    page.locator("input[name=year]").fill("2024")
    press(page, "Beginnen")

    page.wait_for_url("**/2024/bearbeiten/")
    page.locator("input[name$='-amount']").first.fill("1.250.000 kWh")
    inspect(page, "balance-edit")
    page.get_by_role("button", name=re.compile("prüfen|weiter", re.I)).first.click()
    page.wait_for_url("**/2024/pruefen/")
    expect(page.get_by_text("1.250.000").first).to_be_visible()
    inspect(page, "balance-check")
    assert Balance.objects.get(partner=lead.partner).lines.filter(amount=1_250_000).exists()

    page.goto("/mein-bereich/druckhaus/ziele/neu/")
    page.locator("input[name=base_year]").fill("2024")
    page.locator("input[name=base_value]").fill("1.5oo")
    page.locator("input[name=target_year]").fill("2020")
    page.locator("input[name=reduction_percent]").fill("120")
    press(page, "Ziel prüfen")
    expect(page.locator("[data-error-summary] li")).to_have_count(2 + 1)
    assert page.locator("input[name=base_value]").input_value() == "1.5oo"
    inspect(page, "target-errors")
    page.locator("input[name=base_value]").fill("1.500,5")
    page.locator("input[name=target_year]").fill("2035")
    page.locator("input[name=reduction_percent]").fill("60")
    press(page, "Ziel prüfen")
    expect(page.get_by_text("600,2").first).to_be_visible()
    inspect(page, "target-check")
    press(page, "Dieses Ziel setzen")
    expect(page.get_by_text("Ihr Ziel ist gesetzt.")).to_be_visible()
    inspect(page, "target-detail")
    target = Target.objects.get(partner=lead.partner)
    assert (target.base_year, target.target_year, str(target.target_value)) == (2024, 2035, "600.200000")
    with page.expect_download() as download:
        follow(page, "Werte als CSV herunterladen")
    assert "Zielpfad" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    page.goto("/mein-bereich/druckhaus/massnahmen/neu/")
    page.locator("input[name=title]").fill("Wärmepumpe statt Gaskessel")
    page.locator("select[name=field]").select_option("heat")
    page.locator("input[name=starts_on]").fill("2026-03-01")
    page.locator("input[name=planned_t_per_year]").fill("120,5")
    press(page, "Maßnahme speichern")
    expect(page.get_by_text("Die Maßnahme ist erfasst.")).to_be_visible()
    inspect(page, "measure-detail")
    assert str(Measure.objects.get(partner=lead.partner).planned_t_per_year) == "120.500000"
    page.goto("/mein-bereich/druckhaus/massnahmen/")
    inspect(page, "measure-list")
    page.goto("/mein-bereich/druckhaus/")
    inspect(page, "own-overview")


def test_quick_totals_are_handed_in_and_checked(page, sign_in, inspect, factors, celery_worker):
    lead = MembershipFactory(lead=True, partner__slug="hotel", partner__name="Muster Hotel GmbH")
    sign_in(lead.user)
    page.goto("/mein-bereich/hotel/bilanzen/neu/")
    page.locator("input[name=year]").fill("2024")
    page.locator("input[name=entry][value=quick]").check()
    press(page, "Beginnen")
    page.locator("input[name=scope1]").fill("120,5")
    page.locator("input[name=scope2_location]").fill("80")
    page.locator("input[name=tool]").fill("ecocockpit")
    page.get_by_role("button", name=re.compile("prüfen|weiter", re.I)).first.click()
    page.wait_for_url("**/2024/pruefen/")
    press(page, "einreichen")
    page.wait_for_url("**/2024/eingereicht/")
    inspect(page, "balance-receipt")
    page.context.clear_cookies()

    sign_in(UserFactory(office=True))
    inspect(page, "office-home")
    follow(page, "zu prüfen")
    inspect(page, "review-list")
    follow(page, "Muster Hotel")
    inspect(page, "review")
    press(page, "freigeben")
    page.wait_for_load_state()

    assert Balance.objects.get(partner=lead.partner).is_approved


def test_office_invites_and_a_company_answers(page, sign_in, inspect, celery_worker):
    event = EventFactory(published=True, title_de="4. Netzwerktreffen", theme_de="Circular Economy", capacity=2)
    item = AgendaItemFactory(event=event, title_de="Einblicke von Start-ups", minutes=45, question_minutes=15)
    item.speakers.add(SpeakerFactory(name="Marc Diefenbach", organisation="rhinopaq"))
    members = [
        MembershipFactory(lead=True, user__email=f"{name}@antwort.example", partner__name=f"Muster {name} GmbH")
        for name in ("anna", "bernd")
    ]
    office_lead = UserFactory(office_lead=True, email="leitung@amt.example")
    page.goto("/veranstaltungen/")
    inspect(page, "event-list")
    follow(page, "4. Netzwerktreffen")
    expect(page.get_by_text("Marc Diefenbach")).to_be_visible()
    inspect(page, "event-detail")
    sign_in(office_lead)
    page.goto(f"/geschaeftsstelle/veranstaltungen/{event.pk}/")
    inspect(page, "event-manage")
    follow(page, "Einladungen")
    follow(page, "Einladung schreiben")
    inspect(page, "mailing-compose")
    press(page, "Speichern und prüfen")
    expect(page.get_by_text("2 Personen aus 2 Unternehmen").first).to_be_visible()
    inspect(page, "mailing-check")
    press(page, "Testmail an mich")
    expect(page.get_by_text("Eine Testmail ist auf dem Weg")).to_be_visible()
    press(page, "versenden")
    expect(page.get_by_text("2 von 2 versandt").first).to_be_visible(timeout=20_000)
    inspect(page, "letter-detail")

    (mail,) = mails_to(members[0].user.email)
    types = [part.get_content_type() for part in mail.walk()]
    assert {"text/plain", "text/html", "text/calendar"} <= set(types)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"https?://\S+/e/\S+", mail.get_body(("plain",)).get_content())[0]
    page.context.clear_cookies()
    address = "/e/" + link.partition("/e/")[2]
    page.goto(address)
    assert Invitation.objects.filter(state="open").count() == 2
    inspect(page, "answer")
    press(page, "Zusagen")
    expect(page.get_by_text("Sie kommen. Wir freuen uns.")).to_be_visible()
    page.locator("input[name=name_1]").fill("Kim Vertretung")
    page.locator("input[name=needs_1]").fill("vegan")
    press(page, "Angaben speichern")
    expect(page.get_by_text("Kim Vertretung").first).to_be_visible()
    inspect(page, "answer-accepted")

    assert Registration.objects.filter(event=event, state="seated").count() == 2
    assert Event.objects.with_answers().get(pk=event.pk).accepted == 1
    page.goto("/e/gefaelscht/")
    inspect(page, "answer-expired")


def test_official_makes_the_annual_report(page, sign_in, inspect, celery_worker):
    now = timezone.now()
    for _number in range(6):
        partner = PartnerFactory()
        for year in (2023, 2024, 2025):
            BalanceFactory(
                partner=partner, year=year, totals={"scope1": 100_000, "scope2_location": 50_000}, approved=True
            )
        TargetFactory(partner=partner)
        MeasureFactory(partner=partner)
    EventFactory(status="held", starts_at=now - dt.timedelta(days=300), answer_until=now.date())
    sign_in(UserFactory(city=True))
    inspect(page, "city-home")
    follow(page, "Jahresbericht erstellen")
    inspect(page, "report-start")
    press(page, "Zahlen einfrieren")
    expect(page.get_by_role("link", name="Zum Ergebnis")).to_be_visible(timeout=60_000)
    inspect(page, "job-done")
    follow(page, "Zum Ergebnis")
    inspect(page, "report-detail")
    with page.expect_download() as download:
        follow(page, "PDF herunterladen")
    content = Path(download.value.path()).read_bytes()

    report = CityReport.objects.get()
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Daten von 6 von 6 Partnern" in text
    assert report.snapshot.sha256[:8] in text
    assert pdf_ua.check(content) == {}
    page.goto(f"/stadt/berichte/{report.pk}/fassung/bericht/")
    inspect(page, "report-page")
    page.goto("/stadt/berichte/")
    inspect(page, "report-list")


@pytest.mark.parametrize("address", ("/", "/impressum/", "/en/"))
def test_public_pages(page, inspect, address, transactional_db):
    page.goto(address)

    inspect(page, f"public{address.replace('/', '-')}")
    assert page.locator("h1").count() == 1
