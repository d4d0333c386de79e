"""Papers about deliveries, drawn in the worker of documents. Running a task twice does no harm: what is there stays."""

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction

from emissions.models import Receipt


@shared_task
@transaction.atomic
def draw_receipt(receipt_id: int) -> None:
    from emissions import documents  # noqa: PLC0415 -- slow import

    receipts = Receipt.objects.unwritten().select_for_update(of=("self",), skip_locked=True)
    receipt = receipts.select_related("balance__partner", "balance__delivery__round").filter(pk=receipt_id).first()
    if receipt is not None:
        name = f"{receipt.balance.number}-{receipt.kind}.pdf"
        receipt.file.save(name, ContentFile(documents.receipt(receipt)), save=False)
        receipt.save(update_fields=["file"])
