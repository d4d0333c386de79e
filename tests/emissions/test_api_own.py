"""my/…: one's own figures by the API, with the rules of the pages."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions.models import Balance, Measure, Target
from tests import factories

pytestmark = pytest.mark.django_db
D = Decimal
YEAR = timezone.localdate().year - 1
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
TARGET = {"scopes": "1+2", "base_year": 2019, "base_value": "1000", "target_year": 2035, "reduction_percent": "60.5"}
MEASURE = {"title": "Wärmepumpe", "field": "heat", "starts_on": "2024-03-01", "planned_t_per_year": "120.5"}
LINES = {
    "entry": "lines",
    "lines": [
        {"factor": POWER, "site": "Werk 1", "amount": "1500.25", "unit": "kWh"},
        {"factor": GAS, "amount": "20000"},
        {"carrier": "diesel", "absence": "haben wir nicht"},
    ],
    "scope3_t": "1.5",
    "city_share_percent": "80",
}
FULL = {"scope1": D(1000), "scope2_location": D(2000)}


class Caller:
    """A browser that speaks JSON."""

    def __init__(self, client):
        self.client = client

    def __call__(self, method, name, data=None, *, keys=(), partner=None, status=200):
        url = reverse(f"api:{name}", args=keys) + (f"?partner={partner}" if partner else "")
        response = (
            getattr(self.client, method)(url, json.dumps(data), content_type="application/json")
            if data is not None
            else self.client.get(url)
        )
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def call(client):
    return Caller(client)


@pytest.fixture
def lead(client):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def editor(client):
    member = factories.MembershipFactory(editor=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def known(lead):
    """Two factors, and a site of the lead's partner."""
    edition = factories.FactorSetFactory()
    factories.SiteFactory(partner=lead.partner, name="Werk 1")
    for key, scope, unit, kg in ((POWER, "2", "kWh", "0.372"), (GAS, "1", "kWh (Hs)", "0.181395")):
        factories.FactorFactory(factor_set=edition, key=key, scope=scope, unit=unit, kg_co2e_per_unit=D(kg))
    return edition


def test_partner_that_is_meant(call, client, lead):
    assert call("get", "my_partner")["slug"] == lead.partner.slug

    second = factories.MembershipFactory(user=lead.user)

    assert list(call("get", "my_partner", status=400)) == ["partner"]
    assert call("get", "my_partner", partner=second.partner.slug)["role"] == "viewer"
    call("get", "my_partner", partner=factories.PartnerFactory().slug, status=404)
    call("get", "my_partner", partner="%00", status=400)


def test_partner_shows_its_sites_and_stays_closed_once_it_has_left(call, lead):
    factories.SiteFactory(partner=lead.partner, name="Werk 1")

    assert [site["name"] for site in call("get", "my_partner")["sites"]] == ["Werk 1"]

    lead.partner.move("left", timezone.localdate())
    lead.partner.save()
    call("get", "my_partner", status=404)


@pytest.mark.parametrize(("name", "data"), (("my_target_list", TARGET), ("my_measure_list", MEASURE)))
def test_who_only_reads_writes_nothing(call, client, name, data):
    client.force_login(factories.MembershipFactory().user)

    call("get", name)
    call("post", name, data, status=404)
    call("put", "my_balance", LINES, keys=[YEAR], status=404)

    assert not Target.objects.exists()
    assert not Measure.objects.exists()
    assert not Balance.objects.exists()


def test_target_is_set_read_and_changed_with_a_reason(call, editor):
    made = call("post", "my_target_list", TARGET, status=201)
    assert (made["target_value"], made["reduction_percent"], made["version"]) == ("395", "60.5", 1)

    call("post", "my_target_list", TARGET, status=409)
    assert list(call("patch", "my_target", {"target_year": 2030}, keys=[made["id"]], status=400)) == ["change_reason"]
    new = call("patch", "my_target", {"target_year": 2030, "change_reason": "Werk verkauft"}, keys=[made["id"]])
    assert (new["version"], new["target_year"], new["target_value"]) == (2, 2030, "395")
    call("patch", "my_target", {"change_reason": "noch einmal"}, keys=[made["id"]], status=409)

    assert [target["id"] for target in call("get", "my_target_list")["results"]] == [new["id"]]
    assert call("get", "my_target", keys=[made["id"]])["superseded_at"] is not None


