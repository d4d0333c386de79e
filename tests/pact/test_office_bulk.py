"""The same for many partners: chosen, confirmed with count and names, done once."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klimapakt.pact import actions, bulk, bulk_tasks
from klimapakt.pact.actions.bulk import PORTION
from klimapakt.pact.errors import DoneAlready
from klimapakt.pact.models import SavedFilter
from partners.models import District, Job, LogEntry, Partner, Recipient
from tests import factories

pytestmark = pytest.mark.django_db
BULK, LIST = "pact:office_bulk", "pact:office_partner_list"


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def district():
    return District.objects.create(number=1, name="Mitte")


def confirm(client, page, **typed: object):
    """Presses the button of the confirmation page."""
    form = page.context["form"]
    hidden = {name: form.initial[name] for name in ("keys", "once")}
    return client.post(reverse(BULK), {"verb": page.context["choice"].verb, **hidden, **typed}, follow=True)


def choose(client, verb: str, *partners: Partner, scope: str = "chosen", **others: str):
    return client.get(
        reverse(BULK), {"verb": verb, "scope": scope, "partner": [one.pk for one in partners], **others}, follow=True
    )


def test_the_office_gives_many_more_time_after_it_has_seen_whom_it_concerns(client, office):
    today = timezone.localdate()
    late, early = (factories.DeliveryFactory(due_on=today + dt.timedelta(days=days)) for days in (-3, 10))
    lead = factories.MembershipFactory(partner=late.partner, lead=True)
    without = factories.PartnerFactory(name="Ohne Meldung GmbH")

    page = choose(client, "extend", late.partner, early.partner, without)
    text = page.content.decode()
    done = confirm(client, page, days="14", reason="Störung im Portal")

    for words in ("Es betrifft 2 Partner", "1 von 3 wird ausgelassen", "Ohne Meldung GmbH", "1 Leitung erfährt es"):
        assert words in text
    assert "Für 2 Partner erledigt" in done.content.decode()
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.due_on, early.due_on) == (today + dt.timedelta(days=14), today + dt.timedelta(days=24))
    assert Recipient.objects.get().email == lead.user.email
    entries = LogEntry.objects.filter(verb="delivery-extended", by=office, reason="Störung im Portal")
    assert {entry.partner for entry in entries} == {late.partner, early.partner}


def test_pressed_twice_it_is_done_once(client, office):
    delivery = factories.DeliveryFactory(due_on=timezone.localdate())
    page = choose(client, "extend", delivery.partner)

    confirm(client, page, days="7", reason="Umzug")
    again = confirm(client, page, days="7", reason="Umzug")

    delivery.refresh_from_db()
    assert delivery.due_on == timezone.localdate() + dt.timedelta(days=7)
    assert "bereits bestätigt" in again.content.decode()


def test_what_is_missing_is_asked_for_and_the_choice_stays(client, office):
    delivery = factories.DeliveryFactory()
    page = choose(client, "extend", delivery.partner)

    asked = confirm(client, page, days="7", reason=" ")

    assert "Geben Sie einen Grund an" in asked.content.decode()
    assert asked.context["choice"].fit == [delivery.partner]
    assert not Job.objects.exists()


def test_only_the_latest_open_delivery_gets_more_time(client, office):
    partner = factories.PartnerFactory()
    old, new = (
        factories.DeliveryFactory(partner=partner, round__year=year, due_on=timezone.localdate())
        for year in (2023, 2024)
    )

    confirm(client, choose(client, "extend", partner), days="7", reason="Umzug")

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.due_on < new.due_on, new.due_on) == (True, timezone.localdate() + dt.timedelta(days=7))


def test_whoever_hands_in_meanwhile_gets_no_more_time(client, office):
    delivery = factories.DeliveryFactory()
    page = choose(client, "extend", delivery.partner)
    delivery.state, delivery.handed_in_at = "handed_in", timezone.now()
    delivery.save()

    done = confirm(client, page, days="7", reason="Umzug")

    assert "Für 0 Partner erledigt" in done.content.decode()


def test_leads_who_never_signed_in_are_invited_again_each_by_one_mail(client, office):
    invited = factories.UserFactory(invited_at=timezone.now() - dt.timedelta(days=30))
    two = [factories.MembershipFactory(user=invited, lead=True).partner for _number in range(2)]
    here = factories.MembershipFactory(user__last_login=timezone.now(), user__invited_at=timezone.now(), lead=True)

    page = choose(client, "invite", *two, here.partner)
    confirm(client, page)

    assert (page.context["choice"].unfit, page.context["choice"].mails) == ([here.partner], 1)
    assert Recipient.objects.get().email == invited.email
    assert {entry.partner for entry in LogEntry.objects.filter(verb="lead-invited-again")} == set(two)
    before = invited.invited_at
    invited.refresh_from_db()
    assert invited.invited_at > before


def test_a_chamber_is_set_for_climate_partners_and_consent_is_not_carried_over(client, office):
    old, new = factories.PartnerFactory.create_batch(2, founding=True)
    agreed = factories.PartnerFactory(chamber=old, chamber_sees_status=True)
    same = factories.PartnerFactory(chamber=new, chamber_sees_status=True)

    page = choose(client, "chamber", agreed, same, old)
    done = confirm(client, page, chamber=new.pk)

    assert page.context["choice"].unfit == [old]
    assert "Für 1 Partner erledigt" in done.content.decode()
    agreed.refresh_from_db()
    same.refresh_from_db()
    assert [(one.chamber, one.chamber_sees_status) for one in (agreed, same)] == [(new, False), (new, True)]
    entry = LogEntry.objects.get(verb="company-changed")
    assert (entry.partner, entry.by, entry.state_from, entry.state_to) == (agreed, office, old.name, new.name)


@pytest.mark.parametrize("count", (1, 3))
def test_a_district_is_set_by_the_same_few_queries(client, office, district, count, django_assert_num_queries):
    partners = factories.PartnerFactory.create_batch(count)
    keys = [partner.pk for partner in partners]

    with django_assert_num_queries(11):
        actions.start_bulk(
            verb="district", keys=keys, values={"district": district.pk}, once=uuid.uuid4(), by=office, task=None
        )

    assert Partner.objects.filter(district=district).count() == LogEntry.objects.count() == count


def test_who_has_left_is_left_alone(client, office, district):
    gone = factories.PartnerFactory(left=True)

    page = choose(client, "district", gone)

    assert "Es gibt nichts zu bestätigen" in page.content.decode()
    assert page.context["choice"].fit == []


@pytest.mark.parametrize("count", (1, 3))
def test_the_confirmation_costs_the_same_whatever_the_number(client, office, count, django_assert_num_queries):
    partners = [factories.DeliveryFactory().partner for _number in range(count)]
    address = reverse(BULK) + "?verb=extend&scope=chosen&" + "&".join(f"partner={one.pk}" for one in partners)
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)


def test_all_of_the_filter_or_of_the_page_are_chosen_without_ticks(client, office):
    wanted = factories.PartnerFactory.create_batch(2, sector="F")
    other = factories.PartnerFactory(sector="C")

    every = choose(client, "district", scope="all", sector="F")
    page = choose(client, "district", scope="page", page=f"{other.pk},")

    assert set(every.context["choice"].fit) == set(wanted)
    assert page.context["choice"].fit == [other]


def test_the_first_twenty_are_named_and_the_rest_is_counted(client, office):
    factories.PartnerFactory.create_batch(23)

    page = choose(client, "district", scope="all")

    assert len(page.context["named"]) == 20
    assert "und 3 weitere" in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    (
        {},
        {"verb": "extend", "scope": "chosen"},
        {"verb": "unknown", "scope": "all"},
        {"verb": "extend", "scope": "chosen", "partner": ["x", "-1", "9" * 40, "²"]},
    ),
)
def test_without_action_or_partner_the_office_is_asked_to_choose(client, office, asked):
    response = client.get(reverse(BULK), asked, follow=True)

    assert "Wählen Sie eine Aktion" in response.content.decode()


@pytest.mark.parametrize("typed", ({}, {"verb": "unknown"}, {"verb": "invite", "once": "x"}))
def test_a_confirmation_that_makes_no_sense_changes_nothing(client, office, typed):
    response = client.post(reverse(BULK), typed)

    assert (response.status_code, response.url) == (302, reverse(LIST))
    assert not Job.objects.exists()


def test_a_confirmation_for_a_record_that_is_gone_is_asked_again(client, office):
    partner = factories.PartnerFactory()

    page = confirm(client, choose(client, "district", partner), district="9999")

    assert page.context["form"].errors.keys() == {"district"}


def test_more_than_a_hundred_are_for_a_worker(
    client, office, district, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("klimapakt.pact.actions.bulk.AT_ONCE", 2)
    partners = factories.PartnerFactory.create_batch(PORTION + 2)
    kicked = []
    monkeypatch.setattr(bulk_tasks.run_bulk, "delay", kicked.append)

    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(client, choose(client, "district", scope="all"), district=district.pk)

    job = Job.objects.get()
    assert (response.redirect_chain[-1][0], kicked) == (job.get_absolute_url(), [job.pk])
    assert not Partner.objects.filter(district=district).exists()

    bulk_tasks.run_bulk(job.pk)
    bulk_tasks.run_bulk(job.pk)

    job.refresh_from_db()
    assert (job.state, job.percent, job.params["changed"]) == ("done", 100, len(partners))
    assert Partner.objects.filter(district=district).count() == LogEntry.objects.count() == len(partners)


def test_a_worker_that_comes_back_goes_on_where_it_stopped(office):
    round = factories.RoundFactory()
    deliveries = factories.DeliveryFactory.create_batch(PORTION + 1, round=round, due_on=timezone.localdate())
    keys = sorted(delivery.partner_id for delivery in deliveries)
    params = {
        "verb": "extend",
        "keys": keys,
        "values": {"days": 7, "reason": "Umzug"},
        "today": timezone.localdate().isoformat(),
        "done": PORTION,
    }
    job = Job.objects.create(kind="bulk", title="x", params=params, started_by=office)

    bulk_tasks.run_bulk(job.pk)

    assert LogEntry.objects.get(verb="delivery-extended").partner_id == keys[-1]


def test_the_same_confirmation_is_refused_by_the_database_too(office):
    once, partner = uuid.uuid4(), factories.PartnerFactory()
    ask = {"verb": "invite", "keys": [partner.pk], "values": {}, "once": once, "by": office, "task": None}
    actions.start_bulk(**ask)

    with pytest.raises(DoneAlready):
        actions.start_bulk(**ask)


def test_every_action_has_its_form_and_its_words():
    from klimapakt.pact.forms.bulk import FORMS

    assert set(FORMS) == set(bulk.LABELS)


# Saved filters


def test_a_filter_is_saved_for_the_office_and_taken_away_again(client, office):
    saved = client.post(
        reverse("pact:filter_save"), {"name": "Überfällige", "delivery": "overdue", "x": "1"}, follow=True
    )
    page = client.get(reverse(LIST)).content.decode()
    colleague = factories.UserFactory(office=True)
    client.force_login(colleague)
    removed = client.post(reverse("pact:filter_remove", args=[SavedFilter.objects.get().pk]), follow=True)

    assert "Der Filter „Überfällige“ ist gespeichert" in saved.content.decode()
    assert 'href="?delivery=overdue"' in page
    assert "Der Filter „Überfällige“ ist entfernt" in removed.content.decode()
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ({"name": "ÜBERFÄLLIGE", "delivery": "open"}, "Einen Filter mit diesem Namen gibt es schon"),
        ({"name": " ", "delivery": "open"}, "Geben Sie dem Filter einen Namen"),
        ({"name": "Alle"}, "Wählen Sie zuerst eine Bedingung"),
        ({"name": "Unsinn", "delivery": "'; drop"}, "Wählen Sie zuerst eine Bedingung"),
    ),
)
def test_a_filter_that_cannot_be_saved_is_told_in_words(client, office, typed, words):
    factories.SavedFilterFactory(name="Überfällige")

    page = client.post(reverse("pact:filter_save"), typed).content.decode()

    assert words in page
    assert SavedFilter.objects.count() == 1


def test_what_a_saved_filter_says_is_never_trusted(client, office):
    partner = factories.PartnerFactory()
    saved = factories.SavedFilterFactory(query="sector=%27&district=9999&x=1")

    page = client.get(f"{reverse(LIST)}?{saved.query}")

    assert list(page.context["page"]) == [partner]


def test_conditions_are_told_in_words_each_with_the_list_without_it(client, office):
    factories.PartnerFactory(sector="F")

    page = client.get(reverse(LIST), {"sector": "F", "login": "no", "order": "joined"})

    assert page.context["conditions"] == [
        ("Branche", "Baugewerbe", "login=no&order=joined"),
        ("Jemand meldet sich an", "nein", "sector=F&order=joined"),
    ]
    assert "1 Partner passt zu diesem Filter" in page.content.decode()


@pytest.mark.parametrize(
    ("values", "name"),
    (
        ({"name": "überfällige"}, "one_saved_filter_per_name"),
        ({"name": ""}, "saved_filter_has_name_and_conditions"),
        ({"query": ""}, "saved_filter_has_name_and_conditions"),
    ),
)
def test_the_database_refuses_filters_that_make_no_sense(values, name):
    factories.SavedFilterFactory(name="Überfällige")
    other = factories.SavedFilterFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SavedFilter.objects.filter(pk=other.pk).update(**values)


def test_a_tag_is_added_once_and_finds_its_partners_again(client, office):
    old, new, other = factories.PartnerFactory(tags=["Förderung", "Pilot"]), *factories.PartnerFactory.create_batch(2)

    confirm(client, choose(client, "tag", old, new), tag="Pilot")

    assert [one.tags for one in Partner.objects.order_by("pk")] == [["Förderung", "Pilot"], ["Pilot"], []]
    assert LogEntry.objects.filter(verb="company-changed").get().partner == new
    page = client.get(reverse(LIST), {"tag": "Pilot"})
    assert {one.pk for one in page.context["page"]} == {old.pk, new.pk} != {other.pk}
