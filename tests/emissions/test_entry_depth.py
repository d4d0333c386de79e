"""The page of consumption in depth: saved by itself, last year beside it, thousands of lines."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emissions import actions
from emissions.carriers import KEYS
from emissions.models import Balance, Consumption, ScopeTotal
from klimapakt.lib import history
from partners.models import Site
from tests import factories

pytestmark = pytest.mark.django_db
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
LIVE = {"HX-Request": "true"}


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def factor_set(db):
    made = factories.FactorSetFactory()
    for key in KEYS:
        scope = "2" if "electricity" in key or "district" in key else "1"
        factories.FactorFactory(factor_set=made, key=key, scope=scope, kg_co2e_per_unit=Decimal("0.5"), unit="kWh")
    return made


@pytest.fixture
def balance(lead, factor_set):
    return factories.BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=factor_set)


@pytest.fixture
def before(lead, factor_set, balance):
    last = factories.BalanceFactory(partner=lead.partner, year=2023, entry="lines", factor_set=factor_set)
    factor = factor_set.factors.get(key=POWER)
    lines = [actions.NewLine(1, None, factor, Decimal(1000))]
    actions.save_balance_lines(balance=last, lines=lines, stated_kg={}, fields={}, by=lead.user)
    return last


def edit_url(balance, page=""):
    return reverse("emissions:balance_edit", args=[balance.partner.slug, balance.year]) + page


def shown(client, balance):
    """As a browser sends it back: each field as the page showed it."""
    return {field.html_name: field.value() or "" for field in client.get(edit_url(balance)).context["form"]}


def typed(client, balance, page, live=True, **amounts):
    """Somebody with that page open changes amounts."""
    values = page | {f"0-{carrier}-amount": amount for carrier, amount in amounts.items()}
    return client.post(edit_url(balance), values | {"save": "draft"}, headers=LIVE if live else {}, follow=not live)


def amounts(balance):
    return {line.factor.key: line.amount for line in balance.lines.select_related("factor")}


def test_two_people_on_one_page_each_keep_their_rows(client, balance):
    first = second = shown(client, balance)

    typed(client, balance, first, electricity="1.000")
    page = typed(client, balance, second, diesel="70").text

    assert amounts(balance) == {POWER: 1000, "de.diesel.l": 70}
    assert "Gespeichert um" in page
    assert "Kolleginnen und Kollegen haben inzwischen andere Werte geändert" in page


def test_what_a_colleague_has_changed_stays_while_one_goes_on_typing(client, balance):
    typed(client, balance, shown(client, balance), electricity="5")
    mine = shown(client, balance)
    typed(client, balance, shown(client, balance), electricity="6")
    seen = typed(client, balance, mine, diesel="70").text.split('value="page')[1].split('"')[0]

    typed(client, balance, mine | {"seen": f"page{seen}"}, diesel="71")

    assert amounts(balance) == {POWER: 6, "de.diesel.l": 71}


def test_in_one_line_the_second_decides_and_sees_what_is_stored(client, balance):
    first = second = shown(client, balance)
    typed(client, balance, first, electricity="1.000", diesel="70")

    told = typed(client, balance, second, live=False, electricity="7")
    again = typed(client, balance, second | {"seen": told.context["form"]["seen"].value()}, live=False, electricity="7")

    assert "Strom, derzeit gespeichert: „1.000“" in told.text
    assert 'value="7"' in told.text
    assert "Gespeichert um" in again.text
    assert amounts(balance) == {POWER: 7, "de.diesel.l": 70}


def test_what_is_typed_elsewhere_in_the_balance_disturbs_nobody(client, balance, lead):
    page = shown(client, balance)
    actions.save_further(balance=balance, generation={"used_kwh": Decimal(5)}, denominators={}, by=lead.user)

    saved = typed(client, balance, page, electricity="7").text

    assert "Gespeichert um" in saved
    assert "andere Werte" not in saved
    assert amounts(balance) == {POWER: 7}


def test_what_is_typed_is_saved_by_itself(client, balance):
    page = typed(client, balance, shown(client, balance), electricity="1.000").text

    assert balance.lines.get().amount == 1000
    assert "Gespeichert um" in page
    assert " 0-electricity=" in page
    assert "500\u00a0kg\u00a0CO₂e" in page


def test_who_saves_second_is_told_and_nothing_is_overwritten(client, balance, lead):
    opened = shown(client, balance)
    typed(client, balance, opened, electricity="1.000")

    page = typed(client, balance, opened, electricity="7").text

    assert "andere Werte gespeichert" in page
    assert f'value="{opened["seen"]}"' in page
    assert balance.lines.get().amount == 1000


def test_what_was_handed_in_meanwhile_is_not_saved(client, balance, lead):
    factor = balance.factor_set.factors.get(key=POWER)
    actions.save_balance_lines(
        balance=balance, lines=[actions.NewLine(1, None, factor, Decimal(5))], stated_kg={}, fields={}, by=lead.user
    )
    actions.submit_balance(balance=balance, note="", by=lead.user)

    typing = client.post(edit_url(balance), {"0-electricity-amount": "7"}, headers=LIVE)
    sent = client.post(edit_url(balance), {"0-electricity-amount": "7", "save": "draft"})

    assert "HX-Redirect" not in typing.headers
    for page in (typing.text, sent.text):
        assert "Ihre Eingaben stehen noch hier" in page
    assert 'value="7"' in sent.text
    assert balance.lines.get().amount == 5


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    (
        ("contract_list", {"supplier": "Rheinstrom", "kwh": "x"}, 'value="Rheinstrom"'),
        ("credit_list", {"project": "Waldgarten"}, 'value="Waldgarten"'),
        ("balance_further", {"employees": "77"}, 'value="77"'),
        ("scope3", {"6-t": "18,4"}, 'value="18,4"'),
    ),
)
def test_every_page_keeps_what_was_typed_into_a_balance_that_is_handed_in(client, balance, name, data, kept):
    Balance.objects.filter(pk=balance.pk).update(submitted_at="2025-03-01T00:00Z")
    address = reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year])

    page = client.post(address, data).text

    assert "Ihre Eingaben stehen noch hier" in page
    assert kept in page
    assert client.get(address, follow=True).redirect_chain == [(balance.get_absolute_url(), 302)]


def test_last_year_is_a_proposal_until_it_is_saved(client, balance, before):
    page = client.post(edit_url(balance), {"0-electricity-amount": "", "take_over": "0"}).content.decode()

    assert "1 Wert des Vorjahres ist als Vorschlag eingetragen" in page
    assert 'value="1.000"' in page
    assert not balance.lines.exists()


def test_a_proposal_leaves_what_was_typed(client, balance, before):
    page = client.post(edit_url(balance), {"0-electricity-amount": "7", "take_over": "0"}).content.decode()

    assert "0 Werte des Vorjahres" in page
    assert 'value="7"' in page


def test_a_jump_asks_why_and_the_office_reads_it(client, balance, before, roles):
    asked = client.post(edit_url(balance), {"0-electricity-amount": "5.000"}, headers=LIVE).content.decode()
    data = {"0-electricity-amount": "5.000", "0-electricity-note": "Neue Härterei", "save": "draft"}
    client.post(edit_url(balance), data)
    Balance.objects.filter(pk=balance.pk).update(submitted_at="2025-03-01T00:00Z")
    client.force_login(factories.UserFactory(office=True))
    review = client.get(reverse("emissions:balance_review", args=[balance.pk])).content.decode()

    assert "Die Menge weicht stark vom Vorjahr ab. Warum?" in asked
    assert "Neue Härterei" in review


def test_small_changes_ask_nothing(client, balance, before):
    page = client.post(edit_url(balance), {"0-electricity-amount": "1.100"}, headers=LIVE).content.decode()

    assert "Warum?" not in page


@pytest.mark.parametrize(("carrier", "kg"), (("diesel_km", "0.5"), ("refrigerant_r32", "0.5")))
def test_fleet_by_distance_and_refrigerants_are_rows(client, balance, carrier, kg):
    client.post(edit_url(balance), {f"0-{carrier}-amount": "1", "save": "draft"})

    assert ScopeTotal.objects.get(balance=balance, scope="scope1").kg == Decimal(kg)


def many(balance, count):
    """`count` lines of as many sites and carriers as it takes."""
    sites = Site.objects.bulk_create(
        Site(partner=balance.partner, name=f"Filiale {n:04}", postcode="40213", town="Düsseldorf", is_in_city=True)
        for n in range(count // 5)
    )
    chosen = [(1, POWER), (2, GAS), (4, "de.heating_oil.l"), (5, "de.diesel.l"), (6, "de.petrol.l")]
    known = {key: balance.factor_set.factors.get(key=key) for _position, key in chosen}
    Consumption.objects.bulk_create(
        Consumption(
            balance=balance, site=site, position=position, factor=known[key], amount=10,
            kg_co2e_per_unit=Decimal("0.5"), factor_year_gap=0, kg=5,
        )
        for site in sites for position, key in chosen
    )  # fmt: skip
    return sites


@pytest.mark.parametrize(("count", "queries"), ((10, 10), (5000, 11)))  # one for the sums of sites on other pages
def test_opening_takes_the_same_queries_whatever_the_number_of_lines(client, balance, count, queries):
    many(balance, count)
    client.get(edit_url(balance))

    with CaptureQueriesContext(
        connection,
    ) as opened:
        page = client.get(edit_url(balance))
    with CaptureQueriesContext(connection) as checked:
        client.get(reverse("emissions:balance_check", args=[balance.partner.slug, balance.year]))

    assert page.status_code == 200
    assert (len(opened), len(checked)) == (queries, 8)


def test_one_changed_line_of_thousands_writes_one_line(client, balance, lead):
    site = many(balance, 5000)[0]
    seen = client.get(edit_url(balance)).context["form"]["seen"].value()
    data = {
        f"{site.pk}-{slug}-amount": amount
        for slug, amount in (
            ("electricity", "11"),
            ("gas", "10"),
            ("heating_oil", "10"),
            ("diesel", "10"),
            ("petrol", "10"),
        )
    }
    others = {
        f"{other.pk}-{slug}-amount": "10"
        for other in list(Site.objects.order_by("pk"))[1:8]
        for slug in ("electricity", "gas", "heating_oil", "diesel", "petrol")
    }

    with CaptureQueriesContext(connection) as queries:
        client.post(edit_url(balance), data | others | {"seen": seen}, headers=LIVE)

    written = [query["sql"] for query in queries if 'INSERT INTO "emissions_consumption"' in query["sql"]]
    assert len(written) == 1
    assert kept_states(balance) == 1
    assert balance.lines.count() == 5000
    assert balance.totals.get(scope="scope2_location").kg == Decimal("5000.5")


def kept_states(balance):
    """How many lines the history saw change."""

    states = history.of_model(Consumption).objects.filter(balance=balance, pgh_label="update")
    return states.count()


def test_sites_stand_on_several_pages_and_the_sum_is_of_all(client, balance):
    many(balance, 100)

    second = client.get(edit_url(balance, "?seite=2")).content.decode()

    assert "Seite 2 von 3" in second
    assert "Filiale 0008" in second
    assert "Filiale 0000" not in second
    assert "100\u00a0kg\u00a0CO₂e" in second  # 20 sites with 10 kWh of power each
