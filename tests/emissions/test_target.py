import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from emissions import progress
from emissions.actions import target as actions
from emissions.entries import NewTarget
from emissions.errors import ReasonMissing, TargetExists
from emissions.forms.target import ChangeTargetForm, TargetForm
from emissions.models import Target
from tests.factories import BalanceFactory, MembershipFactory, TargetFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
KNOWN = {("1+2", "location", "t", 2019): Decimal(1000)}
TYPED = {
    "scopes": "1+2",
    "basis": "location",
    "base_year": "2019",
    "base_value": "1.000",
    "target_year": "2035",
    "reduction_percent": "60",
}
NEW = NewTarget(2019, Decimal(1000), 2035, Decimal(400), "1+2", "location")
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(500)}


@pytest.fixture
def lead(client):
    membership = MembershipFactory(lead=True)
    client.force_login(membership.user)
    return membership


def form(**typed):
    return TargetForm({**TYPED, **typed}, known=KNOWN, today=TODAY)


def test_percent_gives_the_value():
    found = form()

    assert found.is_valid()
    assert found.new_target() == NEW


def test_the_base_value_comes_from_the_balance():
    found = form(base_value="")

    assert found.is_valid()
    assert found.new_target().base_value == 1000


def test_a_value_in_place_of_percent():
    found = form(reduction_percent="", target_value="400,5 t CO₂e")

    assert found.is_valid()
    assert found.new_target().target_value == Decimal("400.5")


@pytest.mark.parametrize(
    ("typed", "field"),
    (
        ({"base_year": "2026"}, "base_year"),
        ({"base_year": "19"}, "base_year"),
        ({"base_year": "zwei"}, "base_year"),
        ({"base_year": "2018", "base_value": ""}, "base_value"),
        ({"base_value": "0"}, "base_value"),
        ({"base_value": "12x"}, "base_value"),
        ({"base_value": "-5"}, "base_value"),
        ({"base_value": "1000000000001"}, "base_value"),
        ({"target_year": "2019"}, "target_year"),
        ({"target_year": "2101"}, "target_year"),
        ({"reduction_percent": "0"}, "reduction_percent"),
        ({"reduction_percent": "101"}, "reduction_percent"),
        ({"reduction_percent": ""}, "reduction_percent"),
        ({"reduction_percent": "", "target_value": "1.000"}, "target_value"),
        ({"target_value": "900"}, "target_value"),
    ),
)
def test_impossible_entries_say_where(typed, field):
    assert list(form(**typed).errors) == [field]


def test_a_change_asks_why():
    assert list(ChangeTargetForm(TYPED, known=KNOWN, today=TODAY).errors) == ["change_reason"]


def test_setting_twice_sets_one_target(lead):
    first = actions.set_target(partner=lead.partner, new=NEW, by=lead.user)

    with pytest.raises(TargetExists) as exists:
        actions.set_target(partner=lead.partner, new=NEW, by=lead.user)

    assert exists.value.args[0] == first


def test_a_change_keeps_the_old_version(lead):
    old = actions.set_target(partner=lead.partner, new=NEW, by=lead.user)

    new = actions.change_target(target=old, new=NEW, reason="Neues Werk", by=lead.user)

    old.refresh_from_db()
    assert (old.superseded_at is not None, new.version, new.change_reason) == (True, 2, "Neues Werk")
    assert list(Target.objects.history_of(new)) == [new, old]


def test_a_change_without_reason_or_of_an_old_version_is_refused(lead):
    old = actions.set_target(partner=lead.partner, new=NEW, by=lead.user)
    with pytest.raises(ReasonMissing):
        actions.change_target(target=old, new=NEW, reason=" ", by=lead.user)
    actions.change_target(target=old, new=NEW, reason="Neues Werk", by=lead.user)

    with pytest.raises(TargetExists):
        actions.change_target(target=old, new=NEW, reason="Noch einmal", by=lead.user)


