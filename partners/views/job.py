"""Long work and how far it is."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners import actions
from partners.access import MemberRequest
from partners.models import Job
from partners.progress import said


@never_cache
@require_safe
def job_detail(request: MemberRequest, uuid: uuid.UUID) -> HttpResponse:
    """Only for who started it. The last fragment asks for no other, and so ends the polling."""
    job = get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid)
    progress = said(request, job.percent, has_ended=job.has_ended)
    template = "partners/_job.html" if progress.is_fragment else "partners/job_detail.html"
    return render(request, template, {"job": job, "progress": progress})


@require_POST
def job_stop(request: MemberRequest, uuid: uuid.UUID) -> HttpResponse:
    """Only for who started it."""
    job = actions.stop_job(job=get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid))
    if job.state == Job.State.STOPPED:
        messages.success(request, _("The work is stopped."))
    else:
        messages.info(request, _("The work had ended already, or cannot be stopped halfway."))
    return redirect(job)
