import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partners import clock, document_tasks, duplicates, interest_links, tasks
from partners.actions import admission
from partners.actions import interest as actions
from partners.errors import AccountBlocked, ChamberUnreachable, InterestExists, InterestMoved, NoAgreementText
from partners.models import Interest, InterestMessage, Letter, LogEntry, Membership, Pact, Partner, Recipient
from tests.factories import (
    AgreementTextFactory,
    InterestFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
State = Interest.State


def sent() -> list[tuple[str, str]]:
    """(purpose, address) of every mail, the first first."""
    return list(Recipient.objects.order_by("pk").values_list("letter__purpose", "email"))


def test_an_interest_gets_its_number_when_it_is_handed_in_and_asks_to_confirm_the_address():
    interest = InterestFactory(draft=True, email="noa@neu.example")

    interest = actions.hand_in_interest(interest=interest, is_proven=False)

    year = timezone.localdate().year
    assert (interest.state, interest.number) == (State.UNCONFIRMED, f"IB-{year}-0001")
    assert sent() == [("interest-confirm", "noa@neu.example")]
    assert not Interest.objects.for_office().exists()
    second = actions.hand_in_interest(interest=InterestFactory(draft=True), is_proven=False)
    assert second.number == f"IB-{year}-0002"


def test_numbers_are_counted_not_sorted_as_text():
    year = timezone.localdate().year
    InterestFactory(number=f"IB-{year}-10000")
    InterestFactory(number=f"IB-{year}-9999")

    interest = actions.hand_in_interest(interest=InterestFactory(draft=True), is_proven=False)

    assert interest.number == f"IB-{year}-10001"


def test_who_comes_by_the_link_of_a_mail_need_not_confirm():
    interest = actions.hand_in_interest(interest=InterestFactory(draft=True), is_proven=True)

    assert interest.state == State.NEW
    assert [purpose for purpose, _email in sent()] == ["office-interest-new"]


def test_an_interest_is_handed_in_once():
    interest = InterestFactory(draft=True)
    actions.hand_in_interest(interest=interest, is_proven=False)

    with pytest.raises(InterestMoved):
        actions.hand_in_interest(interest=interest, is_proven=False)
    with pytest.raises(InterestMoved):
        actions.change_interest(interest=interest, fields={"company": "Anders AG"})
    with pytest.raises(InterestMoved):
        actions.save_interest(interest=interest, email="fremd@anders.example")


def test_the_same_company_and_address_wait_once():
    InterestFactory(company="Neu & Co. KG", email="Noa@neu.example")
    again = InterestFactory(draft=True, company="neu KG", email="noa@NEU.example")

    with pytest.raises(InterestExists):
        actions.hand_in_interest(interest=again, is_proven=False)

    again.refresh_from_db()
    assert (again.state, again.number, sent()) == (State.DRAFT, "", [])


TOLD = {
    "company": "Neuling GmbH",
    "sector": "C",
    "size": "small",
    "street": "Beispielallee 5",
    "postcode": "40213",
    "town": "Düsseldorf",
    "contact": "Noa Neu",
    "email": "noa@neuling.example",
}


def record(by=None, **fields):
    return actions.record_interest(fields=TOLD | fields, language="de", by=by or UserFactory(office=True))


def test_what_the_office_hears_on_the_phone_is_new_at_once_and_the_receipt_goes_out(sink):
    office, twin = UserFactory(office=True), PartnerFactory(name="Neuling AG")

    interest = record(by=office)
    document_tasks.send_receipt(interest.pk)
    tasks.send_letter(Letter.objects.get().pk)

    year = timezone.localdate().year
    assert (interest.state, interest.number, interest.source) == (State.NEW, f"IB-{year}-0001", "phone")
    assert (interest.looks_like, interest.confirmed_at is None) == (twin, False)
    assert LogEntry.objects.about(interest).get(verb="interest-recorded").by == office
    assert sent() == [("interest-received", "noa@neuling.example")]
    words = sink.messages[0].get_body(("plain",)).get_content()
    assert "weil Sie der Geschäftsstelle diese Adresse" in " ".join(words.split())
    assert [part.get_content_type() for part in sink.messages[0].iter_attachments()] == ["application/pdf"]


def test_what_the_company_typed_and_did_not_confirm_is_taken_up():
    typed = InterestFactory(unconfirmed=True, company="Neuling", email="Noa@neuling.example", contact="N. Neu")

    interest = record()

    assert (interest.pk, interest.number) == (typed.pk, typed.number)
    assert (interest.state, interest.contact) == (State.NEW, "Noa Neu")
    assert Interest.objects.count() == 1


@pytest.mark.parametrize("state", (State.NEW, State.ASKED))
def test_what_waits_already_is_not_recorded_twice(state):
    waiting = InterestFactory(state=state, company="Neuling e.K.", email="NOA@neuling.example")

    with pytest.raises(InterestExists) as known:
        record()

    assert known.value.args[0] == waiting
    assert Interest.objects.count() == 1


def test_nobody_takes_the_source_of_the_phone_by_a_link():
    fields = {"company": "Neuling GmbH"}

    assert actions.begin_interest(fields=fields, source="phone", language="de").source == ""


def test_confirming_twice_tells_the_office_once(celery_worker, wait_until):
    interest = InterestFactory(unconfirmed=True)

    actions.confirm_address(interest=interest)
    interest = actions.confirm_address(interest=interest)

    assert interest.state == State.NEW
    wait_until(lambda: Letter.objects.filter(purpose="interest-received").exists(), seconds=60)
    assert Letter.objects.filter(purpose="office-interest-new").count() == 1


def test_the_receipt_comes_with_its_pdf_once(sink):
    interest = InterestFactory(company="{Neu} & Söhne GmbH")

    document_tasks.send_receipt(interest.pk)
    document_tasks.send_receipt(interest.pk)

    letter = Letter.objects.get(purpose="interest-received")
    assert interest.number in letter.subject
    from partners import tasks

    tasks.send_letter(letter.pk)
    (message,) = sink.messages
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()[:5]) == (f"{interest.number}.pdf", b"%PDF-")
    assert "{Neu} & Söhne GmbH" in message.get_body(("plain",)).get_content()


