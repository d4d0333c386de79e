"""At the door, and what is counted afterwards."""

import datetime as dt
import io
import time

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from events import actions, attendance, documents, invitations, tasks_onsite
from events.errors import PersonRegistered, TooEarly
from events.models import Feedback, Printout, Registration
from partners import retention
from partners.models import Job, LogEntry, Recipient
from tests.concurrency import at_once
from tests.factories import (
    AgendaItemFactory,
    EventFactory,
    MembershipFactory,
    PartnerFactory,
    PrintoutFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.lib import pdf_ua

NOW = timezone.now()
MARKS = {"overall": 5, "content": 4, "exchange": 3, "organisation": 4, "words": "Mehr Zeit"}


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def came(**fields):
    return RegistrationFactory(came_at=NOW, **fields)


@pytest.mark.django_db(transaction=True)
def test_two_people_check_one_guest_in_at_once_and_one_of_them_did_it():
    one, colleagues = RegistrationFactory(), UserFactory.create_batch(2, office=True)
    done = []

    at_once([lambda by=by: done.append(actions.check_in(registration=one, by=by, now=NOW)) for by in colleagues])

    assert sorted(done) == [False, True]


@pytest.mark.django_db
def test_check_in_by_name_and_back(client, office):
    one = RegistrationFactory(name="Änne Muster", company="Beispiel AG", seat_no=1)
    RegistrationFactory(event=one.event, name="Robin Anders", seat_no=2)
    page = reverse("events:check_in", args=[one.event_id])
    assert client.get(page, {"q": "muster beisp"}).context["people"] == [one]

    press = reverse("events:check_in_person", args=[one.pk])
    texts = [client.post(press, follow=True).content.decode() for _twice in range(2)]
    one.refresh_from_db()
    assert (one.checked_in_by, "war schon eingecheckt" in texts[0], "war schon eingecheckt" in texts[1]) == (
        office,
        False,
        True,
    )
    client.post(press, {"undo": "yes"})
    client.post(press, {"undo": "yes"})

    one.refresh_from_db()
    assert (one.came_at, LogEntry.objects.filter(verb="check-in-undone").count()) == (None, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("count", (1, 3))
def test_the_door_asks_the_same_number_of_questions_for_one_and_for_three(
    client, office, count, django_assert_num_queries
):
    event = EventFactory(published=True)
    for number in range(count):
        RegistrationFactory(event=event, seat_no=number + 1, partner=PartnerFactory())

    with django_assert_num_queries(11):
        response = client.get(reverse("events:check_in", args=[event.pk]))

    assert len(response.context["people"]) == count


@pytest.mark.django_db
def test_a_name_among_ten_thousand_is_found_at_once():
    event = EventFactory(published=True, capacity=10_000)
    Registration.objects.bulk_create(
        Registration(event=event, name=f"Kim Muster {n}", company=f"Firma {n % 97}", state="seated", seat_no=n + 1)
        for n in range(10_000)
    )

    begun = time.perf_counter()
    found = list(event.registrations.for_the_door().named_like("9999")[:50])

    assert [one.name for one in found] == ["Kim Muster 9999"]
    assert time.perf_counter() - begun < 0.4


@pytest.mark.django_db
def test_the_badge_opens_one_person_and_looking_checks_nobody_in(client, office):
    one = RegistrationFactory()
    link = invitations.badge_link(one)

    assert one.name in client.get(link).content.decode()
    client.head(link)

    one.refresh_from_db()
    assert one.came_at is None
    assert client.get(link[:-5] + "/").status_code == 410
    client.force_login(MembershipFactory().user)
    assert client.get(link).status_code == 404


@pytest.mark.django_db
def test_a_walk_in_takes_a_free_seat_and_belongs_to_a_company(client, office):
    event, partner = EventFactory(published=True, capacity=1), PartnerFactory()
    page = reverse("events:walk_in", args=[event.pk])

    client.post(page, {"name": "Kim", "partner": partner.pk, "email": "kim@gast.example"})
    client.post(page, {"name": "Alex", "company": "Gast GmbH"})
    twice = client.post(page, {"name": "Kim", "email": "KIM@gast.example"})

    found = Registration.objects.order_by("pk").values_list("name", "company", "state", "via")
    assert list(found) == [("Kim", partner.name, "seated", "door"), ("Alex", "Gast GmbH", "cancelled", "door")]
    assert Registration.objects.who_came().count() == 2
    assert "steht schon auf der Liste" in twice.content.decode()
    with pytest.raises(PersonRegistered):
        actions.add_walk_in(event=event, name="Kim", email="kim@gast.example", by=office, now=NOW)


@pytest.mark.django_db
def test_the_waiting_list_on_the_phone(client, office):
    event = EventFactory(published=True, capacity=1)
    waiting = [RegistrationFactory(event=event, state="waiting", seat_no=None) for _number in range(3)]

    for one, press in ((waiting[0], "seat"), (waiting[1], "seat"), (waiting[2], "gone")):
        client.post(reverse("events:queue_move", args=[one.pk]), {press: "yes"})

    assert list(event.registrations.order_by("pk").values_list("state", flat=True)) == [
        "seated",
        "waiting",
        "cancelled",
    ]
    assert list(client.get(reverse("events:on_site", args=[event.pk])).context["queue"]) == [waiting[1]]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Printout.Kind.values)
def test_printouts_are_drawn_for_readers_of_all_kinds(client, office, kind):
    event = EventFactory(published=True)
    for number in range(12):
        RegistrationFactory(event=event, name=f"Kim Muster {number}", company="Beispiel AG", seat_no=number + 1)
    client.post(reverse("events:printout_order", args=[event.pk, kind]))

    tasks_onsite.draw_printout(Job.objects.get().pk)
    tasks_onsite.draw_printout(Job.objects.get().pk)

    printout = Printout.objects.get()
    content = b"".join(client.get(reverse("events:printout_file", args=[printout.uuid])).streaming_content)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert ("Kim Muster 11" in text, Job.objects.get().state) == (True, "done")
    assert pdf_ua.check(content) == {}


@pytest.mark.django_db
def test_old_printouts_go_with_their_file(django_capture_on_commit_callbacks):
    printout = PrintoutFactory(file=ContentFile(b"%PDF-", "x.pdf"), made_at=NOW - dt.timedelta(days=8))
    storage, name = printout.file.storage, printout.file.name

    with django_capture_on_commit_callbacks(execute=True):
        retention.apply(retention.RULES["printouts"], NOW)

    assert (Printout.objects.count(), storage.exists(name)) == (0, False)


@pytest.mark.django_db
def test_sheets_for_the_door_and_afterwards(client, office):
    one = came(name="=Kim", needs="vegan")

    for name in ("sign_in_sheet", "attendance_sheet"):
        content = client.get(reverse(f"events:{name}", args=[one.event_id])).content
        assert load_workbook(io.BytesIO(content)).active["A2"].value == "=Kim"


@pytest.mark.django_db
def test_the_report_counts_people_companies_newcomers_and_who_did_not_come(client, office):
    partner = PartnerFactory()
    before = EventFactory(starts_at=NOW - dt.timedelta(days=90), status="held")
    came(event=before, partner=partner, email="kim@firma.example", seat_no=1)
    event = EventFactory(starts_at=NOW - dt.timedelta(hours=3), status="published")
    came(event=event, partner=partner, email="KIM@firma.example", seat_no=1)
    came(event=event, partner=PartnerFactory(), seat_no=2)
    came(event=event, company="Gast GmbH", via="door", state="cancelled", seat_no=None)
    missing = RegistrationFactory(event=event, seat_no=4)

    assert attendance.report(event) == attendance.Report(
        people=3, companies=3, first_people=2, first_companies=1, walk_ins=1, no_shows=[missing]
    )
    client.post(reverse("events:attendance_report", args=[event.pk]))
    event.refresh_from_db()
    assert (event.people_attended, event.companies_attended) == (3, 3)
    with pytest.raises(TooEarly):
        actions.record_attendance(event=EventFactory(published=True), by=office, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("count", (1, 3))
def test_companies_that_never_came(client, office, count, django_assert_num_queries):
    came(partner=PartnerFactory())
    silent = [PartnerFactory(name=f"Muster {number}") for number in range(count)]

    with django_assert_num_queries(9):
        response = client.get(reverse("events:never_came_list"))

    assert list(response.context["partners"]) == silent
    assert "Muster 0" in client.get(reverse("events:never_came_file", args=["csv"])).content.decode()


@pytest.mark.django_db
def test_the_certificate_comes_by_mail_once(client):
    item = AgendaItemFactory(event__status="held", event__starts_at=NOW - dt.timedelta(days=1), title_de="Wärmewende")
    one = came(event=item.event, name="Kim Muster")

    for _twice in range(2):
        tasks_onsite.send_certificate(one.pk)

    one.refresh_from_db()
    assert Recipient.objects.get(letter__purpose="certificate").letter.attachment.name == one.certificate.name
    page = invitations.registration_link(one)
    content = b"".join(client.get(page + "datei.pdf").streaming_content)
    assert "Kim Muster" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert pdf_ua.check(documents.certificate(one)) == {}
    assert client.post(page, {"press": "certificate"}).status_code == 302


@pytest.mark.django_db
def test_feedback_is_of_nobody(client):
    event = EventFactory(status="held", starts_at=NOW - dt.timedelta(days=1))
    link = invitations.feedback_link(event)

    wrong = client.post(link, {"overall": "6"})
    client.post(link, MARKS)

    assert set(wrong.context["form"].errors) == {"overall", "content", "exchange", "organisation"}
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "event", *MARKS}
    assert Feedback.objects.get().words == "Mehr Zeit"
    assert client.get(invitations.feedback_link(EventFactory(published=True))).status_code == 410
    assert client.get(link[:-4] + "/").status_code == 410


@pytest.mark.django_db
def test_the_office_sees_marks_only_when_nobody_can_be_told_apart(client, office):
    event = EventFactory(status="held", starts_at=NOW - dt.timedelta(days=1))
    page = reverse("events:attendance_report", args=[event.pk])
    for count in range(1, 4):
        actions.give_feedback(event=event, values=MARKS)
        assert ("Mehr Zeit" in client.get(page).content.decode()) == (count == 3)


@pytest.mark.django_db
def test_the_database_refuses_a_mark_of_six():
    with pytest.raises(IntegrityError, match="marks_go_from_one_to_five"):
        Feedback.objects.create(event=EventFactory(), **MARKS | {"overall": 6})


@pytest.mark.django_db
def test_my_area_answers_for_oneself_and_the_lead_for_the_company(client):
    lead = MembershipFactory(lead=True)
    reader = MembershipFactory(partner=lead.partner)
    event = EventFactory(published=True)
    event.invitations.create(partner=lead.partner)
    page = reverse("events:own_event", args=[lead.partner.slug, event.pk])

    client.force_login(reader.user)
    client.post(page, {"answer": "accepted"})
    client.force_login(lead.user)
    people = {"people": "yes", "name_0": "Kim", "email_0": "kim@firma.example", "name_1": "Gast", "companion_1": "on"}
    client.post(page, people)

    found = Registration.objects.coming().values_list("name", "via", "host__name")
    assert list(found) == [("Kim", "portal", None), ("Gast", "portal", "Kim")]
    assert client.get(reverse("events:own_event_list", args=[lead.partner.slug])).status_code == 200
    assert client.post(page, {**people, "email_0": "keine"}).status_code == 200
