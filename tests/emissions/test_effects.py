"""From the base year to today: what measures brought, and what is left over."""

from decimal import Decimal

import pytest
from django.urls import reverse

from emissions.effects import Effects, effects_of
from emissions.models import MeasureUpdate
from tests.factories import BalanceFactory, MeasureFactory, MembershipFactory, PartnerFactory, TargetFactory

pytestmark = pytest.mark.django_db
D = Decimal


def balances(partner, **kg_by_year):
    for year, kg in kg_by_year.items():
        totals = {"scope1": D(kg), "scope2_location": D(0)}
        BalanceFactory(partner=partner, year=int(year[1:]), totals=totals, approved=True)


def achieved(partner, field, t, year=2024, **fields):
    measure = MeasureFactory(partner=partner, field=field, **fields)
    MeasureUpdate.objects.create(measure=measure, year=year, achieved_t=D(t))


def test_the_rest_closes_the_sum():
    partner = PartnerFactory()
    TargetFactory(partner=partner)
    balances(partner, y2024=700_000)
    achieved(partner, "heat", 120)
    achieved(partner, "heat", 80)
    achieved(partner, "mobility", 50)
    achieved(partner, "mobility", 999, year=2023)
    achieved(partner, "process", 999, starts_on="2018-01-01")
    achieved(partner, "process", 999, status="dropped", dropped_cause="cost")

    effects = effects_of(partner)

    assert effects == Effects(2019, D(1000), 2024, D(700), {"heat": D(200), "mobility": D(50)})
    assert effects.others_t == -50
    assert [row[0] for row in effects.chart().rows] == [
        "2019",
        "Wärme und Kälte",
        "Mobilität und Fuhrpark",
        "Alles andere (Wachstum, Wetter, Faktoren)",
        "2024",
    ]


def test_growth_comes_first_so_that_no_bar_leads_below_nothing():
    effects = Effects(2019, D(100), 2024, D(40), {"heat": D(180)})

    assert [change for change, _after in effects.chart().values] == [None, 120, -180, -60]


def test_without_a_target_the_first_balance_is_the_base():
    partner = PartnerFactory()
    balances(partner, y2021=500_000, y2023=600_000)

    effects = effects_of(partner)

    assert (effects.base_year, effects.base_t, effects.year) == (2021, 500, 2023)
    assert "100,0 t CO₂e mehr als 2021" in effects.sentence.replace("\u00a0", " ")


def test_one_year_alone_has_no_way_to_show(client):
    membership = MembershipFactory()
    balances(membership.partner, y2021=500_000)
    client.force_login(membership.user)

    assert effects_of(membership.partner) is None
    assert client.get(reverse("emissions:measure_csv", args=[membership.partner.slug])).status_code == 404


def test_values_as_csv(client):
    membership = MembershipFactory()
    balances(membership.partner, y2021=500_000, y2024=450_000)
    achieved(membership.partner, "heat", "20,5".replace(",", "."))
    client.force_login(membership.user)

    text = client.get(reverse("emissions:measure_csv", args=[membership.partner.slug])).content.decode("utf-8-sig")

    assert [line.split(";")[1:] for line in text.splitlines()[1:]] == [
        ["", "500"],
        ["-20,5", "479,5"],
        ["-29,5", "450"],
        ["-50", "450"],
    ]
