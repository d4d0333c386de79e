"""Importing a list of partners: read, decide what is unclear, cancel. Taking and undoing are next door."""

from collections.abc import Callable
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimapakt.lib import sheet_cells, sheet_import
from klimapakt.lib.uploads import UploadRefused
from partners import partner_match, partner_sheet
from partners.errors import ImportMoved
from partners.models import ImportRow, Partner, PartnerImport, User
from partners.partner_match import Known
from partners.partner_sheet import Problem, Reading

Kind, State = ImportRow.Kind, PartnerImport.State
Tell = Callable[[str, int], None]  # says how far the work is


def begin_import(*, content: bytes, file_name: str, by: User) -> PartnerImport:
    """Keeps the file."""
    kind = sheet_import.kind_of(content)
    found = PartnerImport(file_name=file_name[-120:], created_by=by)
    found.file.save(f"partner.{kind}", ContentFile(content), save=False)
    found.save()
    return found


def read_import(*, partner_import: PartnerImport, tell: Tell | None = None) -> PartnerImport:
    """Row by row: new, changed, the same, unclear or wrong. A file that cannot be read says why."""
    try:
        with partner_import.file.open("rb") as file:
            sheet = sheet_import.read(file.read())
        columns = partner_sheet.find_columns(sheet)
    except UploadRefused as refused:
        return refuse_import(partner_import, str(refused))
    tell = tell or (lambda _text, _percent: None)
    tell(_("The rows are compared with the partners"), 40)
    readings = partner_sheet.read_rows(sheet, columns, partner_match.lists())
    stored = partner_match.known()
    rows = compare(readings, stored)
    tell(_("The preview is stored"), 75)
    for row, reading in zip(rows, readings, strict=True):
        row.partner_import = partner_import
        row.cells = [sheet_cells.shown(cell) for cell in reading.row.cells]
    return keep_rows(partner_import, rows, sheet, columns)


@transaction.atomic
def keep_rows(
    partner_import: PartnerImport, rows: list[ImportRow], sheet: sheet_import.Sheet, columns: sheet_import.Columns
) -> PartnerImport:
    """Once: a second worker, or one that comes after a colleague cancelled, changes nothing."""
    held = PartnerImport.objects.select_for_update(of=("self",)).get(pk=partner_import.pk)
    if held.state != State.READING:
        return held
    ImportRow.objects.bulk_create(rows, batch_size=2000)
    held.state, held.headers, held.unknown = State.READY, list(sheet.headers), list(columns.unknown)
    held.counts = held.rows.by_kind()
    held.save(update_fields=["state", "headers", "unknown", "counts"])
    return held


def compare(readings: list[Reading], stored: Known) -> list[ImportRow]:
    keys = partner_match.keys_of([reading.name for reading in readings])
    partner_match.twice(zip(readings, keys, strict=True))
    matches = [next((stored.keys[key] for key in own if key in stored.keys), None) for own in keys]
    lost = [reading for reading, pk in zip(readings, matches, strict=True) if pk is None and reading.name]
    near = dict(zip(map(id, lost), partner_match.near(lost, stored), strict=True))
    return [
        new_row(reading, stored.partners[pk] if pk else None, stored, near.get(id(reading), []))
        for reading, pk in zip(readings, matches, strict=True)
    ]


def new_row(reading: Reading, partner: Partner | None, stored: Known, near: partner_match.Near) -> ImportRow:
    row = ImportRow(number=reading.row.number, name=(reading.name or reading.cells.get("name", ""))[:200])
    row.values, row.near = reading.values, near
    judge(row, reading, partner, stored)
    return row


def judge(row: ImportRow, reading: Reading, partner: Partner | None, stored: Known) -> None:
    """What the row means for this partner, or as a new one."""
    row.partner = partner
    row.changes = partner_match.differences(reading, partner, stored) if reading.name else []
    row.problems = [list(asdict(problem).values()) for problem in reading.problems]
    if row.problems:
        row.kind = Kind.ERROR
    elif row.near:
        row.kind = Kind.QUESTION
    elif partner is None:
        row.kind = Kind.NEW
    else:
        row.kind = Kind.CHANGED if row.changes else Kind.SAME


@transaction.atomic
def decide_row(*, row: ImportRow, partner: Partner | None) -> ImportRow:
    """It is this partner, or a new one. Raises ImportMoved."""
    held = locked(row.partner_import, State.READY)
    row = held.rows.select_for_update(of=("self",)).get(pk=row.pk)
    if row.kind != Kind.QUESTION:
        raise ImportMoved(held)
    reading = reading_of(row)
    other = held.rows.filter(partner=partner).exclude(pk=row.pk).first() if partner else None
    if other is not None:
        reading.problems.append(Problem("name", row.name, partner_match.same_partner(other.number)))
    stored = partner_match.known([partner.pk] if partner else [])
    row.near = []
    judge(row, reading, partner, stored)
    row.save(update_fields=["near", "partner", "changes", "problems", "kind"])
    held.counts = held.rows.by_kind()
    held.save(update_fields=["counts"])
    return row


@transaction.atomic
def cancel_import(*, partner_import: PartnerImport) -> None:
    """Nothing was taken, nothing is kept. Raises ImportMoved."""
    held = locked(partner_import, State.READY, State.READING, State.REFUSED)
    held.state, held.ended_at = State.CANCELLED, timezone.now()
    held.save(update_fields=["state", "ended_at"])
    forget_import(held)


def forget_import(partner_import: PartnerImport) -> None:
    """Rows and file hold personal data; that there was an import, and how many rows it had, stays."""
    partner_import.rows.all().delete()
    storage, name = partner_import.file.storage, partner_import.file.name
    partner_import.file = ""
    partner_import.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.delete(name) if name else None)


def refuse_import(partner_import: PartnerImport, problem: str) -> PartnerImport:
    PartnerImport.objects.filter(pk=partner_import.pk, state=State.READING).update(
        state=State.REFUSED, problem=problem[:500]
    )
    partner_import.refresh_from_db()
    return partner_import


def locked(partner_import: PartnerImport, *states: str) -> PartnerImport:
    held = PartnerImport.objects.select_for_update(of=("self",)).get(pk=partner_import.pk)
    if held.state not in states:
        raise ImportMoved(held)
    return held


def reading_of(row: ImportRow) -> Reading:
    """The row as it was understood when it was read."""
    return Reading(sheet_import.Row(row.number, ()), dict(row.values))
