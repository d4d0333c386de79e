"""A partner asks for an offer, the office decides. What is left never falls below zero: the offer's row is the lock."""

from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from klimapakt.lib.mail import Parts
from partners import emails
from partners.actions.letter import NewRecipient, queue_letter
from partners.actions.log import log
from partners.errors import OfferClosed, OfferExhausted, RequestExists
from partners.models import Letter, Membership, Offer, OfferRequest, Pact, Partner, User


@transaction.atomic
def request_offer(
    *,
    offer: Offer,
    partner: Partner,
    by: User,
    wish: str,
    reason: str = "",
    seats: int | None = None,
    amount_eur: Decimal | None = None,
) -> OfferRequest:
    """Ask for an offer. Raises OfferClosed, OfferExhausted, or RequestExists with the open request."""
    offer = locked(offer)
    same = OfferRequest.objects.open().filter(offer=offer, partner=partner).first()
    if same:
        raise RequestExists(same)
    if not offer.takes_requests(timezone.localdate()):
        raise OfferClosed(offer)
    if offer.is_exhausted or not offer.covers(seats=seats, eur=amount_eur):
        raise OfferExhausted(offer)
    request = OfferRequest.objects.create(
        offer=offer, partner=partner, requested_by=by, wish=wish, reason=reason, seats=seats, amount_eur=amount_eur
    )
    log(by=by, verb="offer-requested", subject=request, partner=partner, state_to=request.state)
    tell_partner(request, by=by)
    tell_office(request, by=by)
    return request


@transaction.atomic
def approve_request(
    *, request: OfferRequest, by: User, seats: int | None = None, eur: Decimal | None = None, reason: str = ""
) -> OfferRequest:
    """Grant all or a part of it. Raises RequestDecided if somebody was faster, OfferExhausted if less is left."""
    offer, request = both_locked(request)
    request.approve(by, seats=seats, eur=eur, reason=reason)
    if not offer.covers(seats=seats, eur=eur):
        raise OfferExhausted(offer)
    save_step(request, OfferRequest.State.REQUESTED, by=by, reason=reason)
    tell_partner(request, by=by)
    return request


@transaction.atomic
def decline_request(*, request: OfferRequest, by: User, reason: str) -> OfferRequest:
    """Raises RequestDecided if somebody was faster."""
    _offer, request = both_locked(request)
    request.decline(by, reason=reason)
    save_step(request, OfferRequest.State.REQUESTED, by=by, reason=reason)
    tell_partner(request, by=by)
    return request


@transaction.atomic
def withdraw_request(*, request: OfferRequest, by: User, reason: str = "") -> OfferRequest:
    """By the partner, or by the office with a reason: what was granted is free again. Raises RequestDecided."""
    _offer, request = both_locked(request)
    before = request.state
    request.withdraw(reason=reason)
    save_step(request, before, by=by, reason=reason)
    tell_partner(request, by=by)
    if not by.is_office:
        tell_office(request, by=by)
    return request


@transaction.atomic
def hand_in_proof(*, request: OfferRequest, file: File, by: User) -> OfferRequest:
    """The newest proof counts. Raises RequestDecided unless the request is approved and not done yet."""
    _offer, request = both_locked(request)
    store_proof(request, file, by=by)
    if not by.is_office:
        tell_office(request, by=by)
    return request


@transaction.atomic
def finish_request(
    *, request: OfferRequest, by: User, paid_eur: Decimal | None = None, file: File | None = None
) -> OfferRequest:
    """Done, with what was really paid; the rest is free again. Raises RequestDecided, ProofMissing."""
    _offer, request = both_locked(request)
    if file:
        store_proof(request, file, by=by)
    request.finish(paid_eur=paid_eur)
    save_step(request, OfferRequest.State.APPROVED, by=by)
    tell_partner(request, by=by)
    return request


def locked(offer: Offer) -> Offer:
    """Lock first, count in the next statement: a count in the same one would be older than the lock."""
    Offer.objects.select_for_update().get(pk=offer.pk)
    return Offer.objects.with_demand().get(pk=offer.pk)


def both_locked(request: OfferRequest) -> tuple[Offer, OfferRequest]:
    offer = locked(request.offer)
    related = ("offer", "partner", "requested_by")
    return offer, OfferRequest.objects.select_for_update(of=("self",)).select_related(*related).get(pk=request.pk)


def store_proof(request: OfferRequest, file: File, *, by: User) -> None:
    request.prove()
    request.proof.save(file.name or "proof", file, save=False)
    request.save(update_fields=["proof", "proof_at"])
    log(by=by, verb="proof-handed-in", subject=request, partner=request.partner)


def save_step(request: OfferRequest, before: str, *, by: User, reason: str = "") -> None:
    request.save()
    log(
        by=by,
        verb="offer-request-moved",
        subject=request,
        partner=request.partner,
        state_from=before,
        state_to=request.state,
        reason=reason,
    )


def tell_partner(request: OfferRequest, *, by: User) -> None:
    """Who asked and who leads the partner, each once and in their own language."""
    people = Membership.objects.reachable().filter(partner=request.partner).select_related("user").order_by("pk")
    for member in people:
        if member.role == Membership.Role.LEAD or member.user_id == request.requested_by_id:
            parts = emails.offer_request(request, member.user)
            queue(parts, request, by=by, email=member.user.email, name=str(member.user), language=member.user.language)


def tell_office(request: OfferRequest, *, by: User) -> None:
    pact = Pact.objects.current()
    parts = emails.offer_request_for_office(request)
    queue(parts, request, by=by, email=pact.office_email, name=pact.office_name, language="de")


def queue(parts: Parts, request: OfferRequest, *, by: User, **to: Any) -> None:  # Any: who receives it
    """What people typed is a value for a placeholder and never read as one."""
    typed = {
        "offer": request.offer.title_de,
        "partner": request.partner.name,
        "wish": request.wish,
        "reason": request.decision_reason,
    }
    queue_letter(
        kind=Letter.Kind.TRANSACTIONAL,
        purpose=f"offer-request-{request.state}",
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        recipients=[NewRecipient(partner=request.partner, values=typed, **to)],
        by=by,
    )
