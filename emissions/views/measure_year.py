"""The yearly update of all measures, on one page and saved together."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emissions.actions import measure as measure_actions
from emissions.errors import EditedMeanwhile, MeasureChecked
from emissions.forms.measure_year import MeasureYearForm
from emissions.models import Measure
from klimapakt.lib import numbers
from partners.access import MemberRequest
from partners.models import Partner

FIRST_YEAR = 1990


@require_http_methods(["GET", "HEAD", "POST"])
def measure_year(request: MemberRequest, slug: str, year: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    if not FIRST_YEAR <= year < timezone.localdate().year:
        raise Http404
    forms = rows(request, partner, year)
    wrong = [form for form in forms if not form.is_valid()]  # all are asked, so that each says what is wrong
    if request.method == "POST" and not wrong:
        changed = [form for form in forms if form.says_something_new]
        try:
            saved = measure_actions.save_year(partner=partner, lines=[form.line() for form in changed], by=request.user)
        except EditedMeanwhile as newer:
            tell_overtaken(changed, newer.args[0], year)
        except MeasureChecked:
            messages.error(request, _("The office has checked one of the results meanwhile. Please look once more."))
            return redirect("emissions:measure_year", slug, year)
        else:
            words = ngettext("%(count)s measure is saved.", "%(count)s measures are saved.", len(saved))
            messages.success(request, words % {"count": len(saved)} if saved else _("Nothing had changed."))
            return redirect("emissions:measure_list", slug)
    context = {"partner": partner, "year": year, "forms": forms, "has_errors": any(form.errors for form in forms)}
    return render(request, "emissions/measure_year.html", context)


def rows(request: MemberRequest, partner: Partner, year: int) -> list[MeasureYearForm]:
    """What is to be updated; of what was sent, all: a colleague may have dropped one meanwhile."""
    own = Measure.objects.filter(partner=partner).with_update_of(year).in_order()
    asked = own.to_update(year)
    if request.method == "POST":
        asked = own.filter(pk__in=[key for key in request.POST.getlist("measure") if key.isascii() and key.isdigit()])
    return [MeasureYearForm(request.POST or None, measure=measure, year=year) for measure in asked]


def tell_overtaken(forms: list[MeasureYearForm], newer: list[Measure], year: int) -> None:
    """What was typed stays; beside it stands what the colleague has saved. Sent once more, it is taken."""
    stored = {measure.pk: measure for measure in newer}
    for form in forms:
        if measure := stored.get(form.measure.pk):
            update = measure.updates.filter(year=year).first()
            values = {
                "status": measure.get_status_display(),
                "achieved": numbers.tonnes(update.achieved_t if update else None),
            }
            words = _(
                "Somebody else has saved this measure meanwhile: status %(status)s, achieved %(achieved)s. Nothing of "
                "this page is saved yet. Save once more if yours is right."
            )
            form.overtaken(measure.edition, words % values)
