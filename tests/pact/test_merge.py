"""Two entries of one company become one: nothing that was handed in is lost, and nothing is left behind."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from emissions.models import Balance, Delivery, Target
from events.models import Invitation
from klimapakt.pact import actions
from klimapakt.pact.actions.merging import preview
from klimapakt.pact.actions.merging.merge import LET_GO, MOVES
from klimapakt.pact.errors import MergeBlocked, MergeBusy, MergeOver
from klimapakt.pact.models import OldAddress, Snapshot
from partners import actions as partner_actions
from partners.models import (
    Agreement,
    Certificate,
    Erasure,
    Handover,
    Leaving,
    LogEntry,
    Membership,
    OfferRequest,
    Partner,
    PartnerYear,
    ProfileVisibility,
    Site,
    TeamInvitation,
)
from partners.models.offer_request import OfferRequest as Request
from tests import factories
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def kept():
    return factories.PartnerFactory(name="Muster Druck GmbH", slug="muster-druck")


@pytest.fixture
def other():
    return factories.PartnerFactory(name="Musterdruck GmbH", slug="musterdruck")


@pytest.fixture
def merge(office, kept, other):
    def run(**choices: str) -> Partner:
        return actions.merge_partners(kept=kept, other=other, choices=choices, by=office)

    return run


def told(kept: Partner, other: Partner) -> str:
    return " ".join(preview(kept=kept, other=other).steps)


def blocked(kept: Partner, other: Partner) -> str:
    return " ".join(preview(kept=kept, other=other).obstacles)


def test_whatever_points_to_a_partner_is_known_to_the_merge():
    """A new relation fails here: say in MOVES that it moves, and in a rule what happens where both have a row."""
    pointing = {
        (relation.related_model, relation.field.name)
        for relation in Partner._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and not relation.many_to_many  # its table is a relation of its own
        and not relation.related_model.__name__.endswith("History")
    }

    assert pointing == set(MOVES) | LET_GO


def test_everything_moves_also_what_never_changes(merge, kept, other, office):
    approved = factories.BalanceFactory(partner=other, approved=True, totals={"scope1": Decimal(1000)})
    target = factories.TargetFactory(partner=other)
    rows = [
        factories.MembershipFactory(partner=other, lead=True),
        factories.SiteFactory(partner=other),
        factories.NoteFactory(partner=other),
        factories.DeliveryFactory(partner=other),
        factories.MeasureFactory(partner=other),
        factories.RecipientFactory(partner=other),
        factories.AgreementFactory(partner=other),
        factories.CertificateFactory(partner=other),
        factories.TeamInvitationFactory(partner=other),
        factories.InvitationFactory(partner=other),
        factories.OfferRequestFactory(partner=other),
        factories.SnapshotFactory(partner=other),
        factories.InterestFactory(partner=other, state="accepted"),
        factories.InterestFactory(partner=kept, state="accepted"),
        partner_actions.log(by=office, verb="member-added", subject=other, partner=other),
        approved,
        target,
    ]
    before = (approved.approved_at, approved.totals.get().kg, target.base_value)

    merge()

    for row in rows:
        row.refresh_from_db()
        assert row.partner == kept, row._meta.label
    assert (approved.approved_at, approved.totals.get().kg, target.base_value) == before
    assert not Partner.objects.filter(pk=other.pk).exists()


def test_both_entries_have_it_in_their_log_and_the_bypass_is_counted(merge, kept, other, office):
    merge()

    entries = LogEntry.objects.filter(verb="partner-merged")
    assert {(entry.subject_key, entry.partner, entry.by, entry.state_from, entry.state_to) for entry in entries} == {
        (str(key), kept, office, "musterdruck", "muster-druck") for key in (kept.pk, other.pk)
    }
    assert [(one.kind, one.count, one.reason) for one in Erasure.objects.all()] == [("merged-partner", 1, "merged")]


def test_the_kept_entrys_values_hold_unless_they_are_empty_or_the_office_chooses_otherwise(merge, kept, other):
    Partner.objects.filter(pk=kept.pk).update(website="", employees=12, sector="C", division="18", programmes="EMAS")
    Partner.objects.filter(pk=other.pk).update(
        website="https://musterdruck.example", employees=20, sector="J", division="62", programmes=""
    )

    merged = merge(employees="other", sector="other")

    merged.refresh_from_db()
    assert (merged.website, merged.employees, merged.programmes) == ("https://musterdruck.example", 20, "EMAS")
    assert (merged.name, merged.sector, merged.division) == ("Muster Druck GmbH", "J", "62")


def test_the_status_that_is_further_on_holds_with_its_dates(office):
    kept = factories.PartnerFactory(left=True)
    other = factories.PartnerFactory(joined_on=dt.date(2024, 1, 1))

    merged = actions.merge_partners(kept=kept, other=other, choices={"joined_on": "other"}, by=office)

    merged.refresh_from_db()
    assert (merged.status, merged.left_on, merged.left_reason) == ("active", None, "")
    assert merged.joined_on == dt.date(2024, 1, 1)


def test_the_consent_belongs_to_the_chamber_for_which_it_was_given(merge, kept, other):
    chamber = factories.PartnerFactory(founding=True)
    Partner.objects.filter(pk=kept.pk).update(chamber_sees_status=True, chamber=factories.PartnerFactory(founding=True))
    Partner.objects.filter(pk=other.pk).update(chamber=chamber)

    merged = merge(chamber="other")

    assert (merged.chamber, merged.chamber_sees_status) == (chamber, False)


def test_no_founding_partner_is_its_own_chamber(office):
    kept, other = factories.PartnerFactory.create_batch(2, founding=True)
    member = factories.PartnerFactory(chamber=other)
    Partner.objects.filter(pk=kept.pk).update(chamber=other)
    kept.refresh_from_db()

    merged = actions.merge_partners(kept=kept, other=other, choices={}, by=office)

    member.refresh_from_db()
    assert (merged.chamber, member.chamber) == (None, merged)


def test_the_logo_that_is_not_shown_any_more_goes(merge, kept, other, django_capture_on_commit_callbacks):
    for one, name in ((kept, "a.png"), (other, "b.png")):
        one.logo.save(name, ContentFile(b"x"))
    storage, old = kept.logo.storage, kept.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        merged = merge(logo="other")

    assert merged.logo.name == other.logo.name
    assert (storage.exists(old), storage.exists(merged.logo.name)) == (False, True)


def test_a_founding_partner_and_another_stay_apart(merge, kept, other):
    Partner.objects.filter(pk=other.pk).update(kind="founding")

    with pytest.raises(MergeBlocked, match="Initialpartner"):
        merge()


def test_who_acts_for_both_keeps_the_wider_role(merge, kept, other):
    mine = factories.MembershipFactory(partner=kept, is_event_contact=False)
    factories.MembershipFactory(partner=other, user=mine.user, lead=True)
    assert str(mine.user) in told(kept, other)

    merge()

    mine.refresh_from_db()
    assert (list(Membership.objects.all()), mine.role, mine.is_event_contact) == ([mine], "lead", True)


@pytest.mark.parametrize("gone", ("kept", "other"))
def test_people_of_an_entry_that_has_left_get_no_door_to_the_other(merge, kept, other, gone):
    left, stays = (kept, other) if gone == "kept" else (other, kept)
    factories.MembershipFactory(partner=left, lead=True)
    member = factories.MembershipFactory(partner=stays, lead=True)
    left.move("left", dt.date(2025, 1, 1), "Umzug")
    left.save()
    assert "nicht übernommen" in told(kept, other)

    merge()

    assert list(Membership.objects.all()) == [member]


def test_open_matters_of_a_team_are_open_once(merge, kept, other):
    person = factories.UserFactory()
    for partner in (kept, other):
        factories.TeamInvitationFactory(partner=partner, email="neu@firma.example")
        factories.HandoverFactory(partner=partner, predecessor=person)
        Leaving.objects.create(partner=partner, leaves_on=NOW.date(), reason="Umzug", announced_by=person)
    assert len(preview(kept=kept, other=other).steps) == 3

    merge()

    for model in (TeamInvitation, Handover, Leaving):
        assert sorted(model.objects.values_list("state", flat=True)) == sorted(
            [model.State.WITHDRAWN, model._meta.get_field("state").default]
        ), model


def test_a_site_recorded_twice_is_one_and_another_of_its_name_gets_a_number(merge, kept, other):
    same = {"name": "Zentrale", "street": "Musterweg 1", "postcode": "40210"}
    first = factories.SiteFactory(partner=kept, **same)
    factories.SiteFactory(partner=other, **same)
    factories.SiteFactory(partner=kept, name="Lager", street="A-Straße 1")
    used = factories.SiteFactory(partner=other, name="Lager", street="B-Straße 2")

    merge()

    used.refresh_from_db()
    assert used.name == "Lager (2)"
    assert set(Site.objects.filter(partner=kept).values_list("name", flat=True)) == {"Zentrale", "Lager", "Lager (2)"}
    assert Site.objects.get(name="Zentrale") == first


def test_the_kept_entrys_profile_and_reference_values_hold_and_gaps_are_filled(merge, kept, other):
    for partner, audience, employees in ((kept, "office", None), (other, "public", 30)):
        ProfileVisibility.objects.create(partner=partner, field="website", audience=audience)
        PartnerYear.objects.create(partner=partner, year=2024, employees=employees, floor_area_m2=employees and 900)
    PartnerYear.objects.filter(partner=kept).update(floor_area_m2=500)

    merge()

    assert ProfileVisibility.objects.get().audience == "office"
    assert list(PartnerYear.objects.values_list("employees", "floor_area_m2")) == [(30, 500)]


def test_nobody_is_asked_to_sign_twice(merge, kept, other):
    factories.AgreementFactory(partner=other, valid=True)
    unsigned = factories.AgreementFactory(
        partner=kept, state="to_sign", signed_on=None, first_delivery_due_on=None, signatory=""
    )
    assert "Unterschrift" in told(kept, other)

    merge()

    assert not Agreement.objects.filter(pk=unsigned.pk).exists()
    assert Agreement.objects.get().partner == kept


def test_two_signed_agreements_that_wait_stand_in_the_way(kept, other):
    for partner in (kept, other):
        factories.AgreementFactory(partner=partner, uploaded=True)

    assert "Bestätigen Sie" in blocked(kept, other)


def test_a_certificate_for_each_year_stays(merge, kept, other, django_capture_on_commit_callbacks):
    mine = factories.CertificateFactory(partner=kept, year=2025)
    theirs = factories.CertificateFactory(partner=other, year=2025, file=ContentFile(b"%PDF-", "urkunde.pdf"))
    assert theirs.written_code in told(kept, other)

    with django_capture_on_commit_callbacks(execute=True):
        merge()

    assert list(Certificate.objects.all()) == [mine]
    assert not theirs.file.storage.exists(theirs.file.name)


def test_of_two_requests_for_an_offer_the_granted_one_stays(merge, kept, other):
    offer = factories.OfferFactory()
    asked = factories.OfferRequestFactory(offer=offer, partner=kept)
    granted = factories.OfferRequestFactory(offer=offer, partner=other, state="approved", decided_at=NOW)

    merge()

    asked.refresh_from_db()
    granted.refresh_from_db()
    assert (asked.state, granted.state) == (Request.State.WITHDRAWN, Request.State.APPROVED)
    assert set(OfferRequest.objects.values_list("partner", flat=True)) == {kept.pk}


def test_an_offer_granted_twice_stands_in_the_way(kept, other):
    offer = factories.OfferFactory()
    for partner in (kept, other):
        factories.OfferRequestFactory(offer=offer, partner=partner, state="approved", decided_at=NOW)

    assert "Ziehen Sie" in blocked(kept, other)


def test_the_answer_to_an_invitation_stays_with_all_who_are_registered(merge, kept, other):
    event = factories.EventFactory(published=True)
    silent = factories.InvitationFactory(event=event, partner=kept)
    answered = factories.InvitationFactory(event=event, partner=other, state="accepted", answered_at=NOW)
    guest = answered.registrations.create(event=event, partner=other, name="Kim", state="waiting")
    late = silent.registrations.create(event=event, partner=kept, name="Toni", state="waiting")

    merge()

    assert Invitation.objects.get() == answered
    assert set(answered.registrations.values_list("pk", "partner")) == {(guest.pk, kept.pk), (late.pk, kept.pk)}


def test_an_entry_chosen_twice_for_a_mailing_is_chosen_once(merge, kept, other):
    both, one = factories.MailingFactory.create_batch(2)
    both.partners.set([kept, other])
    one.partners.set([other])

    merge()

    assert [list(mailing.partners.all()) for mailing in (both, one)] == [[kept], [kept]]


@pytest.mark.parametrize("draft_of", ("kept", "other"))
def test_a_draft_gives_way_to_what_was_handed_in(merge, kept, other, draft_of):
    drafts, full = (kept, other) if draft_of == "kept" else (other, kept)
    round = factories.RoundFactory(year=2024)
    open_one = factories.DeliveryFactory(round=round, partner=drafts, due_on=dt.date(2026, 9, 1))
    checked = factories.DeliveryFactory(
        round=round, partner=full, state="approved", handed_in_at=NOW, approved_at=NOW, due_on=dt.date(2026, 6, 1)
    )
    factories.BalanceFactory(partner=drafts, year=2024, delivery=open_one)
    approved = factories.BalanceFactory(partner=full, year=2024, delivery=checked, approved=True)
    assert "Entwurf" in told(kept, other)

    merge()

    approved.refresh_from_db()
    checked.refresh_from_db()
    assert (list(Balance.objects.all()), list(Delivery.objects.all())) == ([approved], [checked])
    assert (approved.partner, checked.partner, checked.due_on) == (kept, kept, dt.date(2026, 9, 1))


def test_of_two_drafts_the_kept_entrys_stays(merge, kept, other):
    mine = factories.BalanceFactory(partner=kept, year=2024)
    factories.BalanceFactory(partner=other, year=2024)
    apart = factories.BalanceFactory(partner=other, year=2023)

    merge()

    assert set(Balance.objects.all()) == {mine, apart}


def test_two_balances_of_a_year_that_were_handed_in_stand_in_the_way_and_nothing_changes(merge, kept, other, office):
    for partner in (kept, other):
        factories.BalanceFactory(partner=partner, year=2024, approved=True)
    factories.MembershipFactory(partner=other)

    with pytest.raises(MergeBlocked, match="2024"):
        merge()

    assert set(Balance.objects.values_list("partner", flat=True)) == {kept.pk, other.pk}
    assert Membership.objects.get().partner == other
    assert not OldAddress.objects.exists()


def test_two_deliveries_that_were_handed_in_stand_in_the_way(kept, other):
    round = factories.RoundFactory(year=2024)
    for partner in (kept, other):
        factories.DeliveryFactory(round=round, partner=partner, state="handed_in", handed_in_at=NOW)

    assert "Berichtsrunde 2024" in blocked(kept, other)


def test_frozen_figures_of_the_same_version_stand_in_the_way(kept, other):
    for partner in (kept, other):
        factories.SnapshotFactory(partner=partner, year=2024, version=1)

    assert "festgeschrieben" in blocked(kept, other)
    assert Snapshot.objects.count() == 2


def test_the_kept_entrys_target_holds_and_the_others_stays_as_a_replaced_version(merge, kept, other):
    holds = factories.TargetFactory(partner=kept, scopes="1+2")
    old = factories.TargetFactory(partner=other, scopes="1+2")
    assert "Muster Druck GmbH" in told(kept, other)

    merge()

    old.refresh_from_db()
    assert list(Target.objects.valid()) == [holds]
    assert (old.partner, old.version, bool(old.superseded_at), bool(old.change_reason)) == (kept, 2, True, True)


def test_the_others_target_holds_where_the_kept_entrys_was_replaced(merge, kept, other):
    factories.TargetFactory(partner=kept, scopes="1+2", superseded_at=NOW)
    holds = factories.TargetFactory(partner=other, scopes="1+2")

    merge()

    assert list(Target.objects.valid()) == [holds]


def test_what_is_immutable_is_so_again_afterwards(merge, kept, other):
    approved = factories.BalanceFactory(partner=other, approved=True)

    merge()

    with pytest.raises(Exception, match="approved balance does not change"), transaction.atomic():
        Balance.objects.filter(pk=approved.pk).update(note="anders")


def test_a_second_merge_finds_nothing_to_do(merge):
    merge()

    with pytest.raises(MergeOver):
        merge()


@pytest.mark.django_db(transaction=True)
def test_two_people_merge_the_same_two_at_once_in_either_direction(office, kept, other):
    factories.MembershipFactory(partner=kept)
    factories.MembershipFactory(partner=other)

    raised = at_once(
        [
            lambda: actions.merge_partners(kept=kept, other=other, choices={}, by=office),
            lambda: actions.merge_partners(kept=other, other=kept, choices={}, by=office),
        ]
    )

    assert len(raised) == 1
    assert isinstance(raised[0], MergeOver | MergeBusy)
    assert Partner.objects.count() == OldAddress.objects.count() == 1
    assert Membership.objects.filter(partner=Partner.objects.get()).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_merge_gives_way_to_whoever_is_writing(office, kept, other):
    def merge_meanwhile() -> None:
        with pytest.raises(MergeBusy):
            actions.merge_partners(kept=kept, other=other, choices={}, by=office)

    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=other.pk)
        assert at_once([merge_meanwhile]) == []

    assert Partner.objects.filter(pk=other.pk).exists()
    connection.close()


def test_the_office_finds_the_double_sees_what_happens_and_merges(client, office, kept, other):
    Partner.objects.filter(pk=other.pk).update(employees=20, website="https://musterdruck.example")
    Partner.objects.filter(pk=kept.pk).update(employees=12)
    factories.NoteFactory(partner=other)
    address = reverse("pact:merge", args=[kept.slug, other.slug])

    search = client.get(reverse("pact:merge_search", args=[kept.slug])).content.decode()
    by_name = client.get(reverse("pact:merge_search", args=[kept.slug]), {"q": "musterdruk"}).content.decode()
    page = client.get(address).content.decode()
    incomplete = client.post(address, {"name": "kept"})
    done = client.post(address, {"name": "other", "employees": "kept"}, follow=True)
    again = client.post(address, {"name": "other", "employees": "kept"}, follow=True)

    assert address in search
    assert address in by_name
    for words in ("https://musterdruck.example", "musterdruck", "Notizen"):
        assert words in page
    assert incomplete.status_code == 200
    assert "ist in diesem Eintrag aufgegangen" in done.content.decode()
    assert "bereits zusammengeführt" in again.content.decode()
    kept.refresh_from_db()
    assert (kept.name, kept.employees) == ("Musterdruck GmbH", 12)


def test_the_page_says_what_stands_in_the_way_and_offers_no_button(client, office, kept, other):
    for partner in (kept, other):
        factories.BalanceFactory(partner=partner, year=2024, approved=True)
    address = reverse("pact:merge", args=[kept.slug, other.slug])

    page = client.get(address).content.decode()
    pressed = client.post(address, {"name": "kept"}).content.decode()

    assert "Die beiden Einträge zusammenführen" not in page
    assert "Nichts wurde geändert" in pressed


@pytest.mark.parametrize(("error", "words"), ((MergeBusy, "versuchen Sie es"), (MergeOver, "bereits zusammengeführt")))
def test_whoever_was_faster_is_named(client, office, kept, other, monkeypatch, error, words):
    def fail(**_words):
        raise error(other)

    monkeypatch.setattr(actions, "merge_partners", fail)

    page = client.post(reverse("pact:merge", args=[kept.slug, other.slug]), {"name": "kept"}, follow=True)

    assert words in page.content.decode()


def test_no_entry_goes_into_itself(client, office, kept):
    assert client.get(reverse("pact:merge", args=[kept.slug, kept.slug])).status_code == 404


def test_old_addresses_lead_on_to_the_kept_entry_also_after_two_merges(client, office, kept, other, merge):
    last = factories.PartnerFactory(slug="druckerei-muster")
    merge()
    actions.merge_partners(kept=last, other=kept, choices={}, by=office)

    for name in ("pact:office_partner", "pact:partner_detail"):
        for slug in ("musterdruck", "muster-druck"):
            response = client.get(reverse(name, args=[slug]))
            assert (response.status_code, response.url) == (301, reverse(name, args=["druckerei-muster"]))


def test_the_public_address_of_an_entry_that_is_not_listed_leads_nowhere(client, office, kept, other, merge):
    merge()
    Partner.objects.filter(pk=kept.pk).update(is_public=False)

    assert client.get(reverse("pact:partner_detail", args=["musterdruck"])).status_code == 404
    assert client.get(reverse("pact:office_partner", args=["nie-da-gewesen"])).status_code == 404


def test_an_old_address_stands_for_one_partner(kept):
    OldAddress.objects.create(slug="alt", partner=kept)

    with pytest.raises(Exception, match="slug"), transaction.atomic():
        OldAddress.objects.create(slug="alt", partner=kept)
