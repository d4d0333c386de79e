"""What runs by the clock. Running twice does no harm."""

from celery import shared_task
from django.utils import timezone

from events import actions
from events.models import Mailing


@shared_task
def send_scheduled_mailings() -> None:
    for mailing in Mailing.objects.due(timezone.now()):
        actions.send_scheduled(mailing=mailing)
