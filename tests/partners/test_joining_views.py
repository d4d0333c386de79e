"""Doors of joining: the applicant's pages, the office's, the partner's own, the certificate's."""

import datetime as dt
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from klimapakt.lib import tokens
from partners import document_tasks, interest_links
from partners.models import Agreement, AgreementText, Interest, Partner, Recipient
from tests.factories import (
    AgreementFactory,
    AgreementTextFactory,
    CertificateFactory,
    InterestFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)
from tests.lib.test_uploads import pdf

pytestmark = pytest.mark.django_db
State = Interest.State


def first_step(**values):
    """What a person fills in, ten seconds after opening the page."""
    standard = {
        "company": "Neu GmbH",
        "sector": "C",
        "size": "small",
        "website": "",
        "started": tokens.make("form-started", int(time.time()) - 10),
    }
    return {**standard, **values}


def url(name, interest, *arguments, mailed=False):
    return reverse(f"partners:{name}", args=[interest_links.make(interest, mailed=mailed), *arguments])


def place(address):
    """Where a link leads: the name of the page, and what follows the token, which holds the second of its making."""
    match = resolve(address)
    return match.url_name, [value for key, value in match.kwargs.items() if key != "token"]


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def lead(client):
    """Leads a partner whose agreement waits for a signature."""
    agreement = AgreementFactory()
    member = MembershipFactory(partner=agreement.partner, lead=True)
    client.force_login(member.user)
    return agreement


def test_four_steps_lead_to_a_number(client):
    response = client.post(f"{reverse('partners:interest_new')}?von=ihk", first_step())
    response = client.post(response.url, {"street": "Allee 5", "place": "40213  Düsseldorf"})
    response = client.post(response.url, {"contact": "Noa Neu", "email": "noa@neu.example"})
    assert "Neu GmbH" in client.get(response.url).text
    response = client.post(response.url, {"agrees": "on"}, follow=True)

    interest = Interest.objects.get()
    assert (interest.state, interest.source, interest.place) == (State.UNCONFIRMED, "ihk", "40213 Düsseldorf")
    assert interest.number in response.text
    assert response["Referrer-Policy"] == "same-origin"


def test_the_start_page_sets_no_cookie(client):
    response = client.get(reverse("partners:interest_start"))

    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("values", "words"),
    (
        ({"company": "x" * 300}, "160 Zeichen"),
        ({"company": ""}, "Bitte füllen Sie aus"),
        ({"sector": "XX"}, "keine gültige Auswahl"),
        ({"website": "https://spam.example"}, "leer bleiben muss"),
        ({"started": tokens.make("form-started", int(time.time()) + 86_400)}, "sehr schnell"),
    ),
    ids=("300 signs", "empty", "sector", "honeypot", "too fast"),
)
def test_bad_first_steps_are_answered_and_create_nothing(client, values, words):
    response = client.post(reverse("partners:interest_new"), first_step(**values))

    assert words in response.text
    assert not Interest.objects.exists()


def test_one_network_may_not_begin_without_end(client):
    for _time in range(20):
        client.post(reverse("partners:interest_new"), first_step())

    response = client.post(reverse("partners:interest_new"), first_step())

    assert "zu viele Nachrichten" in response.text
    assert Interest.objects.count() == 20


@pytest.mark.parametrize("place", ("4021 Düsseldorf", "Düsseldorf", "40213", "40213 " + "x" * 81))
def test_a_place_needs_postcode_and_town(client, place):
    interest = InterestFactory(draft=True, postcode="")

    client.post(url("interest_step", interest, 2), {"street": "Allee 5", "place": place})

    interest.refresh_from_db()
    assert interest.postcode == ""


def test_changing_one_thing_leads_back_to_the_check(client):
    interest = InterestFactory(draft=True)

    response = client.post(url("interest_step", interest, 2), {"street": "Anders 1", "place": "40215 Düsseldorf"})

    assert place(response.url) == ("interest_check", [])
    assert client.get(url("interest_step", interest, 4)).status_code == 404


def test_the_check_waits_for_all_seven(client):
    interest = InterestFactory(draft=True, contact="")

    response = client.get(url("interest_check", interest), follow=True)

    assert place(response.redirect_chain[-1][0]) == ("interest_step", [3])


def test_who_may_be_here_already_is_told_politely(client):
    PartnerFactory(name="Neuling Druckhaus GmbH")
    PartnerFactory(name="Heimlich Druckhaus GmbH", is_public=False)

    shown = client.get(url("interest_check", InterestFactory(draft=True, company="Neuling Druckhaus"))).text
    hidden = client.get(url("interest_check", InterestFactory(draft=True, company="Heimlich Druckhaus"))).text

    assert "vielleicht" not in hidden.lower()
    assert "Vielleicht ist Ihr Unternehmen schon dabei" in shown


