"""Reporting a barrier: no login, no cookie, no puzzle."""

import re
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from klimapakt.lib import traps
from klimapakt.pact import actions
from klimapakt.pact.forms import BarrierForm

PER_HOUR = 10


@login_not_required
@csrf_exempt  # nobody is signed in here: there is nothing to forge, and it works without cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_report(request: HttpRequest) -> HttpResponse:
    form = BarrierForm(request.POST or None, initial={"page": request.GET.get("seite", "")[:300]})
    if request.method != "POST" or not form.is_valid():
        return render(request, "pact/barrier_report.html", {"form": form})
    if not traps.allows("barrier", traps.address_of(request), most=PER_HOUR):
        form.add_error(None, _("Many reports came from your network within an hour. Please try later, or call us."))
        return render(request, "pact/barrier_report.html", {"form": form}, status=HTTPStatus.TOO_MANY_REQUESTS)
    values = form.cleaned_data
    report = actions.report_barrier(
        page=values["page"],
        text=values["text"],
        name=values["name"],
        email=values["email"],
        language=get_language() or "de",
    )
    return redirect(f"{reverse('pact:barrier_reported')}?{urlencode({'nummer': report.number})}")


@login_not_required
@never_cache
@require_safe
def barrier_reported(request: HttpRequest) -> HttpResponse:
    number = request.GET.get("nummer", "")
    shown = number if re.fullmatch(r"B-\d{4}-\d{4,6}", number, re.ASCII) else ""
    return render(request, "pact/barrier_reported.html", {"number": shown})
