"""Own generation, denominators and credits: told beside the emissions, never netted."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.models import Balance, Credit, Denominators, OwnGeneration
from tests import factories

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(6000), "scope2_location": Decimal(4000), "scope2_market": Decimal(2000)}
CREDIT = {
    "t": "12,5", "standard": "Gold Standard", "project": "Moor", "vintage": "2023", "registry_id": "GS-1",
    "retired_on": "2024-12-01",
}  # fmt: skip


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    return factories.BalanceFactory(partner=lead.partner, totals=FULL)


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def further(client, balance, **fields):
    return client.post(url("balance_further", balance), {"save": "draft", **fields}, follow=True).content.decode()


def test_intensities_divide_both_totals(client, balance):
    further(client, balance, employees="8", counting="fte", floor_area_m2="1.000", area="net", turnover_eur="2.000.000")

    page = client.get(balance.get_absolute_url()).content.decode()

    assert "je beschäftigter Person (Vollzeitäquivalente)" in page
    assert "1,25\u00a0t\u00a0CO₂e" in page  # 10 t by 8 people
    assert "10\u00a0kg\u00a0CO₂e" in page  # by 1,000 m²
    assert "wird nie veröffentlicht" in page


def test_reference_values_of_the_year_follow(client, balance):
    further(client, balance, employees="7,5", floor_area_m2="1.000,4", turnover_eur="2.000.000")
    further(client, balance, employees="7,5", floor_area_m2="1.000,4", turnover_eur="2.000.000")

    row = balance.partner.years.get(year=balance.year)
    assert (row.employees, row.floor_area_m2, row.turnover_eur) == (8, 1000, 2_000_000)
    assert balance.partner.log.filter(verb="reference-values-saved").count() == 1


def test_people_counted_by_heads_are_no_full_time_equivalents_of_the_year(client, balance):
    balance.partner.years.create(year=balance.year, employees=6)

    further(client, balance, employees="9", counting="heads")

    assert balance.partner.years.get().employees == 6
    assert Denominators.objects.get().employees == 9


def test_reference_values_of_the_year_are_filled_in(client, balance):
    balance.partner.years.create(year=balance.year, employees=6)

    page = client.get(url("balance_further", balance)).content.decode()

    assert 'value="6"' in page


def test_own_power_alone_says_nothing_of_the_year(client, balance):
    further(client, balance, used_kwh="12.000")

    assert not balance.partner.years.exists()


def test_own_power_is_told_and_deducts_nothing(client, balance):
    further(client, balance, used_kwh="12.000", exported_kwh="3.500 kWh")

    page = client.get(balance.get_absolute_url()).content.decode()

    assert "12.000 selbst verbraucht, 3.500 eingespeist" in page
    assert dict(balance.totals.values_list("scope", "kg")) == FULL


@pytest.mark.parametrize(
    ("fields", "words"),
    (
        ({"employees": "0"}, "Durch 0 lässt sich nicht teilen"),
        ({"used_kwh": "-1"}, "Geben Sie mindestens 0 an"),
        ({"turnover_eur": "1e6"}, "ist keine Zahl"),
        ({"floor_area_m2": "99.999.999.999"}, "Geben Sie höchstens"),
    ),
)
def test_mistakes_are_explained(client, balance, fields, words):
    assert words in further(client, balance, **fields)
    assert not Denominators.objects.exists()


def test_second_of_two_people_is_told_and_loses_nothing(client, balance, lead):
    seen = client.get(url("balance_further", balance)).context["form"]["seen"].value()
    actions.save_further(
        balance=balance, generation={}, denominators={"employees": Decimal(5)}, by=factories.UserFactory()
    )

    page = further(client, balance, employees="7", seen=seen)

    assert "andere Werte gespeichert" in page
    assert 'value="7"' in page
    assert Denominators.objects.get().employees == 5


def test_drafts_save_themselves_and_say_when(client, balance):
    live = {"HX-Request": "true"}

    saved = client.post(url("balance_further", balance), {"employees": "7"}, headers=live).content.decode()
    refused = client.post(url("balance_further", balance), {"employees": "7x"}, headers=live).content.decode()

    assert timezone.localtime().strftime("Gespeichert um %H:") in saved
    assert 'name="seen" id="id_seen" value="page employees=' in saved
    assert "Noch nicht gespeichert" in refused
    assert Denominators.objects.get().employees == 7


def test_credits_stand_beside_the_emissions(client, balance):
    page = client.post(url("credit_list", balance), CREDIT, follow=True).content.decode()
    detail = client.get(balance.get_absolute_url()).content.decode()

    assert "12,5\u00a0t\u00a0CO₂e" in page
    assert "Stillgelegte Zertifikate (nicht abgezogen)" in detail
    assert dict(balance.totals.values_list("scope", "kg")) == FULL


@pytest.mark.parametrize(
    ("fields", "words"),
    (
        ({"t": "0"}, "Geben Sie mehr als 0 Tonnen an"),
        ({"t": "1,5 kg"}, "ist keine Zahl"),
        ({"vintage": "24"}, "Geben Sie ein Jahr ab 1990 an"),
        ({"vintage": "2025"}, "nicht jünger sein als ihre Stilllegung"),
        ({"vintage": "2099", "retired_on": ""}, "nicht jünger sein als ihre Stilllegung"),
        ({"retired_on": "2090-01-01"}, "liegt noch vor uns"),
    ),
)
def test_credits_that_cannot_be_are_explained(client, balance, fields, words):
    page = client.post(url("credit_list", balance), CREDIT | fields).content.decode()

    assert words in page
    assert not Credit.objects.exists()


def test_the_same_number_counts_once(client, balance):
    client.post(url("credit_list", balance), CREDIT)

    page = client.post(url("credit_list", balance), CREDIT).content.decode()

    assert "Diese Nummer steht schon in der Liste" in page
    assert Credit.objects.count() == 1


def test_a_credit_can_be_removed(client, balance):
    credit = factories.CreditFactory(balance=balance)

    client.post(url("credit_remove", balance, credit.pk))

    assert not Credit.objects.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_credits_have_the_same_queries_whatever_their_number(client, balance, count, django_assert_max_num_queries):
    factories.CreditFactory.create_batch(count, balance=balance)
    client.get(url("credit_list", balance))

    with django_assert_max_num_queries(10) as queries:
        response = client.get(url("credit_list", balance))

    assert len(response.context["credits"]) == count
    assert len(queries) == 6


@pytest.mark.parametrize(
    ("name", "make"),
    (
        ("credit_is_about_some_tonnes", lambda b: factories.CreditFactory(balance=b, t=0)),
        ("credit_has_a_vintage", lambda b: factories.CreditFactory(balance=b, vintage=24)),
        ("own_generation_is_not_negative", lambda b: OwnGeneration.objects.create(balance=b, used_kwh=-1)),
        ("denominators_are_positive", lambda b: Denominators.objects.create(balance=b, turnover_eur=0)),
        (
            "business_year_counts_where_most_of_it_lies",
            lambda b: Balance.objects.filter(pk=b.pk).update(business_year_ends_on=dt.date(2024, 5, 31)),
        ),
    ),
)
def test_the_database_refuses(balance, name, make):
    with pytest.raises(IntegrityError, match=name):
        make(balance)


def test_one_credit_per_number(balance):
    factories.CreditFactory(balance=balance, registry_id="X")

    with pytest.raises(IntegrityError, match="one_credit_per_number_of_the_registry"):
        factories.CreditFactory(balance=balance, registry_id="X")


@pytest.mark.parametrize(
    ("ends_on", "year"), ((dt.date(2025, 3, 31), 2024), (dt.date(2025, 6, 30), 2025), (dt.date(2024, 12, 31), 2024))
)
def test_a_business_year_counts_where_most_of_its_months_lie(lead, ends_on, year):
    balance = actions.start_balance(
        partner=lead.partner,
        year=2000,
        entry="quick",
        by=lead.user,
        today=dt.date(2026, 11, 24),
        business_year_ends_on=ends_on,
    )

    assert (balance.year, balance.business_year_ends_on) == (year, ends_on)


@pytest.mark.parametrize(
    ("year", "day", "words"),
    (("2025", "31.03.2025", "zählt als 2024"), ("2025", "31.12.2090", "noch nicht zu Ende")),
)
def test_a_business_year_that_does_not_fit_is_explained(client, lead, year, day, words):
    data = {"year": year, "entry": "quick", "business_year_ends_on": day}

    page = client.post(reverse("emissions:balance_begin", args=[lead.partner.slug]), data).content.decode()

    assert words in page
    assert not Balance.objects.exists()
