"""A partner imports the lines of a balance: template, upload, preview, take, undo."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import actions, line_columns, line_import_jobs
from emissions.carriers import Absence
from emissions.errors import BalanceLocked, ImportMoved
from emissions.forms.line_import import LineImportForm
from emissions.line_sheet import BY_SLUG
from emissions.models import Balance, Consumption, LineImport
from emissions.views.balance_parts import draft, locked
from klimapakt.lib import numbers
from klimapakt.lib.sheet_files import report_response, template_response
from klimapakt.lib.sheet_import import Column
from partners.access import MemberRequest
from partners.models import Site

PER_PAGE = 50
SHOWN = 20  # earlier imports
Kind = LineImport.Kind
OUTCOMES = {
    "taken": lambda: _("taken"),
    "overtaken": lambda: _("not taken: changed by somebody meanwhile"),
    "undone": lambda: _("undone"),
    "kept": lambda: _("stays: changed by somebody since"),
}


@dataclass(frozen=True)
class Line:
    """A row as page and report show it."""

    number: int
    kind: str
    kind_label: str
    outcome: str
    site: str
    carrier: str
    before: str
    after: str
    problems: list[tuple[str, str, str, str]]
    cells: list[str]

    @property
    def comment(self) -> str:
        if self.problems:
            return "\n".join(
                f"{column}{f' ({value})' if value else ''}: {reason} {tip}".rstrip()
                for column, value, reason, tip in self.problems
            )
        return f"{self.before} → {self.after}" if self.before and self.kind == Kind.CHANGED else self.after


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line_import_start(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = draft(request, slug, year)
    if not balance.is_draft or balance.entry == Balance.Entry.QUICK:
        return redirect(balance)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LineImportForm(*sent, count_up_to=line_import_jobs.AT_ONCE + 1)
    if form.is_valid():
        name = form.cleaned_data["file"].name
        found = actions.begin_line_import(balance=balance, content=form.content, file_name=name, by=request.user)
        job = line_import_jobs.go(line_import_jobs.READ, line_import=found, rows=form.rows, by=request.user)
        return redirect(job or found)
    context = {"partner": balance.partner, "balance": balance, "form": form, "section": "import"}
    context |= {"imports": balance.imports.latest_first()[:SHOWN]}
    return render(request, "emissions/line_import_start.html", context)


@never_cache
@require_safe
def line_import_template(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    """With all own sites, what is stored, and last year's amounts beside it."""
    balance = draft(request, slug, year)
    before, sites = balance.year_before(), list(balance.places())
    last_year = Column("before", _("Last year"), help=_("For comparison only; it is not read."))
    lines = balance.lines.direct().for_table()
    then = before.lines.direct().for_table() if before else Consumption.objects.none()
    columns = [*line_columns.typed_columns(sites), last_year]
    rows = line_columns.template_rows(sites, lines, then)
    return template_response(f"{_('consumption')}-{slug}-{year}", columns, rows)


@never_cache
@require_safe
def line_import(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Row by row what would happen, or what has happened."""
    found = find(request, slug, year, pk)
    kind = request.GET.get("art", "")
    chosen = kind if kind in Kind.values else ""
    rows = [row for row in found.rows if not chosen or row["kind"] == chosen]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "partner": found.balance.partner,
        "balance": found.balance,
        "import": found,
        "page": page,
        "lines": list(lines_of(page.object_list, found.balance)),
        "kind": chosen,
        "query": f"art={chosen}" if chosen else "",
        "kinds": [(key, label, found.counts.get(key, 0)) for key, label in Kind.choices],
        "outcomes": actions.outcomes_of(found.rows),
        "can_be_undone": found.balance.is_draft and found.can_be_undone(timezone.now()),
    }
    return render(request, "emissions/line_import.html", context)


@never_cache
@require_safe
def line_import_report(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """The file as it was sent, with a comment on each row: mended, it can be uploaded again."""
    found = find(request, slug, year, pk)
    kind = request.GET.get("art", "")
    rows = [row for row in found.rows if kind not in Kind.values or row["kind"] == kind]
    told = (
        (one.number, one.cells, one.outcome or one.kind_label, one.comment) for one in lines_of(rows, found.balance)
    )
    return report_response(_("import-checked"), found.headers, told)


@require_POST
def line_import_take(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    return step(request, find(request, slug, year, pk), line_import_jobs.TAKE)


@require_POST
def line_import_undo(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    return step(request, find(request, slug, year, pk), line_import_jobs.UNDO)


@require_POST
def line_import_cancel(request: MemberRequest, slug: str, year: int, pk: int) -> HttpResponse:
    found = find(request, slug, year, pk)
    try:
        actions.cancel_line_import(line_import=found)
    except ImportMoved:
        return too_late(request, found)
    messages.success(request, _("The import is cancelled. Nothing was taken."))
    return redirect("emissions:line_import_start", slug, year)


def step(request: MemberRequest, found: LineImport, name: str) -> HttpResponse:
    try:
        job = line_import_jobs.go(name, line_import=found, rows=sum(found.counts.values()), by=request.user)
    except ImportMoved:
        return too_late(request, found)
    except BalanceLocked:
        return locked(request, found.balance)
    if job is None:
        done = {line_import_jobs.TAKE: _("The rows are taken."), line_import_jobs.UNDO: _("The import is undone.")}
        messages.success(request, done[name])
        return redirect(found)
    return redirect(job if job.started_by_id == request.user.pk else found)


def too_late(request: MemberRequest, found: LineImport) -> HttpResponse:
    messages.error(request, _("Somebody was faster: the import has moved on meanwhile. Nothing was changed."))
    return redirect(found)


def find(request: MemberRequest, slug: str, year: int, pk: int) -> LineImport:
    balance = draft(request, slug, year)
    return get_object_or_404(balance.imports.select_related("created_by", "job", "balance__partner"), pk=pk)


def lines_of(rows: Iterable[Mapping[str, Any]], balance: Balance) -> Iterator[Line]:  # Any: a row as it is kept
    rows = list(rows)
    sites = dict(Site.objects.filter(partner=balance.partner).values_list("pk", "name"))
    titles, labels = {column.key: column.title for column in line_columns.columns()}, dict(Kind.choices)
    for row in rows:
        carrier = BY_SLUG.get(row["carrier"])
        yield Line(
            number=row["number"],
            kind=row["kind"],
            kind_label=str(labels[row["kind"]]),
            outcome=OUTCOMES[row["outcome"]]() if row["outcome"] else "",
            site=sites.get(row["site"], "") if row["site"] else _("Whole company"),
            carrier=str(carrier.label) if carrier else "–",
            before=told(row["before"], row["carrier"]),
            after=told(row["after"], row["carrier"]),
            problems=[(titles[column], value, reason, tip) for column, value, reason, tip in row["problems"]],
            cells=row["cells"],
        )


def told(state: Mapping[str, str] | None, carrier: str) -> str:
    """A line in a few words: "120.000 kWh, from the bill"."""
    if not state:
        return ""
    if not state["amount"]:
        reason = state["absence"]
        return str(Absence(reason).label) if reason in Absence.values else reason
    variant = BY_SLUG[carrier].variant(state["key"])
    basis = f" ({state['key'].rpartition('_')[2].capitalize()})" if len(BY_SLUG[carrier].variants) > 1 else ""
    words = [numbers.with_unit(Decimal(state["amount"]), f"{variant.unit}{basis}")]
    words += [str(dict(Consumption.Quality.choices).get(state["quality"], state["quality"])), state["note"]]
    return ", ".join(word for word in words if word)
