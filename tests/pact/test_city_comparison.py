"""/stadt/vergleich/: what the city compares, and its files."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from klimapakt.pact import actions
from tests.factories import BalanceFactory, PartnerFactory, SnapshotFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(client):
    user = UserFactory(city=True)
    client.force_login(user)
    return user


def freeze(by):
    return actions.freeze_snapshot(year=2024, cut_off=timezone.now(), by=by)


@pytest.fixture
def snapshot(city):
    """Six each of sectors C and M, half of them large; one of F, which must not show."""
    for sector, count in (("C", 6), ("M", 6), ("F", 1)):
        for number in range(count):
            partner = PartnerFactory(sector=sector, size=("large", "small")[number % 2], joined_on=dt.date(2020, 1, 1))
            totals = {"scope1": Decimal(100_000 if sector != "F" else 77_000), "scope2_location": Decimal(50_000)}
            BalanceFactory(partner=partner, approved=True, totals=totals)
    return freeze(city)


def page_of(client, **query):
    return " ".join(client.get(reverse("pact:city_comparison"), query).content.decode().split())


def test_without_figures_the_page_says_so_and_has_no_file(client, city):
    assert "Noch sind keine Zahlen eingefroren" in page_of(client)
    assert client.get(reverse("pact:city_comparison_csv")).status_code == 404


def test_the_small_sector_is_in_no_row_of_its_own(client, snapshot):
    page = page_of(client)

    assert "Zusammengefasste Branchen" in page
    assert "Baugewerbe" not in page
    assert "mindestens 5 Partner" in page
    assert "Daten von 13 von 13 Partnern" in page


def test_the_newest_figures_are_shown_unless_others_are_chosen(client, city, snapshot):
    PartnerFactory(joined_on=dt.date(2020, 1, 1))
    freeze(city)

    assert "Daten von 13 von 14 Partnern" in page_of(client)
    assert "Daten von 13 von 13 Partnern" in page_of(client, snapshot=snapshot.pk)


@pytest.mark.parametrize("key", ("0", "x", "999999"))
def test_figures_that_are_not_there_are_404(client, snapshot, key):
    assert client.get(reverse("pact:city_comparison"), {"snapshot": key}).status_code == 404


def test_an_older_snapshot_knows_sectors_alone(client, city, snapshot):
    emissions = {
        name: rows for name, rows in snapshot.figures["emissions"].items() if name not in ("sizes", "districts")
    }
    old = SnapshotFactory(year=2024, version=90, figures={**snapshot.figures, "emissions": emissions})

    page = page_of(client, snapshot=old.pk)

    assert page.count("bevor es diesen Vergleich gab") == 2


def test_files_hold_numbers_and_no_secret(client, snapshot):
    csv = client.get(reverse("pact:city_comparison_csv"))
    xlsx = client.get(reverse("pact:city_comparison_xlsx"))

    assert csv["Content-Disposition"] == 'attachment; filename="vergleich-2024-v1.csv"'
    assert "Baugewerbe" not in csv.content.decode()
    (heads, *rows) = load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True)
    assert heads[2:] == ("Partner", "Scope 1 (t CO₂e)", "Scope 2 (standortbasiert) (t CO₂e)")
    assert {row[0] for row in rows} == {"Branche", "Größe", "Stadtbezirk"}
    assert ("Größe", "250 und mehr Beschäftigte", 7, 677, 350) in rows
    assert sum(row[2] for row in rows if row[0] == "Branche") == 13


@pytest.mark.parametrize("count", (1, 3))
def test_page_is_a_constant_number_of_queries(client, city, snapshot, count, django_assert_num_queries):
    for _number in range(count - 1):
        freeze(city)
    page_of(client)

    with django_assert_num_queries(7):
        page_of(client)
