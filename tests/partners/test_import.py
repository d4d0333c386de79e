"""An imported list, row by row: what is understood, whom it means, what it would change, what is wrong with it."""

import datetime as dt

import pytest
from django.db.utils import IntegrityError
from django.utils import translation

from klimapakt.lib import sheet_import
from klimapakt.lib.sheet_cells import BadCell
from partners import actions, partner_cells, partner_match
from partners.errors import ImportMoved
from partners.models import District, ImportRow, Membership, Pact, Partner, PartnerImport, TeamInvitation
from partners.partner_sheet import find_columns
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 12, 5)


@pytest.fixture
def office():
    return factories.UserFactory(office=True)


@pytest.fixture
def preview(office):
    """Reads lines of a CSV; `rows` of the import are the result."""

    def run(*lines: str, encoding: str = "utf-8") -> PartnerImport:
        content = "\n".join(lines).encode(encoding)
        found = actions.begin_import(content=content, file_name="liste.csv", by=office)
        return actions.read_import(partner_import=found)

    return run


def kinds(found: PartnerImport) -> list[str]:
    return [row.kind for row in found.rows.in_order()]


def said(row: ImportRow) -> dict[str, tuple]:
    return {key: (before, after) for key, before, after in row.changes}


def reasons(found: PartnerImport) -> list[list[str]]:
    return [[f"{column}: {reason}" for column, _value, reason, _tip in row.problems] for row in found.rows.in_order()]


# -- Whom a row means ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ("Müller Metall GmbH", "MUELLER METALL", "Muller-Metall GmbH & Co. KG"))
def test_partner_of_the_same_plain_name_is_meant(preview, written):
    partner = factories.PartnerFactory(name="Müller Metall GmbH", employees=10)

    (row,) = preview("Name;Beschäftigte", f"{written};12").rows.all()

    assert (row.kind, row.partner, said(row)) == ("changed", partner, {"employees": (10, 12)})


def test_unknown_partner_is_new(preview):
    (row,) = preview("Name;Beigetreten am", "Ganz Anders AG;05.12.2022").rows.all()

    assert (row.kind, row.partner) == ("new", None)
    assert said(row) == {
        "name": (None, "Ganz Anders AG"),
        "kind": (None, "climate"),
        "status": (None, "active"),
        "joined_on": (None, "2022-12-05"),
    }


def test_without_a_day_of_joining_a_new_partner_is_interested(preview):
    (row,) = preview("Name", "Ganz Anders AG").rows.all()

    assert said(row)["status"] == (None, "interested")


def test_row_that_says_what_is_stored_changes_nothing(preview):
    factories.PartnerFactory(name="Muster Bau GmbH", employees=10, joined_on=DAY)

    assert kinds(preview("Name;Mitarbeiter;Partner seit", "Muster Bau;10;44900")) == ["same"]


def test_empty_cell_changes_nothing(preview):
    factories.PartnerFactory(name="Muster Bau GmbH", employees=10, website="https://muster.example")

    assert kinds(preview("Name;Beschäftigte;Website", "Muster Bau;;")) == ["same"]


def test_similar_name_is_to_be_decided(preview):
    partner = factories.PartnerFactory(name="Beispiel Druckhaus GmbH")

    (row,) = preview("Name", "Beispiel Druckhäuser GmbH").rows.all()

    assert (row.kind, row.near) == ("question", [[partner.pk, ["ähnlicher Name"]]])


def test_same_domain_is_to_be_decided(preview):
    partner = factories.MembershipFactory(user__email="kim@druckhaus.example").partner
    Partner.objects.filter(pk=partner.pk).update(website="https://www.druckhaus.example/wir")

    (row,) = preview("Name;Website;E-Mail", "Ganz Anders AG;druckhaus.example;neu@druckhaus.example").rows.all()

    assert (row.kind, row.near) == ("question", [[partner.pk, ["gleiche Website", "gleiche E-Mail-Domäne"]]])


def test_domain_of_everybody_is_no_hint(preview):
    factories.MembershipFactory(user__email="kim@gmx.de")

    assert kinds(preview("Name;E-Mail", "Ganz Anders AG;alex@gmx.de")) == ["new"]


