"""Out again: one's own figures as CSV and XLSX, and in the shape of VSME."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emissions import access, line_columns, own_files, vsme, vsme_file
from emissions.models import Balance, Measure, Target
from klimapakt.lib.tables import FILES, workbook_response
from partners.access import MemberRequest, own_partners
from partners.models import Partner


@require_safe
def balance_lines_file(request: MemberRequest, slug: str, year: int, kind: str) -> HttpResponse:
    balance = get_object_or_404(access.readable_balances(request), partner__slug=slug, year=year)
    rows = line_columns.export_rows(balance.lines.for_table())
    return as_file(kind, _("consumption-%(year)s") % {"year": year}, line_columns.export_titles(), rows)


@require_safe
def balance_list_file(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    balances = Balance.objects.of_partner(own_partner(request, slug)).with_totals()
    return as_file(kind, _("balances"), own_files.balance_columns(), own_files.balance_rows(balances))


@require_safe
def target_list_file(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    targets = Target.objects.filter(partner=own_partner(request, slug)).order_by("scopes", "unit", "-version")
    return as_file(kind, _("targets"), own_files.target_columns(), own_files.target_rows(targets))


@require_safe
def measure_list_file(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    measures = Measure.objects.filter(partner=own_partner(request, slug)).in_order().prefetch_related("updates")
    return as_file(kind, _("measures"), own_files.measure_columns(), own_files.measure_rows(measures))


@require_safe
def balance_vsme(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    balance = get_object_or_404(access.readable_balances(request), partner__slug=slug, year=year)
    return workbook_response(f"vsme-{slug}-{year}", vsme_file.sheets(vsme.disclosures_of(balance)))


@require_safe
def target_vsme(request: MemberRequest, slug: str) -> HttpResponse:
    partner = own_partner(request, slug)
    return workbook_response(f"vsme-c3-{slug}-{timezone.localdate()}", vsme_file.sheets(vsme.targets_of(partner)))


def own_partner(request: MemberRequest, slug: str) -> Partner:
    return get_object_or_404(own_partners(request).climate(), slug=slug)


def as_file(kind: str, name: str, headers: own_files.Row, rows: own_files.Rows) -> HttpResponse:
    if kind not in FILES:
        raise Http404
    return FILES[kind](name, headers, rows)
