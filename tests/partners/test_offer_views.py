"""Offers on screen: the public catalogue, the partner's requests, the office's decisions."""

import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfWriter

from partners.models import OfferRequest
from tests.factories import MembershipFactory, OfferFactory, OfferRequestFactory, UserFactory


def pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(out)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, kind)
    return out.getvalue()


@pytest.fixture
def lead(client, db):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    return lead


@pytest.fixture
def office(client, roles):
    office = UserFactory(office=True)
    client.force_login(office)
    return office


def add_address(lead, offer) -> str:
    return reverse("partners:offer_request_add", args=[lead.partner.slug, offer.slug])


def review(asked, name="review") -> str:
    return reverse(f"partners:offer_request_{name}", args=[asked.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("count", (1, 3))
def test_the_catalogue_is_the_same_few_queries_whatever_its_length(client, count, django_assert_num_queries):
    offers = OfferFactory.create_batch(count)
    OfferFactory(state="draft")
    OfferFactory(state="closed")
    client.get(reverse("partners:offer_list"))

    with django_assert_num_queries(2):  # the offers and the pact
        response = client.get(reverse("partners:offer_list"))

    assert set(response.context["offers"]) == set(offers)
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
def test_an_offer_says_what_is_left_and_a_draft_does_not_exist(client):
    offer = OfferFactory(fund=True, seats=3)
    OfferRequestFactory(offer=offer, approved=True, amount_eur=2000, granted_eur=2000)

    page = client.get(offer.get_absolute_url()).content.decode()

    assert "3.000\u00a0€ von 5.000\u00a0€ frei" in page
    assert "3 von 3 Plätzen frei" in page
    assert client.get(OfferFactory(state="draft").get_absolute_url()).status_code == 404
    assert (
        "nimmt zurzeit keine Anfragen an"
        in client.get(OfferFactory(state="closed").get_absolute_url()).content.decode()
    )
    assert client.get(OfferFactory(seats=0).get_absolute_url()).content.decode().count("ausgeschöpft") == 1


@pytest.mark.django_db
def test_there_may_be_no_offers(client):
    assert "Zurzeit keine Angebote" in client.get(reverse("partners:offer_list")).content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_own_offers_are_the_same_few_queries_whatever_there_is(client, lead, count, django_assert_num_queries):
    for _number in range(count):
        OfferRequestFactory(partner=lead.partner)
    OfferRequestFactory(state="declined", decision_reason="nein", decided_at=timezone.now())
    address = reverse("partners:own_offer_list", args=[lead.partner.slug])
    client.get(address)

    with django_assert_num_queries(7):  # session, person, partner, role, offers, requests, pact
        response = client.get(address)

    assert len(response.context["requests"]) == count
    assert len(response.context["offers"]) == count + 1


def test_a_partner_types_checks_and_asks(client, lead):
    offer = OfferFactory(fund=True)
    typed = {"wish": "Energie-Scouts", "amount_eur": "1.500,50", "reason": ""}

    check = client.post(add_address(lead, offer), typed).content.decode()
    again = client.post(add_address(lead, offer), {**typed, "back": "yes"}).content.decode()
    response = client.post(add_address(lead, offer), {**typed, "confirm": "yes"}, follow=True)

    assert "1.500,50\u00a0€" in check
    assert "Energie-Scouts" in again
    asked = OfferRequest.objects.get()
    assert (asked.amount_eur, asked.requested_by, asked.partner) == (Decimal("1500.50"), lead.user, lead.partner)
    assert f"Ihre Anfrage hat die Nummer {asked.number}" in response.content.decode()
    assert response.redirect_chain == [(asked.get_absolute_url(), 302)]


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ({"wish": ""}, "Sagen Sie in wenigen Worten"),
        ({"wish": "x" * 501}, "500"),
        ({"seats": "3"}, "höchstens 2 Plätze"),
        ({"seats": "viele"}, "Zahl"),
        ({"amount_eur": "2500,01"}, "höchstens 2.500\u00a0€"),
        ({"amount_eur": "0"}, "mindestens 0,01"),
    ),
)
def test_what_cannot_be_asked_for_is_said_at_the_field(client, lead, typed, words):
    offer = OfferFactory(fund=True, seats=9, seats_per_request=2)

    page = client.post(
        add_address(lead, offer), {"wish": "Schulung", "seats": "1", "amount_eur": "100", "confirm": "yes", **typed}
    ).content.decode()

    assert words in page
    assert "<title>Fehler:" in page
    assert OfferRequest.objects.count() == 0