def test_the_same_message_again_is_answered(client):
    InterestFactory(company="Neu GmbH", email="noa@neu.example")
    again = InterestFactory(draft=True, company="Neu GmbH", email="noa@neu.example")

    response = client.post(url("interest_check", again), {"agrees": "on"})

    assert "wartet bereits auf unsere Antwort" in response.text


def test_go_on_later_by_the_link_of_the_mail(client):
    interest = InterestFactory(draft=True, postcode="", contact="", email="")

    response = client.post(url("interest_save", interest), {"email": "noa@neu.example"})

    assert "noa@neu.example" in response.text
    letter = Recipient.objects.get(email="noa@neu.example").letter
    interest.refresh_from_db()
    link = interest_links.mailed("interest_resume", interest)
    assert link.split("/mitmachen/")[0] + "/mitmachen/" in letter.text
    resumed = client.get(url("interest_resume", interest, mailed=True))
    assert place(resumed.url) == ("interest_step", [2])


def test_a_mailbox_is_not_filled_from_here(client):
    interest = InterestFactory(draft=True)

    texts = [client.post(url("interest_save", interest), {"email": "opfer@fremd.example"}).text for _time in range(6)]

    assert "schon viele E-Mails" in texts[5]
    assert Recipient.objects.count() == 5


def test_confirming_needs_a_press_and_the_link_of_the_mail(client):
    interest = InterestFactory(unconfirmed=True)
    link = url("interest_confirm", interest, mailed=True)

    assert client.get(url("interest_confirm", interest)).status_code == 410
    assert client.post(url("interest_confirm", interest)).status_code == 410
    client.get(link)
    assert Interest.objects.get().state == State.UNCONFIRMED
    response = client.post(link, follow=True)
    again = client.post(link, follow=True)

    assert Interest.objects.get().state == State.NEW
    assert "Vielen Dank" in response.text
    assert "Vielen Dank" in again.text
    assert Recipient.objects.filter(letter__purpose="office-interest-new").count() == 1


def test_what_is_handed_in_stays_as_it_is(client):
    interest = InterestFactory()

    for name, arguments in (("interest_step", (1,)), ("interest_check", ()), ("interest_save", ())):
        response = client.post(url(name, interest, *arguments), {**first_step(company="Fremd"), "email": "a@b.example"})
        assert response.status_code == 302
    interest.refresh_from_db()
    assert interest.company != "Fremd"


def test_the_company_answers_by_the_link(client):
    interest = InterestFactory(asked=True)
    link = url("interest_reply", interest, mailed=True)

    assert client.get(url("interest_reply", interest)).status_code == 410
    assert "Schreiben Sie Ihre Antwort" in client.post(link, {"text": " "}).text
    assert "Am Hafen." in client.post(link, {"text": "Am Hafen."}).text
    assert "Zurzeit ist nichts gefragt" in client.post(link, {"text": "Noch einmal."}).text
    assert [message.text for message in interest.messages.all()] == ["Am Hafen."]


def test_links_run_out(client):
    import time_machine

    with time_machine.travel(timezone.now() - dt.timedelta(days=61)):
        old = url("interest_resume", InterestFactory(draft=True))

    assert client.get(old).status_code == 410


@pytest.mark.parametrize("count", (1, 3))
def test_interest_list_costs_the_same_whatever_its_length(client, office, count, django_assert_num_queries):
    interests = [InterestFactory(looks_like=PartnerFactory()) for _number in range(count)]
    InterestFactory(unconfirmed=True)
    address = reverse("partners:interest_list")
    client.get(address)

    with django_assert_num_queries(7):
        response = client.get(address)

    assert list(response.context["page"]) == interests


@pytest.mark.parametrize("count", (1, 3))
def test_agreement_list_costs_the_same_whatever_its_length(client, office, count, django_assert_num_queries):
    AgreementFactory.create_batch(count)
    AgreementFactory(valid=True)
    address = reverse("partners:agreement_list")
    client.get(address)

    with django_assert_num_queries(5):
        response = client.get(address)

    assert len(response.context["agreements"]) == count


def test_interest_list_is_filtered(client, office):
    new, declined = InterestFactory(company="Alpha GmbH"), InterestFactory(company="Beta GmbH", state=State.DECLINED)

    def shown(**query):
        return set(client.get(reverse("partners:interest_list"), query).context["page"])

    assert shown() == {new}
    assert shown(state="all") == {new, declined}
    assert shown(state="declined") == {declined}
    assert shown(q="beta") == {declined}
    assert shown(state="wrong") == {new}


TOLD_ON_THE_PHONE = {
    "company": "Neuling GmbH",
    "sector": "C",
    "size": "small",
    "street": "Beispielallee 5",
    "place": "40213 Düsseldorf",
    "contact": "Noa Neu",
    "email": "noa@neuling.example",
    "language": "en",
    "has_spoken": "on",
}


