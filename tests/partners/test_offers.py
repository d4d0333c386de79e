"""Offers and requests: what is given away never exceeds what there is, and everybody is told."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone

from partners import actions
from partners.errors import OfferClosed, OfferExhausted, ProofMissing, RequestDecided, RequestExists
from partners.models import LogEntry, Offer, OfferRequest, Recipient
from tests.events.test_seats import at_once
from tests.factories import MembershipFactory, OfferFactory, OfferRequestFactory, PartnerFactory, UserFactory

DAY = dt.date(2026, 5, 4)
DECIDED = {"decided_at": timezone.now()}


@pytest.fixture
def lead(db):
    return MembershipFactory(lead=True, user__email="lead@firma.example")


@pytest.fixture
def office(roles):
    return UserFactory(office=True)


def told(purpose: str) -> list[str]:
    return list(Recipient.objects.filter(letter__purpose=purpose).order_by("email").values_list("email", flat=True))


def content(request: OfferRequest) -> bytes:
    with OfferRequest.objects.get(pk=request.pk).proof.open() as file:
        return file.read()


def ask(lead, offer, **values):
    return actions.request_offer(offer=offer, partner=lead.partner, by=lead.user, **{"wish": "Beratung", **values})


@pytest.mark.parametrize(
    ("fields", "takes"),
    (
        ({}, True),
        ({"opens_on": DAY, "closes_on": DAY}, True),
        ({"opens_on": DAY + dt.timedelta(days=1)}, False),
        ({"closes_on": DAY - dt.timedelta(days=1)}, False),
        ({"state": "draft"}, False),
        ({"state": "closed"}, False),
    ),
)
def test_an_offer_takes_requests_from_its_first_to_its_last_day(db, fields, takes):
    offer = OfferFactory(**fields)

    assert offer.takes_requests(DAY) == takes
    assert list(Offer.objects.open_on(DAY)) == [offer] * takes


def test_what_is_left_counts_what_was_granted_or_else_paid(db):
    offer = OfferFactory(fund=True, seats=10)
    wants = {"offer": offer, "amount_eur": 2000, "seats": 3}
    OfferRequestFactory(**wants)
    OfferRequestFactory(**wants, approved=True, granted_eur=1500, granted_seats=2)
    OfferRequestFactory(**wants, approved=True, state="done", granted_eur=2000, paid_eur=900, done_at=timezone.now())
    OfferRequestFactory(**wants, state="withdrawn")

    offer = Offer.objects.with_demand().get()

    assert (offer.waiting, offer.seats_asked, offer.eur_asked) == (1, 3, 2000)
    assert (offer.given, offer.seats_left, offer.eur_left) == (2, 8, 2600)
    assert not offer.is_exhausted


def test_texts_fall_back_to_german():
    offer = Offer(title_de="Beratung", title_en="Advice", summary_de="Kurz", text_de="Lang")

    from django.utils import translation

    with translation.override("en"):
        assert (offer.title, offer.summary, offer.text, str(offer)) == ("Advice", "Kurz", "Lang", "Advice")
    assert offer.title == "Beratung"


def test_a_partner_asks_and_both_sides_are_told(lead):
    editor = MembershipFactory(editor=True, partner=lead.partner, user__email="editor@firma.example")
    MembershipFactory(partner=lead.partner)
    offer = OfferFactory(fund=True)

    request = actions.request_offer(
        offer=offer, partner=lead.partner, by=editor.user, wish="Energie {scout}", amount_eur=Decimal(2000)
    )

    assert request.state == "requested"
    assert told("offer-request-requested") == ["editor@firma.example", "klimapakt@stadt.example", "lead@firma.example"]
    assert LogEntry.objects.get(verb="offer-requested").state_to == "requested"


@pytest.mark.parametrize(
    ("offer", "error"),
    (
        ({"state": "closed"}, OfferClosed),
        ({"seats": 1}, OfferExhausted),
        ({"seats": 0}, OfferExhausted),
        ({"budget_eur": 100}, OfferExhausted),
    ),
)
def test_nobody_asks_for_what_is_not_there(lead, offer, error):
    with pytest.raises(error):
        ask(lead, OfferFactory(**offer), seats=2, amount_eur=Decimal(200))

    assert OfferRequest.objects.count() == 0


def test_asking_twice_leads_to_the_open_request(lead):
    offer = OfferFactory()
    first = ask(lead, offer)

    with pytest.raises(RequestExists) as error:
        ask(lead, offer)

    assert error.value.args == (first,)


def test_the_office_grants_a_part(lead, office):
    request = ask(lead, OfferFactory(fund=True), amount_eur=Decimal(2500))

    request = actions.approve_request(request=request, by=office, eur=Decimal(1200), reason="die Hälfte")

    assert (request.state, request.granted_eur, request.decided_by) == ("approved", 1200, office)
    assert told("offer-request-approved") == ["lead@firma.example"]
    entry = LogEntry.objects.get(verb="offer-request-moved")
    assert (entry.state_from, entry.state_to, entry.reason) == ("requested", "approved", "die Hälfte")


def test_no_more_is_granted_than_is_left(lead, office):
    offer = OfferFactory(fund=True)
    request = ask(lead, offer, amount_eur=Decimal(2500))
    OfferRequestFactory(offer=offer, approved=True, amount_eur=4000, granted_eur=4000)

    with pytest.raises(OfferExhausted):
        actions.approve_request(request=request, by=office, eur=Decimal(1001))

    assert OfferRequest.objects.get(pk=request.pk).state == "requested"


def test_declining_has_a_reason_and_is_final(lead, office):
    request = actions.decline_request(request=ask(lead, OfferFactory()), by=office, reason="Bitte fragen Sie die KfW.")

    assert (request.state, request.decision_reason) == ("declined", "Bitte fragen Sie die KfW.")
    assert told("offer-request-declined") == ["lead@firma.example"]
    for step in (
        lambda: actions.approve_request(request=request, by=office),
        lambda: actions.withdraw_request(request=request, by=lead.user),
        lambda: actions.hand_in_proof(request=request, file=ContentFile(b"%PDF-", "a.pdf"), by=lead.user),
        lambda: actions.finish_request(request=request, by=office),
    ):
        with pytest.raises(RequestDecided):
            step()


def test_withdrawing_frees_what_was_granted(lead, office):
    offer = OfferFactory(seats=2)
    request = ask(lead, offer, seats=2)
    actions.approve_request(request=request, by=office, seats=2)
    assert Offer.objects.with_demand().get().is_exhausted

    actions.withdraw_request(request=request, by=lead.user)

    assert Offer.objects.with_demand().get().seats_left == 2
    assert told("offer-request-withdrawn") == ["klimapakt@stadt.example", "lead@firma.example"]
    ask(lead, offer, seats=1)


def test_the_office_takes_back_what_nobody_used(lead, office):
    offer = OfferFactory(seats=2)
    request = ask(lead, offer, seats=2)
    actions.approve_request(request=request, by=office, seats=2, reason="Gern.")
    told_before = told("offer-request-withdrawn")

    request = actions.withdraw_request(request=request, by=office, reason="Der Kurs fällt aus.")

    assert (request.state, request.decision_reason) == ("withdrawn", "Der Kurs fällt aus.")
    assert (told_before, told("offer-request-withdrawn")) == ([], ["lead@firma.example"])
    assert Offer.objects.with_demand().get().seats_left == 2


def test_a_partner_that_leaves_gives_back_what_it_has(lead, office):
    offer = OfferFactory(seats=1)
    request = ask(lead, offer, seats=1)
    actions.approve_request(request=request, by=office, seats=1)

    actions.change_status(partner=lead.partner, status="left", by=office, day=DAY.replace(year=2030), reason="Umzug")

    assert OfferRequest.objects.get(pk=request.pk).state == "withdrawn"
    assert Offer.objects.with_demand().get().seats_left == 1


def test_done_needs_the_proof_and_frees_what_was_not_spent(lead, office):
    offer = OfferFactory(fund=True)
    request = ask(lead, offer, amount_eur=Decimal(2500))
    actions.approve_request(request=request, by=office, eur=Decimal(2500))
    with pytest.raises(ProofMissing):
        actions.finish_request(request=request, by=office, paid_eur=Decimal(1000))

    actions.hand_in_proof(request=request, file=ContentFile(b"%PDF-1.7", "rechnung.pdf"), by=lead.user)
    request = actions.finish_request(request=request, by=office, paid_eur=Decimal("999.50"))

    assert (request.state, request.paid_eur) == ("done", Decimal("999.50"))
    assert content(request) == b"%PDF-1.7"
    assert Offer.objects.with_demand().get().eur_left == Decimal("4000.50")
    assert told("offer-request-done") == ["lead@firma.example"]


def test_the_office_may_file_a_proof_that_came_by_post(lead, office):
    request = ask(lead, OfferFactory(fund=True), amount_eur=Decimal(10))
    actions.approve_request(request=request, by=office, eur=Decimal(10))
    sent = Recipient.objects.count()

    actions.hand_in_proof(request=request, file=ContentFile(b"%PDF-", "a.pdf"), by=office)
    assert Recipient.objects.count() == sent
    request = actions.finish_request(
        request=request, by=office, paid_eur=Decimal(10), file=ContentFile(b"%PDF-2", "b.pdf")
    )

    assert content(request) == b"%PDF-2"


def test_lists_of_the_office(db):
    late, early = (OfferRequestFactory(requested_at=timezone.now() - dt.timedelta(days=days)) for days in (1, 9))
    bare = OfferRequestFactory(approved=True)
    proven = OfferRequestFactory(approved=True, proof_at=timezone.now())

    assert list(OfferRequest.objects.to_decide()) == [early, late]
    assert list(OfferRequest.objects.approved()) == [proven, bare]
    assert list(OfferRequest.objects.latest_first())[-1] == early


def test_requests_are_seen_by_the_partner_and_the_office(lead, office):
    own, other = OfferRequestFactory(partner=lead.partner), OfferRequestFactory()

    assert list(OfferRequest.objects.visible_to(lead.user)) == [own]
    assert set(OfferRequest.objects.visible_to(office)) == {own, other}
    assert str(own).startswith(f"A-{own.pk:05d} Muster")
    assert [OfferRequest(state=s).tone for s in ("requested", "withdrawn", "declined")] == ["info", "info", "danger"]


@pytest.mark.parametrize(
    "fields",
    (
        {"opens_on": DAY, "closes_on": DAY - dt.timedelta(days=1)},
        {"budget_eur": -1},
        {"eur_per_request": 10},
        {"seats_per_request": 2},
        {"seats": 9, "seats_per_request": 0},
    ),
)
def test_the_database_refuses_impossible_offers(db, fields):
    with pytest.raises(IntegrityError):
        OfferFactory(**fields)


@pytest.mark.parametrize(
    "fields",
    (
        {"state": "approved"},
        {"state": "declined", **DECIDED},
        {"amount_eur": 0},
        {"amount_eur": 10, "granted_eur": 11},
        {"amount_eur": 10, "granted_eur": -1},
        {"seats": 1, "granted_seats": 2},
        {"amount_eur": 10, "granted_eur": 10, "paid_eur": 5},
        {"amount_eur": 10, "granted_eur": 10, "paid_eur": 11, "state": "done", "done_at": timezone.now(), **DECIDED},
        {"state": "done", **DECIDED},
    ),
)
def test_the_database_refuses_impossible_requests(db, fields):
    with pytest.raises(IntegrityError):
        OfferRequestFactory(**fields)


def test_the_database_keeps_one_open_request_per_partner_and_offer(db):
    first = OfferRequestFactory()
    OfferRequestFactory(offer=first.offer, partner=first.partner, state="withdrawn")

    with pytest.raises(IntegrityError, match="one_open_request_per_partner_and_offer"):
        OfferRequestFactory(offer=first.offer, partner=first.partner, approved=True)


@pytest.mark.parametrize("cut", ({"seats": 1}, {"budget_eur": 99}))
def test_the_database_refuses_to_cut_an_offer_below_what_is_given(db, cut):
    offer = OfferFactory(seats=5, budget_eur=500)
    OfferRequestFactory(offer=offer, approved=True, seats=2, granted_seats=2, amount_eur=100, granted_eur=100)

    with pytest.raises(IntegrityError, match="more is given away"):
        Offer.objects.update(**cut)


def four_requests_for_two_seats():
    """The office has four windows open; each grants one of two seats."""
    offer = OfferFactory(seats=2)
    return [OfferRequestFactory(offer=offer, partner=PartnerFactory(), seats=1) for _number in range(4)]


@pytest.mark.django_db(transaction=True)
def test_seats_never_fall_below_zero_when_all_are_granted_at_once(roles):
    requests, office = four_requests_for_two_seats(), UserFactory(office=True)

    raised = at_once([lambda one=one: actions.approve_request(request=one, by=office, seats=1) for one in requests])

    assert [type(error) for error in raised] == [OfferExhausted, OfferExhausted]
    assert Offer.objects.with_demand().get().seats_left == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_itself_stops_the_third():
    """Negative control: everybody counts first and sees two free seats, then all write."""
    requests = four_requests_for_two_seats()
    pause = threading.Barrier(4)

    def careless(one: OfferRequest) -> None:
        assert Offer.objects.with_demand().get().seats_left == 2
        pause.wait()
        OfferRequest.objects.filter(pk=one.pk).update(state="approved", granted_seats=1, decided_at=timezone.now())

    raised = at_once([lambda one=one: careless(one) for one in requests])

    assert [type(error) for error in raised] == [IntegrityError, IntegrityError]
    assert Offer.objects.with_demand().get().seats_left == 0


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_one_wins_and_the_other_is_told(roles):
    request, office = OfferRequestFactory(), UserFactory(office=True)

    raised = at_once(
        [
            lambda: actions.approve_request(request=request, by=office),
            lambda: actions.decline_request(request=request, by=office, reason="nein"),
        ]
    )

    assert [type(error) for error in raised] == [RequestDecided]
    assert LogEntry.objects.filter(verb="offer-request-moved").count() == 1
