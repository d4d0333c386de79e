"""The library of measures: for everybody, and for partners who want to take one over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from emissions.access import can_edit
from emissions.actions.measure import take_over
from emissions.forms.library import LibraryForm
from emissions.library import as_idea, released
from emissions.models import Measure
from klimapakt.lib.public import public_page
from partners.access import MemberRequest, own_partners
from partners.models import Partner

PAGE = 24


@public_page
def library(request: HttpRequest) -> HttpResponse:
    return render(request, "emissions/library.html", found(request))


@require_safe
def idea_list(request: MemberRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    taken = dict(Measure.objects.filter(partner=partner).values_list("copied_from", "pk"))
    context = {"partner": partner, "may_edit": can_edit(request.user, partner), "taken": taken}
    return render(request, "emissions/idea_list.html", context | found(request))


@require_POST
def idea_take(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    today = timezone.localdate()
    idea = get_object_or_404(Measure.objects.in_library(today), pk=pk)
    draft, is_new = take_over(idea=idea, partner=partner, by=request.user, today=today)
    if not is_new:
        messages.info(request, _("This measure is in your plan already."))
        return redirect(draft)
    messages.success(request, _("The measure stands in your plan as a draft. Say when it begins and what it may save."))
    return redirect("emissions:measure_change", slug, draft.pk)


def found(request: HttpRequest) -> dict[str, object]:
    form = LibraryForm(request.GET)
    form.is_valid()  # what is wrong with a filter stands beside it; the others hold
    page = Paginator(released(timezone.localdate(), form.cleaned_data), PAGE).get_page(request.GET.get("seite"))
    return {"form": form, "page": page, "ideas": [as_idea(measure) for measure in page], "query": form.query}
