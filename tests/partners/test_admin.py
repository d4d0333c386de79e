import datetime as dt
import io

import pytest
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.models import Invitation, Registration
from klimapakt.lib import history
from partners.models import Letter, LogEntry, Membership, Pact, Partner, User
from tests.factories import (
    EventFactory,
    InvitationFactory,
    MembershipFactory,
    NoteFactory,
    PartnerFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}


@pytest.fixture
def office(client):
    person = UserFactory(office_lead=True)
    client.force_login(person)
    return person


def rows(prefix: str, *forms: dict, initial: int = 0) -> dict:
    """The fields of a formset as a browser sends them."""
    fields = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    for number, form in enumerate(forms):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in form.items()}
    return fields


def partner_form(*, sites: dict | None = None, memberships: dict | None = None, **values: object) -> dict:
    return {
        "name": "Muster Bau GmbH",
        "slug": "muster-bau",
        "kind": "climate",
        "status": "active",
        "joined_on": "01.05.2022",
        **values,
        **(sites or rows("sites")),
        **(memberships or rows("memberships")),
        **rows("agreements"),
    }


def change(client, partner: Partner, **values: object):
    form = partner_form(name=partner.name, slug=partner.slug, **values)
    return client.post(reverse("admin:partners_partner_change", args=[partner.pk]), form, follow=True)


def steps(partner: Partner) -> list[tuple]:
    return list(partner.log.order_by("pk").values_list("verb", "state_from", "state_to", "reason"))


def test_new_partner_with_site_and_contact_is_logged(client, office):
    person = UserFactory()
    site = {"name": "Werk", "postcode": "40213", "town": "Düsseldorf", "is_in_city": "on"}

    response = client.post(
        reverse("admin:partners_partner_add"),
        partner_form(sites=rows("sites", site), memberships=rows("memberships", {"user": person.pk, "role": "lead"})),
        follow=True,
    )

    assert response.redirect_chain == [(reverse("admin:partners_partner_changelist"), 302)]
    partner = Partner.objects.get(slug="muster-bau")
    assert (partner.status, partner.joined_on) == ("active", dt.date(2022, 5, 1))
    assert [(site.name, site.is_in_city) for site in partner.sites.all()] == [("Werk", True)]
    assert [(m.user, m.role) for m in partner.memberships.all()] == [(person, "lead")]
    assert steps(partner) == [
        ("partner-recorded", "", "interested", ""),
        ("status-changed", "interested", "active", ""),
        ("member-added", "", "lead", ""),
    ]
    assert set(partner.log.values_list("by", flat=True)) == {office.pk}
    kept = history.of_model(Partner).objects.filter(pgh_obj=partner)
    assert {state.pgh_context["user"] for state in kept} == {office.pk}
    assert not AdminLogEntry.objects.exists()  # it would keep names


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"joined_on": ""}, "Geben Sie an, seit wann der Partner dabei ist."),
        ({"joined_on": "35.05.2022"}, "Bitte ein gültiges Datum eingeben."),
        ({"status": "left"}, "Geben Sie an, an welchem Tag der Partner ausgetreten ist."),
        ({"status": "left", "left_on": "01.01.2020"}, "Ein Partner kann nicht austreten, bevor er beigetreten ist."),
        ({"left_on": "01.01.2024"}, "Ein Austrittstag gehört zum Status „ausgetreten“."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, office, values, message):
    response = client.post(reverse("admin:partners_partner_add"), partner_form(programmes="EMAS", **values))

    assert response.status_code == 200
    page = response.content.decode()
    assert message in page
    assert 'value="EMAS"' in page
    assert not Partner.objects.exists()