def test_the_office_records_a_call_on_one_page_and_not_twice(client, office):
    address = reverse("partners:interest_record")

    first = client.post(address, TOLD_ON_THE_PHONE, follow=True)
    second = client.post(address, TOLD_ON_THE_PHONE, follow=True)

    interest = Interest.objects.get()
    assert (interest.place, interest.language, interest.source) == ("40213 Düsseldorf", "en", "phone")
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"] == interest.get_absolute_url()
    assert "nach einem Gespräch am Telefon" in first.text
    assert "Es wurde nichts doppelt erfasst." in second.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    (
        ("has_spoken", "", "Ohne die Zusage der Person"),
        ("email", "noa", "Geben Sie eine Adresse"),
        ("place", "Düsseldorf", "fünfstellige Postleitzahl"),
        ("company", "x" * 300, "160"),
        ("language", "fr", "fr"),
    ),
)
def test_a_call_is_recorded_by_the_same_rules_as_the_form(client, office, field, value, words):
    response = client.post(reverse("partners:interest_record"), TOLD_ON_THE_PHONE | {field: value})

    assert words in str(response.context["form"].errors[field])
    assert not Interest.objects.exists()


def test_the_office_decides_on_the_page_of_the_interest(client, office):
    AgreementTextFactory(published=True)
    chamber = MembershipFactory(lead=True, partner=PartnerFactory(founding=True)).partner
    cases = (
        ("interest_accept", {}, State.ACCEPTED),
        ("interest_ask", {"ask-text": "Wo?"}, State.ASKED),
        ("interest_decline", {"decline-text": "Nein."}, State.DECLINED),
        ("interest_forward", {"forward-chamber": chamber.pk, "forward-text": ""}, State.FORWARDED),
    )

    for name, data, state in cases:
        interest = InterestFactory()
        response = client.post(reverse(f"partners:{name}", args=[interest.pk]), data, follow=True)
        interest.refresh_from_db()
        assert (response.status_code, interest.state) == (200, state)


@pytest.mark.parametrize("name", ("interest_ask", "interest_decline", "interest_forward"))
def test_a_decision_without_words_is_asked_for_them(client, office, name):
    interest = InterestFactory()

    response = client.post(reverse(f"partners:{name}", args=[interest.pk]), {})

    assert "Bitte prüfen Sie Ihre Angaben" in response.text
    interest.refresh_from_db()
    assert interest.state == State.NEW


def test_who_comes_second_is_told(client, office):
    interest = InterestFactory(state=State.DECLINED)

    for name, data in (
        ("interest_accept", {}),
        ("interest_ask", {"ask-text": "Wo?"}),
        ("interest_decline", {"decline-text": "Nein."}),
    ):
        response = client.post(reverse(f"partners:{name}", args=[interest.pk]), data, follow=True)
        assert "Jemand war schneller" in response.text


def test_without_a_text_nobody_is_accepted(client, office):
    interest = InterestFactory()

    response = client.post(reverse("partners:interest_accept", args=[interest.pk]), follow=True)

    assert "Kein Text der Vereinbarung" in response.text


def test_the_lead_names_who_signs_downloads_and_hands_in(client, lead):
    slug = lead.partner.slug
    client.post(reverse("partners:agreement_signatory", args=[slug]), {"who-signatory": "Alex Chef"})
    document_tasks.render_agreement(lead.pk)

    copy = client.get(reverse("partners:agreement_copy", args=[slug]))
    assert (copy["Content-Disposition"][:10], copy["X-Content-Type-Options"]) == ("attachment", "nosniff")
    assert b"".join(copy.streaming_content)[:5] == b"%PDF-"
    scan = pdf()
    data = {
        "signatory": "Alex Chef",
        "signed_on": timezone.localdate().isoformat(),
        "file": SimpleUploadedFile("v.pdf", scan),
    }
    response = client.post(reverse("partners:agreement", args=[slug]), data, follow=True)

    lead.refresh_from_db()
    assert (lead.state, lead.signatory) == (Agreement.State.UPLOADED, "Alex Chef")
    assert "ist angekommen" in response.text
    signed = client.get(reverse("partners:agreement_file", args=[slug]))
    assert b"".join(signed.streaming_content) == scan


@pytest.mark.parametrize(
    ("content", "day", "words"),
    (
        (b"MZ program", 0, "nicht möglich"),
        (b"%PDF-" + b"x" * 30_000_000, 0, "höchstens 20 MB"),
        (pdf(), 1, "liegt in der Zukunft"),
        (pdf(), -400, "mehr als ein Jahr"),
    ),
    ids=("program", "30 MB", "tomorrow", "long ago"),
)
def test_a_bad_file_or_day_is_answered_and_nothing_is_stored(client, lead, content, day, words):
    data = {
        "signatory": "Alex Chef",
        "signed_on": (timezone.localdate() + dt.timedelta(days=day)).isoformat(),
        "file": SimpleUploadedFile("v.pdf", content),
    }

    response = client.post(reverse("partners:agreement", args=[lead.partner.slug]), data)

    lead.refresh_from_db()
    assert words in response.text
    assert (lead.state, lead.file.name) == (Agreement.State.TO_SIGN, "")


