"""The history: what it sees, what it holds, and that nobody edits it."""

import datetime as dt

import pytest
from celery import shared_task
from django.apps import apps
from django.db import connection
from django.db.utils import InternalError
from django.urls import reverse

from klimapakt.lib import changes, history
from partners.models import HouseRole, Membership, Partner, Site, User
from tests import factories

# What needs no history of its own, and why.
NOT_KEPT = {
    "emissions.BalanceSum": "follows from a checked balance",
    "emissions.Factor": "never changes",
    "emissions.FactorUpload": "says itself who sent it, and goes when it is taken or discarded",
    "emissions.LineImport": "says itself who did what and when, and loses its rows after a day",
    "events.Feedback": "never changes, and is of nobody",
    "events.Mailing": "names an event and a letter",
    "events.Printout": "goes with the names in it, and can be drawn anew",
    "events.SignUp": "holds names and addresses, and goes after a week",
    "events.SpeakerQuestion": "never changes",
    "pact.PageVersion": "is its own history",
    "pact.ProgressBatch": "says itself who ordered it, and goes after a month",
    "pact.ProgressReport": "never changes, and its contacts go with it",
    "pact.ReportFile": "is made anew from its report, which is kept",
    "pact.Snapshot": "never changes",
    "pact.DataExport": "goes after a week",
    "partners.ApiToken": "is logged when it is made and revoked",
    "partners.Bounce": "holds addresses, and says itself who cleared it",
    "partners.Consent": "is a log itself",
    "partners.Erasure": "is a log itself",
    "partners.ImportRow": "holds names and addresses, and goes after a day",
    "partners.InterestMessage": "holds what people wrote, and goes with its interest",
    "partners.InactivityNotice": "says when somebody was warned, until they sign in",
    "partners.Job": "goes after a month",
    "partners.KnownDevice": "goes half a year after the last sign-in",
    "partners.Letter": "the outbox keeps itself",
    "partners.LogEntry": "is a log itself",
    "partners.PartnerImport": "says itself who did what and when",
    "partners.Recipient": "holds names and addresses",
}


OURS = [model for app in ("partners", "events", "emissions", "pact") for model in apps.get_app_config(app).get_models()]


def kept(model):
    return history.of_model(model).objects.order_by("pgh_id")


def test_every_model_is_kept_or_says_why_not():
    ours = [
        model for app in ("partners", "events", "emissions", "pact") for model in apps.get_app_config(app).get_models()
    ]
    states = {history.of_model(model) for model in ours} - {None}

    missing = {model._meta.label for model in ours if model not in states and history.of_model(model) is None}

    assert missing == set(NOT_KEPT)


@pytest.mark.django_db
def test_history_sees_changes_in_bulk():
    Partner.objects.bulk_create([factories.PartnerFactory.build() for _number in range(3)])

    Partner.objects.update(employees=12)

    assert list(kept(Partner).values_list("pgh_label", "employees")) == [("insert", None)] * 3 + [("update", 12)] * 3


@pytest.mark.django_db
def test_history_sees_what_the_shell_writes():
    partner = factories.PartnerFactory(name="Alt GmbH")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_partner SET name = 'Neu GmbH' WHERE id = %s", [partner.pk])

    assert list(kept(Partner).values_list("name", "pgh_context")) == [("Alt GmbH", None), ("Neu GmbH", None)]


@pytest.mark.django_db
def test_history_keeps_what_was_removed():
    site = factories.SiteFactory(name="Werk Nord")

    site.delete()

    assert list(kept(type(site)).values_list("pgh_label", "name")) == [("insert", "Werk Nord"), ("delete", "Werk Nord")]


@pytest.mark.django_db
def test_saving_without_a_change_is_no_step():
    partner = factories.PartnerFactory()

    partner.save()

    assert kept(Partner).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb", ("DELETE FROM partners_partnerhistory", "UPDATE partners_partnerhistory SET name = ''")
)
def test_database_refuses_to_edit_the_history(verb):
    factories.PartnerFactory()

    with pytest.raises(InternalError, match="append_only"), connection.cursor() as cursor:
        cursor.execute(verb.format(table="partners_partnerhistory"))


@pytest.mark.django_db
def test_history_holds_no_personal_data():
    person = factories.UserFactory(email="kim@firma.example", first_name="Kim", last_name="Muster", phone="0211 1")

    User.objects.filter(pk=person.pk).update(last_name="Neu", email="neu@firma.example", is_active=False)

    (before, after) = kept(User).values()
    assert {before["is_active"], after["is_active"]} == {True, False}
    assert not {"email", "first_name", "last_name", "title", "phone", "password"} & set(before)


def test_no_kept_model_has_a_field_for_addresses_needs_or_secrets():
    personal = {"email", "phone", "needs", "password", "answered_by", "signatory", "owner", "greeting_by"}

    found = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        if hasattr(model, "pgh_tracked_model")
        for field in model._meta.fields
        if field.name in personal
    }

    assert found == set()