def test_reduction_replaces_the_value_and_the_other_way_round(call, editor):
    made = call("post", "my_target_list", TARGET, status=201)

    new = call("patch", "my_target", {"reduction_percent": "70", "change_reason": "x"}, keys=[made["id"]])
    assert new["target_value"] == "300"
    new = call("patch", "my_target", {"target_value": "250", "change_reason": "x"}, keys=[new["id"]])
    assert new["reduction_percent"] == "75"


def test_base_value_comes_from_the_balance(call, editor):
    factories.BalanceFactory(partner=editor.partner, year=2019, totals=FULL, approved=True)

    made = call("post", "my_target_list", {**TARGET, "base_value": None} | {"base_value": "3"}, status=201)
    assert made["base_value"] == "3"
    data = {name: value for name, value in TARGET.items() if name != "base_value"}
    assert call("post", "my_target_list", {**data, "scopes": "1"}, status=201)["base_value"] == "1"


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"base_year": 2019.5}, "base_year"),
        ({"base_year": 2040}, "base_year"),
        ({"target_year": 2019}, "target_year"),
        ({"reduction_percent": "101"}, "reduction_percent"),
        ({"reduction_percent": "1,5"}, "reduction_percent"),
        ({"scopes": "9"}, "scopes"),
        ({"base_value": "-1"}, "base_value"),
        ({"unit": "kg"}, "unit"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"is_public": "vielleicht"}, "is_public"),
    ),
)
def test_bad_target_names_the_field(call, editor, change, field):
    assert field in call("post", "my_target_list", TARGET | change, status=400)
    assert not Target.objects.exists()


def test_measure_is_recorded_read_and_changed(call, editor):
    made = call("post", "my_measure_list", MEASURE, status=201)
    assert (made["planned_t_per_year"], made["status"], made["results"]) == ("120.5", "planned", [])

    changed = call("patch", "my_measure", {"status": "running", "edition": made["edition"]}, keys=[made["id"]])
    assert (changed["status"], changed["title"], changed["planned_t_per_year"]) == ("running", "Wärmepumpe", "120.5")
    call("patch", "my_measure", {"title": "x", "edition": made["edition"]}, keys=[made["id"]], status=409)

    assert [measure["title"] for measure in call("get", "my_measure_list")["results"]] == ["Wärmepumpe"]


def test_measure_that_is_known_to_be_released_stays_so(call, editor):
    measure = factories.MeasureFactory(partner=editor.partner, is_released=True)

    call("patch", "my_measure", {"title": "neu"}, keys=[measure.pk])

    measure.refresh_from_db()
    assert (measure.title, measure.is_released) == ("neu", True)


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"title": ""}, "title"),
        ({"field": "x"}, "field"),
        ({"starts_on": "31.02.2024"}, "starts_on"),
        ({"ends_on": "2023-01-01"}, "ends_on"),
        ({"planned_t_per_year": "-5"}, "planned_t_per_year"),
        ({"status": "dropped"}, "dropped_reason"),
        ({"lifetime_years": 101}, "lifetime_years"),
        ({"x": 1}, "x"),
        ({"cost_eur": "1.234"}, "cost_eur"),
        ({"planned_t_per_year": "1e9"}, "planned_t_per_year"),
    ),
)
def test_bad_measure_names_the_field(call, editor, change, field):
    assert field in call("post", "my_measure_list", MEASURE | change, status=400)
    assert not Measure.objects.exists()


@pytest.mark.parametrize("name", ("my_target", "my_measure"))
def test_record_of_somebody_else_does_not_exist(call, editor, name):
    other = factories.TargetFactory() if name == "my_target" else factories.MeasureFactory()

    call("get", name, keys=[other.pk], status=404)
    call("patch", name, {"title": "x", "change_reason": "x"}, keys=[other.pk], status=404)
    call("get", name, keys=[10**30], status=404)


def test_balance_is_put_with_its_lines_and_reads_back_the_same(call, lead, known):
    balance = call("put", "my_balance", LINES, keys=[YEAR])

    assert (balance["state"], balance["entry"], balance["factor_set"]) == ("draft", "lines", known.edition)
    assert (balance["scope1_t"], balance["scope2_location_t"], balance["scope3_t"]) == ("3.6279", "0.558093", "1.5")
    assert (balance["scope2_market_t"], balance["market_fallback"]) == (
        "0.558093",
        True,
    )  # no contract, no residual mix
    lines = {line["carrier"]: line for line in balance["lines"]}
    assert (lines["electricity"]["site"], lines["electricity"]["amount"], lines["electricity"]["kg_co2e"]) == (
        "Werk 1",
        "1500.25",
        "558.093",
    )
    assert (lines["diesel"]["amount"], lines["diesel"]["absence"], lines["diesel"]["kg_co2e"]) == (
        None,
        "haben wir nicht",
        None,
    )
    assert call("get", "my_balance", keys=[YEAR]) == balance


