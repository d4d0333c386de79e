"""Lines from a file: read, shown row by row, taken, put back."""

import datetime as dt
import io
import time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from emissions import actions
from emissions.carriers import CARRIERS, KEYS
from emissions.errors import BalanceLocked, ImportMoved
from emissions.models import LineImport
from partners.models import LogEntry, Site
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "Standort;Energieträger;Menge;Einheit;Herkunft;Notiz\n"


@pytest.fixture
def lead(client, db):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    return member


@pytest.fixture
def balance(lead):
    made = factories.FactorSetFactory()
    for key in KEYS:
        scope = "2" if "electricity" in key or "district" in key else "1"
        factories.FactorFactory(factor_set=made, key=key, scope=scope, kg_co2e_per_unit=Decimal("0.5"), unit="kWh")
    factories.SiteFactory(partner=lead.partner, name="Werk Nord")
    return factories.BalanceFactory(partner=lead.partner, year=2024, entry="lines", factor_set=made)


def url(name, balance, *args):
    return reverse(f"emissions:{name}", args=[balance.partner.slug, balance.year, *args])


def upload(client, balance, text, name="verbrauch.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(url("line_import_start", balance), {"file": SimpleUploadedFile(name, content)}, follow=True)


def read(balance, lead, text):
    found = actions.begin_line_import(balance=balance, content=text.encode(), file_name="a.csv", by=lead.user)
    return actions.read_line_import(line_import=found)


def row(balance, lead, line):
    return read(balance, lead, HEAD + line).rows[0]


def stored(balance):
    return list(
        balance.lines.values_list("site__name", "factor__key", "amount", "quality", "note").order_by("position")
    )


def test_from_upload_to_lines_and_back(client, balance):
    text = HEAD + "Werk Nord;Strom;120.000;kWh;gemessen;Zähler 4\n;Erdgas;1,5;MWh (Hi);;\nWerk Süd;Strom;1;kWh;;\n"

    preview = upload(client, balance, text)
    found = LineImport.objects.get()
    taken = client.post(url("line_import_take", balance, found.pk), follow=True).content.decode()
    lines = stored(balance)
    undone = client.post(url("line_import_undo", balance, found.pk), follow=True).content.decode()

    page = preview.content.decode()
    assert preview.redirect_chain[0][0] == found.get_absolute_url()
    assert "2 Zeilen können übernommen werden" in page
    assert "1 Zeile hat einen Fehler" in page
    assert "Einen Standort dieses Namens haben Sie in diesem Jahr nicht." in page
    assert "120.000\u00a0kWh, gemessen, Zähler 4" in page
    assert "2 Zeilen wurden übernommen" in taken
    assert lines == [
        ("Werk Nord", "uba.electricity.mix.co2e_direct.kwh", 120_000, "measured", "Zähler 4"),
        (None, "bafa.natural_gas.kwh_hi", 1500, "billed", ""),
    ]
    assert "2 Zeilen wurden rückgängig gemacht" in undone
    assert stored(balance) == []
    assert [*LogEntry.objects.values_list("verb", flat=True).order_by("pk")] == ["lines-imported", "line-import-undone"]


def test_rows_are_new_changed_the_same_or_say_nothing(balance, lead):
    first = read(balance, lead, HEAD + "Werk Nord;Strom;100;kWh;;\nWerk Nord;Erdgas;5;kWh;;\n")
    actions.take_line_import(line_import=first, by=lead.user)

    again = read(
        balance, lead, HEAD + "Werk Nord;Strom;200;kWh;;\nwerk nord;ERDGAS;5;kWh (Hs);;\n;Diesel;;;;\n;Benzin;3;l;;\n"
    )

    assert [one["kind"] for one in again.rows] == ["changed", "same", "same", "new"]
    assert again.counts == {"changed": 1, "same": 2, "new": 1}


@pytest.mark.parametrize(
    ("line", "column", "words", "tip"),
    (
        ("Werk Nrd;Strom;1;kWh;;", "site", "keinen Standort|Einen Standort", "Werk Nord"),
        (";Stromm;1;kWh;;", "carrier", "Diesen Energieträger gibt es", "Strom"),
        (";Strom;12x;kWh;;", "amount", "keine Zahl", "nur die Zahl"),
        (";Strom;1,5 kWh;kWh;;", "amount", "keine Zahl", "nur die Zahl"),
        (";Strom;-1;kWh;;", "amount", "nicht negativ", "Gutschriften"),
        (";Strom;1000000000001;kWh;;", "amount", "mehr, als das Portal", "prüfen Sie die Einheit"),
        (";Strom;1,1234567;kWh;;", "amount", "höchstens 6", ""),
        (";Strom;1;l;;", "unit", "passt nicht", "kWh"),
        (";Erdgas;1;m³;;", "unit", "Kubikmeter allein", "Brennwert"),
        (";Strom;1;kWh;geraten;", "quality", "nicht in der Liste", "gemessen"),
        (";Strom;1;kWh;noch nicht bekannt;", "quality", "zugleich einen Grund", "Löschen"),
        (";Flüssiggas;1;kWh (Hs);;", "unit", "nicht mit diesem Brenn", "kWh"),
    ),
)
def test_an_error_names_cell_reason_and_suggestion(balance, lead, line, column, words, tip):
    found = row(balance, lead, line)

    problem = found["problems"][0]
    assert (found["kind"], problem[0]) == ("error", column)
    assert any(word in problem[2] for word in words.split("|"))
    assert tip in problem[3]


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    (
        ("1.500", "kWh", "1500"),
        ("1.5", "kWh", "1.5"),
        ("1 500", "", "1500"),
        ("1.234,5", "MWh", "1234500"),
        ("0", "", "0"),
    ),
)
def test_amounts_are_read_as_a_german_hand_meant_them(balance, lead, amount, unit, expected):
    assert row(balance, lead, f";Strom;{amount};{unit};;")["after"]["amount"] == expected


