"""The office's editions of factors: upload, look through, take, withdraw; what another edition would change."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import actions, factor_file
from emissions.edition_effects import SHOWN, Edition, Effects, effects_of
from emissions.errors import EditionDiffers, FactorFileWrong, FactorUploadGone
from emissions.factor_file import Change, Kind
from emissions.forms.factor_edition import FactorUploadForm, WithdrawForm
from emissions.models import Balance, FactorSet, FactorUpload
from klimapakt.lib import numbers
from klimapakt.lib.tables import FILES
from partners.access import MemberRequest, office_lead_required

PER_PAGE: Final = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_lead_required
def factor_set_list(request: MemberRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FactorUploadForm(*sent, today=timezone.localdate())
    if form.is_valid():
        said = form.cleaned_data
        upload = FactorUpload.objects.create(
            edition=said["edition"],
            published_on=said["published_on"],
            file_name=said["file"].name[-120:],
            content=form.content,
            created_by=request.user,
        )
        return redirect(upload)
    context = {"form": form, "uploads": FactorUpload.objects.latest_first(), "sets": FactorSet.objects.for_office()}
    return render(request, "emissions/factor_set_list.html", context)


@never_cache
@require_safe
@office_lead_required
def factor_upload(request: MemberRequest, pk: int) -> HttpResponse:
    """Row by row what would be new, changed, gone, or is wrong."""
    upload = FactorUpload.objects.select_related("created_by").filter(pk=pk).first()
    if upload is None:
        return gone(request)
    before = FactorSet.objects.latest_in_use()
    changes = changes_of(upload, before)
    kind = request.GET.get("art", "")
    chosen = [one for one in changes if one.kind == kind] if kind in Kind.values else sorted(changes, key=by_weight)
    counts = factor_file.counts(changes)
    context = {
        "upload": upload,
        "before": before,
        "known": FactorSet.objects.of_content(bytes(upload.content)),
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("seite")),
        "kind": kind if kind in Kind.values else "",
        "query": f"art={kind}" if kind in Kind.values else "",
        "kinds": [(key, label, counts[key]) for key, label in Kind.choices],
        "errors": counts[Kind.ERROR],
        "is_older": bool(before and before.published_on > upload.published_on),
    }
    return render(request, "emissions/factor_upload.html", context)


@never_cache
@require_safe
@office_lead_required
def factor_upload_file(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    upload = get_object_or_404(FactorUpload, pk=pk)
    rows = change_rows(changes_of(upload, FactorSet.objects.latest_in_use()))
    headers = (
        _("Row"), _("Result"), _("Key"), _("Year"), _("Name"), _("Value so far"), _("New value"),
        _("Change in percent"), _("Source so far"), _("New source"), _("Also changed"), _("What is wrong"),
    )  # fmt: skip
    return as_file(kind, _("factors-%(edition)s") % {"edition": upload.edition}, headers, rows)


@require_POST
@office_lead_required
def factor_upload_take(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        factor_set = actions.take_factor_upload(upload=FactorUpload(pk=pk), by=request.user)
    except FactorUploadGone:
        return gone(request)
    except FactorFileWrong:
        messages.error(request, _("The file has mistakes. An edition is taken as a whole, or not at all."))
        return redirect("emissions:factor_upload", pk)
    except EditionDiffers:
        messages.error(request, _("Somebody took another file under this name a moment ago. Choose another name."))
        return redirect("emissions:factor_upload", pk)
    messages.success(request, _("The edition %(edition)s is stored.") % {"edition": factor_set.edition})
    return redirect(factor_set)


@require_POST
@office_lead_required
def factor_upload_discard(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        actions.discard_factor_upload(upload=FactorUpload(pk=pk))
    except FactorUploadGone:
        return gone(request)
    messages.success(request, _("The file is discarded. Nothing was taken."))
    return redirect("emissions:factor_set_list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_lead_required
def factor_set(request: MemberRequest, pk: int) -> HttpResponse:
    """Which balances stand on it; the way to withdraw it."""
    found = get_object_or_404(FactorSet.objects.for_office(), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_factor_set(factor_set=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The edition %(edition)s is withdrawn.") % {"edition": found.edition})
        return redirect(found)
    balances = (
        Balance.objects.valid().filter(factor_set=found).select_related("partner").order_by("partner__name", "-year")
    )
    context = {
        "set": found,
        "form": form,
        "page": Paginator(balances, PER_PAGE).get_page(request.GET.get("seite")),
        "counts": balances.order_by().aggregate(
            drafts=Count("pk", filter=Q(submitted_at=None)),
            to_check=Count("pk", filter=Q(submitted_at__isnull=False, approved_at=None)),
            approved=Count("pk", filter=Q(approved_at__isnull=False)),
        ),
        "is_last": not found.is_withdrawn and not FactorSet.objects.in_use().exclude(pk=found.pk).exists(),
    }
    return render(request, "emissions/factor_set.html", context)


@never_cache
@require_safe
@office_lead_required
def factor_set_effects(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FactorSet, pk=pk)
    return _effects_page(request, found, stored(found))


@never_cache
@require_safe
@office_lead_required
def factor_set_effects_file(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    return effects_file(kind, stored(get_object_or_404(FactorSet, pk=pk)))


@never_cache
@require_safe
@office_lead_required
def factor_upload_effects(request: MemberRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(FactorUpload, pk=pk)
    return _effects_page(request, upload, uploaded(upload))


@never_cache
@require_safe
@office_lead_required
def factor_upload_effects_file(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    return effects_file(kind, uploaded(get_object_or_404(FactorUpload, pk=pk)))


def stored(found: FactorSet) -> Edition:
    return Edition(found.edition, found.factors.all())


def uploaded(upload: FactorUpload) -> Edition:
    """Rows with mistakes are left out; their factors count as missing."""
    return Edition(upload.edition, (row for _line, row in factor_file.read(bytes(upload.content)).rows))


def _effects_page(request: MemberRequest, owner: FactorSet | FactorUpload, edition: Edition) -> HttpResponse:
    found = effects_of(edition)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("seite"))
    drafts: QuerySet[Balance] = Balance.objects.valid().filter(entry=Balance.Entry.LINES, submitted_at=None)
    kind = "upload" if isinstance(owner, FactorUpload) else "set"
    context = {
        "owner": owner,
        "edition": edition,
        "effects": found,
        "page": page,
        "drafts": drafts.count(),
        "file_url": f"emissions:factor_{kind}_effects_file",
    }
    return render(request, "emissions/edition_effects.html", context)


def effects_file(kind: str, edition: Edition) -> HttpResponse:
    found = effects_of(edition)
    sides = [f"{scope.label}, kg CO₂e, {side}" for scope in SHOWN for side in (_("before"), _("after"))]
    headers = (
        _("Partner"), _("Year"), _("Status"), _("Edition so far"), *sides, _("Change, kg CO₂e"), _("Change in percent"),
        _("Base year: change in percent"), _("Base year: threshold in percent"), _("Not in the edition"),
    )  # fmt: skip
    return as_file(kind, _("effect-of-%(edition)s") % {"edition": edition.name}, headers, effect_rows(found))


def effect_rows(found: Effects) -> Iterator[Sequence[object]]:
    for row in found.rows:
        kg = [side[scope] for scope in SHOWN for side in (row.before, row.after)]
        base = (row.base_year.percent, row.base_year.threshold_percent) if row.base_year else (None, None)
        yield (
            row.balance.partner.name,
            row.balance.year,
            _("checked") if row.balance.is_approved else _("handed in"),
            str(row.balance.factor_set or ""),
            *(numbers.rounded(one, 3) for one in kg),
            numbers.rounded(row.change_kg, 3),
            *(None if one is None else numbers.rounded(one, 2) for one in (row.percent, *base)),
            ", ".join(sorted(row.missing)),
        )


def changes_of(upload: FactorUpload, before: FactorSet | None) -> list[Change]:
    known = before.factors.order_by("key", "valid_year") if before else []
    return list(factor_file.changes(factor_file.read(bytes(upload.content)), known))


def by_weight(change: Change) -> int:
    """What is to be looked at before what stays the same; within that, as the file has it."""
    return (Kind.ERROR, Kind.CHANGED, Kind.NEW, Kind.GONE, Kind.SAME).index(change.kind)


def change_rows(changes: list[Change]) -> Iterator[Sequence[object]]:
    labels = dict(Kind.choices)
    for one in changes:
        shown, problem = one.shown, one.problem
        yield (
            one.line,
            str(labels[one.kind]),
            shown.key if shown else "",
            shown.valid_year if shown else None,
            shown.name_de if shown else "",
            one.before.kg_co2e_per_unit if one.before else None,
            one.after.kg_co2e_per_unit if one.after else None,
            None if one.percent is None else numbers.rounded(one.percent, 2),
            one.before.source if one.before else "",
            one.after.source if one.after else "",
            one.other_fields,
            f"{problem.column}: {problem.value} – {problem.reason}" if problem else "",
        )


def as_file(kind: str, name: str, headers: Sequence[str], rows: Iterator[Sequence[object]]) -> HttpResponse:
    if kind not in FILES:
        raise Http404
    return FILES[kind](name, headers, rows)


def gone(request: MemberRequest) -> HttpResponse:
    messages.info(request, _("This file was taken or discarded meanwhile. The list shows how it stands."))
    return redirect("emissions:factor_set_list")
