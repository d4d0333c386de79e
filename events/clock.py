"""What runs by the clock. Running twice does no harm."""

from celery import shared_task
from django.utils import timezone

from events import actions, tasks
from events.models import Event, Mailing


@shared_task
def offer_free_seats() -> None:
    """Offers that ran out go to the next on the list."""
    now = timezone.now()
    for event in Event.objects.with_a_queue(now):
        actions.offer_free_seats(event=event, now=now)


@shared_task
def confirm_answers() -> None:
    """The mails after answers by link."""
    tasks.confirm_answers()


@shared_task
def send_scheduled_mailings() -> None:
    for mailing in Mailing.objects.due(timezone.now()):
        actions.send_scheduled(mailing=mailing)