def test_decision_for_that_one_changes_it(preview):
    partner = factories.PartnerFactory(name="Beispiel Druckhaus GmbH", employees=10)
    found = preview("Name;Beschäftigte", "Beispiel Druckhäuser GmbH;12")

    row = actions.decide_row(row=found.rows.get(), partner=partner)

    assert (row.kind, row.partner, said(row)) == ("changed", partner, {"employees": (10, 12)})
    found.refresh_from_db()
    assert found.counts == {"changed": 1}


def test_decision_for_a_new_one(preview):
    factories.PartnerFactory(name="Beispiel Druckhaus GmbH")
    found = preview("Name", "Beispiel Druckhäuser GmbH")

    row = actions.decide_row(row=found.rows.get(), partner=None)

    assert (row.kind, row.near) == ("new", [])


def test_decision_for_a_partner_of_another_row_is_an_error_that_names_it(preview):
    partner = factories.PartnerFactory(name="Beispiel Druckhaus GmbH")
    found = preview("Name", "Beispiel Druckhaus GmbH", "Beispiel Druckhäuser GmbH")

    row = actions.decide_row(row=found.rows.get(kind="question"), partner=partner)

    assert row.problems == [["name", row.name, "Derselbe Partner steht schon in Zeile 2.", ""]]
    assert row.kind == "error"


def test_decision_comes_once(preview):
    factories.PartnerFactory(name="Beispiel Druckhaus GmbH")
    row = preview("Name", "Beispiel Druckhäuser GmbH").rows.get()
    actions.decide_row(row=row, partner=None)

    with pytest.raises(ImportMoved):
        actions.decide_row(row=row, partner=None)


# -- What stands there twice -----------------------------------------------------------------------------------------


def test_same_partner_twice_is_an_error_that_names_the_first(preview):
    found = preview("Name", "Müller GmbH", "Anders AG", "MUELLER")

    assert kinds(found) == ["new", "new", "error"]
    assert reasons(found)[2] == ["name: Derselbe Partner steht schon in Zeile 2."]


def test_same_person_twice_is_an_error_that_names_the_first(preview):
    found = preview("Name;E-Mail", "Eins GmbH;kim@firma.example", "Zwei AG;KIM@Firma.example")

    assert kinds(found) == ["new", "error"]
    assert reasons(found)[1] == ["email: Dieselbe Person steht schon in Zeile 2."]


# -- Cells -----------------------------------------------------------------------------------------------------------


def one_value(preview, header: str, cell: str) -> dict[str, object]:
    values = preview(f"Name;{header}", f"Ganz Anders AG;{cell}").rows.get().values
    return {key: value for key, value in values.items() if key != "name"}


@pytest.mark.parametrize(
    ("cell", "values"),
    (
        ("C", {"sector": "C"}),
        ("Verarbeitendes Gewerbe", {"sector": "C"}),
        ("Manufacturing", {"sector": "C"}),
        ("25", {"sector": "C", "division": "25"}),
        ("C 25", {"sector": "C", "division": "25"}),
        ("25.11", {"sector": "C", "division": "25"}),
        ("25110", {"sector": "C", "division": "25"}),
        ("1", {"sector": "A", "division": "01"}),
        ("WZ 25 Herstellung von Metallerzeugnissen", {"sector": "C", "division": "25"}),
        ("Herstellung von Textilien", {"sector": "C", "division": "13"}),
    ),
)
def test_sector_by_code_or_name(preview, cell, values):
    assert one_value(preview, "Branche", cell) == values


@pytest.mark.parametrize("cell", ("Z", "00", "A 25", "Quatsch", "123456"))
def test_sector_that_does_not_exist(preview, cell):
    assert reasons(preview("Name;WZ 2008", f"Anders AG;{cell}")) == [
        ["sector: Kein Abschnitt und keine Abteilung der WZ 2008."]
    ]


