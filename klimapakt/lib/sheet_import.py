"""Files of rows from outside: XLSX or CSV, known by their content, read within limits, their columns by name."""

import csv
import difflib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from klimapakt.lib.sheet_cells import Cell
from klimapakt.lib.uploads import MEGABYTE, UploadRefused, scan

XLSX: Final = "xlsx"
CSV: Final = "csv"
MOST_BYTES: Final = 10 * MEGABYTE
MOST_UNPACKED: Final = 100 * MEGABYTE
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
LAST_ROW: Final = 1_048_576  # of Excel: nobody makes us count empty rows without end
DELIMITERS: Final = (";", "\t", ",")
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of encrypted .xlsx
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
UMLAUT: Final = re.compile(rb"[\xc2-\xc3][\x80-\xbf]")  # a letter of two bytes, as UTF-8 writes umlauts


@dataclass(frozen=True)
class Row:
    number: int  # as the spreadsheet counts
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    epoch: Any = None  # Any: openpyxl's first day of serial dates, where the workbook names it


@dataclass(frozen=True)
class Column:
    """What a sheet may hold: its heading in the language of the page, what else it may be called, what belongs in."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    help: str = ""
    allowed: tuple[str, ...] = ()
    example: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Columns:
    """Which column of the sheet is which of ours, and what it says besides."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]

    def cell(self, row: Row, key: str) -> Cell:
        place = self.places.get(key, len(row.cells))
        return row.cells[place] if place < len(row.cells) else None


