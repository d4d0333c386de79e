"""The office imports a list of partners: upload, preview, take, undo; invitations that an import has prepared."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimapakt.lib.sheet_files import report_response, template_response
from partners import actions, import_jobs, import_words, partner_match, partner_sheet
from partners.access import MemberRequest, office_required
from partners.errors import ImportMoved, InvitationOver
from partners.forms.partner_import import ImportForm
from partners.import_jobs import AT_ONCE
from partners.models import ImportRow, Partner, PartnerImport, TeamInvitation

PER_PAGE = 50
SHOWN = 20  # earlier imports


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def import_start(request: MemberRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, count_up_to=AT_ONCE + 1)
    if form.is_valid():
        found = actions.begin_import(content=form.content, file_name=form.cleaned_data["file"].name, by=request.user)
        job = import_jobs.go(import_jobs.READ, partner_import=found, rows=form.rows, by=request.user)
        return redirect(job or found)
    context = {
        "form": form,
        "imports": PartnerImport.objects.latest_first()[:SHOWN],
        "unsent": TeamInvitation.objects.unsent().count(),
        "titles": [column.title for column in partner_sheet.columns()],
    }
    return render(request, "partners/import_start.html", context)


@never_cache
@require_safe
@office_required
def import_template(request: MemberRequest, kind: str) -> HttpResponse:
    """Empty, or with all partners as they are stored."""
    columns = partner_sheet.columns(partner_match.lists())
    if kind == "vorlage":
        return template_response(_("import-template"), columns)
    if kind == "bestand":
        return template_response(_("partners-for-import"), columns, import_words.own_rows())
    raise Http404


@never_cache
@require_safe
@office_required
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Row by row what would happen, or what has happened."""
    found = find(pk)
    kind = request.GET.get("art", "")
    chosen = kind if kind in ImportRow.Kind.values else ""
    rows = found.rows.of_kind(chosen).in_order()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "import": found,
        "page": page,
        "lines": list(import_words.lines(page.object_list)),
        "kind": chosen,
        "query": f"art={chosen}" if chosen else "",
        "kinds": [(key, label, found.counts.get(key, 0)) for key, label in ImportRow.Kind.choices],
        "to_take": found.to_take,
        "outcomes": found.rows.by_outcome(),
        "kept": found.rows.not_as_shown().in_order()[:PER_PAGE],
        "can_be_undone": found.can_be_undone(timezone.now()),
        "unsent": TeamInvitation.objects.unsent().count(),
    }
    return render(request, "partners/import_detail.html", context)


@never_cache
@require_safe
@office_required
def import_report(request: MemberRequest, pk: int) -> HttpResponse:
    """The file as it was sent, with a comment on each row: mended, it can be uploaded again."""
    found = get_object_or_404(PartnerImport.objects.exclude(file=""), pk=pk)
    kind = request.GET.get("art", "")
    rows = found.rows.of_kind(kind if kind in ImportRow.Kind.values else "").in_order()
    lines = (
        (one.row.number, one.row.cells, one.row.get_outcome_display() or one.row.get_kind_display(), one.comment)
        for one in import_words.lines(rows)
    )
    return report_response(_("import-checked"), found.headers, lines)


@require_POST
@office_required
def import_row_decide(request: MemberRequest, pk: int, row_pk: int) -> HttpResponse:
    found = find(pk)
    row = get_object_or_404(found.rows.of_kind(ImportRow.Kind.QUESTION), pk=row_pk)
    chosen = request.POST.get("partner", "")
    keys = {str(key): key for key, _reasons in row.near}
    if chosen != "new" and chosen not in keys:
        raise Http404
    partner = get_object_or_404(Partner, pk=keys[chosen]) if chosen in keys else None
    try:
        actions.decide_row(row=row, partner=partner)
    except ImportMoved:
        return too_late(request, found)
    name = {"name": row.name, "number": row.number}
    messages.success(request, _("Row %(number)s, %(name)s: decided.") % name)
    return redirect(f"{found.get_absolute_url()}?art={ImportRow.Kind.QUESTION}")


@require_POST
@office_required
def import_take(request: MemberRequest, pk: int) -> HttpResponse:
    return step(request, pk, import_jobs.TAKE)


@require_POST
@office_required
def import_undo(request: MemberRequest, pk: int) -> HttpResponse:
    return step(request, pk, import_jobs.UNDO)


@require_POST
@office_required
def import_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    found = find(pk)
    try:
        actions.cancel_import(partner_import=found)
    except ImportMoved:
        return too_late(request, found)
    messages.success(request, _("The import is cancelled. Nothing was taken; file and rows are deleted."))
    return redirect("partners:import_start")


def step(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    found = find(pk)
    try:
        job = import_jobs.go(name, partner_import=found, rows=sum(found.counts.values()), by=request.user)
    except ImportMoved:
        return too_late(request, found)
    if job is None:
        done = {import_jobs.TAKE: _("The rows are taken."), import_jobs.UNDO: _("The import is undone.")}
        messages.success(request, done[name])
        return redirect(found)
    return redirect(job if job.started_by_id == request.user.pk else found)


def find(pk: int) -> PartnerImport:
    return get_object_or_404(PartnerImport.objects.select_related("created_by", "taken_by", "job"), pk=pk)


def too_late(request: MemberRequest, found: PartnerImport) -> HttpResponse:
    messages.error(request, _("Somebody was faster: the import has moved on meanwhile. Nothing was changed."))
    return redirect(found)


@never_cache
@require_safe
@office_required
def prepared_list(request: MemberRequest) -> HttpResponse:
    page = Paginator(TeamInvitation.objects.unsent().for_table(), PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "partners/prepared_list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def prepared_send_all(request: MemberRequest) -> HttpResponse:
    """Says how many people get a mail, and asks."""
    if request.method == "POST":
        return redirect(import_jobs.start_sending(by=request.user))
    invitations = TeamInvitation.objects.unsent()
    counts = invitations.aggregate(people=Count("pk"), partners=Count("partner", distinct=True))
    return render(request, "partners/prepared_send_all.html", counts)


@require_POST
@office_required
def prepared_send(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(TeamInvitation, pk=pk)
    if import_jobs.send(invitation.pk, request.user):
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
    else:
        messages.error(request, _("This invitation was sent or discarded a moment ago."))
    return redirect("partners:prepared_list")


@require_POST
@office_required
def prepared_discard(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        actions.discard_prepared_invitation(invitation=get_object_or_404(TeamInvitation, pk=pk))
    except InvitationOver:
        messages.error(request, _("This invitation was sent or discarded a moment ago."))
    else:
        messages.success(request, _("The invitation is discarded. Nobody has heard of it."))
    return redirect("partners:prepared_list")