@pytest.mark.parametrize(
    "fields",
    (
        {"target_year": 2019},
        {"base_value": 0, "target_value": 0},
        {"target_value": 1000},
        {"target_value": -1},
        {"base_year": 1980},
        {"version": 2},
    ),
)
def test_the_database_refuses_impossible_targets(fields):
    with pytest.raises(IntegrityError):
        TargetFactory(**fields)


def test_series_leaves_out_drafts_and_years_without_a_scope():
    balance = BalanceFactory(year=2022, totals=FULL, approved=True)
    BalanceFactory(partner=balance.partner, year=2023, totals=FULL)
    BalanceFactory(partner=balance.partner, year=2024, totals={"scope1": Decimal(1)}, approved=True)

    assert progress.series(progress.totals_by_year(balance.partner), scopes="1+2", basis="location") == {
        2022: Decimal("1.5")
    }
    assert progress.series(progress.totals_by_year(balance.partner), scopes="1+2", basis="market") == {}


@pytest.mark.parametrize(
    ("actual", "words"),
    (
        ({}, "noch keine Klimabilanz"),
        ({2021: Decimal("912.5")}, "genau auf dem Zielpfad"),
        ({2021: Decimal(800)}, "unter dem Zielpfad: auf Kurs"),
        ({2021: Decimal(930)}, "knapp daneben"),
        ({2021: Decimal(1200)}, "hinter Plan"),
    ),
)
def test_the_finding_in_one_sentence(actual, words):
    target = Target(base_year=2019, base_value=Decimal(1000), target_year=2035, target_value=Decimal(300))

    assert words in progress.sentence(progress.standing_of(target, actual))


def test_check_page_shows_what_was_understood_and_confirming_sets_it(client, lead):
    address = reverse("emissions:target_add", args=[lead.partner.slug])

    page = client.post(address, TYPED).content.decode()
    assert "400,0\u00a0t\u00a0CO₂e" in page
    assert "verlangt bis 2035 mindestens 67,2\u00a0%" in page
    assert Target.objects.count() == 0
    again = client.post(address, {**TYPED, "back": "yes"})
    assert again.context["form"]["base_value"].value() == "1.000"
    for _press in range(2):
        response = client.post(address, {**TYPED, "confirm": "yes"})

    target = Target.objects.get()
    assert response.url == target.get_absolute_url()
    assert client.get(target.get_absolute_url()).status_code == 200


def test_changing_from_the_page(client, lead):
    target = TargetFactory(partner=lead.partner)
    address = reverse("emissions:target_change", args=[lead.partner.slug, target.pk])

    client.post(address, {**TYPED, "change_reason": "Neues Werk", "confirm": "yes"})

    assert client.post(address, {**TYPED, "change_reason": "x", "confirm": "yes"}).status_code == 404
    assert Target.objects.valid().get().change_reason == "Neues Werk"


def test_values_as_csv(client, lead):
    target = TargetFactory(partner=lead.partner)

    text = client.get(reverse("emissions:target_csv", args=[lead.partner.slug, target.pk])).content.decode("utf-8-sig")

    assert text.startswith("Jahr;")
    assert text.splitlines()[-1] == "2035;;300;328"  # actual, path, 4.2 % a year


@pytest.mark.parametrize("count", (1, 3))
def test_page_is_a_constant_number_of_queries(client, lead, count, django_assert_max_num_queries):
    target = TargetFactory(partner=lead.partner)
    for number in range(count):
        BalanceFactory(partner=lead.partner, year=2020 + number, totals=FULL, approved=True)
    client.get(target.get_absolute_url())

    with django_assert_max_num_queries(10) as queries:
        client.get(target.get_absolute_url())

    assert len(queries) == 10


def test_a_stranger_sees_nothing(client, lead):
    assert client.get(TargetFactory().get_absolute_url()).status_code == 404
    client.force_login(UserFactory(office=True))
    assert client.get(reverse("emissions:target_list", args=[lead.partner.slug])).status_code == 404