def test_asking_back_and_answering_stay_with_the_interest():
    interest, office = InterestFactory(email="noa@neu.example"), UserFactory(office=True)

    interest = actions.ask_back(interest=interest, text="Wo liegt Ihr {Standort}?", by=office)
    assert interest.state == State.ASKED
    interest = actions.reply_to_question(interest=interest, text="Am Hafen.")

    assert interest.state == State.NEW
    assert [(m.kind, m.text, m.by) for m in interest.messages.all()] == [
        (InterestMessage.Kind.QUESTION, "Wo liegt Ihr {Standort}?", office),
        (InterestMessage.Kind.ANSWER, "Am Hafen.", None),
    ]
    assert sent() == [
        ("interest-asked", "noa@neu.example"),
        ("office-interest-answered", Pact.objects.current().office_email),
    ]
    with pytest.raises(InterestMoved):
        actions.reply_to_question(interest=interest, text="Noch etwas.")


def test_declining_writes_why():
    interest, office = InterestFactory(), UserFactory(office=True)

    interest = actions.decline_interest(interest=interest, text="Ihr Sitz liegt in Köln.", by=office)

    assert (interest.state, interest.decided_by) == (State.DECLINED, office)
    recipient = Recipient.objects.get()
    assert recipient.values["words"] == "Ihr Sitz liegt in Köln."
    assert [(e.verb, e.state_from, e.state_to, e.by) for e in LogEntry.objects.about(interest)] == [
        ("interest-declined", "new", "declined", office)
    ]