@pytest.mark.django_db
def test_request_says_who_it_was(client):
    lead = factories.UserFactory(office_lead=True)
    pact = apps.get_model("partners.Pact").objects.current()
    client.force_login(lead)

    response = client.post(reverse("partners:account"), {"first_name": "Kim", "last_name": "Neu", "language": "en"})

    assert response.status_code == 302
    state = kept(User).filter(pgh_obj=lead).last()
    assert (state.language, state.pgh_context["user"]) == ("en", lead.pk)
    assert set(state.pgh_context) == {"user", "request"}
    assert pact.pk == 1


@shared_task
def rename_all_partners() -> None:
    Partner.objects.update(name="Vom Werk")


@pytest.mark.django_db
def test_task_says_which_one_it_was():
    factories.PartnerFactory()

    rename_all_partners.apply()

    assert kept(Partner).last().pgh_context["task"].endswith("rename_all_partners")


@pytest.mark.django_db
def test_page_tells_from_what_to_what():
    partner = factories.PartnerFactory(name="Alt GmbH", size="small", is_public=True, joined_on=dt.date(2022, 5, 1))
    with history.on_behalf_of(factories.UserFactory(first_name="Robin", last_name="Beispiel").pk):
        Partner.objects.filter(pk=partner.pk).update(name="Neu GmbH", size="large", is_public=False)

    step, first = changes.of(partner).object_list

    assert (step.by, step.verb, step.record) == ("Robin Beispiel", "geändert", "")
    assert step.fields == [
        ("Name", "Alt GmbH", "Neu GmbH"),
        ("Größe", "10 bis 49 Beschäftigte", "250 und mehr Beschäftigte"),
        ("Name ist öffentlich", "ja", "nein"),
    ]
    assert first.by == "außerhalb des Portals"
    assert ("beigetreten am", "", "01.05.2022") in [(n.lower(), b, a) for n, b, a in first.fields]


@pytest.mark.django_db
def test_page_tells_of_the_people_too():
    membership = factories.MembershipFactory(
        role=Membership.Role.VIEWER, user__first_name="Kim", user__last_name="Eins"
    )
    Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.LEAD)

    step = changes.of(membership.partner, [Membership]).object_list[0]

    assert step.fields == [("Rolle", "Lesen", "Leitung")]
    assert "Kim Eins" in step.record


@pytest.mark.django_db
def test_page_of_a_person_tells_of_the_roles_of_the_house():
    person = factories.UserFactory(office=True)
    person.groups.clear()

    steps = changes.of(person, [HouseRole]).object_list

    assert [(one.verb, one.fields) for one in steps[:2]] == [
        ("entfernt", [("group", "Office team", "")]),
        ("angelegt", [("group", "", "Office team")]),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", (1, 3))
def test_page_needs_the_same_queries_whatever_its_length(django_assert_num_queries, count):
    partner = factories.PartnerFactory()
    for _number in range(count):
        factories.MembershipFactory(partner=partner)
        factories.SiteFactory(partner=partner)

    Membership.objects.update(role=Membership.Role.EDITOR)
    Site.objects.update(town="Neuss")

    with django_assert_num_queries(11):
        page = changes.of(partner, [Membership, Site])

    assert len(page.object_list) == 1 + 4 * count


@pytest.mark.django_db
def test_page_comes_in_parts():
    partner = factories.PartnerFactory()
    for number in range(30):
        Partner.objects.filter(pk=partner.pk).update(employees=number)

    assert [len(changes.of(partner, number=number).object_list) for number in (1, 2)] == [25, 6]


@pytest.mark.django_db
def test_administration_shows_the_history_of_a_record(client):
    partner = factories.PartnerFactory(name="Alt GmbH")
    Partner.objects.filter(pk=partner.pk).update(name="Neu GmbH")
    client.force_login(factories.UserFactory(office=True))

    page = client.get(reverse("admin:partners_partner_history", args=[partner.pk])).content.decode()

    assert "<del>Alt GmbH</del>" in page
    assert "<ins>Neu GmbH</ins>" in page


@pytest.mark.django_db
def test_it_does_not_learn_from_the_history_whom_a_person_acts_for(client):
    membership = factories.MembershipFactory(partner__name="Geheim GmbH")
    client.force_login(factories.UserFactory(it=True))

    page = client.get(reverse("admin:partners_user_history", args=[membership.user_id]))

    assert page.status_code == 200
    assert "Geheim GmbH" not in page.content.decode()


@pytest.mark.django_db
def test_history_of_nothing_is_404(client):
    client.force_login(factories.UserFactory(office=True))

    assert client.get(reverse("admin:partners_partner_history", args=[999_999])).status_code == 404
