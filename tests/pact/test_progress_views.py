"""The progress report from start to download, and the batch of the office."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from klimapakt.lib import pdf
from klimapakt.pact import actions, documents
from klimapakt.pact.actions.progress_report import new_report
from klimapakt.pact.batch_tasks import make_progress_reports
from klimapakt.pact.errors import NothingChecked
from klimapakt.pact.models import ProgressBatch, ProgressReport
from partners import actions as partner_actions
from partners import retention
from partners.models import Job, Recipient
from tests.factories import (
    BalanceFactory,
    MembershipFactory,
    PartnerFactory,
    ProgressBatchFactory,
    ProgressReportFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FULL = {"scope1": 60_000, "scope2_location": 40_000}
CHOICE = {"year": "2024", "language": "en", "with_costs": "on"}


@pytest.fixture
def lead(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    return lead


@pytest.fixture
def office(client):
    office = UserFactory(office=True)
    client.force_login(office)
    return office


def checked(partner, year=2024):
    return BalanceFactory(partner=partner, year=year, totals=FULL, approved=True)


def address(name, *arguments):
    return reverse(f"pact:progress_report_{name}", args=arguments)


def frozen(partner):
    return new_report(
        partner=partner, year=2024, language="de", with_costs=False, contacts="", logo=None, by=UserFactory()
    )


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:
        close()
    return content


def test_a_partner_starts_a_report_and_sees_its_progress(client, lead):
    checked(lead.partner)

    response = client.post(address("start", lead.partner.slug), CHOICE)

    report = ProgressReport.objects.get()
    assert response.url == report.job.get_absolute_url()
    assert (report.language, report.with_costs, report.contacts) == ("en", True, "")
    assert "Arbeit stoppen" in client.get(response.url).content.decode()


def test_a_year_without_a_checked_balance_cannot_be_chosen(client, lead):
    checked(lead.partner)
    BalanceFactory(partner=lead.partner, year=2023, submitted_at=timezone.now())

    page = client.post(address("start", lead.partner.slug), {**CHOICE, "year": "2023"})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"year"}
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("balance", "said"),
    (
        (None, "Klimabilanz erfassen"),
        ({}, "Entwurf, noch nicht eingereicht"),
        ({"submitted_at": timezone.now()}, "wartet auf die Prüfung durch die Geschäftsstelle"),
    ),
)
def test_a_partner_without_a_checked_balance_is_told_what_is_missing_and_where_to_go(client, lead, balance, said):
    if balance is not None:
        BalanceFactory(partner=lead.partner, year=2024, **balance)

    page = client.get(address("start", lead.partner.slug), follow=True).content.decode()

    assert "Es gibt noch keine geprüfte Bilanz" in page
    assert said in page
    assert "Fortschrittsbericht erstellen" not in page
    assert (reverse("emissions:balance_detail", args=[lead.partner.slug, 2024]) in page) == (balance is not None)


def test_who_only_reads_downloads_and_starts_nothing(client, lead):
    report = frozen(checked(lead.partner).partner)
    client.force_login(MembershipFactory(partner=lead.partner).user)

    page = client.get(address("list", lead.partner.slug)).content.decode()

    assert report.get_absolute_url() in page
    assert "Fortschrittsbericht erstellen" not in page
    assert client.post(address("start", lead.partner.slug), CHOICE).status_code == 404
    assert client.post(address("retry", lead.partner.slug, report.pk)).status_code == 404


def test_the_report_of_another_partner_does_not_exist(client, lead):
    other = frozen(checked(PartnerFactory()).partner)

    for name in ("detail", "file", "xlsx", "vsme"):
        assert client.get(address(name, other.partner.slug, other.pk)).status_code == 404
        assert client.get(address(name, lead.partner.slug, other.pk)).status_code == 404


def test_page_workbook_and_json_say_what_the_report_says(client, lead):
    report = frozen(checked(lead.partner).partner)

    page = client.get(report.get_absolute_url()).content.decode()
    workbook = client.get(address("xlsx", lead.partner.slug, report.pk))
    values = client.get(address("vsme", lead.partner.slug, report.pk))

    assert "2024 hat das Unternehmen 100,0" in page.replace("\u00a0", " ")
    assert 'lang="de"' in page
    assert "Die Datei wurde nicht erstellt" in page
    assert workbook["Content-Disposition"].endswith('-2024-v1-de.xlsx"')
    assert json.loads(values.content)["year"] == 2024
    assert values["Content-Disposition"].endswith('-2024-v1-de-vsme.json"')


def test_a_file_that_was_not_made_is_made_again_from_its_page(client, lead):
    report = frozen(checked(lead.partner).partner)

    response = client.post(address("retry", lead.partner.slug, report.pk))
    again = client.post(address("retry", lead.partner.slug, report.pk), follow=True)

    assert response.url == Job.objects.get().get_absolute_url()
    assert "Die Datei wird schon erstellt oder ist da." in again.content.decode()
    assert Job.objects.count() == 1


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_is_a_constant_number_of_queries(client, lead, count, django_assert_num_queries):
    for number in range(count):
        ProgressReportFactory(snapshot__partner=lead.partner, snapshot__version=number + 1)
    client.get(address("list", lead.partner.slug))

    with django_assert_num_queries(9):
        response = client.get(address("list", lead.partner.slug))

    assert len(response.context["reports"]) == count


def order(office, **options):
    standard = {"year": 2024, "language": "de", "with_costs": False}
    return actions.start_progress_batch(**{**standard, **options}, by=office, task=make_progress_reports)


@pytest.fixture
def members():
    partners = [PartnerFactory(slug=f"muster-{name}") for name in ("a", "b")]
    for partner in partners:
        checked(partner)
    checked(PartnerFactory(left=True))
    BalanceFactory(year=2024, submitted_at=timezone.now())
    return partners


def test_the_office_makes_the_reports_of_all_with_a_checked_balance_in_one_file(client, office, members):
    response = client.post(reverse("pact:progress_batch_list"), {"year": "2024", "language": "de"})
    batch = ProgressBatch.objects.get()
    assert response.url == batch.job.get_absolute_url()

    make_progress_reports(batch.job_id)

    content = body(client.get(reverse("pact:progress_batch_file", args=[batch.pk])))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.namelist() == ["muster-a-2024.pdf", "muster-b-2024.pdf"]
        assert PdfReader(io.BytesIO(file.read("muster-a-2024.pdf"))).pages
    batch.refresh_from_db()
    assert (batch.job.state, batch.failed) == ("done", [])
    assert Recipient.objects.get(letter__purpose="job-finished").email == office.email
    client.force_login(MembershipFactory(partner=members[0]).user)
    assert len(client.get(address("list", "muster-a")).context["reports"]) == 1
    assert client.get(address("list", "muster-b")).status_code == 404


def drawn(monkeypatch, meanwhile=lambda report: None):
    """For tests of what happens to the files, not of what stands in them."""
    content = pdf.write("<html lang=de><title>Bericht</title>", pictures={}, identity="")

    def draw(report):
        meanwhile(report)
        return content

    monkeypatch.setattr(documents, "progress_report", draw)


def test_one_report_that_fails_keeps_no_other_from_being_made(office, members, monkeypatch):
    drawn(monkeypatch, lambda report: 1 / (report.partner.pk - members[0].pk))
    batch = order(office)

    make_progress_reports(batch.job_id)

    batch.refresh_from_db()
    assert batch.failed == [members[0].name]
    assert [report.partner for report in batch.reports.for_table()] == [members[1]]


def test_a_batch_that_broke_off_goes_on_where_it_stopped(office, members, monkeypatch):
    drawn(monkeypatch)
    batch = order(office)
    before = actions.make_of_batch(batch=batch, partner=members[0], draw=documents.progress_report)

    make_progress_reports(batch.job_id)

    assert [report.partner for report in batch.reports.for_table()] == [members[1], members[0]]
    assert batch.reports.filter(pk=before.pk).exists()


def test_a_stopped_batch_leaves_what_is_done_with_the_partners(office, members, monkeypatch):
    batch = order(office)
    drawn(monkeypatch, lambda report: partner_actions.stop_job(job=batch.job))

    make_progress_reports(batch.job_id)

    batch.refresh_from_db()
    assert (batch.job.state, batch.file.name, batch.reports.count()) == ("stopped", "", 1)


def test_one_batch_at_a_time(client, office, members):
    first = order(office)

    assert order(office) == first
    assert order(UserFactory(office=True), language="en") == first
    client.force_login(UserFactory(office=True))
    page = client.post(reverse("pact:progress_batch_list"), {"year": "2024", "language": "de"}, follow=True)
    assert "Jemand aus dem Team lässt gerade Berichte erstellen." in page.content.decode()
    assert Job.objects.count() == 1


def test_a_year_of_which_nothing_is_checked_has_no_batch(client, office):
    with pytest.raises(NothingChecked):
        order(office)

    assert "Noch ist keine Bilanz geprüft" in client.get(reverse("pact:progress_batch_list")).content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_of_batches_is_a_constant_number_of_queries(client, office, count, django_assert_num_queries):
    ProgressBatchFactory.create_batch(count, created_by=office)
    client.get(reverse("pact:progress_batch_list"))

    with django_assert_num_queries(7):
        response = client.get(reverse("pact:progress_batch_list"))

    assert len(response.context["batches"]) == count


@pytest.mark.parametrize(
    ("key", "factory", "days"),
    (("progress-batches", ProgressBatchFactory, 30), ("progress-reports", ProgressReportFactory, 1825)),
)
def test_files_go_when_their_time_is_over(key, factory, days, django_capture_on_commit_callbacks):
    retention.synchronise()
    old, young = (timezone.now() - dt.timedelta(days=days + more) for more in (1, -1))
    hash_of = {"file_sha256": "0" * 64} if factory is ProgressReportFactory else {}
    gone = factory(created_at=old, file=ContentFile(b"PK", "alt.zip"), **hash_of)
    stays = factory(created_at=young)

    with django_capture_on_commit_callbacks(execute=True):
        count = retention.apply(retention.RULES[key], timezone.now())

    assert count == 1
    assert list(type(stays).objects.all()) == [stays]
    assert not default_storage.exists(gone.file.name)
