"""The office does the same for many partners: chosen in the list, confirmed on a page that says what will happen."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from klimapakt.pact import actions, board, bulk
from klimapakt.pact.actions.bulk import AT_ONCE
from klimapakt.pact.bulk_tasks import run_bulk
from klimapakt.pact.errors import DoneAlready
from klimapakt.pact.forms.bulk import ALL, FORMS, PAGE, BulkForm, BulkStartForm, confirmation, keys_in
from klimapakt.pact.forms.office import PartnerFilterForm
from klimapakt.pact.partner_list import matching
from partners.access import MemberRequest, office_required

NAMED = 20  # of those who are meant; the count says how many there are


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def office_bulk(request: MemberRequest) -> HttpResponse:
    """GET shows whom it concerns; POST does it for just those, once."""
    if request.method == "POST":
        return confirmed(request)
    wanted, start = PartnerFilterForm(request.GET).wanted(), BulkStartForm(request.GET)
    keys = chosen(request, start, wanted) if start.is_valid() else []
    year = start.cleaned_data.get("board")
    if not keys:
        messages.error(request, _("Choose an action, and at least one partner."))
        return back(urlencode(wanted), year)
    verb = start.cleaned_data["verb"]
    return show(request, bulk.choice(verb, keys), confirmation(verb, keys, year))


def confirmed(request: MemberRequest) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb not in FORMS:
        return back()
    form = FORMS[verb](request.POST)
    if not form.is_valid():
        keys = form.cleaned_data.get("keys", "")
        return show(request, bulk.choice(verb, keys_in(keys)), form) if keys else back()
    try:
        job = actions.start_bulk(
            verb=verb,
            keys=form.chosen(),
            values=form.values(),
            once=form.cleaned_data["once"],
            by=request.user,
            task=run_bulk,
        )
    except DoneAlready:
        messages.info(request, _("This was confirmed before: it is not done a second time."))
        return back(year=form.cleaned_data["board"])
    if not job.has_ended:
        return redirect(job)
    changed = job.params["changed"]
    done = ngettext("Done for %(count)s partner.", "Done for %(count)s partners.", changed) % {"count": changed}
    messages.success(request, done)
    return back(year=form.cleaned_data["board"])


def chosen(request: MemberRequest, start: BulkStartForm, wanted: dict[str, str]) -> list[int]:
    scope, year = start.cleaned_data["scope"], start.cleaned_data["board"]
    if scope == ALL and year:
        rows = board.deliveries(year, start.cleaned_data["column"], timezone.localdate())
        return [*rows.values_list("partner", flat=True)]
    if scope == ALL:
        return [*matching(wanted, timezone.localdate()).values_list("pk", flat=True)]
    return keys_in(start.cleaned_data["page"] if scope == PAGE else ",".join(request.GET.getlist("partner")))


def show(request: MemberRequest, choice: bulk.Choice, form: BulkForm) -> HttpResponse:
    context = {
        "choice": choice,
        "title": bulk.LABELS[choice.verb],
        "form": form,
        "named": choice.fit[:NAMED],
        "more": len(choice.fit[NAMED:]),
        "unfit": choice.unfit[:NAMED],
        "more_unfit": len(choice.unfit[NAMED:]),
        "total": len(choice.fit) + len(choice.unfit),
        "year": form["board"].value(),
        "by_worker": len(choice.fit) > AT_ONCE,
    }
    return render(request, "pact/office_bulk.html", context)


def back(query: str = "", year: int | None = None) -> HttpResponseRedirect:
    """To the list of partners, or to the board of the round from which one came."""
    if year:
        return redirect("pact:office_round", year)
    return redirect(f"{reverse('pact:office_partner_list')}{'?' if query else ''}{query}")
