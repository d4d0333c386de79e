"""What the portal knows about me, as a file."""

import uuid

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klimapakt.pact import actions
from klimapakt.pact.models import DataExport
from partners.access import MemberRequest
from partners.models import RetentionRule


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        export = actions.start_data_export(by=request.user)
        return redirect(export.job or export)
    rule = RetentionRule.objects.filter(key="data-exports", is_active=True).first()
    context = {"exports": DataExport.objects.of(request.user), "days": rule.days if rule else None}
    return render(request, "pact/own_data.html", context)


@never_cache
@require_safe
def own_data_file(request: MemberRequest, uuid: uuid.UUID) -> FileResponse:
    """Only for who it is about."""
    export = get_object_or_404(DataExport.objects.of(request.user).exclude(file=""), uuid=uuid)
    name = _("my-data")
    response = FileResponse(
        export.file.open("rb"),
        as_attachment=True,
        filename=f"{name}-{export.created_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