def test_wrong_word_proposes_the_right_one(preview):
    (row,) = preview("Name;Branche", "Anders AG;Herstelung von Textilen").rows.all()

    assert row.problems == [
        [
            "sector",
            "Herstelung von Textilen",
            "Kein Abschnitt und keine Abteilung der WZ 2008.",
            "Herstellung von Textilien",
        ]
    ]


@pytest.mark.parametrize("cell", ("Bilk", "bilk", "3", "03", "Stadtbezirk 3", "Bezirk 03"))
def test_district_by_name_or_number(preview, cell):
    district = District.objects.create(number=3, name="Bilk")

    assert one_value(preview, "Stadtbezirk", cell) == {"district_id": district.pk}


@pytest.mark.parametrize(
    ("cell", "name"),
    (
        ("Industrie- und Handelskammer zu Düsseldorf", "ihk"),
        ("IHK", "ihk"),
        ("IHK Düsseldorf", "ihk"),
        ("HWK", "hwk"),
        ("handwerkskammer", "hwk"),
        ("Kreishandwerkerschaft", "khs"),
    ),
)
def test_chamber_by_a_part_of_its_name(preview, cell, name):
    keys = {
        slug: factories.PartnerFactory(founding=True, name=words).pk
        for slug, words in (
            ("ihk", "Industrie- und Handelskammer zu Düsseldorf"),
            ("hwk", "Handwerkskammer Düsseldorf"),
            ("khs", "Kreishandwerkerschaft Düsseldorf"),
        )
    }

    assert one_value(preview, "Kammer", cell) == {"chamber_id": keys[name]}


def test_chamber_that_may_be_two_is_an_error(preview):
    factories.PartnerFactory(founding=True, name="Kammer Nord")
    factories.PartnerFactory(founding=True, name="Kammer Süd")

    assert reasons(preview("Name;Kammer", "Anders AG;Kammer")) == [["chamber: So heißt kein Initialpartner."]]


@pytest.mark.parametrize(
    ("header", "cell", "values"),
    (
        ("Status", "aktiv", {"status": "active"}),
        ("Status", "interested", {"status": "interested"}),
        ("Größe", "10 bis 49 Beschäftigte", {"size": "small"}),
        ("Groesse", "small", {"size": "small"}),
        ("Beschäftigte", "1.234", {"employees": 1234}),
        ("PLZ", "D-40213", {"postcode": "40213"}),
        ("Website", "www.anders.example", {"website": "https://www.anders.example"}),
        ("E-Mail", "Kim@Anders.example", {"email": "kim@anders.example"}),
        ("Beitritt", "05.12.2022", {"joined_on": "2022-12-05"}),
        ("Programme", "  EMAS,   SBTi ", {"programmes": "EMAS, SBTi"}),
    ),
)
def test_cell_is_understood(preview, header, cell, values):
    Pact.objects.current()
    Pact.objects.update(postcodes="40213")

    assert one_value(preview, header, cell) == values


@pytest.mark.parametrize(
    ("header", "cell", "problem"),
    (
        ("Status", "vielleicht", "status: Das steht nicht in der Liste."),
        ("Beschäftigte", "viele", "employees: Das ist keine Zahl."),
        ("Beschäftigte", "12,5", "employees: Das ist keine ganze Zahl."),
        ("PLZ", "4021", "postcode: Eine Postleitzahl hat fünf Ziffern."),
        ("Website", "keine", "website: Das ist keine Adresse einer Website."),
        ("E-Mail", "kim(at)firma", "email: Das ist keine E-Mail-Adresse."),
        ("Beitritt", "im Mai", "joined_on: Das ist kein Datum."),
        ("Stadtbezirk", "Mond", "district: Diesen Stadtbezirk gibt es nicht."),
        ("Programme", "x" * 201, "programmes: Zu lang: höchstens 200 Zeichen."),
        ("Ort", "DÃ¼sseldorf", "town: Die Umlaute in dieser Zelle sind beschädigt: Sie wurde in einer anderen "
         "Zeichenkodierung gespeichert."),
        ("Vorname", "Kim", "email: Die Ansprechperson hat keine E-Mail-Adresse."),
        ("Status", "ausgetreten", "left_on: Geben Sie an, an welchem Tag der Partner ausgetreten ist."),
        ("Status", "aktiv", "joined_on: Geben Sie an, seit wann der Partner dabei ist."),
    ),
)  # fmt: skip
def test_cell_that_is_wrong(preview, header, cell, problem):
    (row,) = preview(f"Name;{header}", f"Ganz Anders AG;{cell}").rows.all()

    assert row.kind == "error"
    assert problem in [f"{column}: {reason}" for column, _value, reason, _tip in row.problems]


