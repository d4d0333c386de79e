"""Own data as a file: what is in it, who gets it."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from klimapakt.pact import actions, own_data, tasks
from klimapakt.pact.models import DataExport
from partners import actions as partner_actions
from partners.models import Job, Recipient, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim() -> User:
    return factories.UserFactory(email="kim@firma.example", first_name="Kim", last_name="Muster", phone="0211 1")


def unpacked(user: User) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(own_data.packed(user))) as file:
        assert file.namelist() == ["meine-daten.json", "meine-daten.html"]
        return json.loads(file.read("meine-daten.json")), file.read("meine-daten.html").decode()


def test_file_holds_account_and_roles(kim):
    factories.MembershipFactory(user=kim, partner__name="Muster Bau GmbH", editor=True)

    values, page = unpacked(kim)

    (account,) = values["account"]
    assert (account["email"], account["phone"], account["last_name"]) == ("kim@firma.example", "0211 1", "Muster")
    assert [(one["partner__name"], one["role"]) for one in values["memberships"]] == [("Muster Bau GmbH", "editor")]
    assert "Muster Bau GmbH" in page
    assert "<dd>Bearbeiten</dd>" in page


def test_file_holds_what_one_was_asked_to_fill_in(kim):
    factories.DelegationFactory(colleague=kim, section="fleet", note="Ordner 3")
    factories.DelegationFactory(asked_by=kim, section="heat")

    values, page = unpacked(kim)

    assert [(one["section"], one["note"]) for one in values["delegations"]] == [("fleet", "Ordner 3")]
    assert "<dd>Fahrzeuge</dd>" in page


def test_file_holds_registrations_by_address_too(kim):
    event = factories.EventFactory(title_de="Netzwerktreffen")
    Registration.objects.create(event=event, name="Kim", email="KIM@firma.example", state="waiting", needs="vegan")
    Registration.objects.create(event=event, name="Alex", email="alex@firma.example", state="waiting")

    values, page = unpacked(kim)

    assert [(one["event__title_de"], one["needs"]) for one in values["registrations"]] == [("Netzwerktreffen", "vegan")]
    assert "Alex" not in page


def test_file_holds_mails_without_links_that_are_keys(kim):
    letter = factories.LetterFactory(subject="Guten Tag {name}", text="Über {topic}: {answer_link}")
    values = {"topic": "Strom", "answer_link": "https://geheim.example/e/abc/"}
    factories.RecipientFactory(letter=letter, email=kim.email, name="Kim", values=values)
    factories.RecipientFactory(letter__text="Fehlt: {nothing}", email=kim.email)
    factories.RecipientFactory()

    values, page = unpacked(kim)

    assert [(one["subject"], one["text"]) for one in values["letters"]] == [
        ("Guten Tag Kim", "Über Strom: …"),
        (values["letters"][1]["subject"], "Fehlt: {nothing}"),
    ]
    assert "geheim" not in page


def test_file_holds_consents_and_steps(kim):
    partner_actions.choose_mails(user=kim, wanted={"news": True})
    partner_actions.log(by=factories.UserFactory(), verb="other", subject=kim)

    values, _page = unpacked(kim)

    assert [(one["kind"], one["is_given"]) for one in values["consents"]] == [("news", True)]
    assert [one["verb"] for one in values["steps"]] == ["mail-chosen"]


def test_file_holds_what_was_written_when_the_company_wanted_to_join(kim):
    interest = factories.InterestFactory(email="KIM@firma.example", company="Muster Bau GmbH", contact="Kim Muster")
    interest.messages.create(kind="question", text="Wie viele Standorte haben Sie?")
    factories.InterestFactory(company="Fremde GmbH").messages.create(kind="question", text="Fremdes")

    values, page = unpacked(kim)

    assert [(one["company"], one["contact"]) for one in values["interests"]] == [("Muster Bau GmbH", "Kim Muster")]
    assert [one["text"] for one in values["interest_messages"]] == ["Wie viele Standorte haben Sie?"]
    assert "Muster Bau GmbH" in page
    assert "Fremd" not in page


def test_file_escapes_what_people_typed(kim):
    User.objects.update(title="<b>")
    kim.refresh_from_db()

    assert "<b>" not in unpacked(kim)[1]


def test_worker_packs_the_file_and_a_mail_tells(kim):
    export = actions.start_data_export(by=kim)

    tasks.pack_own_data(export.job_id)

    export.refresh_from_db()
    job = Job.objects.get()
    with export.file.open() as file:
        assert zipfile.is_zipfile(file)
    assert (job.state, job.result_url) == ("done", reverse("pact:own_data"))
    assert Recipient.objects.get().email == kim.email


def test_packing_twice_packs_once(kim):
    export = actions.start_data_export(by=kim)
    tasks.pack_own_data(export.job_id)
    name = DataExport.objects.get().file.name

    tasks.pack_own_data(export.job_id)

    assert DataExport.objects.get().file.name == name


def test_asking_again_leads_to_the_one_at_work(client, kim):
    client.force_login(kim)

    first = client.post(reverse("pact:own_data"))
    second = client.post(reverse("pact:own_data"))

    assert first.url == second.url == Job.objects.get().get_absolute_url()


def test_owner_downloads_the_file(client, kim):
    export = factories.DataExportFactory(user=kim)
    client.force_login(kim)

    page = client.get(reverse("pact:own_data")).content.decode()
    response = client.get(reverse("pact:own_data_file", args=[export.uuid]))

    assert reverse("pact:own_data_file", args=[export.uuid]) in page
    assert b"".join(response.streaming_content) == b"PK"
    assert response["Content-Disposition"] == f'attachment; filename="meine-daten-{timezone.now():%Y-%m-%d}.zip"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_gets_the_file(client, kim):
    export = factories.DataExportFactory(user=kim)
    client.force_login(factories.UserFactory(office_lead=True))

    assert client.get(reverse("pact:own_data_file", args=[export.uuid])).status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_page_needs_the_same_queries_whatever_its_length(client, kim, django_assert_num_queries, count):
    factories.DataExportFactory.create_batch(count, user=kim)
    client.force_login(kim)

    with django_assert_num_queries(9):
        client.get(reverse("pact:own_data"))