def check(file: File) -> bytes:
    """The content of an upload that may be read as a sheet. Raises UploadRefused."""
    if file.size is None or file.size > MOST_BYTES:
        raise UploadRefused(
            _("The file is too large. It may have at most %(limit)s MB.") % {"limit": MOST_BYTES // MEGABYTE}
        )
    content: bytes = file.read()
    if not content.strip():
        raise UploadRefused(_("The file is empty."))
    kind_of(content)
    scan(content)
    return content


def kind_of(content: bytes) -> str:
    """Raises UploadRefused, and says what the file is instead."""
    if content.startswith(b"PK\x03\x04"):
        return XLSX
    if content.startswith(OLD_EXCEL):
        if ENCRYPTED in content:
            raise UploadRefused(_("The workbook is protected by a password. Please save it without."))
        raise UploadRefused(_("This is a workbook in the old format (.xls). Please save it as .xlsx."))
    if b"\0" in content and not content.startswith(UTF16):
        raise UploadRefused(_("This is neither an Excel workbook (.xlsx) nor a CSV file."))
    if content.startswith((b"%PDF-", b"{\\rtf", b"<")):
        raise UploadRefused(_("This is neither an Excel workbook (.xlsx) nor a CSV file."))
    return CSV


def read(content: bytes, *, first: int | None = None) -> Sheet:
    """All rows that hold something below the first such row, which is the heading; or only the first ones.

    Raises UploadRefused.
    """
    found, epoch = workbook(content) if kind_of(content) == XLSX else (text_lines(content), None)
    lines = (Row(number, cells) for number, cells in found if any(cell is not None for cell in cells))
    heading = next(lines, None)
    if heading is None:
        raise UploadRefused(_("The file is empty."))
    if len(heading.cells) > MOST_COLUMNS:
        raise UploadRefused(_("The file has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})
    rows: list[Row] = []
    for row in lines:
        if len(rows) == MOST_ROWS:
            raise UploadRefused(_("The file has more than %(limit)s rows. Please split it.") % {"limit": MOST_ROWS})
        rows.append(row)
        if len(rows) == first:
            break
    if not rows:
        raise UploadRefused(_("Below the headings the file has no rows."))
    return Sheet(tuple(str(cell or "").strip() for cell in heading.cells), tuple(rows), epoch)


def workbook(content: bytes) -> tuple[Iterator[tuple[int, tuple[Cell, ...]]], Any]:  # Any: openpyxl's epoch
    """The first sheet, row by row: never unpacked as a whole."""
    damaged = _("The workbook is damaged, or no Excel workbook (.xlsx). Please open it and save it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UploadRefused(_("The workbook is protected by a password. Please save it without."))
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise UploadRefused(_("Unpacked, the workbook is far too large. Copy the rows into a new workbook."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
    except UploadRefused:
        raise
    except Exception as error:  # a damaged file breaks its reader in many ways
        raise UploadRefused(damaged) from error

    def lines() -> Iterator[tuple[int, tuple[Cell, ...]]]:
        try:
            rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True)
            for number, values in enumerate(rows, start=1):
                yield number, trimmed(values)
        except Exception as error:  # likewise
            raise UploadRefused(damaged) from error
        finally:
            book.close()

    return lines(), book.epoch


def text_lines(content: bytes) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    text = decoded(content)
    delimiter = max(DELIMITERS, key=lambda sign: widths(text, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, trimmed([unquoted(cell) for cell in cells])
            start = reader.line_num + 1
    except csv.Error as error:
        raise UploadRefused(
            _("From row %(row)s on the file cannot be read: there is a quotation mark too many or too few.")
            % {"row": start}
        ) from error


def widths(text: str, delimiter: str) -> int:
    """Into how many cells the delimiter cuts the heading."""
    try:
        return len(next((line for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if line), []))
    except csv.Error:
        return 0


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, or else CP1252; two of them in one file are refused by row."""
    if content.startswith(UTF16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UploadRefused(_("The file cannot be read as text. Please save it as CSV UTF-8.")) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for number, line in enumerate(content.splitlines(), start=1):
        if UMLAUT.search(line):
            raise UploadRefused(
                _(
                    "The file mixes two encodings: row %(row)s is UTF-8, other rows are not. "
                    "Please save the whole file as CSV UTF-8."
                )
                % {"row": number}
            )
        try:
            line.decode("cp1252")
        except UnicodeDecodeError as error:
            raise UploadRefused(
                _("Row %(row)s has signs that cannot be read. Please save the file as CSV UTF-8.") % {"row": number}
            ) from error
    return content.decode("cp1252")


def unquoted(text: str) -> str:
    """Our own files set an apostrophe before what a spreadsheet would calculate."""
    return text[1:] if re.match(r"'[=+\-@\t\r]", text) else text


def trimmed(values: Sequence[Any]) -> tuple[Cell, ...]:  # Any: what stands in the cells
    """Text without spaces around it; empty is None; nothing empty at the end."""
    cells = [(value.strip() or None) if isinstance(value, str) else value for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def plain(text: str) -> str:
    """What two spellings of a word have in common: "Größe", "GROESSE" and "grosse" are the same."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = re.sub(r"[^a-z0-9]+", "", letters)
    return re.sub(r"([aou])e", r"\1", words)


def arrange(sheet: Sheet, known: Sequence[Column], ignored: Sequence[str] = ()) -> Columns:
    """Finds our columns in any order, case and spelling. Raises UploadRefused: says what is there and what is not."""
    keys = {plain(name): column.key for column in known for name in (column.title, *column.names)}
    titles = {column.key: column.title for column in known}
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, header in enumerate(sheet.headers):
        key = keys.get(plain(header))
        if key is None:
            if plain(header) not in {plain(name) for name in ignored}:
                unknown.append(header)
        elif key in places:
            raise UploadRefused(_("The column “%(column)s” is there twice.") % {"column": titles[key]})
        else:
            places[key] = place
    missing = [column.title for column in known if column.is_required and column.key not in places]
    if missing:
        raise UploadRefused(
            _("Columns are missing: %(missing)s. Found: %(found)s. Unknown: %(unknown)s.")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join(titles[key] for key in places) or "–",
                "unknown": ", ".join(name[:40] for name in unknown if name) or "–",
            }
        )
    return Columns(places, tuple(name for name in unknown if name))


def closest(text: str, choices: Sequence[str]) -> str:
    """What was probably meant, or nothing."""
    by_plain = {plain(choice): choice for choice in choices}
    found = difflib.get_close_matches(plain(text), by_plain, n=1, cutoff=0.6)
    return by_plain[found[0]] if found else ""