def test_partner_that_leaves_loses_doors_and_open_invitations_at_once(client, office):
    member = MembershipFactory(lead=True)
    partner = member.partner
    open_one, maybe, accepted = (
        InvitationFactory(partner=partner, state=state, answered_at=answered)
        for state, answered in (
            ("open", None),
            ("maybe", dt.datetime.now(dt.UTC)),
            ("accepted", dt.datetime.now(dt.UTC)),
        )
    )
    seat = Registration.objects.create(
        event=accepted.event, invitation=accepted, partner=partner, name="Kim", state="seated", seat_no=1
    )
    past = InvitationFactory(
        partner=partner,
        event=EventFactory(
            published=True, starts_at=dt.datetime(2024, 2, 27, 16, tzinfo=dt.UTC), answer_until=dt.date(2024, 2, 1)
        ),
    )
    of_another = InvitationFactory(event=open_one.event)

    response = change(
        client,
        partner,
        status="left",
        left_on="30.06.2025",
        left_reason="Umzug nach Neuss",
        memberships=rows("memberships", {"id": member.pk, "user": member.user_id, "role": "lead"}, initial=1),
    )

    assert response.status_code == 200
    partner.refresh_from_db()
    assert (partner.status, partner.left_on, partner.left_reason) == ("left", dt.date(2025, 6, 30), "Umzug nach Neuss")
    assert ("status-changed", "active", "left", "Umzug nach Neuss") in steps(partner)
    states = {one.pk: one.state for one in Invitation.objects.all()}
    assert states == {
        open_one.pk: "withdrawn",
        maybe.pk: "withdrawn",
        accepted.pk: "accepted",
        past.pk: "open",
        of_another.pk: "open",
    }
    seat.refresh_from_db()
    assert seat.state == "seated"
    withdrawn = LogEntry.objects.filter(verb="invitation-withdrawn")
    assert set(withdrawn.values_list("state_from", "by")) == {("open", office.pk), ("maybe", office.pk)}
    client.force_login(member.user)
    assert client.get(reverse("pact:own_overview", args=[partner.slug])).status_code == 404
    assert client.get(reverse("emissions:balance_list", args=[partner.slug])).status_code == 404


def test_partner_that_comes_back_has_not_left(client, office):
    partner = PartnerFactory(left=True)

    change(client, partner, status="active", left_on="", left_reason="")

    partner.refresh_from_db()
    assert (partner.status, partner.left_on, partner.left_reason) == ("active", None, "")
    assert steps(partner) == [("status-changed", "left", "active", "")]


def test_saving_without_a_change_of_status_logs_none(client, office):
    partner = PartnerFactory()

    change(client, partner, programmes="SBTi")

    partner.refresh_from_db()
    assert partner.programmes == "SBTi"
    assert steps(partner) == []


def test_last_lead_is_kept_with_a_message_at_the_form(client, office):
    member = MembershipFactory(lead=True)
    row = {"id": member.pk, "user": member.user_id, "role": "viewer"}

    response = change(client, member.partner, programmes="EMAS", memberships=rows("memberships", row, initial=1))

    page = response.content.decode()
    assert "Ein Partner behält mindestens eine Leitung" in page
    assert 'value="EMAS"' in page
    member.refresh_from_db()
    assert member.role == "lead"


def test_lead_is_handed_over_in_one_go_and_logged(client, office):
    old = MembershipFactory(lead=True)
    new = MembershipFactory(partner=old.partner)

    change(
        client,
        old.partner,
        memberships=rows(
            "memberships",
            {"id": old.pk, "user": old.user_id, "role": "viewer"},
            {"id": new.pk, "user": new.user_id, "role": "lead"},
            initial=2,
        ),
    )

    assert dict(Membership.objects.values_list("user", "role")) == {old.user_id: "viewer", new.user_id: "lead"}
    assert steps(old.partner) == [
        ("role-changed", "viewer", "lead", ""),
        ("role-changed", "lead", "viewer", ""),
    ]


def test_contact_is_removed_and_logged(client, office):
    lead = MembershipFactory(lead=True)
    gone = MembershipFactory(partner=lead.partner)

    change(
        client,
        lead.partner,
        memberships=rows(
            "memberships",
            {"id": lead.pk, "user": lead.user_id, "role": "lead"},
            {"id": gone.pk, "user": gone.user_id, "role": "viewer", "DELETE": "on"},
            initial=2,
        ),
    )

    assert list(Membership.objects.all()) == [lead]
    assert steps(lead.partner) == [("member-removed", "", "", "")]


def test_partners_are_admitted_from_the_list_but_not_those_that_left(client, office):
    interested, left = PartnerFactory(status="interested", joined_on=None), PartnerFactory(left=True)

    response = client.post(
        reverse("admin:partners_partner_changelist"),
        {"action": "make_active", "_selected_action": [interested.pk, left.pk]},
        follow=True,
    )

    assert "1 Partner wurde aufgenommen." in response.content.decode()
    assert dict(Partner.objects.values_list("pk", "status")) == {interested.pk: "active", left.pk: "left"}
    assert steps(interested) == [("status-changed", "interested", "active", "")]


def person_form(**values: object) -> dict:
    return {"email": "Neu@Firma.example", "last_name": "Muster", "language": "de", **rows("memberships"), **values}


def test_new_person_is_invited_by_mail(client, office, django_capture_on_commit_callbacks):
    partner = PartnerFactory()
    memberships = rows("memberships", {"partner": partner.pk, "role": "lead"})

    client.post(reverse("admin:partners_user_add"), person_form(sends_invitation="on", **memberships), follow=True)

    person = User.objects.get(email="neu@firma.example")
    assert not person.has_usable_password()
    assert person.invited_at is not None
    letter = Letter.objects.get(purpose="account-invitation")
    assert [one.email for one in letter.recipients.all()] == ["neu@firma.example"]
    assert steps(partner) == [("member-added", "", "lead", "")]