def test_a_reason_stands_in_place_of_an_amount(balance, lead):
    found = read(balance, lead, HEAD + ";Benzin;;;haben wir nicht;\n")
    actions.take_line_import(line_import=found, by=lead.user)

    assert list(balance.lines.values_list("amount", "absence_reason")) == [(None, "haben wir nicht")]


def test_the_same_site_and_carrier_twice_is_an_error(balance, lead):
    found = read(balance, lead, HEAD + ";Strom;1;kWh;;\n;Strom;2;kWh;;\n")

    assert [one["kind"] for one in found.rows] == ["new", "error"]
    assert "Zeile 2" in found.rows[1]["problems"][0][2]


def test_what_somebody_changed_since_the_preview_stays(balance, lead):
    found = read(balance, lead, HEAD + ";Strom;1;kWh;;\n")
    actions.take_line_import(line_import=read(balance, lead, HEAD + ";Strom;9;kWh;;\n"), by=lead.user)

    taken = actions.take_line_import(line_import=found, by=lead.user)

    assert [one["outcome"] for one in taken.rows] == ["overtaken"]
    assert balance.lines.get().amount == 9


def test_undoing_keeps_what_somebody_changed_and_ends_after_a_day(balance, lead):
    first = actions.take_line_import(
        line_import=read(balance, lead, HEAD + ";Strom;1;kWh;;\n;Diesel;2;l;;\n"), by=lead.user
    )
    actions.take_line_import(line_import=read(balance, lead, HEAD + ";Strom;9;kWh;;\n"), by=lead.user)

    with pytest.raises(ImportMoved):
        actions.undo_line_import(line_import=first, by=lead.user, now=timezone.now() + dt.timedelta(hours=25))
    undone = actions.undo_line_import(line_import=first, by=lead.user, now=timezone.now())

    assert [one["outcome"] for one in undone.rows] == ["kept", "undone"]
    assert [line.amount for line in balance.lines.all()] == [9]


def test_what_is_handed_in_takes_no_rows(balance, lead):
    found = read(balance, lead, HEAD + ";Strom;1;kWh;;\n")
    actions.take_line_import(line_import=read(balance, lead, HEAD + ";Diesel;1;l;;\n"), by=lead.user)
    actions.submit_balance(balance=balance, note="", by=lead.user)

    with pytest.raises(BalanceLocked):
        actions.take_line_import(line_import=found, by=lead.user)


def test_nothing_is_taken_twice_and_a_cancelled_one_forgets_its_rows(client, balance, lead):
    found = read(balance, lead, HEAD + ";Strom;1;kWh;;\n")
    client.post(url("line_import_cancel", balance, found.pk))

    page = client.post(url("line_import_take", balance, found.pk), follow=True).content.decode()

    found.refresh_from_db()
    assert "Jemand war schneller" in page
    assert (found.state, found.rows, balance.lines.count()) == ("cancelled", [], 0)


