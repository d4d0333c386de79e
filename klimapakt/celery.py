"""The Celery application."""

import os
import sys

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klimapakt.settings")

app = Celery("klimapakt", task_cls="klimapakt.lib.history:KeepsWho")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")
app.autodiscover_tasks(related_name="document_tasks")
app.autodiscover_tasks(related_name="bulk_tasks")
app.autodiscover_tasks(related_name="batch_tasks")
app.autodiscover_tasks(related_name="import_jobs")
app.conf.beat_schedule_filename = os.environ.get("BEAT_FILE", "celerybeat-schedule")


@app.on_after_finalize.connect
def set_schedule(sender: Celery, **_kwargs: object) -> None:
    from klimapakt.schedule import SCHEDULE  # noqa: PLC0415 -- app ready

    sender.conf.beat_schedule = SCHEDULE


@worker_init.connect
@beat_init.connect
def refuse_demo_accounts(**_kwargs: object) -> None:
    """Celery logs what a receiver raises and goes on: only leaving stops it."""
    from partners.checks import refuse_demo_accounts  # noqa: PLC0415 -- app ready

    try:
        refuse_demo_accounts()
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
