"""Work for later, asked for once the transaction is through."""

from celery import Task
from django.db import transaction


def after_commit(task: Task, *arguments: object) -> None:
    """Kick a task. Without a broker nothing is lost: what is due is a row, and the clock takes it up."""

    def kick() -> None:
        task.delay(*arguments)

    transaction.on_commit(kick, robust=True)
