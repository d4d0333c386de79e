"""The office's work with partners: finding them, taking the list along, one partner's page."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from klimapakt.pact import timeline
from klimapakt.pact.forms.office import PartnerFilterForm
from klimapakt.pact.partner_list import matching
from partners import actions
from partners.errors import FollowUpDone
from partners.models import Note
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)
LIST = "pact:office_partner_list"


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


def names(**wanted: str) -> list[str]:
    return [partner.name for partner in matching(wanted, TODAY)]


def test_the_closest_to_what_was_typed_stands_first():
    for name in ("Beispiel Autohaus GmbH", "Beispiel Bank eG"):
        factories.PartnerFactory(name=name)

    assert names(q="Beispiel Bank")[0] == "Beispiel Bank eG"


@pytest.mark.parametrize("typed", ("Mueller", "müller gmbh", "Muller", "Mülller", "kontakt@backhaus", "Knorr"))
def test_a_partner_is_found_whatever_is_typed(typed):
    partner = factories.PartnerFactory(name="Müller & Söhne GmbH")
    factories.MembershipFactory(partner=partner, user__email="kontakt@backhaus.example", user__last_name="Knorr")
    factories.PartnerFactory(name="Druckhaus Beispiel AG")

    assert names(q=typed) == ["Müller & Söhne GmbH"]


def test_signs_alone_find_nobody():
    factories.PartnerFactory()

    assert names(q="%%%") == []


def test_each_filter_narrows_the_list():
    chamber = factories.PartnerFactory(founding=True, name="Kammer", sector="")
    one = factories.PartnerFactory(
        name="Eins", sector="F", size="large", chamber=chamber, status="agreement_sent", tags=["Pilot"]
    )
    factories.PartnerFactory(name="Zwei")
    factories.TargetFactory(partner=one)
    factories.MembershipFactory(partner=one, user__last_login=timezone.now())

    for field, value in {
        "sector": "F",
        "size": "large",
        "chamber": str(chamber.pk),
        "status": "agreement_sent",
        "target": "yes",
        "login": "yes",
        "tag": "Pilot",
    }.items():
        assert names(**{field: value}) == ["Eins"], field
    assert names(kind="founding") == ["Kammer"]
    assert names(login="no", kind="climate") == names(target="no", kind="climate") == ["Zwei"]


@pytest.mark.parametrize(
    ("state", "due_on", "found_as"),
    (
        ("open", TODAY - dt.timedelta(days=1), {"overdue"}),
        ("draft", TODAY, {"open"}),
        ("returned", TODAY, {"open", "returned"}),
        ("handed_in", TODAY, {"handed_in"}),
        ("approved", TODAY, {"checked"}),
    ),
)
def test_a_delivery_is_found_by_how_far_it_is(state, due_on, found_as):
    now = timezone.now()
    factories.DeliveryFactory(
        partner__name="Eins", state=state, due_on=due_on, handed_in_at=now, approved_at=now, round__is_closed=False
    )

    assert {one for one in ("overdue", "open", "returned", "handed_in", "checked", "none") if names(delivery=one)} == (
        found_as
    )


def test_the_order_is_by_name_by_joining_or_by_the_next_delivery():
    old = factories.PartnerFactory(name="B", joined_on=dt.date(2022, 1, 1))
    factories.PartnerFactory(name="A", joined_on=dt.date(2023, 1, 1))
    factories.DeliveryFactory(partner=old)

    assert names() == names(order="joined") == ["A", "B"]
    assert names(order="due") == ["B", "A"]


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_is_the_same_few_queries_whatever_its_length(client, office, count, django_assert_num_queries):
    for _number in range(count):
        factories.DeliveryFactory()
        factories.SavedFilterFactory(created_by=office)
    client.get(reverse(LIST))

    with django_assert_num_queries(12):
        response = client.get(reverse(LIST))

    assert len(response.context["page"].object_list) == count


def test_an_address_that_makes_no_sense_shows_all(client, office):
    partner = factories.PartnerFactory()

    page = client.get(reverse(LIST), {"sector": "?", "district": "x", "seite": "99"})

    assert list(page.context["page"]) == [partner]


def test_nobody_fits(client, office):
    assert "Kein Partner passt" in client.get(reverse(LIST), {"q": "xyz"}).content.decode()


def test_the_filtered_list_leaves_as_a_workbook_with_real_days_and_numbers(client, office):
    factories.PartnerFactory(name='=HYPERLINK("x")\x07', sector="F", employees=12, joined_on=dt.date(2022, 5, 1))
    factories.PartnerFactory(name="Zwei")

    response = client.get(reverse("pact:office_partner_export", args=["xlsx"]), {"sector": "F"})

    headers, row = load_workbook(io.BytesIO(response.content)).active.iter_rows()
    assert [cell.value for cell in headers][:3] == ["Name", "Art", "Status"]
    assert (row[0].value, row[0].data_type) == ('=HYPERLINK("x")', "s")
    assert (row[5].value, row[8].value) == (12, dt.datetime(2022, 5, 1))


def test_the_filtered_list_leaves_as_csv(client, office):
    factories.PartnerFactory(name="Eins", sector="F")
    factories.PartnerFactory(name="Zwei")

    lines = client.get(reverse("pact:office_partner_export", args=["csv"]), {"sector": "F"}).content.decode()

    assert [line.split(";")[0] for line in lines.splitlines()] == ["\ufeffName", "Eins"]
    assert client.get(reverse("pact:office_partner_export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_of_a_partner_is_the_same_few_queries_whatever_happened(
    client, office, count, django_assert_num_queries
):
    partner = factories.PartnerFactory()
    for _number in range(count):
        factories.MembershipFactory(partner=partner)
        factories.NoteFactory(partner=partner, follow_up=True)
        factories.DeliveryFactory(partner=partner)
        factories.MeasureFactory(partner=partner)
        actions.log(by=office, verb="member-added", subject=partner, partner=partner)
        factories.RecipientFactory(partner=partner, state="sent", sent_at=timezone.now())
        factories.InvitationFactory(partner=partner, state="accepted", answered_at=timezone.now())
    address = reverse("pact:office_partner", args=[partner.slug])
    client.get(address)

    with django_assert_num_queries(20):
        response = client.get(address)

    assert len(response.context["page"].object_list) == count * 4


def test_the_timeline_tells_the_latest_first_in_words():
    partner = factories.PartnerFactory()
    by = factories.UserFactory(first_name="Ute", last_name="Amt")
    factories.NoteFactory(partner=partner, text="alt", created_at=timezone.now() - dt.timedelta(days=3))
    actions.log(by=by, verb="status-changed", subject=partner, partner=partner, reason="Beitritt")
    actions.log(by=None, verb="something-new", subject=partner, partner=partner)
    factories.NoteFactory(text="von einem anderen Partner")

    told = [(moment.title, moment.by, moment.text) for moment in timeline.of(partner)]

    assert told[1:] == [("Status geändert", "Ute Amt", "Beitritt"), ("Notiz", "Kim " + told[2][1][4:], "alt")]
    assert told[0] == ("something-new", "", "")


def test_the_office_notes_and_ticks_off(client, office):
    partner = factories.PartnerFactory()
    address = reverse("pact:note_add", args=[partner.slug])

    client.post(address, {"text": "Rückruf", "due_on": "04.05.2026"})
    note = Note.objects.get()
    page = client.post(reverse("pact:note_done", args=[partner.slug, note.pk]), follow=True).content.decode()
    again = client.post(reverse("pact:note_done", args=[partner.slug, note.pk]), follow=True).content.decode()

    note.refresh_from_db()
    assert (note.text, note.due_on, note.done_by) == ("Rückruf", TODAY, office)
    assert "Die Wiedervorlage ist erledigt" in page
    assert "war schneller" in again
    assert "Schreiben Sie, was" in client.post(address, {"text": " "}).content.decode()
    assert Note.objects.count() == 1


def test_a_follow_up_is_done_once():
    note = factories.NoteFactory(follow_up=True)
    actions.finish_follow_up(note=note, by=note.created_by)

    with pytest.raises(FollowUpDone):
        actions.finish_follow_up(note=note, by=note.created_by)


def test_follow_ups_are_due_from_their_day_on_until_they_are_done():
    due = factories.NoteFactory(due_on=TODAY)
    factories.NoteFactory(due_on=TODAY + dt.timedelta(days=1))
    factories.NoteFactory()
    done = factories.NoteFactory(due_on=TODAY)
    actions.finish_follow_up(note=done, by=done.created_by)

    assert list(Note.objects.due(TODAY)) == [due]


@pytest.mark.parametrize(
    ("values", "name"),
    (
        ({"text": ""}, "note_says_something"),
        ({"done_at": timezone.now(), "due_on": None}, "only_a_follow_up_is_done"),
        ({"done_at": timezone.now(), "due_on": TODAY}, "follow_up_is_done_by_somebody"),
    ),
)
def test_the_database_refuses_notes_that_make_no_sense(values, name):
    note = factories.NoteFactory()
    if name == "only_a_follow_up_is_done":
        values = {**values, "done_by": note.created_by}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**values)


def test_each_tag_in_use_is_offered_once():
    factories.PartnerFactory(name="Eins", tags=["Pilot", "Beratung"])
    factories.PartnerFactory(name="Zwei", tags=["Pilot"])

    assert [value for value, _label in PartnerFilterForm().fields["tag"].choices] == ["", "Beratung", "Pilot"]