def test_new_person_may_be_recorded_without_a_mail(client, office):
    client.post(reverse("admin:partners_user_add"), person_form(), follow=True)

    assert User.objects.get(email="neu@firma.example").invited_at is None
    assert not Letter.objects.exists()


def pact_values(client, address):
    form = client.get(address).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in values.items() if name != "logo"}


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(out, format=kind)
    return out.getvalue()


def test_logo_of_the_pact_stands_in_the_head_of_every_page(client, office):
    Pact.objects.current()
    address = reverse("admin:partners_pact_change", args=[1])
    upload = SimpleUploadedFile("stadt.png", picture())

    response = client.post(address, pact_values(client, address) | {"logo": upload})

    assert response.status_code == 302
    client.logout()
    assert 'src="/logo"' in client.get("/").content.decode()
    logo = client.get("/logo")
    assert (logo["Content-Type"], logo["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert Image.open(io.BytesIO(logo.content)).size == (40, 20)


def test_a_logo_that_is_no_picture_is_refused_in_words(client, office):
    Pact.objects.current()
    address = reverse("admin:partners_pact_change", args=[1])
    upload = SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'></svg>")

    response = client.post(address, pact_values(client, address) | {"logo": upload})

    assert "Diese Art von Datei ist hier nicht möglich" in response.content.decode()
    assert not Pact.objects.current().logo


def test_decimals_of_the_pact_are_read_as_people_write_them(client, office):
    Pact.objects.current()
    address = reverse("admin:partners_pact_change", args=[1])
    values = pact_values(client, address)

    response = client.post(
        address, values | {"target_t_per_head": "1,75", "saving_goal_t": "2.800.000", "dominance_percent": "60,5"}
    )

    assert response.status_code == 302
    pact = Pact.objects.current()
    assert [str(pact.target_t_per_head), str(pact.saving_goal_t), str(pact.dominance_percent)] == [
        "1.75",
        "2800000.00",
        "60.50",
    ]


@pytest.mark.parametrize(("role", "may"), [("office_lead", True), ("office", False), ("it", False)])
def test_only_the_office_lead_gives_roles_of_the_house(client, role, may):
    client.force_login(UserFactory(**{role: True}))
    person = UserFactory()
    lead = Group.objects.get_or_create(name=User.Role.OFFICE_LEAD)[0]
    address = reverse("admin:partners_user_change", args=[person.pk])

    page = client.get(address).content.decode()
    form = person_form(email=person.email, is_active="on", is_staff="on", groups=[lead.pk])
    assert client.post(address, form).status_code == 302

    person = User.objects.get(pk=person.pk)
    assert (person.is_staff, person.is_office_lead) == (may, may)
    assert ("Leitung der Geschäftsstelle" in page) == may


def queries(client, address: str) -> int:
    client.get(address)  # content types and the pact are known then
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


MAKE = {
    "partners_partner": PartnerFactory,
    "partners_user": UserFactory,
    "events_event": EventFactory,
}


@pytest.mark.parametrize("record", MAKE)
def test_lists_take_as_many_queries_for_three_rows_as_for_one(client, office, record):
    address = reverse(f"admin:{record}_changelist")
    MAKE[record]()
    for_one = queries(client, address)
    MAKE[record].create_batch(2)

    assert queries(client, address) == for_one


def test_form_of_a_partner_takes_as_many_queries_for_three_contacts_as_for_one(client, office):
    member = MembershipFactory(lead=True)
    SiteFactory(partner=member.partner)
    address = reverse("admin:partners_partner_change", args=[member.partner_id])
    for_one = queries(client, address)
    MembershipFactory.create_batch(2, partner=member.partner)
    SiteFactory.create_batch(2, partner=member.partner)

    assert queries(client, address) == for_one


def test_the_office_corrects_a_note_and_leaves_a_follow_up_that_is_done(client, office):
    note = NoteFactory(follow_up=True, text="Umzug im Mai")
    done = NoteFactory(follow_up=True, text="Rückruf", done_at=timezone.now(), done_by=office)
    page = client.get(reverse("admin:partners_note_changelist"), {"q": "Umzug"})
    assert list(page.context["cl"].result_list) == [note]

    for one in (note, done):
        client.post(reverse("admin:partners_note_change", args=[one.pk]), {"text": "Umzug im Juni", "due_on": ""})
        one.refresh_from_db()

    assert (note.text, note.due_on) == ("Umzug im Juni", None)
    assert (done.text, done.due_on is None) == ("Umzug im Juni", False)