def test_put_replaces_what_was_there(call, lead, known):
    call("put", "my_balance", LINES, keys=[YEAR])

    balance = call("put", "my_balance", {"entry": "lines", "lines": LINES["lines"][1:2]}, keys=[YEAR])

    assert [line["carrier"] for line in balance["lines"]] == ["gas"]
    assert (balance["scope3_t"], balance["city_share_percent"]) == (None, None)


def test_totals_are_put_in_tonnes(call, lead):
    data = {
        "entry": "quick",
        "scope1_t": "12.5",
        "scope2_location_t": "0",
        "tool": "ecocockpit",
        "includes_upstream": True,
    }

    balance = call("put", "my_balance", data, keys=[YEAR])

    assert (balance["scope1_t"], balance["scope2_location_t"], balance["scope3_t"]) == ("12.5", "0", None)
    assert (balance["tool"], balance["includes_upstream"]) == ("ecocockpit", True)


def test_who_was_slower_overwrites_nothing(call, lead, known):
    first = call("put", "my_balance", LINES, keys=[YEAR])
    call("put", "my_balance", LINES | {"scope3_t": "2"}, keys=[YEAR])

    call("put", "my_balance", LINES | {"scope3_t": "9", "edition": first["edition"]}, keys=[YEAR], status=409)

    assert call("get", "my_balance", keys=[YEAR])["scope3_t"] == "2"


@pytest.mark.parametrize(
    ("change", "field"),
    (
        ({"entry": "x"}, "entry"),
        ({"scope1_t": "1"}, "scope1_t"),
        ({"tool": "x"}, "tool"),
        ({"city_share_percent": "101"}, "city_share_percent"),
        ({"scope3_t": "-1"}, "scope3_t"),
        ({"scope3_t": "1000000001"}, "scope3_t"),
        ({"lines": "x"}, "lines"),
        ({"lines": [{"factor": "gibt.es.nicht", "amount": "1"}]}, "lines"),
        ({"lines": [{"factor": GAS}]}, "lines"),
        ({"lines": [{"factor": GAS, "amount": "1", "absence": "haben wir nicht"}]}, "lines"),
        ({"lines": [{"factor": GAS, "amount": "1", "site": "Werk 9"}]}, "lines"),
        ({"lines": [{"factor": GAS, "amount": "1", "unit": "kWh"}]}, "lines"),
        ({"lines": [{"factor": "de.diesel.l", "amount": "1"}]}, "lines"),
        ({"lines": [{"amount": "1"}]}, "lines"),
        ({"lines": [{"absence": "haben wir nicht"}]}, "lines"),
        ({"lines": [{"factor": GAS, "amount": "1"}, {"factor": GAS, "amount": "2"}]}, "lines"),
    ),
)
def test_bad_balance_names_the_field_and_stores_nothing(call, lead, known, change, field):
    assert list(call("put", "my_balance", LINES | change, keys=[YEAR], status=400)) == [field]
    assert not Balance.objects.exists()


def test_year_that_is_not_over_has_no_balance(call, lead, known):
    assert list(call("put", "my_balance", LINES, keys=[YEAR + 1], status=400)) == ["year"]
    call("get", "my_balance", keys=[YEAR], status=404)


def test_balance_without_factors_is_a_conflict(call, lead):
    call("put", "my_balance", {"entry": "lines"}, keys=[YEAR], status=409)


def test_kind_of_entry_stays(call, lead, known):
    call("put", "my_balance", {"entry": "quick", "scope1_t": "1"}, keys=[YEAR])

    assert list(call("put", "my_balance", LINES, keys=[YEAR], status=400)) == ["entry"]


def test_lead_hands_in_and_then_nothing_changes(call, lead, known):
    call("put", "my_balance", LINES, keys=[YEAR])

    balance = call("post", "my_balance_submit", {"note": "Fertig"}, keys=[YEAR])

    assert (balance["state"], balance["note"]) == ("handed_in", "Fertig")
    call("post", "my_balance_submit", {}, keys=[YEAR], status=409)
    call("put", "my_balance", LINES, keys=[YEAR], status=409)


