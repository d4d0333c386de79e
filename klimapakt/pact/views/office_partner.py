"""The office's work with partners: the list with its files, the page of one partner, notes and follow-ups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from emissions.models import Balance, Delivery, Measure, Target
from klimapakt.lib.tables import FILES
from klimapakt.pact import timeline
from klimapakt.pact.bulk import LABELS
from klimapakt.pact.forms.office import NoteForm, PartnerFilterForm, SavedFilterForm
from klimapakt.pact.models import OldAddress, SavedFilter
from klimapakt.pact.partner_list import matching
from partners import actions
from partners.access import MemberRequest, office_required
from partners.errors import FollowUpDone
from partners.models import Note, Partner


@never_cache
@require_safe
@office_required
def office_partner_list(request: MemberRequest) -> HttpResponse:
    """A filter is an address: it can be kept under a name and sent to a colleague."""
    return show_list(request, request.GET, SavedFilterForm())


def show_list(request: MemberRequest, filtered: QueryDict, save_form: SavedFilterForm) -> HttpResponse:
    form = PartnerFilterForm(filtered)
    wanted, today = form.wanted(), timezone.localdate()
    page = Paginator(matching(wanted, today), 30).get_page(filtered.get("seite"))
    context = {
        "filter": form,
        "conditions": form.conditions(),
        "wanted": wanted,
        "page": page,
        "page_keys": ",".join(str(partner.pk) for partner in page),
        "verbs": LABELS.items(),
        "query": urlencode(wanted),
        "saved_filters": SavedFilter.objects.all(),
        "form": save_form,
        "with_partner": Delivery.WITH_PARTNER,
        "today": today,
    }
    return render(request, "pact/office_partner_list.html", context)


@never_cache
@require_safe
@office_required
def office_partner_export(request: MemberRequest, kind: str) -> HttpResponse:
    """What is filtered, all of it."""
    if kind not in FILES:
        raise Http404
    headers = (
        _("Name"),
        _("Kind"),
        _("Status"),
        _("Sector"),
        _("Size"),
        _("Employees"),
        _("District"),
        _("Chamber"),
        _("Joined on"),
        _("Delivery"),
        _("Delivery due on"),
        _("Has a target"),
        _("Somebody signs in"),
        _("Tags"),
    )
    states, yes_no = dict(Delivery.State.choices), {True: _("yes"), False: _("no")}
    rows = (
        (
            one.name,
            one.get_kind_display(),
            one.get_status_display(),
            one.get_sector_display(),
            one.get_size_display(),
            one.employees,
            one.district.name if one.district else "",
            one.chamber.name if one.chamber else "",
            one.joined_on,
            states.get(one.delivery_state, ""),  # type: ignore[attr-defined]  # annotated
            one.delivery_due_on,  # type: ignore[attr-defined]  # annotated
            yes_no[one.has_target],  # type: ignore[attr-defined]  # annotated
            yes_no[one.has_login],  # type: ignore[attr-defined]  # annotated
            ", ".join(one.tags),
        )
        for one in matching(PartnerFilterForm(request.GET).wanted(), timezone.localdate())
    )
    return FILES[kind](_("partners"), headers, rows)


@never_cache
@require_safe
@office_required
def office_partner(request: MemberRequest, slug: str) -> HttpResponse:
    try:
        partner = find(slug)
    except Http404:
        now = get_object_or_404(OldAddress.objects.select_related("partner"), slug=slug).partner
        return redirect("pact:office_partner", now.slug, permanent=True)
    return show(request, partner, NoteForm())


@require_POST
@office_required
def view_as_partner(request: MemberRequest, slug: str) -> HttpResponse:
    """Each view is begun on purpose and logged; it opens the partner's own pages for some hours, read only."""
    partner = find(slug)
    actions.view_as_partner(partner=partner, by=request.user)
    return redirect(partner)


@require_POST
@office_required
def note_add(request: MemberRequest, slug: str) -> HttpResponse:
    partner = find(slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, partner, form)
    actions.write_note(partner=partner, by=request.user, **form.cleaned_data)
    messages.success(request, _("The note is kept."))
    return redirect("pact:office_partner", slug)


@require_POST
@office_required
def note_done(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.filter(due_on__isnull=False), partner__slug=slug, pk=pk)
    try:
        actions.finish_follow_up(note=note, by=request.user)
    except FollowUpDone:
        messages.error(request, _("A colleague was faster: the follow-up is done already."))
    else:
        messages.success(request, _("The follow-up is done."))
    return redirect("pact:office_partner", slug)


def find(slug: str) -> Partner:
    return get_object_or_404(Partner.objects.select_related("district", "chamber"), slug=slug)


def show(request: MemberRequest, partner: Partner, form: Form) -> HttpResponse:
    context = {
        "partner": partner,
        "form": form,
        "rows": facts(partner),
        "members": partner.memberships.select_related("user").order_by("role", "user__last_name", "pk"),
        "agreements": partner.agreements.order_by("-sent_at"),
        "deliveries": Delivery.objects.filter(partner=partner).select_related("round"),
        "balances": Balance.objects.of_partner(partner),
        "targets": Target.objects.valid().filter(partner=partner),
        "measures": Measure.objects.filter(partner=partner).effective().in_order(),
        "follow_ups": partner.notes.follow_ups().select_related("created_by"),
        "page": timeline.of(partner, request.GET.get("seite")),
        "today": timezone.localdate(),
    }
    return render(request, "pact/office_partner.html", context)


def facts(partner: Partner) -> list[tuple[str, object]]:
    return [
        (_("Kind"), partner.get_kind_display()),
        (_("Sector"), partner.get_sector_display()),
        (_("Size"), partner.get_size_display()),
        (_("Employees"), partner.employees),
        (_("District"), partner.district),
        (_("Chamber"), partner.chamber),
        (_("Programmes"), partner.programmes),
        (_("Website"), partner.website),
        (_("Tags"), ", ".join(partner.tags)),
    ]