def test_a_copy_that_is_not_there_yet_is_being_written(client, lead):
    response = client.get(reverse("partners:agreement_copy", args=[lead.partner.slug]), follow=True)

    assert "wird gerade erstellt" in response.text


def test_the_overview_says_what_to_do_first(client, lead):
    response = client.get(reverse("pact:own_overview", args=[lead.partner.slug]))

    assert "Klimaschutzvereinbarung unterschreiben lassen" in response.text


def test_a_partner_asks_for_this_years_certificate(client):
    member = MembershipFactory(lead=True)
    client.force_login(member.user)

    response = client.post(reverse("partners:certificate_issue", args=[member.partner.slug]), follow=True)

    certificate = member.partner.certificates.get()
    assert certificate.year == timezone.localdate().year
    assert f"Urkunde {certificate.year} (PDF)" in response.text


def test_the_office_confirms_gives_back_and_records(client, office):
    given_back, confirmed = AgreementFactory.create_batch(2, uploaded=True)
    recorded = AgreementFactory()

    client.post(reverse("partners:agreement_return", args=[given_back.pk]), {"back-text": "Seite 2 fehlt."})
    client.post(reverse("partners:agreement_confirm", args=[confirmed.pk]))
    data = {
        "signatory": "Alex Chef",
        "signed_on": timezone.localdate().isoformat(),
        "file": SimpleUploadedFile("v.pdf", pdf()),
    }
    response = client.post(reverse("partners:agreement_record", args=[recorded.pk]), data, follow=True)

    states = [Agreement.objects.get(pk=one.pk).state for one in (given_back, confirmed, recorded)]
    assert states == ["to_sign", "valid", "valid"]
    assert "gehört jetzt zum Klimapakt" in response.text
    assert Partner.objects.active().count() == 2


def test_the_office_is_told_what_it_forgot_or_who_was_faster(client, office):
    open_one, valid = AgreementFactory(), AgreementFactory(valid=True)

    record = client.post(reverse("partners:agreement_record", args=[open_one.pk]), {})
    back = client.post(reverse("partners:agreement_return", args=[open_one.pk]), {"back-text": "x" * 600})
    second = client.post(reverse("partners:agreement_confirm", args=[valid.pk]), follow=True)
    returned = client.post(reverse("partners:agreement_return", args=[valid.pk]), {"back-text": "x"}, follow=True)

    assert "Wählen Sie die Datei" in record.text
    assert back.context["back"].errors
    assert "Jemand war schneller" in second.text
    assert "Jemand war schneller" in returned.text


def test_a_certificate_states_dated_facts_and_ages(client):
    today = timezone.localdate()
    fresh = CertificateFactory(year=today.year)
    old = CertificateFactory(year=today.year - 1, partner__name="Alt GmbH")
    left = CertificateFactory(partner__left=True)

    def page(certificate):
        return client.get(reverse("partners:certificate", args=[certificate.written_code.lower()])).text

    assert "Die Urkunde ist echt" in page(fresh)
    assert "Eine Urkunde aus einem früheren Jahr" in page(old)
    assert "nimmt am Klimapakt teil" in page(old)
    assert "Kein Klimapartner mehr" in page(left)
    unknown = client.get(reverse("partners:certificate", args=["AAAA-BBBB-CCCC"]))
    assert (unknown.status_code, "gibt es keine Urkunde" in unknown.text) == (404, True)


def test_texts_of_the_agreement_are_written_and_published_by_the_office_lead(client):
    client.force_login(UserFactory(office_lead=True))
    add, listing = reverse("admin:partners_agreementtext_add"), reverse("admin:partners_agreementtext_changelist")
    values = {"version": "2026-01", "title": "Vereinbarung", "valid_from": "01.01.2026"}

    wrong = client.post(add, {**values, "text": "{firma} tritt bei."})
    client.post(add, {**values, "text": "{partner} tritt bei."})
    text = AgreementText.objects.get()
    client.post(listing, {"action": "publish", "_selected_action": [text.pk]})

    assert "{firma} hat hier keine Bedeutung" in wrong.text
    text.refresh_from_db()
    assert text.published_at is not None
    change = reverse("admin:partners_agreementtext_change", args=[text.pk])
    assert client.post(change, {**values, "text": "Anders"}).status_code == 404
    assert "{partner} tritt bei." in client.get(change).text
    text.refresh_from_db()
    assert text.text == "{partner} tritt bei."
