"""Files of an event: for everybody, for whoever is invited, for the office."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import invitations
from events.models import Event, Material
from events.views.inquiry import inquiry_form, may_inquire
from klimapakt.lib.downloads import download
from klimapakt.lib.links import unlisted
from partners.access import MemberRequest


@login_not_required
@require_safe
def material(_request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponseBase:
    """For everybody."""
    return sent(get_object_or_404(Material.objects.public().in_event(year, slug), pk=pk))


@never_cache
@require_safe
def material_member(request: MemberRequest, pk: int) -> HttpResponseBase:
    """For who has signed in."""
    return sent(get_object_or_404(Material.objects.visible_to(request.user).select_related("event"), pk=pk))


@login_not_required
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def material_invited(request: HttpRequest, token: str) -> HttpResponse:
    """All files for who has been invited, by the link in the mail, also a year after the event, and what may follow."""
    event, inquiry = invited_to(token), None
    if event is None:
        return render(request, "events/answer_expired.html", status=410)
    if may_inquire(event) and (one := invitations.find_recipient(token, purpose=invitations.ANSWER)):
        inquiry = inquiry_form(
            request,
            event,
            name=one.name,
            email=one.email,
            company=one.partner.name if one.partner else "",
            partner=one.partner,
        )
        if inquiry is None:
            return redirect("events:material_invited", token)
    context = {
        "event": event,
        "material": event.material.for_invited(),
        "token": token,
        "inquiry": inquiry,
        "feedback_url": invitations.feedback_path(event) if inquiry else "",
    }
    return render(request, "events/material_invited.html", context)


@login_not_required
@never_cache
@unlisted
@require_safe
def material_by_link(_request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    event = invited_to(token)
    if event is None:
        raise Http404
    return sent(get_object_or_404(event.material.for_invited().select_related("event"), pk=pk))


def invited_to(token: str) -> Event | None:
    """The event of the link, as long as its material is shown and the invitation stands."""
    recipient = invitations.find_recipient(token, purpose=invitations.ANSWER)
    if recipient is None or invitations.invitation_of(recipient) is None:
        return None
    event: Event = recipient.letter.mailing.event
    return None if invitations.is_material_over(event) else event


def sent(found: Material) -> HttpResponseBase:
    return download(found.file, found.file_name)
