"""The form with which guests say what they want next; it stands on pages that open by a personal link."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events import actions
from events.forms import InquiryForm
from events.models import Event
from partners.models import Partner

PRESS = "inquire"


def inquiry_form(
    request: HttpRequest, event: Event, *, name: str, email: str, company: str = "", partner: Partner | None = None
) -> InquiryForm | None:
    """The form, with what is wrong in it; None: it was sent and is kept.

    Of whom it is says the link, never the form.
    """
    form = InquiryForm(request.POST if request.POST.get("press") == PRESS else None)
    if not form.is_bound or not form.is_valid():
        return form
    actions.inquire(event=event, **form.cleaned_data, name=name, email=email, company=company, partner=partner)
    messages.success(request, _("Thank you. The office comes back to you."))
    return None


def may_inquire(event: Event) -> bool:
    """Once it has begun."""
    return event.starts_at <= timezone.now() and event.status != Event.Status.CANCELLED