def test_name_of_300_characters_is_an_error(preview):
    found = preview("Name", "x" * 300)

    assert reasons(found) == [["name: Zu lang: höchstens 160 Zeichen."]]
    assert found.rows.get().name == "x" * 200


def test_row_without_a_name_is_an_error(preview):
    assert reasons(preview("Name;Beschäftigte", ";12")) == [["name: Der Name fehlt."]]


def test_postcode_that_lost_its_zero_gets_it_back():
    assert partner_cells.read_postcode(1067) == "01067"
    with pytest.raises(BadCell):
        partner_cells.read_postcode("1067")


# -- What may not be changed by an import ----------------------------------------------------------------------------


def test_nobody_leaves_or_comes_back_by_an_import(preview):
    factories.PartnerFactory(name="Eins GmbH")
    factories.PartnerFactory(name="Zwei AG", left=True)

    found = preview("Name;Status", "Eins GmbH;ausgetreten", "Zwei AG;aktiv")

    assert [found[0] for found in reasons(found)] == [
        "status: Austritt und Rückkehr werden auf der Seite des Partners eingetragen, nicht durch einen Import."
    ] * 2


def test_days_that_contradict_each_other(preview):
    factories.PartnerFactory(name="Zwei AG", left=True)

    found = preview(
        "Name;Status;Beitritt;Austritt",
        "Eins GmbH;ausgetreten;01.01.2024;01.01.2023",
        "Zwei AG;;01.01.2026;",
        "Zwei AG & Co;;;01.01.2020",
        "Drei KG;interessiert;;01.01.2024",
    )

    assert [row[-1] for row in reasons(found)] == [
        "left_on: Ein Partner kann nicht austreten, bevor er beigetreten ist.",
        "joined_on: Ein Partner kann nicht austreten, bevor er beigetreten ist.",
        "left_on: Austritt und Rückkehr werden auf der Seite des Partners eingetragen, nicht durch einen Import.",
        "left_on: Ein Austrittstag gehört zum Status „ausgetreten“.",
    ]


def test_kind_stays(preview):
    factories.PartnerFactory(name="Eins GmbH")

    assert reasons(preview("Name;Art", "Eins GmbH;Initialpartner")) == [
        ["kind: Die Art eines Partners wird auf seiner Seite geändert, nicht durch einen Import."]
    ]


# -- The main site ---------------------------------------------------------------------------------------------------


@pytest.fixture
def pact():
    pact = Pact.objects.current()
    pact.city, pact.postcodes = "Düsseldorf", "40213 40221"
    pact.save()
    return pact


def test_only_site_is_changed(preview, pact):
    site = factories.SiteFactory(partner__name="Eins GmbH", street="Alte Str. 1", postcode="40213", floor_area_m2=5)

    (row,) = preview("Name;Straße;PLZ;Ort;Fläche", "Eins GmbH;Neue Str. 2;41460;Neuss;1.850").rows.all()

    assert said(row) == {
        "street": ("Alte Str. 1", "Neue Str. 2"),
        "postcode": ("40213", "41460"),
        "town": (site.town, "Neuss"),
        "floor_area_m2": (5, 1850),
        "is_in_city": (True, False),
    }


def test_site_at_this_address_is_meant_where_there_are_several(preview, pact):
    partner = factories.PartnerFactory(name="Eins GmbH")
    factories.SiteFactory(partner=partner, street="Andere Str. 9", postcode="40213")
    factories.SiteFactory(partner=partner, street="Beispielallee 5", postcode="40221")

    (row,) = preview("Name;Straße;PLZ;Fläche", "Eins GmbH;beispielallee 5;40221;90").rows.all()

    assert said(row) == {"street": ("Beispielallee 5", "beispielallee 5"), "floor_area_m2": (None, 90)}


