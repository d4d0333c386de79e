"""What runs by the clock."""

from celery import shared_task
from django.utils import timezone

from emissions import actions


@shared_task
def forget_line_imports() -> None:
    actions.forget_line_imports(now=timezone.now())
