"""What the office looks at twice, and how a partner stands among its like."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions import benchmark, overview
from emissions.hints import hints_for
from emissions.models import Balance
from emissions.views.balance import comparison_of
from partners.models import Pact, PartnerYear
from tests.factories import (
    BalanceFactory,
    FactorFactory,
    FactorSetFactory,
    MeasureFactory,
    MembershipFactory,
    PartnerFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
YEAR = 2024


def checked(t: int, *, employees: int = 10, year: int = YEAR, **fields) -> Balance:
    """Scope 1 and 2 together `t` tonnes."""
    partner = fields.pop("partner", None) or PartnerFactory(employees=employees, **fields)
    totals = {"scope1": Decimal(t) * 400, "scope2_location": Decimal(t) * 600}
    return BalanceFactory(partner=partner, year=year, totals=totals, approved=True)


def own(t: int = 100, **fields) -> Balance:
    return BalanceFactory(
        partner=PartnerFactory(employees=10),
        year=YEAR,
        totals={"scope1": Decimal(t) * 400, "scope2_location": Decimal(t) * 600, "scope2_market": Decimal(1)},
        **fields,
    )


def hints(balance) -> dict[str, str]:
    balance = Balance.objects.select_related("partner", "factor_set").get(pk=balance.pk)
    return {hint.title: hint.text for hint in hints_for(balance, comparison_of(balance))}


def test_a_plain_balance_has_no_hint():
    assert hints(own()) == {}


def test_jumps_name_what_jumped():
    balance = own()
    checked(50, partner=balance.partner, year=YEAR - 1)

    assert hints(balance) == {
        "Gegenüber dem Vorjahr": "Um mehr als 30 % verändert: Scope 1, Scope 2 (standortbasiert)."
    }


@pytest.mark.parametrize(("others", "is_told"), ((4, False), (5, True)))
def test_the_range_of_the_sector_is_told_from_five_others_on(others, is_told):
    for number in range(others):
        checked(10 * (number + 1))

    found = hints(own(t=100))

    assert ("Branche" in found) == is_told
    if is_told:
        assert found["Branche"] == (
            "10,00\u00a0t\u00a0CO₂e je beschäftigter Person; die 5 anderen geprüften Bilanzen der Branche für 2024 "
            "liegen zwischen 1,00\u00a0t\u00a0CO₂e und 5,00\u00a0t\u00a0CO₂e."
        )


def test_inside_the_range_nothing_is_said():
    for t in (10, 20, 30, 40, 100):
        checked(t)

    assert hints(own(t=100)) == {}


def lines_balance(**fields) -> Balance:
    editions = FactorSetFactory()
    factor = FactorFactory(factor_set=editions, key="ebev.natural_gas.kwh_hs", valid_year=2021)
    balance = own(entry="lines", factor_set=editions, **fields)
    balance.lines.create(
        factor=factor,
        amount=200_000,
        kg_co2e_per_unit=Decimal("0.2"),
        kg=Decimal(40_000),
        factor_year_gap=3,
    )
    return balance


def test_totals_that_are_not_the_sum_of_their_lines_are_serious():
    balance = lines_balance()

    found = hints(balance)

    assert found["Rechnung"] == "Nicht die Summe der Zeilen: Scope 2 (standortbasiert)."
    assert next(iter(found)) == "Rechnung"


def test_old_factors_and_older_editions_are_named():
    balance = lines_balance()
    FactorSetFactory(edition="2026", published_on=dt.date(2026, 11, 1))

    found = hints(balance)

    assert found["Jahr der Faktoren"] == "1 Zeile ist mit einem Faktor aus einem anderen Jahr gerechnet."
    assert found["Faktorensatz"] == "Gerechnet mit der Ausgabe 2025; die neueste ist 2026."


def test_upstream_missing_market_and_the_fallback_are_said():
    balance = own(includes_upstream=True)
    balance.totals.filter(scope="scope2_market").delete()
    assert set(hints(balance)) == {"Vorketten", "Scope 2 (marktbasiert)"}

    balance = Balance.objects.select_related("partner", "factor_set").get(pk=balance.pk)
    balance.is_market_fallback = True
    texts = [hint.text for hint in hints_for(balance, comparison_of(balance))]
    assert "Strom ohne Nachweis ist ersatzweise mit dem Durchschnitt des Netzes gerechnet." in texts


def test_an_unlikely_figure_comes_first():
    balance = own(t=2_000_000)
    checked(1, partner=balance.partner, year=YEAR - 1)

    assert next(iter(hints(balance))) == "Ein Wert ist unwahrscheinlich"


@pytest.mark.parametrize(("same_size", "others", "group"), ((5, 0, (5, True)), (4, 1, (5, False)), (4, 0, None)))
def test_the_benchmark_prefers_the_size_then_the_sector_then_silence(same_size, others, group):
    for _number in range(same_size):
        checked(20)
    for _number in range(others):
        checked(20, size="large")
    checked(20, sector="J")
    checked(20, year=YEAR - 1)

    found = benchmark.group_for(own())

    assert (found and (found.count, found.has_size)) == group


def test_the_benchmark_is_of_others_by_employees_of_the_year():
    for t in (10, 20, 30, 40):
        checked(t)
    of_year = checked(100, employees=1)
    PartnerYear.objects.create(partner=of_year.partner, year=YEAR, employees=20)
    checked(7).partner.__class__.objects.filter(pk=Balance.objects.latest("pk").partner_id).update(employees=None)

    found = benchmark.group_for(own())

    assert found is not None
    assert (found.count, found.lowest, found.lower, found.median, found.upper, found.highest) == (5, 1, 2, 3, 4, 5)


def test_the_pact_may_ask_for_larger_groups():
    for _number in range(5):
        checked(20)
    Pact.objects.update_or_create(pk=1, defaults={"suppression_minimum": 6})

    assert benchmark.group_for(own()) is None


def test_without_employees_or_a_scope_there_is_no_intensity():
    balance = own()
    assert benchmark.intensity_of(balance, None) is None
    balance.partner.employees = None
    assert benchmark.intensity_of(balance, Decimal(1000)) is None


def test_sources_are_ranked_by_carrier_or_by_scope():
    balance = lines_balance()

    by_carrier = overview.sources(list(balance.lines.for_table()), {}, YEAR)
    by_scope = overview.sources([], {"scope1": Decimal(1000), "scope2_location": Decimal(3000)}, YEAR)

    assert by_carrier is not None
    assert by_carrier.title == "2024 war die größte Quelle: Erdgas mit 100\u00a0% von Scope 1 und 2."
    assert by_scope is not None
    assert [row[0] for row in by_scope.rows] == ["Scope 2 (standortbasiert)", "Scope 1"]
    assert overview.sources([], {}, YEAR) is None


def progress_page(client, member) -> str:
    client.force_login(member.user)
    return client.get(reverse("emissions:own_progress", args=[member.partner.slug])).content.decode()


def test_progress_shows_pathway_scopes_sources_measures_and_the_others(client):
    member = MembershipFactory(lead=True, partner__employees=10)
    checked(100, partner=member.partner)
    checked(120, partner=member.partner, year=YEAR - 1)
    TargetFactory(partner=member.partner)
    MeasureFactory(partner=member.partner, title="Wärmepumpe")
    for _number in range(5):
        checked(20)

    text = progress_page(client, member)

    for words in ("Scope 1 und 2 im Jahr 2024: 100,0", "war die größte Quelle", "Wärmepumpe", "Median der anderen"):
        assert words in text
    assert "10,00\u00a0t\u00a0CO₂e" in text
    assert "5 andere Unternehmen" in text


def test_progress_says_what_is_missing(client):
    member = MembershipFactory(lead=True)

    text = progress_page(client, member)

    assert "Noch ist keine Klimabilanz eingereicht." in text
    checked(100, partner=member.partner)
    assert "weniger als fünf andere Unternehmen" in progress_page(client, member)


@pytest.mark.parametrize("count", (1, 3))
def test_progress_asks_as_often_for_three_years_as_for_one(client, count, django_assert_max_num_queries):
    member = MembershipFactory(lead=True, partner__employees=10)
    for number in range(count):
        checked(100, partner=member.partner, year=YEAR - number)
        MeasureFactory(partner=member.partner)
    progress_page(client, member)

    with django_assert_max_num_queries(20) as queries:
        client.get(reverse("emissions:own_progress", args=[member.partner.slug]))

    assert len(queries) == 14


def test_handed_in_counts_as_the_latest(client):
    member = MembershipFactory(lead=True, partner__employees=10)
    BalanceFactory(
        partner=member.partner,
        year=YEAR,
        totals={"scope1": Decimal(1000), "scope2_location": Decimal(3000)},
        submitted_at=timezone.now(),
    )

    assert "mit 75" in progress_page(client, member)