def test_pressing_twice_leads_to_the_first_request(client, lead):
    offer = OfferFactory()

    for _press in range(2):
        response = client.post(add_address(lead, offer), {"wish": "Beratung", "confirm": "yes"}, follow=True)

    assert "bereits eine offene Anfrage" in response.content.decode()
    assert response.redirect_chain == [(OfferRequest.objects.get().get_absolute_url(), 302)]


@pytest.mark.parametrize("offer", ({"state": "closed"}, {"seats": 0}))
def test_what_is_over_leads_back_to_the_catalogue(client, lead, offer):
    page = client.get(add_address(lead, OfferFactory(**offer)), follow=True).content.decode()

    assert "nimmt keine Anfragen mehr an" in page


def test_who_was_slower_is_told(client, lead, monkeypatch):
    from partners import actions
    from partners.errors import OfferExhausted

    def too_late(**_values: object) -> None:
        raise OfferExhausted

    monkeypatch.setattr(actions, "request_offer", too_late)

    page = client.post(
        add_address(lead, OfferFactory()), {"wish": "Beratung", "confirm": "yes"}, follow=True
    ).content.decode()

    assert "Jemand war schneller" in page


def test_who_does_not_know_is_led_to_advice_with_the_topic(client, lead):
    OfferFactory(seats=0, title_de="A ausgeschöpft")
    advice = OfferFactory(title_de="B frei")
    address = reverse("partners:offer_advice", args=[lead.partner.slug])

    response = client.get(f"{address}?thema=bilanz")

    assert response.url == f"{add_address(lead, advice)}?thema=bilanz"
    assert "Beratung zu unserer Klimabilanz" in client.get(response.url).content.decode()
    assert client.get(f"{address}?thema=<script>").url == add_address(lead, advice)


def test_without_advice_on_offer_the_office_is_named(client, lead):
    page = client.get(reverse("partners:offer_advice", args=[lead.partner.slug]), follow=True).content.decode()

    assert "Bitte rufen Sie die Geschäftsstelle an" in page


