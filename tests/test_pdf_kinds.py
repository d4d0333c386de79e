"""Every kind of PDF that the portal makes keeps every rule of PDF/UA-1. A kind that the table does not name fails."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from emissions import documents as emission_documents
from events import documents as event_documents
from klimapakt.pact import actions
from klimapakt.pact import documents as pact_documents
from klimapakt.pact.actions.progress_report import new_report
from partners import documents as partner_documents
from tests import factories
from tests.lib import pdf_ua

pytestmark = pytest.mark.django_db
FRAME = re.compile(r"{%\s*extends\s+[\"']pdf/base\.html[\"']\s*%}")
DRAWS = re.compile(r"^\s*(?:from|import)\s+weasyprint\b", re.MULTILINE)


def checked_balance():
    totals = {"scope1": 100_000, "scope2_location": 50_000}
    return factories.BalanceFactory(year=2024, totals=totals, approved=True)


def receipt() -> bytes:
    return emission_documents.receipt(factories.ReceiptFactory(balance=checked_balance(), kind="checked"))


def city_report() -> bytes:
    checked_balance()
    report = actions.start_city_report(
        year=2024,
        cut_off=timezone.now(),
        language="de",
        greeting="Guten Tag",
        greeting_by="Carla Muster",
        by=factories.UserFactory(city=True),
    )
    return pact_documents.city_report(report, pact_documents.city_report_context(report))


def progress_report() -> bytes:
    partner = checked_balance().partner
    factories.TargetFactory(partner=partner)
    factories.MeasureFactory(partner=partner)
    report = new_report(
        partner=partner,
        year=2024,
        language="de",
        with_costs=True,
        contacts="Kim Muster",
        logo=None,
        by=factories.UserFactory(),
    )
    return pact_documents.progress_report(report)


def people() -> list:
    event = factories.EventFactory(published=True)
    return factories.RegistrationFactory.create_batch(3, event=event, company="Muster GmbH")


def badges() -> bytes:
    found = people()
    return event_documents.badges(found[0].event, found)


def sign_in_list() -> bytes:
    found = people()
    return event_documents.sign_in_list(found[0].event, found)


def certificate_of_attendance() -> bytes:
    return event_documents.certificate(people()[0])


KINDS: dict[str, Callable[[], bytes]] = {
    "emissions/pdf/receipt.html": receipt,
    "events/pdf/badges.html": badges,
    "events/pdf/certificate.html": certificate_of_attendance,
    "events/pdf/sign_in_list.html": sign_in_list,
    "pact/pdf/city_report.html": city_report,
    "pact/pdf/progress_report.html": progress_report,
    "partners/pdf/agreement.html": lambda: partner_documents.agreement_copy(factories.AgreementFactory()),
    "partners/pdf/certificate.html": lambda: partner_documents.certificate(factories.CertificateFactory()),
    "partners/pdf/interest_receipt.html": lambda: partner_documents.interest_receipt(factories.InterestFactory()),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_of_pdf_can_be_read_by_anybody(kind):
    content = KINDS[kind]()

    assert content.startswith(b"%PDF")
    assert pdf_ua.check(content) == {}


def test_every_kind_of_pdf_is_in_the_table():
    root = settings.BASE_DIR / "templates"
    found = {str(file.relative_to(root)) for file in root.rglob("*.html") if FRAME.search(file.read_text())}

    assert found == KINDS.keys()


def test_pdfs_are_drawn_in_one_place_alone():
    """Else a document could pass by the frame, and so by the table."""
    packages = ("klimapakt", "partners", "events", "emissions")
    files = (file for name in packages for file in Path(settings.BASE_DIR, name).rglob("*.py"))

    assert [file.name for file in files if DRAWS.search(file.read_text())] == ["pdf.py"]
