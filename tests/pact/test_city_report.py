import datetime as dt
import hashlib
import io
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from klimapakt.lib import pdf
from klimapakt.pact import actions, demo, documents, tasks
from klimapakt.pact.errors import ReportNotReady
from klimapakt.pact.models import CityReport, Snapshot
from partners.models import Job, Pact, Recipient
from tests.factories import (
    BalanceFactory,
    CityReportFactory,
    JobFactory,
    MeasureFactory,
    MembershipFactory,
    PartnerFactory,
    SnapshotFactory,
    TargetFactory,
    UserFactory,
)
from tests.lib import pdf_ua

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(client):
    user = UserFactory(city=True)
    client.force_login(user)
    return user


@pytest.fixture
def pact():
    """Six partners with everything that the report tells of."""
    for _number in range(6):
        partner = PartnerFactory()
        for year in (2021, 2022, 2023, 2024):
            BalanceFactory(
                partner=partner, year=year, totals={"scope1": 100_000, "scope2_location": 50_000}, approved=True
            )
        TargetFactory(partner=partner)
        MeasureFactory(partner=partner)


@pytest.fixture
def small_file(monkeypatch):
    """For tests of what happens to the file, not of what stands in it."""
    content = pdf.write("<html lang=de><title>Bericht</title>", pictures={}, identity="")
    monkeypatch.setattr(documents, "city_report", lambda *_args: content)


def freeze(by, **options):
    return actions.freeze_snapshot(**{"year": 2024, "cut_off": timezone.now(), "by": by, **options})


def start(by, **options):
    standard = {
        "year": 2024,
        "cut_off": timezone.now(),
        "language": "de",
        "greeting": "Liebe Leserin, lieber Leser",
        "greeting_by": "Carla Muster",
        "by": by,
    }
    return actions.start_city_report(**{**standard, **options})


def rendered(report):
    tasks.render_city_report(report.job_id)
    report.refresh_from_db()
    return report