@pytest.mark.parametrize(("kind", "content"), (("pdf", pdf()), ("jpg", picture("JPEG")), ("png", picture("PNG"))))
def test_a_proof_goes_up_and_comes_down_as_a_download(client, lead, kind, content):
    asked = OfferRequestFactory(partner=lead.partner, approved=True)

    page = client.post(
        asked.get_absolute_url(), {"proof": SimpleUploadedFile("../Rechnung.exe", content)}, follow=True
    ).content.decode()

    assert "sieht sich Ihren Nachweis an" in page
    response = client.get(review(asked, "proof"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'attachment; filename="nachweis-{asked.number}.{kind}"'
    assert b"".join(response)[:4] == content[:4]


@pytest.mark.parametrize(
    "content", (b"", b"PK\x03\x04 word", b"<svg onload=alert(1)>", b"\xff\xd8\xff broken", b"%PDF-" + b"x" * 10_000_001)
)
def test_other_files_are_refused(client, lead, content):
    asked = OfferRequestFactory(partner=lead.partner, approved=True)

    page = client.post(asked.get_absolute_url(), {"proof": SimpleUploadedFile("a.pdf", content)}).content.decode()

    assert "<title>Fehler:" in page
    assert OfferRequest.objects.get().proof.name == ""


def test_a_proof_for_what_is_done_is_too_late(client, lead):
    asked = OfferRequestFactory(partner=lead.partner)

    page = client.post(
        asked.get_absolute_url(), {"proof": SimpleUploadedFile("a.pdf", pdf())}, follow=True
    ).content.decode()

    assert "Ein Nachweis wird nicht mehr gebraucht" in page


def test_a_viewer_reads_but_hands_nothing_in(client, lead):
    asked = OfferRequestFactory(partner=lead.partner, approved=True)
    client.force_login(MembershipFactory(partner=lead.partner).user)

    assert client.get(asked.get_absolute_url()).status_code == 200
    assert client.post(asked.get_absolute_url(), {}).status_code == 404
    assert client.get(review(asked, "proof")).status_code == 404  # none is there
    assert client.post(asked.get_absolute_url() + "zurueckziehen/").status_code == 404


def test_a_stranger_finds_neither_request_nor_proof(client, lead):
    asked = OfferRequestFactory(proof=ContentFile(pdf(), "a.pdf"))

    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.get(review(asked, "proof")).status_code == 404


def test_a_partner_withdraws_once(client, lead):
    asked = OfferRequestFactory(partner=lead.partner)
    address = reverse("partners:offer_request_withdraw", args=[lead.partner.slug, asked.pk])

    first, second = (client.post(address, follow=True).content.decode() for _press in range(2))

    assert "Die Anfrage ist zurückgezogen." in first
    assert "nicht mehr zurückziehen" in second


@pytest.mark.parametrize("count", (1, 3))
def test_the_office_sees_demand_in_few_queries(client, office, count, django_assert_num_queries):
    for _number in range(count):
        offer = OfferFactory(seats=9)
        OfferRequestFactory(offer=offer, seats=2)
        OfferRequestFactory(offer=offer, approved=True, seats=2, granted_seats=2, proof_at=timezone.now())
    address = reverse("partners:offer_manage_list")
    client.get(address)

    with django_assert_num_queries(9):  # session, person, roles, permissions (2), to decide, approved, offers, pact
        response = client.get(address)

    assert len(response.context["to_decide"]) == len(response.context["approved"]) == count
    assert "7 von 9 Plätzen frei" in response.content.decode()
    assert "Nachweis liegt vor" in response.content.decode()


@pytest.mark.parametrize("count", (1, 3))
def test_one_offer_with_its_requests(client, office, count, django_assert_num_queries):
    offer = OfferFactory(fund=True, seats=9)
    OfferRequestFactory.create_batch(count, offer=offer, amount_eur=100, seats=1)
    OfferRequestFactory()
    address = reverse("partners:offer_manage", args=[offer.pk])
    client.get(address)

    with django_assert_num_queries(8):
        response = client.get(address)

    assert len(response.context["requests"]) == count
    assert f"{count}00\u00a0€" in response.content.decode()


def test_the_office_grants_a_part_and_closes_with_the_bill(client, office):
    asked = OfferRequestFactory(offer=OfferFactory(fund=True), amount_eur=2000)
    assert 'value="2.000"' in client.get(review(asked)).content.decode()

    page = client.post(review(asked, "approve"), {"approve-eur": "1.200"}, follow=True).content.decode()
    assert "Die Anfrage ist bewilligt." in page
    page = client.post(
        review(asked, "finish"),
        {"finish-paid_eur": "1.100", "finish-proof": SimpleUploadedFile("a.pdf", pdf())},
        follow=True,
    ).content.decode()

    assert "Die Anfrage ist abgeschlossen." in page
    asked = OfferRequest.objects.get()
    assert (asked.state, asked.granted_eur, asked.paid_eur) == ("done", 1200, 1100)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    (
        ("approve", {"approve-eur": "2.001", "approve-seats": "1"}, "nur 2.000\u00a0€ angefragt"),
        ("approve", {"approve-eur": "1", "approve-seats": "3"}, "nur 2 Plätze angefragt"),
        ("approve", {"approve-eur": "2.000", "approve-seats": "1"}, "So viel ist nicht mehr übrig."),
        ("decline", {"decline-reason": " "}, "Nennen Sie einen Grund"),
    ),
)
def test_decisions_that_are_not_possible(client, office, name, typed, words):
    offer = OfferFactory(fund=True, seats=2)
    asked = OfferRequestFactory(offer=offer, amount_eur=2000, seats=2)
    OfferRequestFactory(offer=offer, approved=True, amount_eur=4000, granted_eur=4000)

    page = client.post(review(asked, name), typed).content.decode()

    assert words in page
    assert "<title>Fehler:" in page
    assert OfferRequest.objects.get(pk=asked.pk).state == "requested"


@pytest.mark.parametrize(
    ("typed", "words"),
    (({"finish-paid_eur": "501"}, "Bewilligt wurden nur 500"), ({"finish-paid_eur": "1"}, "Datei aus")),
)
def test_a_request_is_not_closed_with_too_much_or_without_proof(client, office, typed, words):
    asked = OfferRequestFactory(offer=OfferFactory(fund=True), approved=True, amount_eur=500, granted_eur=500)

    assert words in client.post(review(asked, "finish"), typed).content.decode()


def test_the_office_takes_back_with_a_reason(client, office):
    asked = OfferRequestFactory(approved=True)

    without = client.post(review(asked, "take_back"), {"take_back-reason": ""}).content.decode()
    page = client.post(review(asked, "take_back"), {"take_back-reason": "fällt aus"}, follow=True).content.decode()

    assert "Nennen Sie einen Grund" in without
    assert "Die Anfrage ist zurückgenommen." in page
    assert "fällt aus" in page


def test_what_needs_no_proof_is_closed_with_one_press(client, office):
    asked = OfferRequestFactory(approved=True)

    client.post(review(asked, "finish"))

    assert OfferRequest.objects.get().state == "done"


@pytest.mark.parametrize(
    ("name", "typed"),
    (
        ("approve", {}),
        ("decline", {"decline-reason": "nein"}),
        ("finish", {}),
        ("take_back", {"take_back-reason": "nein"}),
    ),
)
def test_the_second_decision_is_told_that_it_was_late(client, office, name, typed):
    asked = OfferRequestFactory(state="withdrawn")

    assert "Jemand war schneller" in client.post(review(asked, name), typed, follow=True).content.decode()


def test_requests_as_csv_are_no_formulas(client, office):
    offer = OfferFactory(fund=True, title_de="Fonds")
    OfferRequestFactory(
        offer=offer, partner__name="=Muster", approved=True, wish="-1+1", amount_eur="1500.5", granted_eur=900
    )

    response = client.get(reverse("partners:offer_request_export"))

    text = response.content.decode("utf-8-sig")
    assert "Fonds;'=Muster;bewilligt;" in text
    assert "'-1+1;;1500,50;;900,00;" in text
    assert response["Content-Disposition"] == 'attachment; filename="anfragen.csv"'


def test_requests_as_workbook_keep_days_and_money_to_reckon_with(client, office):
    asked = OfferRequestFactory(
        offer=OfferFactory(fund=True, title_de="Fonds"), partner__name="=Muster", approved=True, granted_eur=900
    )

    response = client.get(reverse("partners:offer_request_workbook"))

    sheet = load_workbook(io.BytesIO(response.content)).active
    row = dict(zip(*[[cell.value for cell in line] for line in sheet.iter_rows()], strict=True))
    assert (row["Partner"], row["bewilligt in EUR"], row["ausgezahlt in EUR"]) == ("=Muster", 900, None)
    assert row["Angefragt am"].date() == timezone.localdate(asked.requested_at)
    assert response["Content-Disposition"] == 'attachment; filename="anfragen.xlsx"'


def test_the_administration_says_what_the_database_would_refuse(client, office):
    offer = OfferFactory(fund=True, seats=5)
    OfferRequestFactory(offer=offer, approved=True, amount_eur=900, granted_eur=900, seats=3, granted_seats=3)
    values = {"kind": "training", "state": "open", "title_de": "A", "slug": "a", "summary_de": "B"}
    address = reverse("admin:partners_offer_change", args=[offer.pk])

    page = client.post(
        address, {**values, "budget_eur": "800", "seats": "2", "opens_on": "02.01.2026", "closes_on": "01.01.2026"}
    ).content.decode()
    assert "900\u00a0€ sind bereits bewilligt" in page
    assert "3 Plätze sind bereits vergeben" in page
    assert "liegt vor dem ersten" in page

    page = client.post(address, {**values, "eur_per_request": "5", "seats_per_request": "1"}).content.decode()
    assert "wie viel Geld insgesamt" in page
    assert "wie viele Plätze es insgesamt" in page
    assert client.get(reverse("admin:partners_offerrequest_changelist")).status_code == 200
