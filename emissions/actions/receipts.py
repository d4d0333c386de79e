"""The paper about a step: asked for with the step, drawn by a worker; the clock takes up what got lost."""

from emissions import document_tasks
from emissions.models import Balance, Receipt
from klimapakt.lib.later import after_commit
from partners.models import User


def write(*, balance: Balance, kind: Receipt.Kind, by: User) -> Receipt:
    """In the language of who handed in, whoever checks. Called inside the transaction of the step."""
    at = balance.approved_at if kind == Receipt.Kind.CHECKED else balance.submitted_at
    reader = balance.submitted_by or by
    receipt = Receipt.objects.create(balance=balance, kind=kind, at=at, language=reader.language)  # type: ignore[misc]  # the step has its time
    after_commit(document_tasks.draw_receipt, receipt.pk)
    return receipt
