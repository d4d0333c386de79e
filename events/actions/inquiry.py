"""What guests want after an event, and that the office has seen to it."""

from django.db import transaction
from django.utils import timezone

from events.models import Event, Inquiry
from partners import actions as partner_actions
from partners.models import Partner, User


@transaction.atomic
def inquire(
    *, event: Event, kind: str, text: str, name: str, email: str, company: str = "", partner: Partner | None = None
) -> Inquiry:
    """Say what one wants; said again while it is open, the new words stand."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)  # one after the other: pressed twice is once
    inquiry = Inquiry.objects.open().of_person(email).filter(event=event, kind=kind).first()
    inquiry = inquiry or Inquiry(event=event, kind=kind, email=email)
    inquiry.text, inquiry.name, inquiry.company, inquiry.partner = text, name, company, partner
    inquiry.save()
    return inquiry


@transaction.atomic
def finish_inquiry(*, inquiry: Inquiry, by: User) -> bool:
    """Returns whether it was still open."""
    if not Inquiry.objects.open().filter(pk=inquiry.pk).update(done_at=timezone.now(), done_by=by):
        return False
    partner_actions.log(by=by, verb="inquiry-done", subject=inquiry, partner=inquiry.partner)
    return True
