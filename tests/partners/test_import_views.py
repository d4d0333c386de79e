"""The pages of the import: what the office sees, and what it is told."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from partners import actions, partner_sheet
from partners.models import District, Job, Partner, PartnerImport, TeamInvitation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, roles):
    user = factories.UserFactory(office=True)
    client.force_login(user)
    return user


def url(name: str, *args: object) -> str:
    return reverse(f"partners:{name}", args=args)


def upload(client, content: bytes, name: str = "liste.csv"):
    return client.post(url("import_start"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def sheet(response) -> list[tuple]:
    return list(load_workbook(io.BytesIO(response.content)).worksheets[0].values)


def test_file_is_uploaded_and_shown_row_by_row(client, office):
    page = upload(client, b"Name;Beitritt\nNeu GmbH;44900\nFalsch AG;nie\n")

    assert page.redirect_chain == [(PartnerImport.objects.get().get_absolute_url(), 302)]
    text = page.content.decode()
    assert "05.12.2022" in text
    assert "Das ist kein Datum." in text
    assert "1 Zeile übernehmen" in text


@pytest.mark.parametrize(
    ("content", "message"),
    (
        (b"%PDF-1.7", "weder eine Excel-Arbeitsmappe"),
        (b"PK\x03\x04 broken", "beschädigt"),
        (b"Farbe\nblau\n", "Es fehlen Spalten: Name. Gefunden: –. Unbekannt: Farbe."),
        (b"a" * 10_000_001, "höchstens 10 MB"),
        (b"", "Die Datei ist leer."),
    ),
)
def test_file_that_is_refused_is_not_kept(client, office, content, message):
    page = upload(client, content)

    assert message in page.content.decode()
    assert not PartnerImport.objects.exists()


def test_no_file_is_asked_for(client, office):
    assert "Wählen Sie eine Datei" in client.post(url("import_start")).content.decode()


def test_long_list_leads_to_its_job(client, office):
    page = upload(client, b"Name\n" + b"".join(b"Firma %d\n" % number for number in range(501)))

    assert page.redirect_chain == [(Job.objects.get().get_absolute_url(), 302)]
    waiting = client.get(PartnerImport.objects.get().get_absolute_url())
    assert "Diese Seite lädt sich neu" in waiting.content.decode()


def test_colleague_comes_to_the_page_of_the_import_not_to_a_foreign_job(client, office):
    found = factories.PartnerImportFactory(counts={"new": 501})
    client.post(url("import_take", found.pk))
    client.force_login(factories.UserFactory(office=True))

    answer = client.post(url("import_take", found.pk))

    assert answer.url == found.get_absolute_url()


def test_rows_are_filtered_by_kind(client, office):
    found = factories.PartnerImportFactory(counts={"new": 1, "error": 1})
    factories.ImportRowFactory(partner_import=found, name="Gut GmbH")
    factories.ImportRowFactory(partner_import=found, name="Schlecht AG", error=True)

    def names(query: str) -> set[str]:
        text = client.get(found.get_absolute_url() + query).content.decode()
        return {name for name in ("Gut GmbH", "Schlecht AG") if name in text}

    assert names("") == names("?art=quatsch") == {"Gut GmbH", "Schlecht AG"}
    assert names("?art=error") == {"Schlecht AG"}
    assert names("?art=same") == set()


@pytest.mark.parametrize("count", (1, 3))
def test_preview_needs_the_same_queries_whatever_its_length(client, office, count, django_assert_num_queries):
    found = factories.PartnerImportFactory(counts={"new": count})
    for _number in range(count):
        factories.ImportRowFactory(partner_import=found)
        factories.ImportRowFactory(partner_import=found, question=True)
        factories.ImportRowFactory(partner_import=found, kind="same", partner=factories.PartnerFactory())
    client.get(found.get_absolute_url())

    with django_assert_num_queries(12):
        client.get(found.get_absolute_url())


@pytest.mark.parametrize("count", (1, 3))
def test_lists_need_the_same_queries_whatever_their_length(client, office, count, django_assert_num_queries):
    factories.PartnerImportFactory.create_batch(count)
    factories.TeamInvitationFactory.create_batch(count, state="prepared")
    client.get(url("import_start"))

    with django_assert_num_queries(6):
        client.get(url("import_start"))
    with django_assert_num_queries(6):
        client.get(url("prepared_list"))


def test_question_is_answered_by_a_button(client, office):
    partner = factories.PartnerFactory(name="Beispiel Druckhaus GmbH")
    upload(client, "Name;Beschäftigte\nBeispiel Druckhäuser;12\nBeispiel Druckhauss;13\n".encode())
    found = PartnerImport.objects.get()
    first, second = found.rows.in_order()

    page = client.post(url("import_row_decide", found.pk, first.pk), {"partner": partner.pk}, follow=True)
    client.post(url("import_row_decide", found.pk, second.pk), {"partner": "new"})

    assert "Zeile 2, Beispiel Druckhäuser: entschieden." in page.content.decode()
    assert [row.kind for row in found.rows.in_order()] == ["changed", "new"]


@pytest.mark.parametrize("choice", ("", "x", "999999"))
def test_answer_that_was_not_offered_is_404(client, office, choice):
    row = factories.ImportRowFactory(question=True)

    answer = client.post(url("import_row_decide", row.partner_import_id, row.pk), {"partner": choice})

    assert answer.status_code == 404


def test_answer_after_the_import_was_taken_is_refused_politely(client, office):
    row = factories.ImportRowFactory(question=True, partner_import__taken=True)

    page = client.post(url("import_row_decide", row.partner_import_id, row.pk), {"partner": "new"}, follow=True)

    assert "Jemand war schneller" in page.content.decode()


def test_take_undo_and_pressing_twice(client, office):
    upload(client, b"Name\nNeu GmbH\n")
    found = PartnerImport.objects.get()

    taken = client.post(url("import_take", found.pk), follow=True).content.decode()
    again = client.post(url("import_take", found.pk), follow=True).content.decode()
    undone = client.post(url("import_undo", found.pk), follow=True).content.decode()
    too_late = client.post(url("import_cancel", found.pk), follow=True).content.decode()

    assert "1 Zeile wurde übernommen." in taken
    assert "Import rückgängig machen" in taken
    assert "Jemand war schneller" in again
    assert "1 Zeile wurde rückgängig gemacht." in undone
    assert "Jemand war schneller" in too_late
    assert not Partner.objects.exists()


def test_partners_that_stay_are_named(client, office):
    upload(client, b"Name\nNeu GmbH\n")
    found = PartnerImport.objects.get()
    client.post(url("import_take", found.pk))
    Partner.objects.update(programmes="EMAS")

    page = client.post(url("import_undo", found.pk), follow=True).content.decode()

    assert "1 Zeile bleibt" in page
    assert reverse("pact:office_partner", args=["neu-gmbh"]) in page


def test_cancelled_import_says_that_its_rows_are_gone(client, office):
    upload(client, b"Name\nNeu GmbH\n")
    found = PartnerImport.objects.get()

    page = client.post(url("import_cancel", found.pk), follow=True).content.decode()

    assert "Der Import ist abgebrochen." in page
    assert "Datei und Zeilen sind gelöscht" in client.get(found.get_absolute_url()).content.decode()
    assert client.get(url("import_report", found.pk)).status_code == 404


def test_file_that_a_job_could_not_read_says_why(client, office):
    found = factories.PartnerImportFactory(state="refused", problem="Die Datei mischt zwei Zeichenkodierungen.")

    assert "mischt zwei Zeichenkodierungen" in client.get(found.get_absolute_url()).content.decode()


def test_report_can_be_mended_and_uploaded_again(client, office):
    upload(client, "Name;Beschäftigte;Farbe\nNeu GmbH;viele;blau\nAlt AG;3;rot\n".encode())
    found = PartnerImport.objects.get()

    rows = sheet(client.get(url("import_report", found.pk)))
    errors = sheet(client.get(url("import_report", found.pk) + "?art=error"))

    assert rows[0] == ("Zeile", "Ergebnis", "Bemerkung", "Name", "Beschäftigte", "Farbe")
    assert [row[:2] for row in rows[1:]] == [(2, "Fehler"), (3, "neu")]
    assert errors == [rows[0], rows[1]]
    assert rows[1][2:] == (
        "Beschäftigte (viele): Das ist keine Zahl. Schreiben Sie sie wie 1.234.", "Neu GmbH", "viele", "blau",
    )  # fmt: skip
    again = upload(client, client.get(url("import_report", found.pk)).content, "geprueft.xlsx")
    assert PartnerImport.objects.order_by("pk").last().unknown == ["Farbe"]
    assert again.status_code == 200


def test_report_tells_what_changes_and_what_is_similar(client, office):
    factories.PartnerFactory(name="Alt AG", employees=2)
    factories.PartnerFactory(name="Beispiel Druckhaus GmbH")
    upload(client, "Name;Beschäftigte\nAlt AG;3\nBeispiel Druckhäuser;1\n".encode())

    rows = sheet(client.get(url("import_report", PartnerImport.objects.get().pk)))

    assert [row[2] for row in rows[1:]] == ["Beschäftigte: 2 → 3", "Ähnlich wie: Beispiel Druckhaus GmbH"]


def test_template_explains_itself_in_both_languages(client, office):
    District.objects.create(number=3, name="Bilk")
    book = load_workbook(io.BytesIO(client.get(url("import_template", "vorlage")).content))

    data, about = book.worksheets
    assert [len(row) for row in data.values] == [len(partner_sheet.WORDS)]
    assert [cell for row in about.iter_rows(values_only=True) for cell in row if cell == "Bilk"] == ["Bilk"]
    with translation.override("en"):
        english = sheet(client.get(url("import_template", "vorlage")))
    assert english[0][:4] == ("Name", "Kind", "Status", "Joined on")


def test_there_is_no_other_template(client, office):
    assert client.get(url("import_template", "quatsch")).status_code == 404


@pytest.mark.parametrize("language", ("de", "en"))
def test_all_partners_sent_back_unchanged_change_nothing(client, office, language):
    chamber = factories.PartnerFactory(founding=True, name="Industrie- und Handelskammer")
    district = District.objects.create(number=3, name="Bilk")
    full = factories.PartnerFactory(
        name="=Müller & Söhne GmbH", employees=1234, district=district, chamber=chamber, division="25",
        programmes="EMAS", website="https://www.mueller.example",
    )  # fmt: skip
    factories.MembershipFactory(partner=full, lead=True)
    factories.SiteFactory.create_batch(2, partner=full, street="Weg 1", floor_area_m2=12)
    factories.SiteFactory(partner=full, street="Allee 5", postcode="01067")
    factories.PartnerFactory(left=True)
    factories.TeamInvitationFactory(partner__status="interested", partner__joined_on=None)

    with translation.override(language):
        filled = client.get(url("import_template", "bestand")).content
        exported = {kind: client.get(reverse("pact:office_partner_export", args=[kind])) for kind in ("xlsx", "csv")}
    Partner.objects.get(pk=full.pk).sites.filter(street="Weg 1").last().delete()

    for name, content in {"bestand.xlsx": filled, **{f"liste.{k}": r.content for k, r in exported.items()}}.items():
        upload(client, content, name)
        found = PartnerImport.objects.order_by("pk").last()
        assert (name, found.state, found.unknown) == (name, "ready", [])
        assert (name, [row.problems or row.changes for row in found.rows.exclude(kind="same")]) == (name, [])
        assert found.rows.count() == Partner.objects.count()


def test_prepared_invitations_are_sent_or_discarded(client, office, django_capture_on_commit_callbacks):
    one, other = factories.TeamInvitationFactory.create_batch(2, state="prepared")

    with django_capture_on_commit_callbacks():
        sent = client.post(url("prepared_send", one.pk), follow=True).content.decode()
        again = client.post(url("prepared_send", one.pk), follow=True).content.decode()
        gone = client.post(url("prepared_discard", other.pk), follow=True).content.decode()
        too_late = client.post(url("prepared_discard", one.pk), follow=True).content.decode()

    assert "ist unterwegs" in sent
    assert "Keine Einladung wartet" in gone
    assert "Diese Einladung wurde gerade gesendet oder verworfen." in again
    assert "Diese Einladung wurde gerade gesendet oder verworfen." in too_late
    assert TeamInvitation.objects.get().state == "open"


def test_all_prepared_invitations_go_by_a_job(client, office):
    factories.TeamInvitationFactory(state="prepared")

    asked = client.get(url("prepared_send_all")).content.decode()
    assert "1 Einladung jetzt senden" in asked
    assert not Job.objects.exists()  # looking sends nothing

    answer = client.post(url("prepared_send_all"))

    assert answer.url == Job.objects.get().get_absolute_url()


def test_list_of_partners_leads_to_the_import(client, office):
    assert url("import_start") in client.get(reverse("pact:office_partner_list")).content.decode()


def test_partner_whose_address_would_be_the_import_gets_another(office):
    found = actions.begin_import(content=b"Name\nImport GmbH\n", file_name="x.csv", by=office)
    actions.read_import(partner_import=found)

    assert found.rows.get().kind == "new"
