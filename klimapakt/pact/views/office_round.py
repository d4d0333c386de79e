"""Rounds in the hands of the office: prepare, open, and the board from "open" to "checked"."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emissions import actions
from emissions.errors import RoundHasDeliveries
from emissions.models import Round
from klimapakt.pact import board
from klimapakt.pact.forms.round import RoundForm, RoundPartsForm
from partners.access import MemberRequest, office_required

PER_PAGE = 50


@never_cache
@require_safe
@office_required
def office_rounds(request: MemberRequest) -> HttpResponse:
    """The latest round is what one wants to see."""
    latest = Round.objects.first()
    return redirect(latest) if latest else render(request, "pact/office_rounds.html")


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def round_add(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = {"year": today.year - 1, "opens_on": today}
    form = RoundForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        call = form.save()
        messages.success(request, _("The round is prepared. Nobody has been asked yet."))
        return redirect(call)
    return render(request, "pact/round_form.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def round_change(request: MemberRequest, year: int) -> HttpResponse:
    """Before it opens, everything; later, what is asked for and that it is over."""
    call = get_object_or_404(Round, year=year)
    data = request.POST or None
    form: RoundForm | RoundPartsForm
    if call.deliveries.exists():
        form = RoundPartsForm(data, instance=call)
    else:
        form = RoundForm(data, instance=call, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        call = form.save()
        messages.success(request, _("The round is changed."))
        return redirect(call)
    return render(request, "pact/round_form.html", {"form": form, "round": call, "year": year})


@never_cache
@require_safe
@office_required
def office_round(request: MemberRequest, year: int) -> HttpResponse:
    call = get_object_or_404(Round, year=year)
    today = timezone.localdate()
    columns = board.columns(year, today)
    name = request.GET.get("spalte", "")
    column = next((one for one in columns if one.name == name), None)
    page = Paginator(board.deliveries(year, name, today), PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "round": call,
        "others": Round.objects.exclude(pk=call.pk),
        "columns": columns,
        "column": column,
        "page": page,
        "page_keys": ",".join(str(delivery.partner_id) for delivery in page),
        "query": urlencode({"spalte": name}) if column else "",
        "is_open": any(one.count for one in columns),
        "to_ask": None if any(one.count for one in columns) else actions.to_ask(call).count(),
        "today": today,
    }
    return render(request, "pact/office_round.html", context)


@require_POST
@office_required
def round_open(request: MemberRequest, year: int) -> HttpResponse:
    call = get_object_or_404(Round, year=year)
    try:
        made = actions.open_round(round=call, by=request.user)
    except RoundHasDeliveries:
        messages.info(request, _("Somebody was faster: this round is open already."))
    else:
        said = ngettext(
            "The round is open: %(count)s partner is asked.",
            "The round is open: %(count)s partners are asked.",
            len(made),
        )
        messages.success(request, said % {"count": len(made)})
    return redirect(call)
