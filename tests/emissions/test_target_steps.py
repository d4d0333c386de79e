"""Targets with steps on the way, and in other units than tonnes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from emissions import progress
from emissions.budget import budget_of
from emissions.forms.target import TargetForm
from emissions.models import Target
from emissions.pathway import Status
from partners.models import PartnerYear
from tests.factories import BalanceFactory, MembershipFactory, TargetFactory

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = dt.date(2026, 11, 24)
TYPED = {
    "unit": "t",
    "scopes": "1+2",
    "basis": "location",
    "base_year": "2019",
    "base_value": "1.000",
    "target_year": "2035",
    "reduction_percent": "60",
    "interim_year_1": "2030",
    "interim_percent_1": "35",
}
TYPING = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


def form(**typed):
    return TargetForm({**TYPED, **typed}, known={}, today=TODAY)


def balances(partner, **kg_by_year):
    for year, kg in kg_by_year.items():
        totals = {"scope1": D(kg), "scope2_location": D(0)}
        BalanceFactory(partner=partner, year=int(year[1:]), totals=totals, approved=True)


def test_steps_in_percent_become_values():
    found = form(interim_year_2="2025", interim_percent_2="20,5 %")

    assert found.is_valid()
    assert found.new_target().interim == {2025: 795, 2030: 650}


@pytest.mark.parametrize(
    ("typed", "field"),
    (
        ({"interim_percent_1": ""}, "interim_percent_1"),
        ({"interim_year_1": ""}, "interim_year_1"),
        ({"interim_year_1": "2019"}, "interim_year_1"),
        ({"interim_year_1": "2035"}, "interim_year_1"),
        ({"interim_year_1": "zwei"}, "interim_year_1"),
        ({"interim_percent_1": "12x"}, "interim_percent_1"),
        ({"interim_percent_1": "-5"}, "interim_percent_1"),
        ({"interim_percent_1": "61"}, "interim_percent_1"),
        ({"interim_year_2": "2030", "interim_percent_2": "40"}, "interim_year_2"),
        ({"interim_year_2": "2032", "interim_percent_2": "30"}, "interim_percent_2"),
        ({"unit": "kilos"}, "unit"),
    ),
)
def test_impossible_steps_say_where(typed, field):
    assert list(form(**typed).errors) == [field]


@pytest.mark.parametrize(
    "interim",
    ({"2019": "900"}, {"2035": "400"}, {"2030": "1001"}, {"2030": "299"}, {"2025": "500", "2030": "600"}),
)
def test_the_database_refuses_steps_beside_the_way(interim):
    with pytest.raises(IntegrityError):
        TargetFactory(interim=interim)


def test_steps_are_part_of_the_target_that_does_not_change():
    target = TargetFactory(interim={"2030": "500"})

    with pytest.raises(IntegrityError):
        Target.objects.filter(pk=target.pk).update(interim={})


def test_intensity_follows_balances_and_reference_values():
    partner = MembershipFactory().partner
    balances(partner, y2022=200_000, y2023=180_000, y2024=150_000)
    PartnerYear.objects.create(partner=partner, year=2022, employees=100, floor_area_m2=4000)
    PartnerYear.objects.create(partner=partner, year=2023, employees=120)
    PartnerYear.objects.create(partner=partner, year=2024, employees=0)

    measured = progress.Measured(partner)

    assert measured.series(scopes="1+2", basis="location", unit="t_per_employee") == {2022: 2, 2023: D("1.5")}
    assert measured.series(scopes="1+2", basis="location", unit="kg_per_m2") == {2022: 50}


def test_a_target_per_employee_is_set_from_the_balance(client, lead):
    balances(lead.partner, y2022=200_000)
    PartnerYear.objects.create(partner=lead.partner, year=2022, employees=100)
    typed = {**TYPED, "unit": "t_per_employee", "base_year": "2022", "base_value": "", "confirm": "yes"}

    response = client.post(reverse("emissions:target_add", args=[lead.partner.slug]), typed)

    target = Target.objects.get()
    assert (target.unit, target.base_value, target.target_value) == ("t_per_employee", 2, D("0.8"))
    assert "t CO₂e je Beschäftigten" in client.get(response.url).content.decode().replace("\u00a0", " ")


def test_without_reference_value_the_base_value_is_asked_for():
    found = form(unit="kg_per_m2", base_value="")

    assert list(found.errors) == ["base_value"]
    assert "Bezugsgröße" in found.errors["base_value"][0]


def test_the_pathway_is_drawn_while_typing_and_nothing_is_stored(client, lead):
    address = reverse("emissions:target_add", args=[lead.partner.slug])

    page = client.post(address, TYPED, **TYPING)

    words = page.content.decode().replace("\u00a0", " ")
    assert page.templates[0].name == "emissions/_target_preview.html"
    assert "60,0 % weniger bis 2035: auf 400,0 t CO₂e" in words
    assert "Zwischenziel 2030: 650,0 t CO₂e (35,0 % weniger)" in words
    assert "4,2 % im Jahr, linear" in words
    assert "Zieljahr des Klimapakts" in words
    assert Target.objects.count() == 0


@pytest.mark.parametrize("missing", ({"base_value": ""}, {"target_year": "20"}, {"reduction_percent": "12x"}, {}))
def test_half_a_target_waits_without_an_error(client, lead, missing):
    typed = {**TYPED, **missing} if missing else {}

    words = client.post(reverse("emissions:target_add", args=[lead.partner.slug]), typed, **TYPING).content.decode()

    assert "Sobald Basisjahr, Zieljahr und Minderung da sind" in words


def test_a_wrong_step_leaves_the_straight_line(client, lead):
    typed = {**TYPED, "interim_percent_1": "99"}

    words = client.post(reverse("emissions:target_add", args=[lead.partner.slug]), typed, **TYPING).content.decode()

    assert "Zwischenziel" not in words
    assert "60,0" in words


def test_changing_begins_with_the_steps_of_today(client, lead):
    target = TargetFactory(partner=lead.partner, interim={"2030": "650"})
    address = reverse("emissions:target_change", args=[lead.partner.slug, target.pk])

    shown = client.get(address).context["form"]

    assert (shown["interim_year_1"].value(), shown["interim_percent_1"].value()) == (2030, "35")


def test_the_target_behind_the_plan_stands_first():
    partner = MembershipFactory().partner
    balances(partner, y2020=950_000)
    good = TargetFactory(partner=partner, scopes="1", target_value=D(900))
    bad = TargetFactory(partner=partner, scopes="1+2", base_value=D(600), target_value=D(100))

    rated = progress.rate_all([good, bad], progress.Measured(partner))

    assert [(one.target, one.standing.status) for one in rated] == [(bad, Status.BEHIND), (good, Status.ON_TRACK)]


def test_years_made_in_another_way_stay_out_of_the_trend():
    partner = MembershipFactory().partner
    balances(partner, y2020=950_000, y2021=900_000, y2022=880_000)
    BalanceFactory(
        partner=partner,
        year=2023,
        includes_upstream=True,
        totals={"scope1": D(1), "scope2_location": D(0)},
        approved=True,
    )
    balances(partner, y2024=800_000)
    target = TargetFactory(partner=partner, base_year=2019)

    rated = progress.rate(target, progress.Measured(partner))

    assert rated.comparable == {2019, 2020, 2021, 2022, 2024}
    assert rated.left_out == [2023]
    assert "Fortschreibung" in str(rated.chart().svg_wide)


def test_the_budget_says_what_is_overspent_and_marks_the_gap(client, lead):
    target = TargetFactory(partner=lead.partner, target_year=2029, target_value=D(500))
    balances(lead.partner, y2020=1_000_000, y2022=950_000)
    rated = progress.rate(target, progress.Measured(lead.partner))

    budget = budget_of(target, rated.actuals, rated.standing)
    page = client.get(target.get_absolute_url()).content.decode().replace("\u00a0", " ")

    assert (budget.is_over, budget.filled_years) == (True, "2021")
    assert "Ohne Klimabilanz: 2021." in page
    assert "225,0 t CO₂e mehr ausgestoßen" in page


@pytest.mark.parametrize("count", (1, 3))
def test_list_is_a_constant_number_of_queries(client, lead, count, django_assert_num_queries):
    PartnerYear.objects.create(partner=lead.partner, year=2022, employees=100)
    balances(lead.partner, y2022=200_000)
    for unit in ("t_per_employee", "kg_per_m2", "t")[:count]:
        TargetFactory(partner=lead.partner, unit=unit)
    address = reverse("emissions:target_list", args=[lead.partner.slug])
    client.get(address)

    with django_assert_num_queries(8):
        page = client.get(address)

    assert len(page.context["targets"]) == count
