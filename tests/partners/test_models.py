"""The database refuses what no form would send."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from partners import actions
from partners.models import Agreement, LogEntry, Membership, Pact, Partner
from tests.factories import (
    JobFactory,
    MembershipFactory,
    PartnerFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_one_recipient_per_letter_and_address_whatever_the_case():
    first = RecipientFactory(email="kim@firma.example")

    with pytest.raises(IntegrityError):
        RecipientFactory(letter=first.letter, email="KIM@firma.example")


def test_one_account_per_address_whatever_the_case():
    UserFactory(email="kim@firma.example")

    with pytest.raises(IntegrityError):
        UserFactory(email="Kim@Firma.example")


def test_sent_mail_has_its_time():
    with pytest.raises(IntegrityError):
        RecipientFactory(state="sent")


@pytest.mark.parametrize("change", (lambda log: log.update(reason="nie"), lambda log: log.delete()))
def test_the_log_is_only_written(change):
    actions.log(by=None, verb="probe", subject=PartnerFactory())

    with pytest.raises(DatabaseError):
        change(LogEntry.objects.all())


@pytest.mark.parametrize(
    "fields",
    (
        {"joined_on": None},
        {"status": Partner.Status.LEFT},
        {"left_on": dt.date(2020, 1, 1)},
    ),
)
def test_a_status_without_its_date_is_refused(fields):
    with pytest.raises(IntegrityError):
        PartnerFactory(**fields)


@pytest.mark.parametrize(
    "change",
    (
        lambda one: Membership.objects.filter(pk=one.pk).update(role="viewer"),
        lambda one: Membership.objects.filter(pk=one.pk).update(partner=PartnerFactory()),
        lambda one: Membership.objects.filter(pk=one.pk).delete(),
    ),
)
def test_the_last_lead_cannot_be_removed_past_the_actions(change):
    with pytest.raises(IntegrityError):
        change(MembershipFactory(lead=True))


def test_one_membership_per_person_and_partner():
    one = MembershipFactory()

    with pytest.raises(IntegrityError):
        MembershipFactory(user=one.user, partner=one.partner)


@pytest.mark.parametrize("fields", ({"postcode": "4021"}, {"postcode": "4021a"}))
def test_a_postcode_has_five_digits(fields):
    with pytest.raises(IntegrityError):
        SiteFactory(**fields)


def test_one_site_per_name_and_partner():
    site = SiteFactory()

    with pytest.raises(IntegrityError):
        SiteFactory(partner=site.partner, name=site.name)


def test_the_first_delivery_is_due_after_signing():
    day = dt.date(2024, 5, 1)

    with pytest.raises(IntegrityError):
        Agreement.objects.create(
            partner=PartnerFactory(),
            text_version="1",
            signatory="Kim",
            signed_on=day,
            first_delivery_due_on=day - dt.timedelta(days=1),
        )


@pytest.mark.parametrize("fields", ({"percent": 101}, {"state": "done"}, {"state": "failed"}))
def test_impossible_jobs_are_refused(fields):
    with pytest.raises(IntegrityError):
        JobFactory(**fields)


@pytest.mark.parametrize("fields", ({"pk": 2}, {"pk": 1, "suppression_minimum": 1}))
def test_there_is_one_pact_and_it_hides_single_partners(fields):
    with pytest.raises(IntegrityError):
        Pact.objects.create(**fields)


def test_a_partner_that_left_keeps_its_history_and_its_people_lose_access():
    lead = MembershipFactory(lead=True)

    actions.change_status(
        partner=lead.partner, status=Partner.Status.LEFT, by=UserFactory(), day=timezone.localdate(), reason="Umzug"
    )

    assert [list(query) for query in (Partner.objects.of(lead.user), Partner.objects.led_by(lead.user))] == [[], []]
    assert list(Membership.objects.filter(partner=lead.partner)) == [lead]
    assert LogEntry.objects.get(partner=lead.partner).reason == "Umzug"
