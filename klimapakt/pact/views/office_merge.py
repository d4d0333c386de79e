"""The office makes one entry of two."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klimapakt.pact import actions
from klimapakt.pact.actions import merging
from klimapakt.pact.errors import MergeBlocked, MergeBusy, MergeOver
from klimapakt.pact.forms.merge import MergeForm, label, shown
from klimapakt.pact.merge_values import Pair, taken_over
from klimapakt.pact.models import OldAddress
from klimapakt.pact.partner_list import matching
from partners import duplicates
from partners.access import MemberRequest, office_required
from partners.models import Partner

FOUND = 20


@never_cache
@require_safe
@office_required
def merge_search(request: MemberRequest, slug: str) -> HttpResponse:
    """Which entry is the same company: the likely ones first, else by name."""
    partner = get_object_or_404(Partner, slug=slug)
    text = request.GET.get("q", "").strip()[:160]
    found = matching({"q": text}, timezone.localdate()).exclude(pk=partner.pk)[:FOUND] if text else ()
    context = {"partner": partner, "likely": duplicates.of_partner(partner), "q": text, "found": found}
    return render(request, "pact/merge_search.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def merge(request: MemberRequest, slug: str, other: str) -> HttpResponse:
    """What stays, what moves, what gives way; then it is done, once."""
    if OldAddress.objects.filter(slug=other, partner__slug=slug).exists():
        messages.info(request, _("The two entries are merged already."))
        return redirect("pact:office_partner", slug)
    if slug == other:
        raise Http404
    entries = Partner.objects.select_related("district", "chamber")
    pair = Pair(get_object_or_404(entries, slug=slug), get_object_or_404(entries, slug=other))
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method == "POST" and form.is_valid() and done(request, pair, form.cleaned_data):
        return redirect("pact:office_partner", slug)
    context = {
        "kept": pair.kept,
        "other": pair.other,
        "form": form,
        "preview": merging.preview(kept=pair.kept, other=pair.other),
        "taken": [(label(field), shown(pair.other, field)) for field in taken_over(pair)],
    }
    return render(request, "pact/merge.html", context)


def done(request: MemberRequest, pair: Pair, choices: dict[str, str]) -> bool:
    """Says what happened; False where the page is to be shown again."""
    try:
        actions.merge_partners(kept=pair.kept, other=pair.other, choices=choices, by=request.user)
    except MergeBlocked:
        messages.error(request, _("Nothing was changed: something stands in the way."))
        return False
    except MergeBusy:
        messages.error(request, _("Somebody is writing to one of the two entries. Nothing was changed; try again."))
        return False
    except MergeOver:
        messages.info(request, _("The two entries are merged already."))
    else:
        messages.success(request, _("%(other)s went into this entry.") % {"other": pair.other.name})
    return True
