"""Whatever people, programs and enemies send to the forms of the three journeys: never a 500, nothing typed is lost."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions.models import Balance, Measure, Target
from events import actions, invitations
from tests.factories import (
    BalanceFactory,
    EventFactory,
    FactorFactory,
    FactorSetFactory,
    InvitationFactory,
    MeasureFactory,
    MembershipFactory,
    SiteFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}
POWER = "uba.electricity.mix.co2e_direct.kwh"
TARGET = {
    "scopes": "1+2", "basis": "location", "base_year": "2019", "base_value": "1.000", "target_year": "2035",
    "reduction_percent": "60", "target_value": "", "note": "", "change_reason": "Werk",
}  # fmt: skip
MEASURE = {
    "title": "Wärmepumpe", "field": "heat", "description": "", "status": "planned", "dropped_reason": "",
    "starts_on": "2024-03-01", "ends_on": "", "planned_t_per_year": "120,5", "cost_eur": "250.000",
    "lifetime_years": "", "owner": "",
}  # fmt: skip
QUICK = {
    "scope1": "1", "scope2_location": "2", "scope2_market": "", "scope3": "", "biogenic": "", "tool": "",
    "city_share_percent": "", "save": "check", "seen": "",
}  # fmt: skip
LINES = {
    "0-electricity-amount": "5", "0-electricity-state": "billed", "0-gas-variant": "", "scope2_market": "",
    "scope3": "", "city_share_percent": "", "save": "check", "seen": "",
}  # fmt: skip
PEOPLE = {
    "people": "yes", "name_0": "Kim", "email_0": "", "needs_0": "", "photo_0": "", "name_1": "", "email_1": "",
    "needs_1": "", "note": "",
}  # fmt: skip
REPORT = {"year": str(YEAR), "cut_off": "2025-01-01", "language": "de", "greeting": "", "greeting_by": ""}

NOT_NUMBERS = (
    "1,5 kWh x", "12x", "1,234.5", "1.234,5,6", "１２", "1e5", "١٢", "NaN", "Infinity", "-Infinity", "0x10", "½",
    "1_000", "1" * 10_000, "1" * 41, "1\x002", "\x00", "<b>1</b>", "%(value)s", "--1", ",5", "1,",
)  # fmt: skip
TOO_SMALL = ("-1", "−5", "- 1")
TOO_LARGE = ("1000000000001", "9" * 39)
NUMBERS = (
    ("1.500", Decimal(1500)), ("1.5", Decimal("1.5")), ("1 500", Decimal(1500)), ("1\u00a0500,5", Decimal("1500.5")),
    ("1.234,5", Decimal("1234.5")), (" 12 ", Decimal(12)), ("0", Decimal(0)), ("+3", Decimal(3)),
)  # fmt: skip
NASTY = (
    "\x00", "a\x00b", "\ud800", "x" * 10_000, "9" * 30, "-1", "0001-01-01", "9999-12-31", "31.02.2024", "0", "<script>",
    "%s %(a)s {name}", "１９９９", "٢٠١٩", "\u202e\u200b", "'; DROP TABLE partners_partner; --", "99999999999999999999",
    "a" * 240 + "@firma.example", "1e400", "[]", "2024\n2025",
)  # fmt: skip


class Door:
    """One POST view with its role and data that it takes."""

    def __init__(self, address, data):
        self.address, self.data = address, data


@pytest.fixture
def lead(client):
    member = MembershipFactory(lead=True, partner__name="Muster 100 % {x} GmbH")
    client.force_login(member.user)
    return member


@pytest.fixture
def power():
    return FactorFactory(factor_set=FactorSetFactory(), key=POWER, scope="2", kg_co2e_per_unit=Decimal("0.372"))


def own(name, lead, *keys):
    return reverse(f"emissions:{name}", args=[lead.partner.slug, *keys])


def lines_balance(lead, power):
    return BalanceFactory(partner=lead.partner, year=YEAR, entry="lines", factor_set=power.factor_set)


def door_of(name, client, lead, power):
    partner = lead.partner
    if name == "begin":
        return Door(own("balance_begin", lead), {"year": str(YEAR), "entry": "quick"})
    if name == "quick":
        BalanceFactory(partner=partner, year=YEAR)
        return Door(own("balance_edit", lead, YEAR), QUICK)
    if name == "lines":
        lines_balance(lead, power)
        return Door(own("balance_edit", lead, YEAR), LINES)
    if name == "submit":
        BalanceFactory(partner=partner, year=YEAR, totals=FULL)
        return Door(own("balance_submit", lead, YEAR), {"note": "", "seen": ""})
    if name == "correct":
        BalanceFactory(partner=partner, year=YEAR, totals=FULL, approved=True)
        return Door(own("balance_correct", lead, YEAR), {"reason": "Zähler"})
    if name == "target_add":
        return Door(own("target_add", lead), TARGET | {"confirm": "yes"})
    if name == "target_change":
        return Door(own("target_change", lead, TargetFactory(partner=partner).pk), TARGET | {"confirm": "yes"})
    if name == "measure_add":
        return Door(own("measure_add", lead), MEASURE)
    if name == "measure_change":
        return Door(own("measure_change", lead, MeasureFactory(partner=partner).pk), MEASURE)
    if name == "achieved":
        return Door(MeasureFactory(partner=partner).get_absolute_url(), {"year": str(YEAR), "achieved_t": "1"})
    if name == "account":
        typed = {"title": "", "first_name": "Kim", "last_name": "M", "phone": "", "language": "de"}
        return Door(reverse("partners:account"), typed)
    return door_of_staff(name, client, lead)


def door_of_staff(name, client, lead):
    if name == "report":
        client.force_login(UserFactory(city=True))
        return Door(reverse("pact:city_report_start"), REPORT)
    office = UserFactory(office_lead=True)
    client.force_login(office)
    event = EventFactory(published=True)
    if name == "compose":
        typed = {"partners": str(lead.partner.pk), "subject": "Hallo", "text": "{answer_link}", "seen": ""}
        return Door(reverse("events:mailing_compose", args=[event.pk]), typed)
    if name == "phone":
        typed = {
            "invitation": str(InvitationFactory(event=event).pk), "state": "accepted", "name": "Kim", "email": "",
        }  # fmt: skip
        return Door(reverse("events:event_manage", args=[event.pk]), typed)
    if name == "return":
        balance = BalanceFactory(totals=FULL, submitted_at=timezone.now())
        return Door(reverse("emissions:balance_return", args=[balance.pk]), {"reason": "Wo?"})
    if name == "approve":
        balance = BalanceFactory(totals=FULL, submitted_at=timezone.now())
        return Door(reverse("emissions:balance_approve", args=[balance.pk]), {"seen": ""})
    mailing = actions.save_draft(event=event, subject="Hallo", text="{answer_link}", partners=[lead.partner], by=office)
    recipient = actions.send_mailing(mailing=mailing, by=office).recipients.get()
    client.logout()
    address = invitations.links(recipient)["answer_link"].removeprefix("http://localhost:8000")
    if name == "people":
        client.post(address, {"answer": "accepted"})
        return Door(address, PEOPLE)
    assert name == "answer"
    return Door(address, {"answer": "accepted"})


DOORS = (
    "begin", "quick", "lines", "submit", "correct", "target_add", "target_change", "measure_add", "measure_change",
    "achieved", "account", "report", "compose", "phone", "return", "approve", "people", "answer",
)  # fmt: skip


def urlencoded(data):
    """As an enemy would: NUL bytes, lone surrogates and all."""
    return "&".join(f"{quote(key)}={quote(str(value), errors='surrogatepass')}" for key, value in data.items())


@pytest.mark.parametrize("name", DOORS)
def test_nothing_that_is_sent_breaks_a_form_and_what_was_typed_is_shown_again(name, client, lead, power):
    door = door_of(name, client, lead, power)

    one_field_each = [({field: NASTY[number % len(NASTY)]}) for number, field in enumerate(door.data)]
    for nasty in [*(dict.fromkeys(door.data, value) for value in NASTY), *one_field_each]:
        body = urlencoded({**door.data, **nasty})
        response = client.post(door.address, body, content_type="application/x-www-form-urlencoded")

        assert response.status_code in (200, 302, 404, 410), nasty
        form = (response.context or {}).get("form") if response.status_code == 200 else None
        if form is not None and form.is_bound and form.errors:
            for field, value in nasty.items():
                if field in form.fields and field not in ("seen", "photo_0") and value != "\ud800":
                    assert value in as_list(form[field].value()), (field, value)


def as_list(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", DOORS)
def test_forms_without_their_fields_or_with_unknown_ones(name, client, lead, power):
    door = door_of(name, client, lead, power)
    others = {
        "form-TOTAL_FORMS": str(10**9), "form-INITIAL_FORMS": "x", "partner": "1", "id": "1", "version": "7",
        f"{SiteFactory().pk}-electricity-amount": "7", "superseded_at": "2020-01-01", "factor": str(power.pk),
    }  # fmt: skip

    assert client.post(door.address, {}).status_code in (200, 302)
    assert client.post(door.address, {**door.data, **others}).status_code in (200, 302)


@pytest.mark.parametrize(
    ("name", "field"),
    (
        ("quick", "scope1"), ("lines", "0-electricity-amount"), ("target_add", "base_value"),
        ("measure_add", "planned_t_per_year"), ("achieved", "achieved_t"),
    ),
)  # fmt: skip
def test_what_is_no_number_is_said_and_shown_again(name, field, client, lead, power):
    door = door_of(name, client, lead, power)

    for typed in (*NOT_NUMBERS, *TOO_SMALL, *TOO_LARGE):
        response = client.post(door.address, {**door.data, field: typed})

        form = response.context["form"]
        assert list(form.errors) == [field], typed
        assert len(form.errors[field][0]) < 200
        assert form[field].value() == typed
        assert "<title>Fehler:" in response.content.decode()


@pytest.mark.parametrize(("typed", "meant"), NUMBERS)
def test_numbers_are_what_a_german_hand_meant(typed, meant, client, lead, power):
    lines = door_of("lines", client, lead, power)
    measure = door_of("measure_add", client, lead, power)

    client.post(lines.address, {**lines.data, "0-electricity-amount": typed})
    client.post(measure.address, {**measure.data, "planned_t_per_year": typed})

    assert Balance.objects.get().lines.get().amount == meant
    assert Measure.objects.get().planned_t_per_year == meant


@pytest.mark.parametrize("field", ("starts_on", "ends_on"))
@pytest.mark.parametrize("day", ("0001-01-01", "9999-12-31", "2024-02-30", "1.1.1"))
def test_impossible_days_are_explained(field, day, client, lead, power):
    door = door_of("measure_add", client, lead, power)

    form = client.post(door.address, {**door.data, field: day}).context["form"]

    assert field in form.errors
    assert form[field].value() == day


def test_sites_and_factors_of_others_change_nothing(client, lead, power):
    mine, theirs = SiteFactory(partner=lead.partner), SiteFactory()
    lines_balance(lead, power)
    data = {f"{mine.pk}-electricity-amount": "5", f"{theirs.pk}-electricity-amount": "7", "save": "check"}

    client.post(own("balance_edit", lead, YEAR), data)
    unknown = client.post(
        own("balance_edit", lead, YEAR), {**data, f"{mine.pk}-gas-variant": "defra.coal", f"{mine.pk}-gas-state": "x"}
    )

    assert list(Balance.objects.get().lines.values_list("site", "amount")) == [(mine.pk, 5)]
    assert set(unknown.context["form"].errors) == {f"{mine.pk}-gas-variant", f"{mine.pk}-gas-state"}


def test_a_per_cent_sign_in_the_name_of_a_site_breaks_no_message(client, lead, power):
    site = SiteFactory(partner=lead.partner, name="Werk %(a)s 100 % {x}")
    lines_balance(lead, power)

    page = client.post(own("balance_edit", lead, YEAR), {f"{site.pk}-electricity-amount": "viel", "save": "check"})

    assert f"Strom ({site.name}): „viel“ ist keine Zahl" in page.content.decode()


def test_a_share_above_100_percent_is_explained(client, lead, power):
    door = door_of("quick", client, lead, power)

    page = client.post(door.address, {**door.data, "city_share_percent": "101"}).content.decode()

    assert "Ein Anteil beträgt höchstens 100 %." in page


@pytest.mark.parametrize(
    "typed",
    (
        {"base_value": "100", "reduction_percent": "0,1", "target_value": "100"},
        {"base_value": "0,000001", "reduction_percent": "1"},
    ),
)
def test_a_target_that_rounds_to_no_reduction_is_refused_in_words(typed, client, lead, power):
    door = door_of("target_add", client, lead, power)

    response = client.post(door.address, {**door.data, **typed})

    assert list(response.context["form"].errors) == ["target_value"]
    assert Target.objects.count() == 0


def test_a_base_value_from_a_balance_keeps_as_many_digits_as_a_target_has(client, lead, power):
    BalanceFactory(
        partner=lead.partner, year=2019, totals={**FULL, "scope1": Decimal("0.00000000000001")}, approved=True
    )
    door = door_of("target_add", client, lead, power)

    client.post(door.address, {**door.data, "base_value": ""})

    assert Target.objects.get().base_value == 2


@pytest.mark.parametrize("key", (0, 10**30, 2**63))
def test_keys_beyond_all_numbers_do_not_exist(key, client, lead, power):
    addresses = [
        own("target_detail", lead, key), own("measure_detail", lead, key), own("measure_delete", lead, key),
        own("balance_detail", lead, key), own("balance_edit", lead, key),
    ]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {404}

    client.force_login(UserFactory(office_lead=True))
    names = (
        "events:event_manage", "events:mailing_compose", "events:mailing_check", "partners:letter_detail",
        "emissions:balance_review", "pact:city_report_detail", "pact:city_report_file",
    )  # fmt: skip
    assert {client.get(reverse(name, args=[key])).status_code for name in names} == {404}
    posts = ("events:mailing_send", "partners:letter_retry", "emissions:balance_approve", "pact:city_report_publish")
    assert {client.post(reverse(name, args=[key])).status_code for name in posts} == {404}


@pytest.mark.parametrize("value", ("\x00", "9" * 30, "-1", "x", "%"))
def test_filters_and_page_numbers_of_any_kind(value, client, lead, power):
    assert client.get(own("balance_begin", lead), {"year": value}).status_code == 200
    client.force_login(UserFactory(office_lead=True))
    event = EventFactory(published=True)

    compose = reverse("events:mailing_compose", args=[event.pk])
    for field in ("kind", "sector", "size", "district"):
        assert client.get(compose, {field: value}).status_code == 200
    assert client.get(reverse("partners:letter_list"), {"seite": value}).status_code == 200


def test_a_mailing_to_all_of_many_partners_is_no_attack(client, lead, power, settings):
    door = door_of("compose", client, lead, power)

    response = client.post(
        door.address, {**door.data, "partners": [lead.partner.pk] + [10**9 + n for n in range(2000)]}
    )

    assert response.status_code == 200
    assert "partners" in response.context["form"].errors