def test_a_chamber_gets_the_interest_and_the_company_is_told():
    chamber = MembershipFactory(lead=True, partner=PartnerFactory(founding=True), user__email="ihk@ihk.example")
    interest = InterestFactory(email="noa@neu.example")

    interest = actions.forward_interest(
        interest=interest, chamber=chamber.partner, text="Bitte übernehmen.", by=UserFactory(office=True)
    )

    assert (interest.state, interest.chamber) == (State.FORWARDED, chamber.partner)
    assert sent() == [("interest-forwarded", "noa@neu.example"), ("chamber-interest", "ihk@ihk.example")]
    assert Letter.objects.get(purpose="chamber-interest").reply_to == "noa@neu.example"


def test_a_chamber_without_people_gets_nothing():
    interest = InterestFactory()

    with pytest.raises(ChamberUnreachable):
        actions.forward_interest(
            interest=interest, chamber=PartnerFactory(founding=True), text="", by=UserFactory(office=True)
        )

    interest.refresh_from_db()
    assert (interest.state, sent()) == (State.NEW, [])


def test_accepting_makes_partner_site_lead_and_agreement():
    text = AgreementTextFactory(published=True)
    Pact.objects.update_or_create(pk=1, defaults={"city": "Düsseldorf"})
    interest = InterestFactory(company="Neu & Söhne GmbH", contact="Noa van der Neu", email="noa@neu.example")

    partner = admission.accept_interest(interest=interest, by=UserFactory(office=True))

    interest.refresh_from_db()
    assert (interest.state, interest.partner) == (State.ACCEPTED, partner)
    assert (partner.slug, partner.status) == ("neu-soehne-gmbh", Partner.Status.AGREEMENT_SENT)
    site, lead, agreement = partner.sites.get(), partner.memberships.get(), partner.agreements.get()
    assert (site.street, site.postcode, site.is_in_city) == ("Beispielallee 5", "40213", True)
    assert (lead.role, lead.user.email, lead.user.first_name, lead.user.last_name) == (
        Membership.Role.LEAD,
        "noa@neu.example",
        "Noa van der",
        "Neu",
    )
    assert (agreement.text, agreement.state, agreement.signatory) == (text, "to_sign", "Noa van der Neu")
    assert sent() == [("agreement-to-sign", "noa@neu.example"), ("account-invitation", "noa@neu.example")]


def test_accepting_knows_people_and_keeps_addresses_apart():
    AgreementTextFactory(published=True)
    known = UserFactory(email="noa@neu.example", last_login=timezone.now())
    PartnerFactory(slug="neu-gmbh")

    partner = admission.accept_interest(
        interest=InterestFactory(company="Neu GmbH", email="Noa@neu.example"), by=UserFactory(office=True)
    )

    assert partner.slug == "neu-gmbh-2"
    assert partner.memberships.get().user == known
    assert [purpose for purpose, _email in sent()] == ["agreement-to-sign"]


@pytest.mark.parametrize(
    ("prepare", "error"),
    (
        (lambda: None, NoAgreementText),
        (
            lambda: AgreementTextFactory(published=True, valid_from=timezone.localdate() + dt.timedelta(1)),
            NoAgreementText,
        ),
        (
            lambda: (AgreementTextFactory(published=True), UserFactory(email="noa@neu.example", is_active=False)),
            AccountBlocked,
        ),
    ),
)
def test_accepting_refuses_and_leaves_nothing_behind(prepare, error):
    prepare()
    interest = InterestFactory(email="noa@neu.example")

    with pytest.raises(error):
        admission.accept_interest(interest=interest, by=UserFactory(office=True))

    interest.refresh_from_db()
    assert (interest.state, Partner.objects.count(), sent()) == (State.NEW, 0, [])


