"""Importing lines of a balance: read and compare, take what is new or changed, put it back within a day."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from emissions import line_columns, line_sheet
from emissions.actions import locks, totals
from emissions.actions.lines import NewLine, line_of, own_factors, write_lines
from emissions.carriers import KEYS
from emissions.errors import ImportMoved
from emissions.line_columns import place_of
from emissions.line_sheet import state_of
from emissions.models import Balance, Consumption, Factor, LineImport
from klimapakt.lib import sheet_import
from klimapakt.lib.uploads import UploadRefused
from partners import actions as partner_actions
from partners.models import Site, User

Kind, State = LineImport.Kind, LineImport.State
TAKEN, OVERTAKEN, UNDONE, KEPT = "taken", "overtaken", "undone", "kept"  # outcomes of a row
Row = dict[str, Any]  # Any: a row as line_sheet.compared makes it
Lines = dict[tuple[int | None, str], Consumption]


def begin_line_import(*, balance: Balance, content: bytes, file_name: str, by: User) -> LineImport:
    """Keeps the file until it is read."""
    return LineImport.objects.create(balance=balance, content=content, file_name=file_name[-120:], created_by=by)


@transaction.atomic
def read_line_import(*, line_import: LineImport) -> LineImport:
    """Row by row: new, changed, the same or wrong. A file that cannot be read says why."""
    held = held_import(line_import, State.READING)
    balance = held.balance
    try:
        sheet = sheet_import.read(bytes(held.content))
        found = line_columns.find_columns(sheet)
    except UploadRefused as refused:
        held.state, held.problem = State.REFUSED, str(refused)[:500]
        held.save(update_fields=["state", "problem"])
        return held
    scope3 = balance.lines.filter(scope3_category__isnull=False).for_table()
    reader = line_sheet.Reader(balance.places(), factors_of(balance), scope3)
    stored = {place: state_of(line) for place, line in lines_of(balance).items()}
    held.rows = [line_sheet.compared(reading, stored) for reading in reader.read(sheet, found)]
    held.counts = dict(Counter(row["kind"] for row in held.rows))
    held.state, held.headers, held.content = State.READY, list(sheet.headers), b""
    held.save(update_fields=["state", "headers", "rows", "counts", "content"])
    return held


@transaction.atomic
def take_line_import(*, line_import: LineImport, by: User) -> LineImport:
    """All rows that are new or changed; what somebody has changed since they were compared stays as it is.

    Raises ImportMoved, BalanceLocked.
    """
    balance = locks.locked_draft(line_import.balance)
    held = held_import(line_import, State.READY)
    known = lines_of(balance)
    rows = [row for row in held.rows if row["kind"] in (Kind.NEW, Kind.CHANGED)]
    for row in rows:
        row["outcome"] = TAKEN if state_now(known, row) == row["before"] else OVERTAKEN
    taken = [row for row in rows if row["outcome"] == TAKEN]
    write_states(balance, {place(row): row["after"] for row in taken}, known)
    held.state, held.taken_at = State.TAKEN, timezone.now()
    held.save(update_fields=["state", "taken_at", "rows"])
    partner_actions.log(
        by=by, verb="lines-imported", subject=balance, partner=balance.partner, state_to=str(len(taken))
    )
    return held


@transaction.atomic
def undo_line_import(*, line_import: LineImport, by: User, now: dt.datetime) -> LineImport:
    """Puts back what the import wrote, except where somebody has worked since.

    Raises ImportMoved (undone already, or its day is over), BalanceLocked.
    """
    balance = locks.locked_draft(line_import.balance)
    held = held_import(line_import, State.TAKEN)
    if not held.can_be_undone(now):
        raise ImportMoved(held)
    known = lines_of(balance)
    rows = [row for row in held.rows if row["outcome"] == TAKEN]
    for row in rows:
        row["outcome"] = UNDONE if state_now(known, row) == row["after"] else KEPT
    undone = [row for row in rows if row["outcome"] == UNDONE]
    write_states(balance, {place(row): row["before"] for row in undone}, known)
    held.state = State.UNDONE
    held.save(update_fields=["state", "rows"])
    partner_actions.log(
        by=by, verb="line-import-undone", subject=balance, partner=balance.partner, state_to=str(len(undone))
    )
    return held


@transaction.atomic
def cancel_line_import(*, line_import: LineImport) -> None:
    """Nothing was taken, nothing is kept. Raises ImportMoved."""
    held = held_import(line_import, State.READING, State.READY, State.REFUSED)
    held.state, held.rows, held.content = State.CANCELLED, [], b""
    held.save(update_fields=["state", "rows", "content"])


def forget_line_imports(*, now: dt.datetime) -> int:
    """Rows have done their work after a day."""
    return LineImport.objects.to_forget(now - dt.timedelta(days=1)).update(rows=[], content=b"")


def write_states(
    balance: Balance, states: Mapping[tuple[int | None, str], Mapping[str, str] | None], known: Lines
) -> None:
    """Lines as they shall be, by place; None: there shall be none. Only what differs is written."""
    factors, sites = factors_of(balance), Site.objects.in_bulk([site for site, _carrier in states if site])
    own = own_factors(balance)
    new = [
        line_of(balance, new_line(sites.get(site or 0), carrier, state, factors), own=own)
        for (site, carrier), state in states.items()
        if state is not None
    ]
    balance.save(update_fields=["changed_at"])
    write_lines(balance, new, [known[one] for one in states if one in known])
    totals.write_totals(balance=balance)


def new_line(site: Site | None, carrier: str, state: Mapping[str, str], factors: Mapping[str, Factor]) -> NewLine:
    position = line_sheet.position_of(carrier)
    if not state["amount"]:
        return NewLine(position, site, absence_reason=state["absence"], note=state["note"])
    factor = factors[state["key"]]
    return NewLine(position, site, factor, Decimal(state["amount"]), state["quality"], note=state["note"])


def lines_of(balance: Balance) -> Lines:
    return {place_of(line): line for line in balance.lines.direct().for_table()}


def factors_of(balance: Balance) -> dict[str, Factor]:
    known = Factor.objects.filter(factor_set=balance.factor_set, key__in=KEYS).for_balances().for_year(balance.year)
    return {factor.key: factor for factor in known}


def state_now(known: Lines, row: Row) -> Mapping[str, str] | None:
    line = known.get(place(row))
    return state_of(line) if line else None


def place(row: Row) -> tuple[int | None, str]:
    return row["site"], row["carrier"]


def held_import(line_import: LineImport, *states: str) -> LineImport:
    held = LineImport.objects.select_for_update(of=("self",)).select_related("balance__partner").get(pk=line_import.pk)
    if held.state not in states:
        raise ImportMoved(held)
    return held


def outcomes_of(rows: Iterable[Row]) -> dict[str, int]:
    return dict(Counter(row["outcome"] for row in rows if row["outcome"]))
