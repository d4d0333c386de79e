"""The office's check of balances."""

from decimal import Decimal

import pytest
from django.urls import reverse

from emissions import actions
from emissions.models import Balance, Delivery, MeasureUpdate, Round
from partners.models import Recipient
from tests.factories import BalanceFactory, DeliveryFactory, MeasureFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(1_000_000), "scope2_location": Decimal(2_000_000)}
LIST = "emissions:balance_review_list"


@pytest.fixture
def office(client, roles):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def handed_in(year=2024, **fields):
    lead = MembershipFactory(lead=True)
    delivery = (
        DeliveryFactory(partner=lead.partner, round__year=year)
        if not Round.objects.filter(year=year).exists()
        else None
    )
    balance = BalanceFactory(partner=lead.partner, year=year, delivery=delivery, totals=FULL, **fields)
    return actions.submit_balance(balance=balance, note="", by=lead.user)


@pytest.mark.parametrize("count", (1, 3))
def test_list_has_the_same_queries_whatever_its_length(client, office, count, django_assert_max_num_queries):
    balances = [handed_in() for _number in range(count)]
    BalanceFactory(totals=FULL)
    client.get(reverse(LIST))

    with django_assert_max_num_queries(10) as queries:
        response = client.get(reverse(LIST))

    assert list(response.context["balances"]) == balances
    assert len(queries) == 5


def test_nothing_to_check_is_said(client, office):
    assert "Nichts zu prüfen" in client.get(reverse(LIST)).content.decode()


def test_figures_stand_beside_last_year(client, office):
    balance = handed_in()
    BalanceFactory(partner=balance.partner, year=2023, totals={"scope1": Decimal(500_000)}, approved=True)

    page = client.get(reverse("emissions:balance_review", args=[balance.pk])).content.decode()

    assert "500,00\u00a0t\u00a0CO₂e" in page
    assert "100,0\u00a0%" in page
    assert "über 30" in page


def test_check_begins_and_ends_with_approval(client, office):
    balance = handed_in()

    client.post(reverse("emissions:balance_check_begin", args=[balance.pk]))
    assert Delivery.objects.get().state == Delivery.State.IN_CHECK
    page = client.post(reverse("emissions:balance_approve", args=[balance.pk]), follow=True).content.decode()

    balance.refresh_from_db()
    assert balance.approved_by == office
    assert "ist freigegeben" in page
    assert Recipient.objects.latest("pk").letter.purpose == "balance-approved"


def test_the_second_person_is_told(client, office):
    balance = handed_in()
    actions.approve_balance(balance=balance, by=UserFactory())

    for name in ("balance_approve", "balance_return", "balance_check_begin"):
        page = client.post(
            reverse(f"emissions:{name}", args=[balance.pk]), {"reason": "x"}, follow=True
        ).content.decode()
        assert "vor einem Augenblick" in page
    assert Recipient.objects.filter(letter__purpose="balance-approved").count() == 1


def test_return_asks_why(client, office):
    balance = handed_in()

    without = client.post(reverse("emissions:balance_return", args=[balance.pk]), {"reason": ""}).content.decode()
    page = client.post(
        reverse("emissions:balance_return", args=[balance.pk]), {"reason": "Wo ist das Gas?"}, follow=True
    ).content.decode()

    balance.refresh_from_db()
    assert "Bitte geben Sie einen Grund an" in without
    assert "zurückgegeben" in page
    assert balance.is_draft
    again = client.post(reverse("emissions:balance_return", args=[balance.pk]), {"reason": ""}, follow=True)
    assert "vor einem Augenblick" in again.content.decode()


def test_drafts_are_not_shown_to_the_office(client, office):
    draft = BalanceFactory(totals=FULL)

    assert client.get(reverse("emissions:balance_review", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("trait", ({}, {"city": True}, {"it": True}))
def test_only_the_office_checks(client, trait, roles):
    balance = handed_in()
    client.force_login(UserFactory(**trait))

    assert client.get(reverse(LIST)).status_code == 404
    assert client.get(reverse("emissions:balance_review", args=[balance.pk])).status_code == 404
    for name in ("balance_approve", "balance_return", "balance_check_begin"):
        assert client.post(reverse(f"emissions:{name}", args=[balance.pk])).status_code == 404
    assert not Balance.objects.get().is_approved


def test_a_new_round_asks_all_partners(client, office):
    member = MembershipFactory(lead=True)

    client.post(
        reverse("admin:emissions_round_add"), {"year": "2025", "opens_on": "02.03.2026", "due_on": "30.06.2026"}
    )

    assert Delivery.objects.get().partner == member.partner


def test_due_date_is_extended_in_the_admin(client, office):
    delivery = DeliveryFactory()

    client.post(reverse("admin:emissions_delivery_change", args=[delivery.pk]), {"due_on": "31.12.2030"})

    delivery.refresh_from_db()
    assert delivery.due_on.isoformat() == "2030-12-31"


def test_checked_tonnes_get_their_time_and_person(client, office):
    update = MeasureUpdate.objects.create(measure=MeasureFactory(), year=2024, achieved_t=Decimal(5))
    address = reverse("admin:emissions_measure_change", args=[update.measure_id])
    data = {
        "updates-TOTAL_FORMS": "1", "updates-INITIAL_FORMS": "1", "updates-0-id": update.pk,
        "updates-0-measure": update.measure_id, "updates-0-checked_t": "4,5",
    }  # fmt: skip

    assert client.get(address).status_code == 200
    client.post(address, data)

    update.refresh_from_db()
    assert (update.checked_t, update.checked_by, update.achieved_t) == (Decimal("4.5"), office, Decimal(5))
    assert update.checked_at is not None


@pytest.mark.parametrize("model", ("balance", "target", "measure", "round", "delivery"))
def test_office_finds_the_records_in_the_admin(client, office, model):
    assert client.get(reverse(f"admin:emissions_{model}_changelist")).status_code == 200


def test_balance_in_the_admin_is_only_read(client, office):
    balance = handed_in()

    page = client.get(reverse("admin:emissions_balance_change", args=[balance.pk]))

    assert page.status_code == 200
    assert "_save" not in page.content.decode()
    assert client.get(reverse("admin:emissions_balance_add")).status_code in (403, 404)
