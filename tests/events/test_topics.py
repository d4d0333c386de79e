"""The barometer: wishes, votes, and what became of them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events import actions
from events.errors import WishExists, WishSettled
from events.models import TopicVote, TopicWish
from klimapakt.pact.actions import merge_partners
from partners.models import Letter, LogEntry, Offer
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OfferFactory,
    PartnerFactory,
    TopicVoteFactory,
    TopicWishFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Kind, State = TopicWish.Kind, TopicWish.State


@pytest.fixture
def lead(client):
    member = MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def wish_of(member, text="Schulung zur Bilanz", kind=Kind.TRAINING):
    return actions.wish_topic(partner=member.partner, kind=kind, text=text, details="", by=member.user)


def test_who_wishes_has_a_vote_for_it(lead):
    wish = wish_of(lead)

    assert list(wish.votes.values_list("partner", flat=True)) == [lead.partner_id]


def test_the_same_wish_is_open_once(lead):
    first = wish_of(lead)

    with pytest.raises(WishExists) as found:
        wish_of(MembershipFactory(lead=True), "schulung ZUR bilanz")

    assert found.value.args == (first,)
    assert TopicVote.objects.count() == 1


def test_two_votes_of_one_company_are_one():
    wish, partner = TopicWishFactory(), PartnerFactory()

    actions.vote_topic(wish=wish, partner=partner)
    actions.vote_topic(wish=wish, partner=partner)

    assert wish.votes.count() == 2


def test_own_wish_goes_with_the_last_vote():
    wish, other = TopicWishFactory(), PartnerFactory()
    actions.vote_topic(wish=wish, partner=other)

    assert actions.take_back_vote(wish=wish, partner=wish.partner) is False
    actions.vote_topic(wish=wish, partner=wish.partner)
    assert actions.take_back_vote(wish=wish, partner=other) is False
    assert actions.take_back_vote(wish=wish, partner=wish.partner) is True
    assert not TopicWish.objects.exists()


def test_settling_tells_the_contacts_of_all_who_voted_in_their_language():
    wish = TopicWishFactory(text="Kurs {name}")
    german = MembershipFactory(lead=True, partner=wish.partner)
    english = MembershipFactory(lead=True, user__language="en")
    MembershipFactory(partner=english.partner, is_event_contact=False)
    MembershipFactory(lead=True)
    actions.vote_topic(wish=wish, partner=english.partner)

    actions.settle_topic(wish=wish, state=State.ANSWERED, answer="Im {Herbst}.", by=UserFactory(office=True))

    letters = {letter.recipients.get().email: letter for letter in Letter.objects.filter(purpose="topic-settled")}
    assert set(letters) == {german.user.email, english.user.email}
    assert letters[german.user.email].subject == "Eine Antwort auf Ihren Themenwunsch"
    assert letters[english.user.email].subject == "An answer to your wish for a topic"
    assert letters[german.user.email].recipients.get().values == {"wish": "Kurs {name}", "answer": "Im {Herbst}."}
    assert LogEntry.objects.get(verb="topic-settled").state_to == "answered"


def test_a_settled_wish_takes_no_votes_and_no_second_answer():
    wish, by = TopicWishFactory(), UserFactory(office=True)
    actions.settle_topic(wish=wish, state=State.ANSWERED, answer="Ja.", by=by)

    with pytest.raises(WishSettled):
        actions.vote_topic(wish=wish, partner=PartnerFactory())
    with pytest.raises(WishSettled):
        actions.take_back_vote(wish=wish, partner=wish.partner)
    with pytest.raises(WishSettled):
        actions.settle_topic(wish=wish, state=State.ANSWERED, answer="Nein.", by=by)

    assert TopicWish.objects.get().answer == "Ja."


def test_an_offer_is_drafted_from_a_wish():
    OfferFactory(slug="kurs-co2-bilanz")
    wish = TopicWishFactory(text="Kurs CO2-Bilanz", details="Zwei Tage")

    offer = actions.draft_offer(wish=wish, by=UserFactory(office=True))

    assert (offer.kind, offer.state, offer.slug) == (Offer.Kind.TRAINING, Offer.State.DRAFT, "kurs-co2-bilanz-2")
    assert (offer.title_de, offer.summary_de) == ("Kurs CO2-Bilanz", "Zwei Tage")


def test_merging_keeps_wishes_and_one_vote_of_each():
    wish = TopicWishFactory()
    kept = PartnerFactory()
    other = PartnerFactory()
    TopicVoteFactory(wish=wish, partner=kept)
    TopicVoteFactory(wish=wish, partner=other)
    own = TopicWishFactory(partner=other)

    merge_partners(kept=kept, other=other, choices={}, by=UserFactory(office_lead=True))

    assert wish.votes.filter(partner=kept).count() == 1
    assert TopicWish.objects.get(pk=own.pk).partner == kept


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "planned", "settled_on": dt.date(2026, 1, 1)}, "settled_wish_names_what_became_of_it"),
        ({"state": "answered", "settled_on": dt.date(2026, 1, 1)}, "answered_wish_has_its_answer"),
        ({"state": "answered", "answer": "Ja."}, "settled_wish_has_its_day"),
    ],
)
def test_the_database_refuses_half_settled_wishes(values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        TopicWishFactory(**values)


def test_the_database_refuses_a_second_vote_and_a_second_open_wish():
    wish = TopicWishFactory(text="Kurs")

    with pytest.raises(IntegrityError, match="one_vote_per_company_and_wish"), transaction.atomic():
        TopicVoteFactory(wish=wish, partner=wish.partner)
    with pytest.raises(IntegrityError, match="the_same_wish_is_open_only_once"), transaction.atomic():
        TopicWishFactory(text="kurs")


def test_a_lead_wishes_in_the_browser(client, lead):
    url = reverse("events:topic_list", args=[lead.partner.slug])

    page = client.post(url, {"kind": "topic", "text": "  Mehrweg   im Handel ", "details": ""}, follow=True)

    assert "Mehrweg im Handel" in page.content.decode()
    assert TopicWish.objects.get().created_by == lead.user


def test_a_wish_that_there_is_already_keeps_what_was_typed(client, lead):
    TopicWishFactory(text="Mehrweg", kind=Kind.TOPIC)
    url = reverse("events:topic_list", args=[lead.partner.slug])

    page = client.post(url, {"kind": "topic", "text": "mehrweg", "details": "Becher"}).content.decode()

    assert "Diesen Wunsch gibt es schon" in page
    assert "Becher" in page


def test_an_empty_wish_is_told_what_is_missing(client, lead):
    page = client.post(reverse("events:topic_list", args=[lead.partner.slug]), {}).content.decode()

    assert "Wählen Sie, worum es geht." in page
    assert "Sagen Sie in einem Satz, was Sie sich wünschen." in page


def test_others_do_not_see_whose_wish_it_is(client, lead):
    wish = TopicWishFactory(partner__name="Geheim GmbH")

    page = client.get(reverse("events:topic_list", args=[lead.partner.slug])).content.decode()

    assert wish.text in page
    assert "Geheim" not in page


def test_who_reads_neither_wishes_nor_votes(client):
    member, wish = MembershipFactory(), TopicWishFactory()
    client.force_login(member.user)

    slug = member.partner.slug

    assert client.get(reverse("events:topic_list", args=[slug])).status_code == 200
    assert client.post(reverse("events:topic_list", args=[slug]), {"kind": "topic", "text": "X"}).status_code == 404
    assert client.post(reverse("events:topic_vote", args=[slug, wish.pk])).status_code == 404


def test_voting_and_taking_back_in_the_browser(client, lead):
    wish = TopicWishFactory()
    url = reverse("events:topic_vote", args=[lead.partner.slug, wish.pk])

    assert "Ihre Stimme zählt" in client.post(url, follow=True).content.decode()
    assert "Ihre Stimme ist zurückgenommen" in client.post(url, {"back": "1"}, follow=True).content.decode()
    actions.settle_topic(wish=wish, state=State.ANSWERED, answer="Ja.", by=UserFactory(office=True))
    assert "inzwischen beantwortet" in client.post(url, follow=True).content.decode()


def test_own_wish_is_taken_back_in_the_browser(client, lead):
    wish = wish_of(lead)

    page = client.post(reverse("events:topic_vote", args=[lead.partner.slug, wish.pk]), {"back": "1"}, follow=True)

    assert "Ihr Wunsch ist zurückgenommen." in page.content.decode()


def test_the_office_plans_a_wish_for_an_event(client, office):
    wish = TopicWishFactory()
    event = EventFactory(published=True, starts_at=timezone.now() + dt.timedelta(days=9))

    page = client.post(wish.get_absolute_url(), {"state": "planned", "event": event.pk}, follow=True).content.decode()

    assert event.title_de in page
    assert TopicWish.objects.get().event == event


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("planned", "Wählen Sie die Veranstaltung"),
        ("offered", "Wählen Sie das Angebot"),
        ("answered", "Schreiben Sie die Antwort."),
        ("", "Sagen Sie, was aus dem Wunsch geworden ist."),
    ],
)
def test_settling_says_what_is_missing(client, office, state, said):
    assert said in client.post(TopicWishFactory().get_absolute_url(), {"state": state}).content.decode()


def test_two_of_the_office_settle_once(client, office):
    wish = TopicWishFactory()
    actions.settle_topic(wish=wish, state=State.ANSWERED, answer="Ja.", by=office)

    page = client.post(wish.get_absolute_url(), {"state": "answered", "answer": "Nein."}, follow=True).content.decode()

    assert "Jemand aus dem Team hat diesen Wunsch inzwischen beantwortet." in page
    assert TopicWish.objects.get().answer == "Ja."


def test_the_office_drafts_an_offer_and_goes_on_there(client, office):
    page = client.post(reverse("events:topic_offer", args=[TopicWishFactory().pk]))

    assert page.url == reverse("admin:partners_offer_change", args=[Offer.objects.get().pk])


def test_the_office_filters_and_exports(client, office):
    training, topic = TopicWishFactory(), TopicWishFactory(kind=Kind.TOPIC, text="Lieferkette")
    TopicVoteFactory(wish=topic)

    page = client.get(reverse("events:topic_manage_list"), {"art": "topic"}).content.decode()
    lines = client.get(reverse("events:topic_export")).content.decode("utf-8-sig").splitlines()

    assert training.text not in page
    assert [line.split(";")[0] for line in lines[1:]] == ["Lieferkette", training.text]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_questions_however_long(client, django_assert_num_queries, count):
    member = MembershipFactory(lead=True)
    for _number in range(count):
        TopicVoteFactory(wish=TopicWishFactory())
    client.force_login(member.user)
    with django_assert_num_queries(10):
        client.get(reverse("events:topic_list", args=[member.partner.slug]))

    client.force_login(UserFactory(office=True))
    with django_assert_num_queries(6):
        client.get(reverse("events:topic_manage_list"))
