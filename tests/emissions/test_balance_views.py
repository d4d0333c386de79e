"""The partner's journey through a balance, in the browser's words."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.models import Balance, ScopeTotal
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    FactorFactory,
    FactorSetFactory,
    MembershipFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LAST_YEAR = timezone.localdate().year - 1
FULL = {"scope1": Decimal(1_000_000), "scope2_location": Decimal(2_000_000)}
PAGES = ("balance_edit", "balance_check", "balance_detail", "balance_receipt", "balance_correct")


@pytest.fixture
def lead(client, db):
    member = MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def factors(db):
    factor_set = FactorSetFactory()
    return {
        key: FactorFactory(factor_set=factor_set, key=key, scope=scope, kg_co2e_per_unit=Decimal(value), unit="kWh")
        for key, scope, value in (
            ("uba.electricity.mix.co2e_direct.kwh", "2", "0.372"),
            ("ebev.natural_gas.kwh_hs", "1", "0.181395"),
            ("bafa.natural_gas.kwh_hi", "1", "0.201"),
        )
    }


def url(name, member, *args):
    return reverse(f"emissions:{name}", args=[member.partner.slug, *args])


def begin(client, lead, entry, year=LAST_YEAR):
    return client.post(url("balance_begin", lead), {"year": str(year), "entry": entry}, follow=True)


def test_list_without_balance_says_how_to_begin(client, lead):
    DeliveryFactory(partner=lead.partner, round__year=LAST_YEAR)

    page = client.get(url("balance_list", lead)).content.decode()

    assert "Noch keine Bilanz" in page
    assert f"?year={LAST_YEAR}" in page


@pytest.mark.parametrize("count", (1, 3))
def test_list_has_the_same_queries_whatever_its_length(client, lead, count, django_assert_max_num_queries):
    for number in range(count):
        BalanceFactory(partner=lead.partner, year=2020 + number, totals=FULL)
    client.get(url("balance_list", lead))

    with django_assert_max_num_queries(10) as queries:
        response = client.get(url("balance_list", lead))

    assert len(response.context["balances"]) == count
    assert len(queries) == 7


@pytest.mark.parametrize(
    ("year", "words"),
    (
        ("", "Geben Sie das Jahr der Bilanz an."),
        ("20x4", "mit vier Ziffern"),
        ("1989", "ab dem Jahr 1990"),
        (str(LAST_YEAR + 1), "noch nicht abgeschlossen"),
        ("2020", "gibt es schon eine Bilanz"),
    ),
)
def test_impossible_years_are_explained_and_kept(client, lead, year, words):
    BalanceFactory(partner=lead.partner, year=2020)

    response = client.post(url("balance_begin", lead), {"year": year, "entry": "quick"})

    page = response.content.decode()
    assert words in page
    assert f'value="{year}"' in page or not year
    assert "<title>Fehler:" in page


def test_begin_suggests_the_latest_year_that_is_missing(client, lead):
    BalanceFactory(partner=lead.partner, year=LAST_YEAR)

    form = client.get(url("balance_begin", lead)).context["form"]

    assert form["year"].value() == LAST_YEAR - 1


def test_begin_with_lines_without_factors_says_so(client, lead):
    page = begin(client, lead, "lines").content.decode()

    assert "noch keine Emissionsfaktoren" in page


def test_quick_totals_from_begin_to_receipt(client, lead):
    begin(client, lead, "quick")
    data = {
        "scope1": "1.234,5", "scope2_location": "0", "scope2_market": "", "scope3": "12 t CO₂e", "biogenic": "",
        "tool": "EMAS", "city_share_percent": "62,5 %", "save": "check",
    }  # fmt: skip

    check = client.post(url("balance_edit", lead, LAST_YEAR), data, follow=True)
    receipt = client.post(url("balance_submit", lead, LAST_YEAR), {"note": ""}, follow=True)

    balance = Balance.objects.get()
    assert dict(balance.totals.values_list("scope", "kg")) == {
        "scope1": Decimal(1_234_500), "scope2_location": Decimal(0), "scope3": Decimal(12_000),
    }  # fmt: skip
    assert balance.city_share_percent == Decimal("62.5")
    assert "1.234,50\u00a0t\u00a0CO₂e" in check.content.decode()
    assert balance.number in receipt.content.decode()
    assert balance.submitted_by == lead.user


def test_second_click_on_hand_in_is_told(client, lead):
    BalanceFactory(partner=lead.partner, totals=FULL)
    client.post(url("balance_submit", lead, 2024), {"note": ""})

    page = client.post(url("balance_submit", lead, 2024), {"note": ""}, follow=True).content.decode()

    assert "Einmal genügt" in page


def test_mistakes_keep_what_was_typed(client, lead):
    begin(client, lead, "quick")

    response = client.post(
        url("balance_edit", lead, LAST_YEAR),
        {"scope1": "-3", "scope2_location": "1,2,3", "tool": "ÖKO", "save": "check"},
    )

    page = response.content.decode()
    assert 'value="-3"' in page
    assert 'value="1,2,3"' in page
    assert 'value="ÖKO"' in page
    assert "Emissionen können nicht negativ sein" in page
    assert not ScopeTotal.objects.exists()


def test_a_draft_may_be_half_empty_and_the_check_says_what_is_missing(client, lead):
    begin(client, lead, "quick")

    saved = client.post(url("balance_edit", lead, LAST_YEAR), {"scope1": "5", "save": "draft"}, follow=True)
    check = client.get(url("balance_check", lead, LAST_YEAR)).content.decode()
    refused = client.post(url("balance_submit", lead, LAST_YEAR), {"note": ""}, follow=True).content.decode()

    assert "Gespeichert um" in saved.content.decode()
    assert 'value="5"' in saved.content.decode()
    assert "Es fehlt noch etwas" in check
    assert "Notiz für die Geschäftsstelle" not in check
    assert "fehlen noch Scope 1 oder Scope 2" in refused


def test_lines_are_calculated_with_the_factor_beside_the_result(client, lead, factors):
    site = SiteFactory(partner=lead.partner)
    begin(client, lead, "lines")
    data = {
        f"{site.pk}-electricity-amount": "120.000 kWh", f"{site.pk}-electricity-state": "measured",
        f"{site.pk}-gas-amount": "1000", f"{site.pk}-gas-variant": "bafa.natural_gas.kwh_hi",
        f"{site.pk}-petrol-state": "haben wir nicht", "scope2_market": "3", "save": "check",
    }  # fmt: skip

    check = client.post(url("balance_edit", lead, LAST_YEAR), data, follow=True).content.decode()
    again = client.get(url("balance_edit", lead, LAST_YEAR)).content.decode()

    lines = list(Balance.objects.get().lines.values_list("position", "site", "kg", "quality", "absence_reason"))
    assert lines == [
        (1, site.pk, Decimal(44640), "measured", ""),
        (2, site.pk, Decimal(201), "billed", ""),
        (6, site.pk, None, "billed", "haben wir nicht"),
    ]
    assert "44,64\u00a0t\u00a0CO₂e" in check
    assert 'value="120.000"' in again
    totals = dict(ScopeTotal.objects.values_list("scope", "kg"))
    assert totals == {"scope1": 201, "scope2_location": 44640, "scope2_market": 3000}


def test_results_come_without_reload_and_without_saving(client, lead, factors):
    begin(client, lead, "lines")

    response = client.post(
        url("balance_edit", lead, LAST_YEAR),
        {"0-electricity-amount": "1000", "0-gas-amount": "viel"},
        headers={"HX-Request": "true"},
    )

    page = response.content.decode()
    assert "372\u00a0kg\u00a0CO₂e" in page
    assert "Bitte prüfen Sie die Menge" in page
    assert "<html" not in page
    assert not Balance.objects.get().lines.exists()


def test_rows_explain_their_mistakes(client, lead, factors):
    begin(client, lead, "lines")
    data = {"0-electricity-amount": "-1", "0-gas-amount": "5", "0-gas-state": "noch nicht bekannt", "save": "check"}

    page = client.post(url("balance_edit", lead, LAST_YEAR), data).content.decode()
    nothing = client.post(url("balance_edit", lead, LAST_YEAR), {"save": "check"}).content.decode()

    assert "Strom: Eine Menge kann nicht negativ sein." in page
    assert "zugleich, dass es keine gibt" in page
    assert "mindestens eine Menge" in nothing


def test_jumps_ask_why_and_unlikely_figures_ask_for_a_confirmation(client, lead):
    BalanceFactory(partner=lead.partner, year=2023, totals={"scope1": Decimal(1000), "scope2_location": Decimal(1000)})
    BalanceFactory(partner=lead.partner, totals={"scope1": Decimal(1_000_000), "scope2_location": Decimal(1000)})

    check = client.get(url("balance_check", lead, 2024)).content.decode()
    refused = client.post(url("balance_submit", lead, 2024), {"note": ""}).content.decode()
    client.post(url("balance_submit", lead, 2024), {"note": "Neue Gießerei", "is_confirmed": "on"})

    assert "unwahrscheinlich" in check
    assert "um mehr als 30" in refused
    assert "Bestätigen Sie" in refused
    assert Balance.objects.get(year=2024).note == "Neue Gießerei"


def test_returned_balance_shows_the_reason(client, lead):
    delivery = DeliveryFactory(partner=lead.partner, round__year=2024)
    for balance in (
        BalanceFactory(partner=lead.partner, delivery=delivery, totals=FULL),
        BalanceFactory(partner=lead.partner, year=2023, totals=FULL),
    ):
        actions.submit_balance(balance=balance, note="", by=lead.user)
        actions.return_balance(balance=balance, reason="Wo ist das Gas?", by=UserFactory())

    for year in (2023, 2024):
        assert "Wo ist das Gas?" in client.get(url("balance_detail", lead, year)).content.decode()


def test_withdraw_and_its_end(client, lead):
    balance = BalanceFactory(partner=lead.partner, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    taken_back = client.post(url("balance_withdraw", lead, 2024), follow=True).content.decode()
    too_late = client.post(url("balance_withdraw", lead, 2024), follow=True).content.decode()

    assert "wieder ein Entwurf" in taken_back
    assert "mit der Prüfung begonnen" in too_late


def test_correction_begins_a_new_version(client, lead):
    BalanceFactory(partner=lead.partner, totals=FULL, approved=True)

    without = client.post(url("balance_correct", lead, 2024), {"reason": ""}).content.decode()
    page = client.post(url("balance_correct", lead, 2024), {"reason": "Zähler"}, follow=True).content.decode()

    assert "Bitte geben Sie einen Grund an" in without
    assert 'value="1.000"' in page
    assert Balance.objects.valid().get().version == 2


def test_what_is_handed_in_is_read_only(client, lead):
    balance = BalanceFactory(partner=lead.partner, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    for name in ("balance_edit", "balance_check", "balance_correct"):
        assert client.get(url(name, lead, 2024)).url == balance.get_absolute_url()
    page = client.post(url("balance_edit", lead, 2024), {"scope1": "9"}, follow=True).content.decode()
    assert "vor einem Augenblick" in page
    assert client.get(url("balance_receipt", lead, 2024)).status_code == 200


def test_editor_drafts_and_viewer_reads(client, lead):
    BalanceFactory(partner=lead.partner, totals=FULL)
    editor = MembershipFactory(partner=lead.partner, editor=True)
    viewer = MembershipFactory(partner=lead.partner)

    client.force_login(editor.user)
    assert "Ihre Leitung reicht ein" in client.get(url("balance_check", lead, 2024)).content.decode()
    assert client.post(url("balance_submit", lead, 2024), {"note": ""}).status_code == 404
    assert client.post(url("balance_withdraw", lead, 2024)).status_code == 404

    client.force_login(viewer.user)
    assert client.get(url("balance_list", lead)).status_code == 200
    assert client.get(url("balance_detail", lead, 2024)).status_code == 200
    assert {client.get(url(name, lead, 2024)).status_code for name in ("balance_edit", "balance_check")} == {404}
    assert client.get(url("balance_begin", lead)).status_code == 404


@pytest.mark.parametrize("trait", ({}, {"office": True}, {"office_lead": True}, {"city": True}, {"it": True}))
def test_for_strangers_and_staff_the_pages_do_not_exist(client, lead, trait, roles):
    BalanceFactory(partner=lead.partner, totals=FULL)
    client.force_login(UserFactory(**trait))

    codes = {client.get(url(name, lead, 2024)).status_code for name in PAGES}

    assert codes | {client.get(url("balance_list", lead)).status_code} == {404}


@pytest.mark.parametrize("trait", ("left", "founding"))
def test_partners_that_left_and_founders_have_no_balances(client, trait):
    member = MembershipFactory(lead=True, **{f"partner__{trait}": True})
    client.force_login(member.user)

    assert client.get(url("balance_list", member)).status_code == 404


def test_anonymous_people_are_sent_to_the_login(client, lead):
    client.logout()

    assert "/konto/login/" in client.get(url("balance_list", lead)).url
