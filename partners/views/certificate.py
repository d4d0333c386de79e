"""Whoever holds a certificate sees what it says, and how that stands today."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from klimapakt.lib.links import unlisted
from partners.models import Certificate


@login_not_required
@unlisted
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Facts with their dates, no claim; a certificate of an earlier year says that it is one."""
    found = Certificate.objects.with_code(code).first()
    today = timezone.localdate()
    context = {
        "certificate": found,
        "today": today,
        "is_past_year": found is not None and found.year < today.year,
    }
    return render(request, "partners/certificate.html", context, status=200 if found else 404)
