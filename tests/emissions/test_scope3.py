"""Scope 3: fifteen categories, each with a value or a reason; what is missing is not zero."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from emissions import actions, factors
from emissions.errors import FactorNotUsable
from emissions.models import Scope3Category
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    return factories.BalanceFactory(partner=lead.partner, entry="lines", factor_set=factories.FactorSetFactory())


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def scope3_kg(balance):
    return balance.totals.filter(scope="scope3").values_list("kg", flat=True).first()


def flight(balance, **fields):
    return factories.FactorFactory(
        factor_set=balance.factor_set, key="defra.flight", scope="3", ghgp_category="3.6", unit="Pkm",
        kg_co2e_per_unit=Decimal("0.2"), **fields,
    )  # fmt: skip


def test_the_sum_is_that_of_the_calculated_categories(client, balance):
    data = {"6-status": "calculated", "6-t": "1,5", "7-t": "2", "1-status": "not_estimated", "1-reason": "fehlt",
            "15-status": "not_relevant", "15-reason": "keine Beteiligungen", "save": "draft"}  # fmt: skip

    page = client.post(url("scope3", balance), data, follow=True).content.decode()

    assert "2 von 15 Kategorien sind berechnet" in page
    assert scope3_kg(balance) == Decimal(3500)
    stored = list(balance.scope3_categories.values_list("number", "status", "kg", "reason"))
    assert stored == [
        (1, "not_estimated", None, "fehlt"),
        (6, "calculated", Decimal(1500), ""),
        (7, "calculated", Decimal(2000), ""),
        (15, "not_relevant", None, "keine Beteiligungen"),
    ]


def test_without_a_calculated_category_there_is_no_total(client, balance):
    client.post(url("scope3", balance), {"6-t": "1", "save": "draft"})
    client.post(url("scope3", balance), {"6-status": "not_relevant", "6-reason": "keine Reisen", "save": "draft"})

    assert scope3_kg(balance) is None


@pytest.mark.parametrize(
    ("data", "words"),
    (
        ({"6-status": "calculated"}, "3.6: Geben Sie die Tonnen an"),
        ({"6-status": "not_relevant"}, "3.6: Nennen Sie in einem Satz den Grund"),
        ({"6-status": "not_relevant", "6-reason": "nein", "6-t": "5"}, "zugleich, dass es keine gibt"),
        ({"6-t": "12x"}, "ist keine Zahl"),
        ({"6-t": "-1"}, "Emissionen können nicht negativ sein"),
    ),
)
def test_mistakes_are_explained_and_nothing_is_stored(client, balance, data, words):
    page = client.post(url("scope3", balance), data | {"save": "draft"}).content.decode()

    assert words in page
    assert not Scope3Category.objects.exists()


def test_typed_totals_give_way_to_categories(client, lead):
    quick = factories.BalanceFactory(
        partner=lead.partner, year=2023, totals={"scope1": Decimal(1), "scope3": Decimal(9)}
    )

    client.post(url("scope3", quick), {"6-t": "1", "save": "draft"})
    page = client.get(url("balance_edit", quick)).content.decode()

    assert dict(quick.totals.values_list("scope", "kg")) == {"scope1": Decimal(1), "scope3": Decimal(1000)}
    assert 'name="scope3"' not in page


def test_activities_say_what_a_category_comes_to(client, balance):
    flight(balance)
    data = {"factor": "defra.flight", "amount": "10.000", "quality": "billed", "note": "Vertrieb"}

    page = client.post(url("scope3_category", balance, 6), data, follow=True).content.decode()
    overview = client.get(url("scope3", balance)).content.decode()

    line = balance.lines.get()
    assert (line.kg, line.scope3_category, line.note) == (Decimal(2000), 6, "Vertrieb")
    assert "2,00\u00a0t\u00a0CO₂e" in page
    assert "Summe der Aktivitäten" in overview
    assert scope3_kg(balance) == Decimal(2000)
    assert not balance.lines.direct().exists()


def test_a_removed_activity_opens_the_category_again(client, balance):
    flight(balance)
    client.post(url("scope3_category", balance, 6), {"factor": "defra.flight", "amount": "1", "quality": "billed"})

    client.post(url("scope3_line_remove", balance, 6, balance.lines.get().pk))

    assert (scope3_kg(balance), balance.scope3_categories.count()) == (None, 0)


def test_saving_consumption_leaves_activities_alone(client, balance, lead):
    factor = flight(balance)
    actions.add_scope3_line(
        balance=balance, category=6, factor=factor, amount=Decimal(5), quality="billed", note="", by=lead.user
    )

    actions.save_balance_lines(balance=balance, lines=[], stated_kg={}, fields={}, by=lead.user)

    assert balance.lines.count() == 1
    assert scope3_kg(balance) == Decimal(1)


def test_factors_of_another_category_are_refused(balance, lead):
    factor = flight(balance)

    with pytest.raises(FactorNotUsable):
        actions.add_scope3_line(
            balance=balance, category=7, factor=factor, amount=Decimal(5), quality="billed", note="", by=lead.user
        )


@pytest.mark.parametrize(
    ("category", "number", "usable"),
    (("1 | 3.6 | 3.7", 7, True), ("3.11", 1, False), ("3.1", 1, True), ("", 1, False)),
)
def test_a_factor_names_its_categories(category, number, usable):
    assert factors.is_usable_for_category(category, number) is usable


@pytest.mark.parametrize("number", (0, 16))
def test_there_are_fifteen_categories(client, balance, number):
    assert client.get(url("scope3_category", balance, number)).status_code == 404
    with pytest.raises(IntegrityError, match="scope3_has_fifteen_categories"):
        factories.Scope3CategoryFactory(number=number)


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("scope3_category_has_a_value_or_a_reason", {"kg": None}),
        ("scope3_category_has_a_value_or_a_reason", {"kg": -1}),
        ("scope3_category_has_a_value_or_a_reason", {"status": "not_relevant", "kg": None}),
        ("scope3_category_has_a_value_or_a_reason", {"status": "not_relevant", "reason": "nein"}),
    ),
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=name):
        factories.Scope3CategoryFactory(**fields)


def test_one_state_per_category(balance):
    factories.Scope3CategoryFactory(balance=balance)

    with pytest.raises(IntegrityError, match="one_state_per_scope3_category"):
        factories.Scope3CategoryFactory(balance=balance)


def test_a_line_without_amount_has_no_category(balance):
    with pytest.raises(IntegrityError, match="scope3_line_has_a_category_and_an_amount"):
        balance.lines.create(absence_reason="haben wir nicht", scope3_category=6)
