"""A partner's own report from its start to the download; what the city compares; the badge that is verified."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from klimapakt.pact import actions
from tests.e2e.test_journeys import follow, press
from tests.factories import (
    BalanceFactory,
    CityReportFactory,
    MeasureFactory,
    MembershipFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)


@pytest.fixture
def lead(transactional_db):
    lead = MembershipFactory(lead=True, partner__name="Muster Metallbau GmbH")
    for year in (2023, 2024):
        BalanceFactory(
            partner=lead.partner,
            year=year,
            totals={"scope1": Decimal(90_000 - year), "scope2_location": Decimal(40_000)},
            approved=True,
        )
    TargetFactory(partner=lead.partner)
    MeasureFactory(partner=lead.partner)
    return lead


def test_a_partner_makes_its_report_and_shows_its_badge(page, sign_in, inspect, glance, celery_worker, lead):
    sign_in(lead.user)
    page.goto(f"/mein-bereich/{lead.partner.slug}/fortschrittsbericht/")
    glance(page, "progress-report-none")
    follow(page, "Fortschrittsbericht erstellen")
    inspect(page, "progress-report-start")
    press(page, "Zahlen einfrieren und Bericht erstellen")
    expect(page.get_by_role("link", name="Zum Ergebnis")).to_be_visible(timeout=60_000)
    follow(page, "Zum Ergebnis")
    inspect(page, "progress-report")
    with page.expect_download() as download:
        follow(page, "PDF herunterladen")
    pages = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages
    assert "Muster Metallbau GmbH" in pages[0].extract_text()
    assert 4 <= len(pages) <= 6

    page.goto(f"/partner/{lead.partner.slug}/nachweis/")
    expect(page.get_by_text("Diese Angaben sind aktuell")).to_be_visible()
    inspect(page, "evidence")


def test_the_city_compares_groups_and_two_reports(page, sign_in, inspect, glance, transactional_db):
    official = UserFactory(city=True)
    for wave in range(2):
        for _number in range(6):
            BalanceFactory(
                partner=PartnerFactory(sector="C", size="small"),
                year=2024,
                totals={"scope1": Decimal(100_000), "scope2_location": Decimal(50_000)},
                approved=True,
            )
        snapshot = actions.freeze_snapshot(year=2024, cut_off=timezone.now(), by=official)
        CityReportFactory(snapshot=snapshot)
        assert snapshot.version == wave + 1
    sign_in(official)
    page.goto("/stadt/vergleich/")
    inspect(page, "city-comparison")
    page.goto("/stadt/berichte/vergleich/")
    expect(page.get_by_role("main")).to_contain_text("900")
    glance(page, "report-comparison")
