"""A partner's own factor, with evidence: counts in its balance, is accepted by the office, and never changes."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from emissions import actions, documents, line_columns, vsme
from emissions.errors import BalanceLocked, FactorNotUsable, OwnFactorExists, OwnFactorInUse
from emissions.models import Balance, Consumption, OwnFactor, Receipt, ScopeTotal
from partners.models import LogEntry
from tests import factories
from tests.lib.test_uploads import pdf

pytestmark = pytest.mark.django_db
POWER, GAS = "uba.electricity.mix.co2e_direct.kwh", "ebev.natural_gas.kwh_hs"
D = Decimal


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    """1,000 kWh of power at 0.4, 5,000 kWh of gas at 0.18."""
    factor_set = factories.FactorSetFactory()
    balance = factories.BalanceFactory(partner=lead.partner, entry="lines", factor_set=factor_set)
    lines = [
        actions.NewLine(place, None, factories.FactorFactory(
            factor_set=factor_set, key=key, scope=scope, kg_co2e_per_unit=D(value)
        ), D(amount))
        for place, key, scope, value, amount in ((1, POWER, "2", "0.4", 1000), (2, GAS, "1", "0.18", 5000))
    ]  # fmt: skip
    actions.save_balance_lines(balance=balance, lines=lines, stated_kg={}, fields={}, by=lead.user)
    balance.refresh_from_db()
    return balance


def add(balance, lead, **changes):
    fields = {
        "name": "Gas der Stadtwerke", "key": GAS, "scope3_category": None, "unit": "kWh", "kg_co2e_per_unit": D("0.17"),
        "valid_year": 2024, "source": "Schreiben vom 2. Februar", **changes,
    }  # fmt: skip
    evidence = ContentFile(pdf(), name="nachweis.pdf")
    return actions.add_own_factor(balance=balance, fields=fields, evidence=evidence, by=lead.user)


def of_scope3(balance, lead, **changes):
    return add(balance, lead, key="", scope3_category=1, unit="t", kg_co2e_per_unit=D("820"), name="Stahl", **changes)


def kg_of(balance, scope):
    return ScopeTotal.objects.get(balance=balance, scope=scope).kg


def handed_in(balance, lead):
    return actions.submit_balance(balance=balance, note="", by=lead.user)


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def send(client, balance, **changes):
    sent = {
        "stands_for": GAS, "name": "Gas der Stadtwerke", "kg_co2e_per_unit": "0,17", "valid_year": "2024",
        "source": "Schreiben", "is_direct": "on", "evidence": SimpleUploadedFile("n.pdf", pdf()), **changes,
    }  # fmt: skip
    return client.post(url("own_factor_list", balance), sent, follow=True).content.decode()


def test_it_counts_at_once_and_the_portals_factor_again_when_it_is_removed(balance, lead):
    own = add(balance, lead)

    line = balance.lines.get(factor__key=GAS)
    assert (line.own_factor, line.kg_co2e_per_unit, line.kg) == (own, D("0.17"), D(850))
    assert kg_of(balance, "scope1") == 850

    storage, name = own.evidence.storage, own.evidence.name
    actions.remove_own_factor(own_factor=own, by=lead.user)

    line.refresh_from_db()
    assert (line.own_factor, line.kg_co2e_per_unit, kg_of(balance, "scope1")) == (None, D("0.18"), 900)
    assert storage.exists(name)  # until the transaction is through
    steps = LogEntry.objects.filter(verb__startswith="own-factor").order_by("pk")
    assert [step.verb for step in steps] == ["own-factor-added", "own-factor-removed"]


@pytest.mark.django_db(transaction=True)
def test_evidence_goes_with_the_factor_that_nobody_shows_any_more(balance, lead):
    own = add(balance, lead)
    storage, name = own.evidence.storage, own.evidence.name

    actions.remove_own_factor(own_factor=own, by=lead.user)

    assert not storage.exists(name)


def test_what_is_typed_later_counts_with_it_too(client, balance, lead):
    add(balance, lead)

    page = client.post(url("balance_edit", balance), {"0-gas-amount": "1.000", "save": "draft"}, follow=True)

    assert kg_of(balance, "scope1") == 170
    assert balance.lines.get().own_factor.name == "Gas der Stadtwerke"
    assert "eigener Faktor" in page.content.decode()
    assert "0,17" in page.content.decode()


@pytest.mark.parametrize("key", (POWER, "bafa.district_heat.kwh_hi", "gwp.ar5.r134a.kg", "muster"))
def test_power_heat_and_refrigerants_have_no_own_factors(balance, lead, key):
    with pytest.raises(FactorNotUsable):
        add(balance, lead, key=key)


def test_one_in_place_of_each_factor(client, balance, lead):
    add(balance, lead)

    page = send(client, balance)

    assert "schon einen eigenen Faktor" in page
    with pytest.raises(OwnFactorExists):
        add(balance, lead)


def test_an_activity_of_scope_3_counts_with_it(client, balance, lead):
    own = of_scope3(balance, lead)
    sent = {"factor": f"own-{own.pk}", "amount": "2", "quality": "billed"}

    page = client.post(url("scope3_category", balance, 1), sent, follow=True).content.decode()

    assert (kg_of(balance, "scope3"), kg_of(balance, "scope1")) == (1640, 900)
    assert "Stahl" in page
    line = Consumption.objects.get(scope3_category=1)
    assert (line.unit, line.used, str(line)) == ("t", own, "Stahl: 2.000000")
    with pytest.raises(OwnFactorInUse):
        actions.remove_own_factor(own_factor=own, by=lead.user)
    assert (
        "zählen mit diesem Faktor"
        in client.post(url("own_factor_remove", balance, own.pk), follow=True).content.decode()
    )
    assert "Stahl" in client.get(url("balance_check", balance)).content.decode()


def test_it_counts_in_its_own_category_alone(balance, lead):
    own = of_scope3(balance, lead)

    with pytest.raises(FactorNotUsable):
        actions.add_scope3_line(
            balance=balance, category=6, factor=own, amount=D(1), quality="billed", note="", by=lead.user
        )


def test_the_page_stores_shows_and_removes(client, balance):
    assert "Ihr eigener Faktor ist gespeichert" in send(client, balance)
    own = OwnFactor.objects.get()
    assert (own.key, own.unit, own.kg_co2e_per_unit) == (GAS, "kWh", D("0.17"))
    evidence = client.get(url("own_factor_evidence", balance, own.pk))
    assert evidence.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(evidence.streaming_content).startswith(b"%PDF")

    page = client.post(url("own_factor_remove", balance, own.pk), follow=True).content.decode()

    assert "Faktor ist entfernt" in page
    assert not OwnFactor.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    (
        ({"kg_co2e_per_unit": "170"}, "Vermutlich waren Gramm gemeint"),
        ({"kg_co2e_per_unit": "0"}, "größer als 0"),
        ({"kg_co2e_per_unit": "wenig"}, "keine Zahl"),
        ({"is_direct": ""}, "Vorkette"),
        ({"evidence": ""}, "Dokument"),
        ({"evidence": SimpleUploadedFile("n.pdf", b"kein PDF")}, "Diese Art von Datei"),
        ({"stands_for": "3.1"}, "Geben Sie die Einheit an"),
        ({"stands_for": POWER}, "gültige Auswahl"),
        ({"valid_year": "2030"}, "so viel neuer"),
    ),
)
def test_what_cannot_be_right_is_told_in_place(client, balance, changes, said):
    assert said in send(client, balance, **changes)
    assert not OwnFactor.objects.exists()


def test_scope_3_of_the_page_names_its_unit(client, balance):
    send(client, balance, stands_for="3.1", unit="t", kg_co2e_per_unit="820", is_direct="")

    own = OwnFactor.objects.get()
    assert (own.key, own.scope3_category, own.unit, own.carrier_label) == ("", 1, "t", "")


def test_totals_have_no_own_factors(client, lead):
    quick = factories.BalanceFactory(partner=lead.partner)

    assert client.get(url("own_factor_list", quick)).status_code == 302


def test_once_handed_in_the_pages_are_shut(client, balance, lead):
    own = add(balance, lead)
    handed_in(balance, lead)

    assert client.get(url("own_factor_list", balance)).status_code == 302
    assert "eingereicht" in client.post(url("own_factor_remove", balance, own.pk), follow=True).content.decode()
    assert OwnFactor.objects.get() == own
    with pytest.raises(BalanceLocked):
        add(balance, lead, key="de.diesel.l")


def test_somebody_was_faster(client, balance, lead, monkeypatch):
    def locked(**_fields):
        raise BalanceLocked(balance)

    monkeypatch.setattr(actions, "add_own_factor", locked)

    assert "eingereicht" in send(client, balance)


def test_nobody_else_sees_factor_or_evidence_and_the_office_only_what_is_handed_in(client, balance, lead, roles):
    own = add(balance, lead)
    evidence = url("own_factor_evidence", balance, own.pk)
    stranger, office = factories.MembershipFactory(lead=True).user, factories.UserFactory(office=True)

    def seen(user):
        client.force_login(user)
        answer = client.get(evidence)
        return (answer.status_code, b"".join(answer)[:5])

    assert [seen(user)[0] for user in (stranger, office, lead.user)] == [404, 404, 200]
    handed_in(balance, lead)
    assert [seen(user)[0] for user in (stranger, office, lead.user)] == [404, 200, 200]
    client.force_login(stranger)
    own_partner = stranger.memberships.get().partner
    other = factories.BalanceFactory(partner=own_partner, entry="lines", factor_set=balance.factor_set)
    assert own.name not in client.get(url("balance_edit", other)).content.decode()


def test_the_office_reads_a_hint_and_accepts_once(client, balance, lead, roles):
    own = add(balance, lead)
    office = factories.UserFactory(office=True)
    client.force_login(office)
    accept = reverse("emissions:own_factor_accept", args=[own.pk])
    page = reverse("emissions:balance_review", args=[balance.pk])
    client.post(accept)
    assert OwnFactor.objects.get().accepted_at is None
    handed_in(balance, lead)

    before = client.get(page).content.decode()
    after = client.post(accept, follow=True).content.decode()
    at = OwnFactor.objects.get().accepted_at
    client.post(accept)

    assert "Gas der Stadtwerke (\u22125,6\u00a0%)" in before
    assert "ist anerkannt" in after
    assert "Gas der Stadtwerke (\u22125,6\u00a0%)" not in after
    assert (OwnFactor.objects.get().accepted_at, OwnFactor.objects.get().accepted_by) == (at, office)
    assert LogEntry.objects.filter(verb="own-factor-accepted").count() == 1


def test_a_correction_takes_it_along_and_the_old_version_keeps_its_own(balance, lead):
    own = add(balance, lead)
    handed_in(balance, lead)
    actions.approve_balance(balance=balance, by=factories.UserFactory(office=True))

    new = actions.correct_balance(balance=balance, reason="Zähler", by=lead.user)

    copy = new.own_factors.get()
    assert (new.lines.get(factor__key=GAS).own_factor, copy.evidence.name) == (copy, own.evidence.name)
    assert balance.lines.get(factor__key=GAS).own_factor == own
    actions.remove_own_factor(own_factor=copy, by=lead.user)
    assert own.evidence.storage.exists(own.evidence.name)
    assert list(OwnFactor.objects.all()) == [own]


def test_exports_api_energy_and_receipt_name_it(client, balance, lead):
    add(balance, lead)
    of_scope3(balance, lead)

    rows = list(line_columns.export_rows(balance.lines.for_table()))
    told = client.get(reverse("api:my_balance", args=[balance.year])).json()
    receipt = Receipt(balance=balance, kind=Receipt.Kind.RECEIVED, at=timezone.now(), language="de")

    gas = next(row for row in rows if row[7] == GAS)
    assert (gas[8], gas[9], gas[11], gas[-1]) == (
        "Gas der Stadtwerke", D("0.17"), "Schreiben vom 2. Februar", "Gas der Stadtwerke",
    )  # fmt: skip
    assert [(line["kg_per_unit"], line["own_factor"]) for line in told["lines"]] == [
        ("0.4", None),
        ("0.17", "Gas der Stadtwerke"),
    ]
    balance = Balance.objects.select_related("partner").get(pk=balance.pk)
    assert [one.name for one in vsme.disclosures_of(balance).carriers] == ["Erdgas", "Erdgas: Gas der Stadtwerke"]
    assert documents.receipt(receipt).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("fields", "law"),
    (
        ({"kg_co2e_per_unit": 0}, "own_factor_is_above_zero"),
        ({"evidence": ""}, "own_factor_has_its_evidence"),
        ({"source": ""}, "own_factor_has_its_evidence"),
        ({"key": ""}, "own_factor_has_its_place"),
        ({"scope3_category": 3}, "own_factor_has_its_place"),
        ({"scope3_category": 16, "key": ""}, "own_factor_has_its_place"),
        ({"valid_year": 1989}, "own_factor_has_a_plausible_year"),
        ({"accepted_at": timezone.now()}, "own_factor_says_who_accepted_it"),
    ),
)
def test_the_database_refuses_what_is_no_factor(fields, law):
    with pytest.raises(IntegrityError, match=law):
        factories.OwnFactorFactory(**fields)


def test_the_database_refuses_a_second_one_for_a_carrier():
    one = factories.OwnFactorFactory()

    with pytest.raises(IntegrityError, match="one_own_factor_in_place_of_another"):
        factories.OwnFactorFactory(balance=one.balance)


@pytest.mark.parametrize(
    "change",
    (
        lambda one: OwnFactor.objects.update(kg_co2e_per_unit=1),
        lambda one: OwnFactor.objects.update(evidence="anderes.pdf"),
        lambda one: OwnFactor.objects.filter(pk=one.pk).delete(),
        lambda one: factories.OwnFactorFactory(balance=one.balance, key="de.diesel.l"),
    ),
)
def test_the_database_keeps_it_once_a_balance_is_handed_in(change):
    one = factories.OwnFactorFactory()
    Balance.objects.update(submitted_at=timezone.now())

    with pytest.raises(IntegrityError, match="own factor does not change"):
        change(one)


def test_the_database_keeps_its_value_in_a_draft_too_and_its_acceptance_once_checked():
    factories.OwnFactorFactory(accepted_at=timezone.now(), accepted_by=factories.UserFactory(office=True))
    Balance.objects.update(submitted_at=timezone.now(), approved_at=timezone.now())

    with pytest.raises(IntegrityError, match="own factor does not change"):
        OwnFactor.objects.update(accepted_at=None, accepted_by=None)


@pytest.mark.parametrize("value", ("0.19", "0.2"))
def test_the_database_refuses_a_line_with_the_own_factor_of_another_balance_or_another_value(balance, value):
    foreign = factories.OwnFactorFactory() if value == "0.19" else factories.OwnFactorFactory(balance=balance)

    with pytest.raises(IntegrityError, match="a line counts with an own factor of its balance"):
        Consumption.objects.create(
            balance=balance, factor=balance.factor_set.factors.get(key=GAS), own_factor=foreign, amount=1,
            kg_co2e_per_unit=D(value), kg=D(value),
        )  # fmt: skip


def test_the_database_refuses_an_own_factor_alone_outside_scope_3(balance):
    own = factories.OwnFactorFactory(balance=balance)

    with pytest.raises(IntegrityError, match="consumption_has_a_factor_or_a_reason"):
        Consumption.objects.create(balance=balance, own_factor=own, amount=1, kg_co2e_per_unit=D("0.19"), kg=D("0.19"))


def test_a_draft_goes_with_its_own_factors(balance, lead):
    add(balance, lead)

    balance.delete()

    assert not OwnFactor.objects.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_asks_as_much_whatever_it_lists(client, balance, lead, count, django_assert_num_queries):
    for number in range(count):
        of_scope3(balance, lead, valid_year=2020 + number)

    client.get(url("own_factor_list", balance))

    with django_assert_num_queries(7):
        client.get(url("own_factor_list", balance))