def test_address_beside_several_sites_is_a_new_one(preview, pact):
    partner = factories.PartnerFactory(name="Eins GmbH")
    factories.SiteFactory.create_batch(2, partner=partner, street="Andere Str. 9")

    (row,) = preview("Name;Straße;PLZ", "Eins GmbH;Neue Str. 2;40221").rows.all()

    assert said(row)["postcode"] == (None, "40221")
    assert said(row)["town"] == (None, "Düsseldorf")
    assert said(row)["is_in_city"] == (None, True)


def test_new_site_needs_postcode_and_town(preview, pact):
    partner = factories.PartnerFactory(name="Drei GmbH")
    factories.SiteFactory.create_batch(2, partner=partner)

    lines = ("Eins GmbH;;Neuss", "Zwei AG;41460;", "Drei GmbH;;Neuss", "Vier KG;99;", "Fünf;41460;#NV")

    found = preview("Name;PLZ;Ort", *lines)

    assert reasons(found) == [
        ["postcode: Ein neuer Standort braucht eine Postleitzahl."],
        ["town: Ein neuer Standort braucht einen Ort."],
        ["street: Der Partner hat mehrere Standorte: Geben Sie durch Postleitzahl und Straße an, welcher gemeint ist."],
        ["postcode: Eine Postleitzahl hat fünf Ziffern."],
        ["town: Die Formel in dieser Zelle hat einen Fehler."],
    ]


def test_broken_postcode_is_one_problem_not_two(preview, pact):
    found = preview("Name;PLZ;Ort", "Eins GmbH;12;Neuss")

    assert reasons(found) == [["postcode: Eine Postleitzahl hat fünf Ziffern."]]


# -- Contacts --------------------------------------------------------------------------------------------------------


def test_who_acts_for_the_partner_or_is_invited_is_known(preview):
    member = factories.MembershipFactory(partner__name="Eins GmbH", user__email="kim@eins.example")
    factories.TeamInvitationFactory(partner__name="Zwei AG", email="alex@zwei.example")

    found = preview("Name;Vorname;E-Mail", "Eins GmbH;Kimi;KIM@eins.example", "Zwei AG;;alex@zwei.example")

    assert member.partner.name == "Eins GmbH"
    assert kinds(found) == ["same", "same"]


def test_new_contact_is_a_change(preview):
    factories.PartnerFactory(name="Eins GmbH")

    (row,) = preview("Name;Vorname;Nachname;E-Mail", "Eins GmbH;Kim;Muster;kim@eins.example").rows.all()

    assert said(row) == {
        "first_name": (None, "Kim"),
        "last_name": (None, "Muster"),
        "email": (None, "kim@eins.example"),
    }


def test_partner_that_left_gets_no_contact(preview):
    factories.PartnerFactory(name="Eins GmbH", left=True)

    found = preview(
        "Name;Status;Beitritt;Austritt;E-Mail",
        "Eins GmbH;;;;kim@eins.example",
        "Zwei AG;ausgetreten;01.01.2020;01.01.2022;alex@zwei.example",
    )

    assert kinds(found) == ["same", "new"]
    assert "email" not in said(found.rows.last())


# -- The file as a whole ---------------------------------------------------------------------------------------------


def test_unknown_columns_are_told(preview):
    found = preview("Name;Lieblingsfarbe;Meldung", "Eins GmbH;blau;ja")

    assert (found.unknown, found.headers) == (["Lieblingsfarbe"], ["Name", "Lieblingsfarbe", "Meldung"])


def test_file_that_cannot_be_read_says_why(preview):
    found = preview("Firma;Firma", "Eins;Zwei")

    assert (found.state, found.problem) == ("refused", "Die Spalte „Name“ ist doppelt vorhanden.")


def test_english_headings_do_as_well():
    with translation.override("en"):
        sheet = sheet_import.read(b"Company;Joined on;Floor area in m2;E-mail address\nA;;;\n")

        assert set(find_columns(sheet).places) == {"name", "joined_on", "floor_area_m2", "email"}