def test_versions_count_up_and_the_hash_is_that_of_the_figures(city, pact):
    first, second = freeze(city), freeze(city)

    assert (first.version, second.version) == (1, 2)
    spelled = json.dumps(first.figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(spelled).hexdigest() == first.sha256


@pytest.mark.parametrize("change", (lambda s: s.save(), lambda s: s.delete()))
def test_a_snapshot_never_changes(city, change):
    snapshot = freeze(city)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(snapshot)

    assert Snapshot.objects.count() == 1


def test_two_presses_start_one_report(city, pact):
    assert start(city) == start(city)
    assert Job.objects.count() == 1


def test_the_job_stores_file_hash_and_pages_and_tells_who_started_it(city, pact):
    report = rendered(start(city))

    with report.file.open() as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == report.file_sha256
    assert len(PdfReader(io.BytesIO(content)).pages) == report.file_pages
    assert (report.job.state, report.job.result_url) == ("done", report.get_absolute_url())
    assert Recipient.objects.get(letter__purpose="job-finished").email == city.email


def test_two_officials_at_once_get_a_version_each(pact):
    reports = [start(UserFactory(city=True)) for _official in range(2)]

    assert [report.snapshot.version for report in reports] == [1, 2]


def test_another_greeting_is_no_second_press(city, pact):
    assert start(city) != start(city, greeting="Guten Tag")


def test_what_changes_after_freezing_does_not_change_the_report(city, pact):
    report = start(city)
    before = documents.city_report(report, documents.city_report_context(report))

    PartnerFactory.create_batch(3)
    MeasureFactory(planned_t_per_year=9999)
    Pact.objects.update(name="Anderer Pakt", office_address="Woanders 1", office_email="a@b.example", summary_de="Neu")

    report = CityReport.objects.select_related("snapshot").get(pk=report.pk)
    assert documents.city_report(report, documents.city_report_context(report)) == before


def test_a_failed_report_says_so_and_is_made_again_from_the_same_figures(client, city, pact, small_file):
    report = start(city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "city_report", lambda *_args: 1 / 0)
        rendered(report)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Die Datei konnte nicht erstellt werden" in page

    response = client.post(reverse("pact:city_report_retry", args=[report.pk]))

    report.refresh_from_db()
    assert response.url == report.job.get_absolute_url()
    assert rendered(report).file
    assert (Snapshot.objects.count(), CityReport.objects.count()) == (1, 1)


def test_a_report_at_work_is_not_started_again(client, city, pact):
    report = start(city)

    response = client.post(reverse("pact:city_report_retry", args=[report.pk]), follow=True)

    assert "Die Datei wird schon erstellt." in response.content.decode()
    assert Job.objects.count() == 1


def without_tonnes():
    PartnerFactory()


def one_partner_only():
    balance = BalanceFactory(year=2024, totals={"scope1": 123_456_000}, approved=True)
    TargetFactory(partner=balance.partner)
    MeasureFactory(partner=balance.partner, planned_t_per_year=Decimal(98_765))


def long_names():
    name = "Muster & Beispiel Gesellschaft für außerordentlich umfangreiche Donaudampfschifffahrtsangelegenheiten mbH"
    for number in range(6):
        PartnerFactory(name=f"{name} {'x' * 12} {number}")


def worse_than_promised():
    """Emissions rise above the base year, and one target's year has come already."""
    for _number in range(6):
        partner = PartnerFactory()
        for year in (2021, 2022, 2023, 2024):
            BalanceFactory(partner=partner, year=year, totals={"scope1": (year - 2020) * 1_000_000}, approved=True)
        TargetFactory(partner=partner, target_year=2023)


@pytest.mark.parametrize(
    ("rows", "said", "unsaid"),
    (
        (without_tonnes, ("Für 2024 ist noch keine Klimabilanz geprüft.", "Daten von 0 von 1 Partnern"), ()),
        (one_partner_only, ("wird nicht genannt", "nicht genannt (1)"), ("123.456", "98.765")),
        (long_names, ("Muster & Beispiel Gesellschaft", "Noch ist keine Maßnahme"), ()),
        (worse_than_promised, ("über der Summe ihrer Zielpfade", "33,3", "24.000"), ()),
    ),
)
def test_the_report_is_right_about_unusual_years(city, rows, said, unsaid):
    rows()
    report = start(city)

    content = documents.city_report(report, documents.city_report_context(report))

    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    assert [word for word in said if word not in text] == []
    assert [word for word in unsaid if word in text] == []
    assert pdf_ua.check(content) == {}


@pytest.mark.parametrize("language", ("de", "en"))
def test_the_demo_report_can_be_read_by_anybody_and_is_the_same_twice(city, language):
    demo.load(partners=104, seed=2035, today=dt.date(2026, 11, 25))
    report = start(city, language=language)

    once, again = (documents.city_report(report, documents.city_report_context(report)) for _time in range(2))

    assert once == again
    assert pdf_ua.check(once) == {}
    assert 12 <= len(PdfReader(io.BytesIO(once)).pages) <= 30


def test_running_the_job_twice_changes_nothing(city, pact, small_file):
    report = rendered(start(city))
    name = report.file.name

    assert rendered(report).file.name == name


@pytest.mark.parametrize("language", ("de", "en"))
def test_the_report_tells_the_frozen_figures_and_anybody_can_read_it(city, pact, language):
    report = start(city, language=language)
    content = documents.city_report(report, documents.city_report_context(report))

    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    words = {"de": ("Daten von 6 von 6 Partnern", "900"), "en": ("Data of 6 of 6 partners", "900")}
    assert all(word in text for word in words[language])
    assert "Carla Muster" in text
    assert report.snapshot.sha256[:16] in text.replace(" ", "")
    assert pdf_ua.check(content) == {}


def test_a_pact_without_anything_has_a_report_too(city):
    report = start(city, greeting="", greeting_by="")

    assert pdf_ua.check(documents.city_report(report, documents.city_report_context(report))) == {}


def test_markup_in_the_greeting_is_shown_as_text(city):
    report = start(city, greeting="<script>alert(1)</script>")
    content = documents.city_report(report, documents.city_report_context(report))

    assert "<script>" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_publishing_needs_a_file_and_happens_once(city, pact, small_file):
    lead = UserFactory(office_lead=True)
    report = start(city)
    with pytest.raises(ReportNotReady):
        actions.publish_city_report(report=report, by=lead)
    rendered(report)

    published = rendered(actions.publish_city_report(report=report, by=lead))

    assert (published.state, published.published_by) == ("published", lead)
    assert published.file.name.endswith("published.pdf")
    with pytest.raises(ReportNotReady):
        actions.publish_city_report(report=report, by=lead)


def test_an_official_starts_a_report_and_sees_its_progress(client, city):
    response = client.post(
        reverse("pact:city_report_start"),
        {"year": "2025", "cut_off": timezone.localdate().isoformat(), "language": "de"},
    )

    assert response.url == Job.objects.get().get_absolute_url()
    assert CityReport.objects.get().snapshot.year == 2025


def test_a_cut_off_in_the_future_is_refused(client, city):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    data = {"year": "2025", "cut_off": tomorrow.isoformat(), "language": "de", "greeting": "Hallo"}

    page = client.post(reverse("pact:city_report_start"), data).content.decode()

    assert "Der Stichtag kann nicht in der Zukunft liegen." in page
    assert "Hallo" in page


def test_the_file_is_a_download_for_those_who_may(client, city, pact, small_file):
    report = rendered(start(city))
    address = reverse("pact:city_report_file", args=[report.pk])

    response = client.get(address)
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()

    assert content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="jahresbericht-2024-v1-de.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_list_is_a_constant_number_of_queries(client, city, count, django_assert_num_queries):
    CityReportFactory.create_batch(count)
    client.get(reverse("pact:city_report_list"))

    with django_assert_num_queries(5):
        response = client.get(reverse("pact:city_report_list"))

    assert len(response.context["reports"]) == count


def test_the_office_lead_publishes_from_the_page(client, city, pact, small_file):
    report = rendered(start(city))
    client.force_login(UserFactory(office_lead=True))

    client.post(reverse("pact:city_report_publish", args=[report.pk]))
    client.post(reverse("pact:city_report_publish", args=[report.pk]))

    report.refresh_from_db()
    assert report.state == "published"


@pytest.mark.parametrize(
    "change",
    (
        lambda reports: reports.update(greeting="anders"),
        lambda reports: reports.update(state="draft", published_at=None),
        lambda reports: reports.update(snapshot=SnapshotFactory(version=2)),
        lambda reports: reports.update(language="en", file="anders.pdf"),
        lambda reports: reports.delete(),
    ),
)
def test_the_database_keeps_a_published_report_as_it_is(change):
    report = CityReportFactory(state="published", published_at=timezone.now(), greeting="Guten Tag")

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        change(CityReport.objects.filter(pk=report.pk))

    report.refresh_from_db()
    assert (report.state, report.greeting, report.language) == ("published", "Guten Tag", "de")


def test_the_file_of_a_published_report_is_still_to_be_rendered():
    report = CityReportFactory(state="published", published_at=timezone.now())

    report.file, report.file_pages, report.job = "report.pdf", 12, JobFactory()
    report.save(update_fields=["file", "file_pages", "job"])

    report.refresh_from_db()
    assert (report.file.name, report.file_pages) == ("report.pdf", 12)
