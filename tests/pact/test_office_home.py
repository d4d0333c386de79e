"""The in-tray: what waits, since when; more time for a delivery."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from emissions import actions
from emissions.errors import DeliveryMoved
from partners.models import LogEntry, Recipient
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


def test_the_tray_counts_what_waits_and_names_the_oldest(client, office):
    today = timezone.localdate()
    overdue = factories.DeliveryFactory(due_on=today - dt.timedelta(days=9))
    coming = factories.DeliveryFactory(due_on=today)
    factories.DeliveryFactory(due_on=today, round__is_closed=True)
    note = factories.NoteFactory(partner=overdue.partner, due_on=today)
    factories.NoteFactory(due_on=today + dt.timedelta(days=1), partner=overdue.partner)
    factories.MembershipFactory(partner=coming.partner, user__last_login=timezone.now())

    response = client.get(reverse("pact:office_home"))

    told, page = response.context, response.content.decode()
    assert (told["overdue"], told["oldest_overdue"].date(), told["to_come"]) == (1, overdue.due_on, 1)
    assert list(told["overdue_deliveries"]) == [overdue]
    assert told["follow_ups"] == [note]
    assert told["silent"] == 2  # of three active partners
    assert "1 Wiedervorlage ist fällig" in page
    assert reverse("pact:delivery_extend", args=[overdue.pk]) in page


def test_more_time_counts_from_the_later_of_today_and_the_due_date(roles):
    by = factories.UserFactory(office=True)
    late = factories.DeliveryFactory(due_on=TODAY - dt.timedelta(days=30))
    early = factories.DeliveryFactory(due_on=TODAY + dt.timedelta(days=30))

    for delivery in (late, early):
        actions.grant_time(delivery=delivery, days=7, today=TODAY, reason="Umzug", by=by)
        delivery.refresh_from_db()

    assert (late.due_on, early.due_on) == (TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=37))


def test_the_leads_are_told_and_it_is_logged(client, office):
    delivery = factories.DeliveryFactory(due_on=timezone.localdate())
    lead = factories.MembershipFactory(partner=delivery.partner, lead=True)
    factories.MembershipFactory(partner=delivery.partner)
    typed = {"days": "14", "reason": "Umzug {name}"}

    response = client.post(reverse("pact:delivery_extend", args=[delivery.pk]), typed, follow=True)

    assert "erfahren es per E-Mail" in response.content.decode()
    mail = Recipient.objects.select_related("letter").get()
    assert (mail.email, mail.values) == (lead.user.email, {"reason": "Umzug {name}"})
    assert mail.letter.subject.startswith("Mehr Zeit für Ihre Meldung")
    assert "Grund: {reason}" in mail.letter.text
    logged = LogEntry.objects.get(verb="delivery-extended")
    assert (logged.by, logged.partner, logged.reason) == (office, delivery.partner, "Umzug {name}")
    assert logged.state_to == (timezone.localdate() + dt.timedelta(days=14)).isoformat()


def test_two_weeks_more_are_one_click_in_the_in_tray(client, office):
    delivery = factories.DeliveryFactory(due_on=timezone.localdate() - dt.timedelta(days=3))
    lead = factories.MembershipFactory(partner=delivery.partner, lead=True)
    page = client.get(reverse("pact:office_home")).text
    hidden = dict(re.findall(r'<input type="hidden" name="(days|reason)" value="([^"]*)">', page))

    response = client.post(reverse("pact:delivery_extend", args=[delivery.pk]), {**hidden, "from_in_tray": ""})

    assert response.url == reverse("pact:office_home")
    delivery.refresh_from_db()
    assert delivery.due_on == timezone.localdate() + dt.timedelta(days=14)
    mail = Recipient.objects.get()
    assert (mail.email, mail.values) == (lead.user.email, {"reason": "Nach Absprache mit der Geschäftsstelle"})


def test_the_administration_moves_the_due_date_by_the_same_rule(client, office):
    delivery, done = (
        factories.DeliveryFactory(),
        factories.DeliveryFactory(state="handed_in", handed_in_at=timezone.now()),
    )
    factories.MembershipFactory(partner=delivery.partner, lead=True)
    address = reverse("admin:emissions_delivery_change", args=[delivery.pk])

    client.post(address, {"due_on": delivery.due_on.isoformat()})
    assert not LogEntry.objects.filter(verb="delivery-extended").exists()
    client.post(address, {"due_on": (delivery.due_on + dt.timedelta(days=5)).isoformat()})
    assert LogEntry.objects.get(verb="delivery-extended").reason == "Nach Absprache mit der Geschäftsstelle"
    assert Recipient.objects.count() == 1
    client.post(address, {"due_on": delivery.due_on.isoformat()})
    assert Recipient.objects.count() == 1, "less time is not told as more"
    refused = client.post(reverse("admin:emissions_delivery_change", args=[done.pk]), {"due_on": "2030-12-31"})
    assert refused.status_code in (403, 404)


def test_without_a_lead_the_office_learns_that_nobody_was_told(client, office):
    delivery = factories.DeliveryFactory()

    response = client.post(
        reverse("pact:delivery_extend", args=[delivery.pk]), {"days": "7", "reason": "Umzug"}, follow=True
    )

    assert "keine hauptverantwortliche Person" in response.content.decode()


@pytest.mark.parametrize("typed", ({"days": "7", "reason": " "}, {"days": "5000", "reason": "x"}, {}))
def test_more_time_needs_a_choice_and_a_reason(client, office, typed):
    delivery = factories.DeliveryFactory()

    response = client.post(reverse("pact:delivery_extend", args=[delivery.pk]), typed)

    assert response.status_code == 200
    before = delivery.due_on
    delivery.refresh_from_db()
    assert delivery.due_on == before


def test_what_was_handed_in_needs_no_more_time(client, office):
    delivery = factories.DeliveryFactory(state="handed_in", handed_in_at=timezone.now())

    with pytest.raises(DeliveryMoved):
        actions.grant_time(delivery=delivery, days=7, today=TODAY, reason="Umzug", by=office)

    assert client.get(reverse("pact:delivery_extend", args=[delivery.pk])).status_code == 404


def test_a_closed_round_gives_no_more_time(client, office):
    delivery = factories.DeliveryFactory(round__is_closed=True)

    assert client.get(reverse("pact:delivery_extend", args=[delivery.pk])).status_code == 404
    page = client.get(reverse("pact:office_partner", args=[delivery.partner.slug])).content.decode()
    assert "nicht eingereicht" in page
    assert "überfällig" not in page


def test_a_partner_that_hands_in_meanwhile_is_left_alone(client, office, monkeypatch):
    delivery = factories.DeliveryFactory()

    def too_late(**_words):
        raise DeliveryMoved(delivery)

    monkeypatch.setattr(actions, "grant_time", too_late)
    response = client.post(
        reverse("pact:delivery_extend", args=[delivery.pk]), {"days": "7", "reason": "Umzug"}, follow=True
    )

    assert "Jemand war schneller" in response.content.decode()