def test_columns_in_cp1252(preview):
    assert one_value(lambda *lines: preview(*lines, encoding="cp1252"), "Beschäftigte", "12") == {"employees": 12}


def test_as_many_queries_for_many_rows_as_for_one(office, django_assert_num_queries):
    def read(count: int) -> None:
        for number in range(count):
            factories.SiteFactory(partner__name=f"Bestand {count}-{number}")
        lines = ["Name;PLZ;Ort;E-Mail"]
        lines += [f"Bestand {count}-{number};40213;Neuss;a{number}@bestand.example" for number in range(count)]
        lines += [f"Gänzlich unbekannt {number};40213;Neuss;b{number}@neu.example" for number in range(count)]
        found = actions.begin_import(content="\n".join(lines).encode(), file_name="x.csv", by=office)
        with django_assert_num_queries(17):
            actions.read_import(partner_import=found)

    Pact.objects.current()
    read(1)
    read(30)


def test_reading_twice_changes_nothing(preview):
    found = preview("Name", "Eins GmbH")

    again = actions.read_import(partner_import=found)

    assert (again.state, again.rows.count()) == ("ready", 1)


def test_cancelling_deletes_file_and_rows(preview, django_capture_on_commit_callbacks):
    found = preview("Name", "Eins GmbH")
    storage, name = found.file.storage, found.file.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_import(partner_import=found)

    found.refresh_from_db()
    assert (found.state, found.file.name, found.rows.count()) == ("cancelled", "", 0)
    assert not storage.exists(name)
    with pytest.raises(ImportMoved):
        actions.cancel_import(partner_import=found)


# -- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "constraint"),
    (
        (lambda: factories.PartnerImportFactory(state="taken"), "taken_import_has_its_time"),
        (lambda: factories.PartnerImportFactory(taken=True, state="ready"), "taken_import_has_its_time"),
        (lambda: factories.ImportRowFactory(kind="changed", changes=[]), "changed_row_says_what_changes"),
        (lambda: factories.ImportRowFactory(kind="error"), "error_row_says_why"),
        (lambda: factories.PartnerFactory(slug="import"), "address_of_partner_is_not_taken_by_a_page"),
        (lambda: factories.TeamInvitationFactory(state="accepted"), "ended_team_invitation_has_its_time"),
    ),
)
def test_database_refuses(make, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make()


def test_database_refuses_a_row_twice():
    row = factories.ImportRowFactory()

    with pytest.raises(IntegrityError, match="one_row_per_import_and_number"):
        factories.ImportRowFactory(partner_import=row.partner_import, number=row.number)


def test_database_refuses_two_rows_for_a_partner():
    row = factories.ImportRowFactory(kind="same", partner=factories.PartnerFactory())

    with pytest.raises(IntegrityError, match="one_row_per_import_and_partner"):
        factories.ImportRowFactory(partner_import=row.partner_import, kind="same", partner=row.partner)


def test_database_refuses_a_prepared_invitation_beside_an_open_one():
    open_one = factories.TeamInvitationFactory()

    with pytest.raises(IntegrityError, match="one_open_team_invitation_per_partner_and_address"):
        factories.TeamInvitationFactory(
            partner=open_one.partner, email=open_one.email.upper(), state=TeamInvitation.State.PREPARED
        )


def test_names_say_what_they_are():
    row = factories.ImportRowFactory(number=7, name="Eins GmbH")

    assert (str(row), str(row.partner_import)) == ("7: Eins GmbH", "Partnerliste.csv")
    assert not row.partner_import.is_being_worked_on
    assert row.partner_import.undo_until is None


def test_lists_name_what_is_stored():
    district = District.objects.create(number=3, name="Bilk")
    chamber = factories.PartnerFactory(founding=True, name="Kammer")

    lists = partner_match.lists()

    assert (lists.districts, lists.district_numbers) == ({"Bilk": district.pk}, {3: district.pk})
    assert lists.chambers == {"Kammer": chamber.pk}
    assert Membership.objects.count() == 0
