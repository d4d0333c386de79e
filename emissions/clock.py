"""What runs by the clock. Running twice does no harm."""

import contextlib

from celery import shared_task
from django.utils import timezone

from emissions import actions, document_tasks
from emissions.errors import RoundHasDeliveries
from emissions.models import Receipt, Round


@shared_task
def open_rounds() -> None:
    for call in Round.objects.to_open(timezone.localdate()):
        with contextlib.suppress(RoundHasDeliveries):  # somebody of the office was faster
            actions.open_round(round=call, by=None)


@shared_task
def remind_of_deliveries() -> None:
    actions.remind_of_deliveries(today=timezone.localdate())


@shared_task
def draw_receipts() -> None:
    """What got lost on its way to the worker."""
    for key in Receipt.objects.unwritten().values_list("pk", flat=True):
        document_tasks.draw_receipt.delay(key)


@shared_task
def forget_line_imports() -> None:
    actions.forget_line_imports(now=timezone.now())


@shared_task
def tell_of_questions() -> None:
    actions.tell_of_questions(now=timezone.now())