@pytest.mark.django_db(transaction=True)
def test_of_two_office_people_at_once_one_wins_and_the_other_is_told(roles):
    AgreementTextFactory(published=True)
    interest, both = InterestFactory(), [UserFactory(office=True), UserFactory(office=True)]
    start, results = threading.Barrier(2), []

    def decide(by, act):
        try:
            start.wait()
            act(by)
            results.append("won")
        except InterestMoved:
            results.append("told")
        finally:
            connection.close()

    acts = (
        lambda by: admission.accept_interest(interest=interest, by=by),
        lambda by: actions.decline_interest(interest=interest, text="Nein.", by=by),
    )
    threads = [threading.Thread(target=decide, args=pair) for pair in zip(both, acts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(results) == ["told", "won"]
    interest.refresh_from_db()
    assert (interest.state == State.ACCEPTED) == Partner.objects.filter(interest=interest).exists()
    assert LogEntry.objects.about(interest).count() == 1


def test_what_nobody_finished_is_deleted():
    long_ago = timezone.now() - dt.timedelta(days=31)
    InterestFactory(draft=True, created_at=long_ago)
    InterestFactory(unconfirmed=True, created_at=long_ago)
    kept = [InterestFactory(created_at=long_ago), InterestFactory(draft=True)]

    assert actions.clear_forgotten_interests() == 2
    clock.clear_forgotten_interests()

    assert list(Interest.objects.order_by("pk")) == kept


@pytest.mark.parametrize(
    ("name", "key"),
    (
        ("Muster & Söhne GmbH", "muster sohne"),
        ("MUSTER UND SÖHNE gmbh & co. kg", "muster sohne"),
        ("Beispiel e. K.", "beispiel"),
        ("GmbH", "gmbh"),
        ("Ä" * 300, "a" * 160),
    ),
)
def test_company_key_forgets_case_umlauts_and_legal_forms(name, key):
    assert duplicates.company_key(name) == key


def test_duplicates_are_found_by_name_address_and_mail_domain():
    named = PartnerFactory(name="Neuling Maschinenbau GmbH & Co. KG")
    placed = SiteFactory(street="beispielallee 5", postcode="40213", partner__name="Ganz anders AG").partner
    mailed = MembershipFactory(user__email="chef@neuling.example", partner__name="Holding SE").partner
    PartnerFactory(name="Fremd GmbH")
    interest = InterestFactory(company="Neuling Maschinenbau", email="noa@neuling.example")

    found = {likeness.partner: likeness.reasons for likeness in duplicates.find(interest)}

    assert found == {
        named: ("ähnlicher Name",),
        placed: ("gleiche Anschrift",),
        mailed: ("gleiche E-Mail-Domäne",),
    }
    assert duplicates.public_partner(interest) == named


def test_a_provider_for_everybody_makes_no_duplicate():
    MembershipFactory(user__email="jemand@gmx.de", partner__name="Fremd GmbH")

    assert duplicates.find(InterestFactory(email="noa@gmx.de")) == []


def test_links_prove_the_address_only_if_they_came_by_mail_to_it():
    interest = InterestFactory(draft=True, email="noa@neu.example")
    typed, mailed = interest_links.make(interest), interest_links.make(interest, mailed=True)

    assert (interest_links.find(typed).is_proven, interest_links.find(mailed).is_proven) == (False, True)
    interest.email = "anders@neu.example"
    interest.save()
    assert interest_links.find(mailed).is_proven is False
    assert interest_links.find("forged") is None
    interest.delete()
    assert interest_links.find(typed) is None


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("postcode_of_interest_has_five_digits", {"postcode": "4021"}),
        ("interest_handed_in_has_number_and_time", {"number": ""}),
        ("office_sees_confirmed_interests_only", {"confirmed_at": None}),
        ("accepted_interest_has_its_partner", {"state": "accepted"}),
        ("forwarded_interest_has_its_chamber", {"state": "forwarded"}),
    ),
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InterestFactory(**fields)


def test_the_database_refuses_a_number_twice():
    InterestFactory(number="IB-2026-0001")

    with pytest.raises(IntegrityError, match="interest_number_is_used_once"), transaction.atomic():
        InterestFactory(number="IB-2026-0001")


def test_the_database_refuses_a_second_open_interest():
    InterestFactory(company="Neu GmbH", email="noa@neu.example")

    with pytest.raises(IntegrityError, match="one_open_interest_per_company_and_address"), transaction.atomic():
        InterestFactory(company="Neu AG", email="NOA@neu.example", asked=True)
