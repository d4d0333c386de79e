import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from klimapakt.pact.next_step import State, next_step
from tests.factories import (
    BalanceFactory,
    EventFactory,
    MeasureFactory,
    MembershipFactory,
    PartnerFactory,
    TargetFactory,
    UserFactory,
)

TODAY = dt.date(2026, 6, 1)
DONE = State(slug="muster", has_balance=True, draft_year=None, has_target=True, has_measures=True)


@pytest.mark.parametrize(
    ("change", "title"),
    (
        ({"returned_year": 2025}, "Die Geschäftsstelle hat eine Frage"),
        ({"draft_year": 2025}, "Schließen Sie Ihre Klimabilanz 2025 ab"),
        ({"has_balance": False, "has_target": False}, "Erfassen Sie Ihre Klimabilanz im Basisjahr"),
        ({"has_target": False, "due_year": 2025}, "Setzen Sie Ihr Ziel"),
        ({"due_year": 2025, "due_on": dt.date(2026, 6, 30)}, "Melden Sie das Jahr 2025"),
        ({"has_measures": False}, "Erfassen Sie Ihre erste Maßnahme"),
    ),
)
def test_the_first_open_point_comes_first(change, title):
    assert next_step(replace(DONE, **change), TODAY).title == title


def test_nothing_is_left_to_do():
    assert next_step(DONE, TODAY) is None


@pytest.mark.parametrize(("due_on", "is_late"), ((dt.date(2026, 5, 31), True), (TODAY, False)))
def test_late_is_the_day_after(due_on, is_late):
    assert next_step(replace(DONE, due_year=2025, due_on=due_on), TODAY).is_late == is_late


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "address"), (("office", "pact:office_home"), ("city", "pact:city_home"), ("it", "admin:index"))
)
def test_everybody_is_led_to_their_work(client, role, address):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(reverse("pact:home_for_me")).url == reverse(address)


@pytest.mark.django_db
def test_one_partner_several_partners_none(client):
    one = MembershipFactory(lead=True)
    client.force_login(one.user)
    assert client.get(reverse("pact:home_for_me")).url == one.partner.get_absolute_url()

    MembershipFactory(user=one.user, partner__name="Muster Zwei GmbH")
    assert "Muster Zwei GmbH" in client.get(reverse("pact:home_for_me")).content.decode()

    client.force_login(UserFactory())
    assert "noch mit keinem Unternehmen verbunden" in client.get(reverse("pact:home_for_me")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", (1, 3))
def test_overview_has_few_queries_however_much_there_is(client, count, django_assert_max_num_queries):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    for number in range(count):
        totals = {"scope1": Decimal(100_000), "scope2_location": Decimal(100_000)}
        BalanceFactory(partner=lead.partner, year=2021 + number, totals=totals, approved=True)
        MeasureFactory(partner=lead.partner)
        EventFactory(published=True)
    TargetFactory(partner=lead.partner)
    client.get(lead.partner.get_absolute_url())

    with django_assert_max_num_queries(12):  # six kinds of records on one page
        response = client.get(lead.partner.get_absolute_url())

    assert response.context["latest_t"] == 200
    assert response.context["change_percent"] == -80


@pytest.mark.django_db
def test_a_founding_partner_sees_no_figures(client):
    member = MembershipFactory(lead=True, partner=PartnerFactory(founding=True))
    client.force_login(member.user)

    assert "Klimabilanz" not in client.get(member.partner.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_who_left_finds_no_door(client):
    member = MembershipFactory(lead=True, partner=PartnerFactory(left=True))
    client.force_login(member.user)

    assert client.get(member.partner.get_absolute_url()).status_code == 404
