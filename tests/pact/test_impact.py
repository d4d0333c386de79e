"""/wirkung/ and /berichte/: what everybody sees of the published report."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from klimapakt.pact import actions
from klimapakt.pact.models import CityReport
from tests.factories import BalanceFactory, CityReportFactory, PartnerFactory, SnapshotFactory, UserFactory

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1


def publish(snapshot, **values):
    published = {"state": "published", "published_at": timezone.now()}
    return CityReportFactory(snapshot=snapshot, **published, **values)


@pytest.fixture
def checked():
    """Six partners with checked balances of two years."""
    for number in range(6):
        partner = PartnerFactory(joined_on=dt.date(2020, 1, 1))
        for year in (YEAR - 1, YEAR):
            BalanceFactory(partner=partner, year=year, approved=True, totals={"scope1": Decimal(100_000 + number)})


@pytest.fixture
def report(checked):
    snapshot = actions.freeze_snapshot(year=YEAR, cut_off=timezone.now(), by=UserFactory(city=True))
    return publish(snapshot)


def test_without_a_published_report_the_page_says_so(client):
    CityReportFactory()

    page = client.get(reverse("pact:impact")).content.decode()

    assert "Noch sind keine Zahlen veröffentlicht" in page


def test_coverage_comes_first(client, report):
    page = client.get(reverse("pact:impact")).content.decode()

    coverage = "Daten von 6 von 6 Partnern"
    assert coverage in page
    assert page.index(coverage) < page.index("kpk-tiles")
    assert "600 t" in page.replace("\xa0", " ")


def test_a_draft_and_an_older_version_do_not_count(client, report):
    CityReportFactory(snapshot=SnapshotFactory(year=YEAR + 1))
    publish(SnapshotFactory(year=YEAR - 1))

    assert client.get(reverse("pact:impact_json")).json()["year"] == YEAR


def test_figures_stay_those_of_the_cut_off(client, report):
    before = client.get(reverse("pact:impact_json")).content
    BalanceFactory(year=YEAR, approved=True, totals={"scope1": Decimal(9_000_000)})

    assert client.get(reverse("pact:impact_json")).content == before


def test_json_has_the_hash_of_its_figures(client, report):
    found = json.loads(client.get(reverse("pact:impact_json")).content)

    assert found["sha256"] == report.snapshot.sha256
    assert actions.canonical(found["figures"]) == actions.canonical(report.snapshot.figures)


def test_csv_has_each_value_with_unit_and_day(client, report):
    lines = client.get(reverse("pact:impact_csv")).content.decode("utf-8-sig").splitlines()

    day = f"{timezone.localdate(report.snapshot.cut_off):%d.%m.%Y}"
    assert lines[0] == "Abbildung;Gruppe;Reihe;Wert;Einheit;Stand"
    assert [line.rsplit(";", 5)[1:] for line in lines if f";{YEAR};Scope 1" in line] == [
        [str(YEAR), "Scope 1 (t CO₂e)", "600,015", "t CO₂e", day]
    ]


def test_data_portals_find_each_form_described(client, report, settings):
    response = client.get(reverse("pact:impact_catalog"))
    (found,) = response.json()["dcat:dataset"]

    assert response["Content-Type"] == "application/ld+json"
    urls = [form["dcat:downloadURL"]["@id"] for form in found["dcat:distribution"]]
    assert urls == [settings.BASE_URL + reverse(f"pact:{name}") for name in ("impact_csv", "impact_json")]
    assert {one["@language"]: one["@value"] for one in found["dct:title"]}.keys() == {"de", "en"}
    assert found["dct:temporal"]["dcat:endDate"]["@value"] == f"{YEAR}-12-31"
    assert all(form["dct:license"]["@id"].endswith("dl-by-de/2.0") for form in found["dcat:distribution"])


def test_the_catalogue_uses_no_prefix_that_it_does_not_explain(client, report):
    found = client.get("/en" + reverse("pact:impact_catalog")).json()
    context = found.pop("@context")

    def names(node):
        if isinstance(node, list):
            return {name for one in node for name in names(one)}
        if not isinstance(node, dict):
            return set()
        types = {node["@type"]} if "@type" in node else set()
        return {key for key in node if not key.startswith("@")} | types | names(list(node.values()))

    assert {name.partition(":")[0] for name in names(found)} == set(context)


def test_english_page_speaks_english(client, report):
    page = client.get("/en" + reverse("pact:impact")).content.decode()

    assert "Data of 6 of 6 partners" in page
    assert "On the way to the goal" in page


def test_page_costs_the_same_however_many_partners(client, report, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(reverse("pact:impact"))


def test_archive_names_each_published_file_and_its_hash(client, report):
    report_file(report)
    CityReportFactory(snapshot=SnapshotFactory(year=2001))

    page = client.get(reverse("pact:report_archive")).content.decode()
    file = client.get(reverse("pact:report_archive_file", args=[report.pk]))

    assert "a" * 64 in page
    assert "2001" not in page
    assert b"".join(file.streaming_content) == b"%PDF-1.7"
    assert f"jahresbericht-{YEAR}-v1-de.pdf" in file["Content-Disposition"]


def report_file(report):
    CityReport.objects.filter(pk=report.pk).update(file_sha256="a" * 64, file_pages=16)
    report.refresh_from_db()
    report.file.save("bericht.pdf", ContentFile(b"%PDF-1.7"))


def test_archive_without_a_report_says_so(client):
    assert "Noch ist kein Bericht veröffentlicht" in client.get(reverse("pact:report_archive")).content.decode()