def test_lines_keep_their_notes_and_leave_scope_3_alone(call, lead, known):
    noted = [line | {"note": "Neue Halle"} for line in LINES["lines"]]
    call("put", "my_balance", LINES | {"lines": noted}, keys=[YEAR])
    balance = Balance.objects.get()
    power = balance.lines.filter(amount__isnull=False).first()
    power.pk, power.position, power.scope3_category = None, 103, 3
    power.save()

    answer = call("put", "my_balance", LINES | {"lines": noted}, keys=[YEAR])

    assert {line["note"] for line in answer["lines"]} == {"Neue Halle"}
    assert len(answer["lines"]) == len(noted)
    assert balance.lines.get(scope3_category=3) == power


def test_report_that_is_not_whole_says_which_part_is_missing(call, lead):
    delivery = factories.DeliveryFactory(
        partner=lead.partner, round=factories.RoundFactory(year=YEAR, requires_target=True)
    )
    factories.BalanceFactory(partner=lead.partner, year=YEAR, delivery=delivery, totals=FULL)

    mistakes = call("post", "my_balance_submit", {}, keys=[YEAR], status=400)

    assert any("Ziel" in mistake for mistake in mistakes["non_field_errors"])


def test_editor_does_not_hand_in(call, editor):
    factories.BalanceFactory(partner=editor.partner, year=YEAR, totals=FULL)

    call("post", "my_balance_submit", {}, keys=[YEAR], status=404)


def test_jump_asks_why_and_a_hole_is_named(call, lead):
    factories.BalanceFactory(partner=lead.partner, year=YEAR - 1, totals=FULL, approved=True)
    balance = factories.BalanceFactory(partner=lead.partner, year=YEAR, totals={"scope1": D(5000)})

    assert list(call("post", "my_balance_submit", {}, keys=[YEAR], status=400)) == ["note"]
    assert "non_field_errors" in call("post", "my_balance_submit", {"note": "Neues Werk"}, keys=[YEAR], status=400)
    balance.refresh_from_db()
    assert balance.is_draft


def test_progress_shows_series_pathway_and_status(call, lead):
    factories.TargetFactory(partner=lead.partner, base_year=2022, base_value=D(10), target_year=2032, target_value=D(5))
    factories.BalanceFactory(partner=lead.partner, year=2024, totals=FULL, approved=True)

    answer = call("get", "my_progress")

    assert answer["series"] == [
        {
            "year": 2024,
            "scope1_t": "1",
            "scope2_location_t": "2",
            "scope2_market_t": None,
            "scope3_t": None,
            "biogenic_t": None,
        }
    ]
    (target,) = answer["targets"]
    assert target["actuals"] == {"2024": "3"}
    assert (target["standing"]["status"], target["standing"]["gap_t"]) == ("on_track", "-6")


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(
    ("name", "make", "queries"),
    (
        (
            "my_target_list",
            lambda partner, n: factories.TargetFactory(partner=partner, scopes=("1", "1+2", "1+2+3")[n]),
            6,
        ),
        ("my_measure_list", lambda partner, n: factories.MeasureFactory(partner=partner), 7),
        (
            "my_balance_list",
            lambda partner, n: factories.BalanceFactory(partner=partner, year=2020 + n, totals=FULL),
            7,
        ),
    ),
)
def test_list_asks_as_often_whatever_its_length(
    call, client, lead, name, make, queries, count, django_assert_num_queries
):
    for number in range(count):
        make(lead.partner, number)

    with django_assert_num_queries(queries):
        answer = call("get", name)

    assert (answer["count"], len(answer["results"])) == (count, count)


@pytest.mark.parametrize("count", (1, 3))
def test_balance_asks_as_often_whatever_its_length(call, lead, known, count, django_assert_num_queries):
    call("put", "my_balance", LINES | {"lines": LINES["lines"][:count]}, keys=[YEAR])

    with django_assert_num_queries(7):
        balance = call("get", "my_balance", keys=[YEAR])

    assert len(balance["lines"]) == count


def test_founding_partner_has_no_figures(call, client):
    client.force_login(factories.MembershipFactory(partner__kind="founding", lead=True).user)

    assert call("get", "my_partner")["kind"] == "founding"
    for name in ("my_progress", "my_target_list", "my_measure_list", "my_balance_list"):
        call("get", name, status=404)


def test_days_are_iso(call, editor):
    call("post", "my_measure_list", MEASURE, status=201)

    assert Measure.objects.get().starts_on == dt.date(2024, 3, 1)
