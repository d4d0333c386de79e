"""Files of rows from outside: every good way to write them is understood, every bad one gets a clear answer."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from klimapakt.lib import sheet_cells, sheet_files, sheet_import
from klimapakt.lib.sheet_cells import BadCell
from klimapakt.lib.sheet_import import Column, arrange, read
from klimapakt.lib.uploads import UploadRefused

COLUMNS = (
    Column("name", "Name", ("Firma",), is_required=True),
    Column("size", "Größe", help="Klasse", allowed=("klein", "groß"), example="klein"),
)


def xlsx(*rows, more=None) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    if more:
        more(book)
    book.save(out)
    return out.getvalue()


def cells(content: bytes) -> list[tuple]:
    return [row.cells for row in read(content).rows]


def refusal(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        read(content)
    return str(refused.value)


def check(content: bytes, name: str = "liste.csv") -> bytes:
    return sheet_import.check(SimpleUploadedFile(name, content))


# -- Files that are understood ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", (";", ",", "\t"))
def test_csv_of_any_delimiter(sign):
    assert cells(f"Name{sign}Ort\r\nMüller{sign}Köln\r\n".encode()) == [("Müller", "Köln")]


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "cp1252", "utf-16"))
def test_csv_of_any_encoding(encoding):
    assert cells("Name;Größe\nMüller & Söhne;groß – sehr\n".encode(encoding)) == [("Müller & Söhne", "groß – sehr")]


def test_csv_cell_may_hold_the_delimiter_and_a_line():
    sheet = read(b'Name;Ort\n"Eins; zwei\ndrei";Neuss\nVier;Bonn\n')

    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ("Eins; zwei\ndrei", "Neuss")),
        (4, ("Vier", "Bonn")),
    ]


def test_apostrophe_of_our_own_files_is_taken_off():
    assert cells(b"Name\n'=Gleich GmbH\n'n Imbiss\n") == [("=Gleich GmbH",), ("'n Imbiss",)]


def test_workbook_keeps_days_and_numbers():
    content = xlsx(["Name", "Tag", "Zahl"], ["A", dt.date(2022, 5, 1), 12], ["B", None, 1.5])

    assert cells(content) == [("A", dt.datetime(2022, 5, 1), 12), ("B", None, 1.5)]


def test_empty_rows_are_skipped_and_still_counted():
    content = xlsx([], ["Name"], [], ["A"], [None, "  "], ["B"])

    assert [(row.number, row.cells) for row in read(content).rows] == [(4, ("A",)), (6, ("B",))]


def test_only_the_first_rows_where_more_are_not_needed():
    assert len(read(b"Name\n" + b"A\n" * 50, first=3).rows) == 3


# -- Files that are refused ------------------------------------------------------------------------------------------


def test_30_mb_are_too_large():
    with pytest.raises(UploadRefused, match="höchstens 10 MB"):
        check(b"a" * 30_000_000)


@pytest.mark.parametrize("content", (b"", b"  \n"))
def test_empty_file_is_refused(content):
    with pytest.raises(UploadRefused, match="leer"):
        check(content)


@pytest.mark.parametrize("content", (b"%PDF-1.7", b"\x89PNG\r\n\x1a\n\0", b"<html>", b"GIF89a\0", b"{\\rtf1"))
def test_other_files_are_refused_whatever_their_name(content):
    with pytest.raises(UploadRefused, match="weder eine Excel-Arbeitsmappe"):
        check(content, "liste.xlsx")


def test_old_workbook_is_refused():
    assert ".xls" in refusal(sheet_import.OLD_EXCEL + b"\0" * 100)


def test_encrypted_workbook_is_refused():
    assert "Passwort" in refusal(sheet_import.OLD_EXCEL + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le"))


def test_encrypted_archive_is_refused():
    content = bytearray(xlsx(["Name"], ["A"]))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1

    assert "Passwort" in refusal(bytes(content))


@pytest.mark.parametrize(
    "content",
    (b"PK\x03\x04 nothing", xlsx(["Name"], ["A"])[:-200], xlsx(["Name"], ["A"]).replace(b"xl/wor", b"xl/war")),
)
def test_broken_workbook_is_refused(content):
    assert "beschädigt" in refusal(content)


def test_sheet_that_breaks_off_is_refused():
    source, out = zipfile.ZipFile(io.BytesIO(xlsx(["Name"], *[[f"A{n}"] for n in range(50)]))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, data[:-300] if entry.filename.endswith("sheet1.xml") else data)

    assert "beschädigt" in refusal(out.getvalue())


def test_zip_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (sheet_import.MOST_UNPACKED + 1))

    assert len(out.getvalue()) < 1_000_000
    assert "viel zu groß" in refusal(out.getvalue())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheet_import, "MOST_ROWS", 3)

    assert "mehr als 3 Zeilen" in refusal(b"Name\nA\nB\nC\nD\n")


def test_too_many_columns_are_refused():
    assert "mehr als 60 Spalten" in refusal(xlsx([f"S{n}" for n in range(61)], ["A"]))


def test_a_row_at_the_end_of_the_world_is_found_in_time():
    content = xlsx(["Name"], ["A"], more=lambda book: book.active.cell(row=200_000, column=1, value="B"))

    assert [row.number for row in read(content).rows] == [2, 200_000]


def test_headings_alone_are_refused():
    assert "keine Zeilen" in refusal(b"Name;Ort\n;\n")


def test_nothing_at_all_is_refused():
    assert "leer" in refusal(b";;\n;\n")


def test_mixed_encodings_name_the_row():
    content = "Name\nGröße\n".encode("cp1252") + "Müller\n".encode()

    assert "Zeile 3 ist UTF-8" in refusal(content)


def test_signs_that_nobody_can_read_name_the_row():
    assert "Zeile 2" in refusal(b"Name\nA\x81B\n")


def test_broken_utf_16_is_refused():
    assert "CSV UTF-8" in refusal(b"\xff\xfeN")


def test_quotation_mark_without_end_names_the_row():
    assert "Ab Zeile 3" in refusal(b'Name;Ort\nA;B\n"C;D\n')


# -- Columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ("Größe", "GROESSE", "groesse:", " Größe "))
def test_columns_are_found_in_any_spelling_and_order(header):
    found = arrange(read(f"{header};Unsinn;firma\n1;2;3\n".encode()), COLUMNS)

    assert dict(found.places) == {"size": 0, "name": 2}
    assert found.unknown == ("Unsinn",)


def test_missing_column_says_what_was_found_and_what_is_unknown():
    with pytest.raises(UploadRefused) as refused:
        arrange(read(b"Groesse;Farbe\n1;2\n"), COLUMNS)

    assert str(refused.value) == "Es fehlen Spalten: Name. Gefunden: Größe. Unbekannt: Farbe."


def test_a_column_twice_is_refused():
    with pytest.raises(UploadRefused, match="„Name“ ist doppelt"):
        arrange(read(b"Name;Firma\n1;2\n"), COLUMNS)


def test_columns_that_may_be_there_are_no_surprise():
    assert arrange(read(b"Name;Bemerkung\nA;B\n"), COLUMNS, ["Bemerkung"]).unknown == ()


def test_short_row_has_empty_cells():
    sheet = read(b"Name;Groesse\nA\n")

    found = arrange(sheet, COLUMNS)

    assert [found.cell(sheet.rows[0], key) for key in ("name", "size", "other")] == ["A", None, None]


def test_closest_word_is_proposed():
    assert sheet_import.closest("mitel", ("klein", "mittel")) == "mittel"
    assert sheet_import.closest("xyz", ("klein", "mittel")) == ""


# -- Cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    (
        dt.datetime(2022, 12, 5),
        dt.date(2022, 12, 5),
        "05.12.2022",
        "5.12.22",
        "2022-12-05",
        "05/12/2022",
        44900,
        "44900",
    ),
)
def test_day_in_all_its_forms(cell):
    assert sheet_cells.day(cell, CALENDAR_WINDOWS_1900) == dt.date(2022, 12, 5)


def test_day_of_a_workbook_that_counts_from_1904():
    assert sheet_cells.day(44900 - 1462, CALENDAR_MAC_1904) == dt.date(2022, 12, 5)
    assert sheet_cells.day(44900 - 1462) == dt.date(2018, 12, 4)


@pytest.mark.parametrize("cell", ("31.02.2022", "Mai 2022", "2022", True, 12, "01.01.1850", 99999, dt.time(12, 0)))
def test_what_is_no_day(cell):
    with pytest.raises(BadCell):
        sheet_cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "number"), ((12, 12), (12.0, 12), ("1.234", 1234), ("1 234", 1234), ("12,0", 12), ("0", 0), ("", None))
)
def test_whole_number_as_people_write_it(cell, number):
    assert sheet_cells.whole(cell, 10_000) == number


@pytest.mark.parametrize("cell", ("ca. 12", 1.5, "1,5", -1, "10.001", True, dt.date(2022, 1, 1), float("inf"), "1e5"))
def test_what_is_no_whole_number(cell):
    with pytest.raises(BadCell):
        sheet_cells.whole(cell, 10_000)


def test_text_says_what_is_wrong_with_it():
    with pytest.raises(BadCell, match="höchstens 5"):
        sheet_cells.text("zu lang", 5)
    with pytest.raises(BadCell, match="Formel"):
        sheet_cells.text("#BEZUG!")
    with pytest.raises(BadCell, match="Umlaute") as bad:
        sheet_cells.text("MÃ¼ller")
    assert bad.value.suggestion == "Müller"
    with pytest.raises(BadCell) as lost:
        sheet_cells.text("M\ufffdller")
    assert lost.value.suggestion == ""


@pytest.mark.parametrize(
    ("cell", "words"),
    (
        (None, ""),
        (True, "ja"),
        (False, "nein"),
        (dt.date(2022, 5, 1), "01.05.2022"),
        (1.0, "1"),
        (1.5, "1,5"),
        (7, "7"),
    ),
)
def test_cell_as_the_person_sees_it(cell, words):
    assert sheet_cells.shown(cell) == words


def test_number_keeps_its_digits():
    assert sheet_cells.shown(float(Decimal("0.1"))) == "0,1"


# -- Files that go back ----------------------------------------------------------------------------------------------


def test_template_explains_its_columns_and_has_no_example_among_the_data():
    book = load_workbook(io.BytesIO(sheet_files.template_response("Vorlage", COLUMNS).content))

    data, about = book.worksheets
    assert list(data.values) == [("Name", "Größe")]
    assert list(about.values) == [
        ("Spalte", "Was hineingehört", "Pflicht", "Beispiel", "Mögliche Werte"),
        ("Name", None, "ja", None, None),
        ("Größe", "Klasse", "nein", "klein", "klein"),
        (None, None, None, None, "groß"),
    ]


def test_template_may_come_filled():
    book = load_workbook(io.BytesIO(sheet_files.template_response("Vorlage", COLUMNS, [["=A", "klein"]]).content))

    assert list(book.worksheets[0].values) == [("Name", "Größe"), ("=A", "klein")]
    assert book.worksheets[0]["A2"].data_type == "s"


def test_report_has_a_comment_on_each_row():
    book = load_workbook(
        io.BytesIO(sheet_files.report_response("x", ["Name"], [(2, ["A"], "Fehler", "Warum")]).content)
    )

    assert list(book.active.values) == [("Zeile", "Ergebnis", "Bemerkung", "Name"), (2, "Fehler", "Warum", "A")]
