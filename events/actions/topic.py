"""The barometer: wish, vote, and what became of it."""

import itertools

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from events import emails
from events.errors import WishExists, WishSettled
from events.models import Event, TopicVote, TopicWish
from partners import actions as partner_actions
from partners.actions.admission import first_free
from partners.models import Letter, Membership, Offer, Partner, User


@transaction.atomic
def wish_topic(*, partner: Partner, kind: str, text: str, details: str, by: User) -> TopicWish:
    """Say what one wants; whoever wishes has a vote for it. Raises WishExists with the open wish that says the same."""
    try:
        with transaction.atomic():
            wish = TopicWish.objects.create(kind=kind, text=text, details=details, partner=partner, created_by=by)
    except IntegrityError as error:
        same = TopicWish.objects.open().filter(kind=kind, text__iexact=text).first()
        if same is None:
            raise
        raise WishExists(same) from error
    TopicVote.objects.create(wish=wish, partner=partner)
    return wish


@transaction.atomic
def vote_topic(*, wish: TopicWish, partner: Partner) -> None:
    """Want it too. Twice is once. Raises WishSettled."""
    locked(wish)
    TopicVote.objects.get_or_create(wish=wish, partner=partner)


@transaction.atomic
def take_back_vote(*, wish: TopicWish, partner: Partner) -> bool:
    """Returns whether the wish went with the vote: it was the partner's own, and nobody else wants it.

    Raises WishSettled.
    """
    wish = locked(wish)
    wish.votes.filter(partner=partner).delete()
    if wish.partner_id != partner.pk or wish.votes.exists():
        return False
    wish.delete()
    return True


@transaction.atomic
def settle_topic(
    *, wish: TopicWish, state: str, by: User, event: Event | None = None, offer: Offer | None = None, answer: str = ""
) -> TopicWish:
    """Say what became of it, and tell those who wanted it. Raises WishSettled."""
    wish = locked(wish)
    wish.settle(state, event=event, offer=offer, answer=answer)
    wish.save()
    partner_actions.log(by=by, verb="topic-settled", subject=wish, state_from=TopicWish.State.OPEN, state_to=state)
    people = (
        Membership.objects.reachable()
        .filter(partner__topic_votes__wish=wish, is_event_contact=True)
        .select_related("user", "partner")
        .order_by("user__language", "pk")
    )
    for language, group in itertools.groupby(people, key=lambda member: member.user.language):
        parts = emails.topic_settled(wish, language)
        partner_actions.queue_letter(
            kind=Letter.Kind.TRANSACTIONAL,
            purpose="topic-settled",
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            recipients=[
                partner_actions.NewRecipient(
                    email=member.user.email,
                    name=str(member.user),
                    user=member.user,
                    partner=member.partner,
                    language=language,
                    values={"wish": wish.text, "answer": wish.answer},
                )
                for member in group
            ],
            by=by,
        )
    return wish


@transaction.atomic
def draft_offer(*, wish: TopicWish, by: User) -> Offer:
    """An offer to go on with in the administration; nobody sees it before it is opened."""
    stem = slugify(wish.text)[:60].strip("-") or "angebot"
    taken = set(Offer.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    kind = Offer.Kind.TRAINING if wish.kind == TopicWish.Kind.TRAINING else Offer.Kind.ADVICE
    offer = Offer.objects.create(
        kind=kind, title_de=wish.text, slug=first_free(stem, taken), summary_de=wish.details[:300] or wish.text
    )
    partner_actions.log(by=by, verb="offer-drafted", subject=offer, reason=f"{wish.pk}: {wish.text}")
    return offer


def locked(wish: TopicWish) -> TopicWish:
    wish = TopicWish.objects.select_for_update().get(pk=wish.pk)
    if wish.state != TopicWish.State.OPEN:
        raise WishSettled(wish)
    return wish