def test_the_template_comes_back_unchanged(client, balance, lead):
    actions.take_line_import(line_import=read(balance, lead, HEAD + "Werk Nord;Erdgas;5;kWh (Hi);;\n"), by=lead.user)

    template = client.get(url("line_import_template", balance))
    rows = list(load_workbook(io.BytesIO(template.content)).worksheets[0].values)
    page = upload(client, balance, template.content, "vorlage.xlsx").content.decode()

    common = [carrier for carrier in CARRIERS if carrier.is_common]
    assert rows[0][:4] == ("Standort", "Energieträger", "Menge", "Einheit")
    assert len(rows) == 1 + len(common)
    assert ("Werk Nord", "Erdgas", 5, "kWh (Hi)") in [one[:4] for one in rows]
    assert "Nichts zu übernehmen" in page


def test_the_report_is_the_file_with_a_comment_on_each_row(client, balance, lead):
    found = read(balance, lead, HEAD + ";Strom;1;kWh;;\n;Stromm;1;kWh;;\n")

    report = client.get(url("line_import_report", balance, found.pk))

    rows = list(load_workbook(io.BytesIO(report.content)).worksheets[0].values)
    assert rows[0][:4] == ("Zeile", "Ergebnis", "Bemerkung", "Standort")
    assert (rows[1][1], rows[2][1]) == ("neu", "Fehler")
    assert "Diesen Energieträger gibt es in der Liste nicht." in rows[2][2]
    assert "2 Zeilen" in upload(client, balance, report.content, "mit-kommentar.xlsx").content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    ((b"Name;Zahl\nStrom;1\n", "Es fehlen Spalten"), (b"%PDF-1.7", "weder eine Excel"), (b"", "Die Datei ist leer")),
)
def test_a_file_that_is_none_is_refused_at_once(client, balance, content, words):
    assert words in upload(client, balance, content).content.decode()
    assert not LineImport.objects.exists()


def test_rows_are_forgotten_after_a_day(balance, lead):
    old = read(balance, lead, HEAD + ";Strom;1;kWh;;\n")
    LineImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(hours=25))
    new = read(balance, lead, HEAD + ";Strom;1;kWh;;\n")

    assert actions.forget_line_imports(now=timezone.now()) == 1

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.rows, len(new.rows)) == ([], 1)


def test_the_database_refuses_a_taken_import_without_its_time(balance):
    with pytest.raises(IntegrityError, match="taken_line_import_has_its_time"):
        factories.LineImportFactory(balance=balance, state="taken")


@pytest.mark.parametrize("count", (1, 3))
def test_preview_has_the_same_queries_whatever_its_length(client, balance, lead, count, django_assert_max_num_queries):
    names = ("Strom", "Diesel", "Benzin")[:count]
    found = read(balance, lead, HEAD + "".join(f";{name};1;;;\n" for name in names))
    client.get(found.get_absolute_url())

    with django_assert_max_num_queries(10) as queries:
        response = client.get(found.get_absolute_url())

    assert len(response.context["lines"]) == count
    assert len(queries) == 7


def test_ten_thousand_lines_are_previewed_in_less_than_ten_seconds(balance, lead):
    """Measured in CPU seconds of this process: other programs on the machine do not count."""
    Site.objects.bulk_create(
        Site(partner=balance.partner, name=f"Filiale {n:04}", postcode="40213", town="Düsseldorf") for n in range(2000)
    )
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD.strip().split(";"))
    for n in range(2000):
        for carrier, unit in (
            ("Strom", "kWh"),
            ("Erdgas", "kWh (Hs)"),
            ("Diesel", "l"),
            ("Benzin", "l"),
            ("Heizöl", "l"),
        ):
            sheet.append([f"Filiale {n:04}", carrier, n + 0.5, unit, "gemessen", ""])
    content = io.BytesIO()
    book.save(content)
    found = actions.begin_line_import(balance=balance, content=content.getvalue(), file_name="a.xlsx", by=lead.user)

    begun = time.process_time()
    actions.read_line_import(line_import=found)
    used = time.process_time() - begun

    found.refresh_from_db()
    assert found.counts == {"new": 10_000}
    assert used < 10
