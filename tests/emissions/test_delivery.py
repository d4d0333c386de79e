"""The partner's report as a whole: its parts, what is missing, handing in, what both sides see."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions import actions, parts
from emissions.errors import DeliveryIncomplete
from emissions.models import Balance
from partners.models import Partner
from tests.factories import (
    BalanceFactory,
    DeliveryFactory,
    MeasureFactory,
    MembershipFactory,
    QuestionFactory,
    ReceiptFactory,
    RoundFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FULL = {"scope1": Decimal(1000), "scope2_location": Decimal(2000)}


@pytest.fixture
def lead(client):
    member = MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def delivery(lead):
    return DeliveryFactory(partner=lead.partner, round=RoundFactory(year=2024, whole=True, requires_scope3=True))


def missing(delivery) -> list[str]:
    return [part.missing for part in parts.missing(delivery)]


def page(client, delivery) -> str:
    return client.get(delivery.get_absolute_url()).content.decode()


def test_each_part_says_what_it_lacks(delivery):
    assert missing(delivery) == [
        "Die Klimabilanz ist noch nicht begonnen.",
        "Scope 3 ist noch nicht angegeben.",
        "Noch ist keine Maßnahme erfasst.",
        "Noch kein Ziel gesetzt.",
    ]


def test_parts_are_done_one_by_one(delivery):
    balance = BalanceFactory(partner=delivery.partner, year=2024, totals={"scope1": Decimal(1)})
    assert missing(delivery)[0] == "Scope 1 oder Scope 2 ist noch nicht angegeben."

    balance.totals.create(scope="scope2_location", kg=1)
    balance.totals.create(scope="scope3", kg=1)
    running = MeasureFactory(partner=delivery.partner, status="running")
    MeasureFactory(partner=delivery.partner, status="planned")
    MeasureFactory(partner=delivery.partner, status="running", starts_on=dt.date(2025, 1, 1))
    TargetFactory(partner=delivery.partner)
    assert missing(delivery) == ["Für 1 Maßnahme fehlt noch das Ergebnis 2024."]

    running.updates.create(year=2024, achieved_t=5)
    assert missing(delivery) == []


def test_only_what_the_round_asks_for_counts(lead):
    delivery = DeliveryFactory(partner=lead.partner, round=RoundFactory(year=2024))

    assert [part.title for part in parts.parts_of(delivery)] == ["Klimabilanz (Scope 1 und 2)"]


def test_the_page_says_how_far_it_is_and_where_to_go_on(client, delivery):
    TargetFactory(partner=delivery.partner)

    text = page(client, delivery)

    assert "1 von 4 Abschnitten" in text
    assert f"{reverse('emissions:balance_begin', args=[delivery.partner.slug])}?year=2024" in text
    assert "Prüfen und einreichen" not in text


def test_handing_in_is_refused_until_it_is_whole(client, lead, delivery):
    balance = BalanceFactory(partner=lead.partner, year=2024, delivery=delivery, totals=FULL)

    with pytest.raises(DeliveryIncomplete):
        actions.submit_balance(balance=balance, note="", by=lead.user)
    response = client.post(reverse("emissions:balance_submit", args=[lead.partner.slug, 2024]), follow=True)

    assert response.redirect_chain[-1][0] == delivery.get_absolute_url()
    assert "Es fehlen noch andere Teile" in response.content.decode()
    check = client.get(reverse("emissions:balance_check", args=[lead.partner.slug, 2024])).content.decode()
    assert "noch nicht vollständig" in check
    assert "Bilanz einreichen" not in check


def test_the_whole_is_handed_in_with_number_and_receipt(client, lead, delivery, django_capture_on_commit_callbacks):
    balance = BalanceFactory(partner=lead.partner, year=2024, delivery=delivery, totals={**FULL, "scope3": Decimal(1)})
    MeasureFactory(partner=lead.partner)
    TargetFactory(partner=lead.partner)
    assert "Prüfen und einreichen" in page(client, delivery)

    response = client.post(reverse("emissions:balance_submit", args=[lead.partner.slug, 2024]), follow=True)

    delivery.refresh_from_db()
    balance.refresh_from_db()
    assert (delivery.state, balance.number in response.content.decode()) == ("handed_in", True)
    assert [(one.kind, one.at) for one in balance.receipts.all()] == [("received", balance.submitted_at)]


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_asks_as_often_for_three_as_for_one(client, lead, count, django_assert_max_num_queries):
    for number in range(count):
        DeliveryFactory(partner=lead.partner, round__year=2020 + number)
    url = reverse("emissions:delivery_list", args=[lead.partner.slug])
    client.get(url)

    with django_assert_max_num_queries(8) as queries:
        response = client.get(url)

    assert [one.round.year for one in response.context["deliveries"]] == list(range(2019 + count, 2019, -1))
    assert len(queries) == 5


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_asks_as_often_for_many_questions_as_for_one(
    client, lead, delivery, count, django_assert_max_num_queries
):
    balance = BalanceFactory(partner=lead.partner, year=2024, delivery=delivery, submitted_at=timezone.now())
    for _number in range(count):
        QuestionFactory(balance=balance)
        MeasureFactory(partner=lead.partner)
        ReceiptFactory(balance=balance)
    client.get(delivery.get_absolute_url())

    with django_assert_max_num_queries(16) as queries:
        client.get(delivery.get_absolute_url())

    assert len(queries) == 15


def test_nothing_to_report_is_said(client, lead):
    text = client.get(reverse("emissions:delivery_list", args=[lead.partner.slug])).content.decode()

    assert "Noch ist nichts zu melden" in text


def test_a_balance_in_check_is_not_changed_and_what_was_typed_stays(client, lead):
    balance = BalanceFactory(partner=lead.partner, year=2024, totals=FULL)
    actions.submit_balance(balance=balance, note="", by=lead.user)
    actions.begin_check(balance=Balance.objects.get(), by=UserFactory())

    response = client.post(
        reverse("emissions:balance_edit", args=[lead.partner.slug, 2024]),
        {"scope1": "1.234,5", "scope2_location": "6", "save": "draft"},
    )

    text = response.content.decode()
    assert response.status_code == 200
    assert "lassen sich aber nicht speichern" in text
    assert 'value="1.234,5"' in text
    assert balance.totals.get(scope="scope1").kg == 1000


def test_the_receipt_is_drawn_by_a_worker_and_only_for_the_partner_and_the_office(client, lead, roles):
    from emissions import document_tasks

    balance = BalanceFactory(partner=lead.partner, year=2024, totals=FULL)
    MeasureFactory(partner=lead.partner).updates.create(year=2024, achieved_t=Decimal("4.5"))
    actions.submit_balance(balance=balance, note="", by=lead.user)
    receipt = balance.receipts.get()
    assert client.get(receipt.get_absolute_url()).status_code == 404

    document_tasks.draw_receipt(receipt.pk)
    document_tasks.draw_receipt(receipt.pk)

    response = client.get(receipt.get_absolute_url())
    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")
    assert response["Content-Disposition"].endswith(f'filename="{balance.number}-received.pdf"')
    client.force_login(UserFactory(office=True))
    assert b"".join(client.get(receipt.get_absolute_url()).streaming_content).startswith(b"%PDF-1.7")
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(receipt.get_absolute_url()).status_code == 404


def test_lost_receipts_are_taken_up_by_the_clock(lead, monkeypatch):
    from emissions import clock, document_tasks

    asked: list[int] = []
    monkeypatch.setattr(document_tasks.draw_receipt, "delay", asked.append)
    waiting = ReceiptFactory(balance__partner=lead.partner)

    clock.draw_receipts()

    assert asked == [waiting.pk]


def test_a_founding_partner_has_no_reports(client):
    member = MembershipFactory(lead=True, partner__kind=Partner.Kind.FOUNDING)
    client.force_login(member.user)

    assert client.get(reverse("emissions:delivery_list", args=[member.partner.slug])).status_code == 404
