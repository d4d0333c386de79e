"""PDFs of joining, drawn in the worker of documents. Running a task twice does no harm: what is there stays."""

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from klimapakt.lib.later import after_commit
from partners import emails, tasks
from partners.models import Agreement, Certificate, Interest, Letter, Recipient


@shared_task
@transaction.atomic
def send_receipt(interest_id: int) -> None:
    """The mail "received", with its PDF."""
    from partners import documents  # noqa: PLC0415 -- slow import

    interest = Interest.objects.select_for_update().filter(pk=interest_id, receipt="").first()
    if interest is None:
        return
    interest.receipt.save(f"{interest.number}.pdf", ContentFile(documents.interest_receipt(interest)), save=False)
    interest.save(update_fields=["receipt"])
    parts = emails.about_interest("interest_received", interest)
    letter = Letter.objects.create(
        purpose="interest-received",
        state=Letter.State.SENDING,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        attachment=interest.receipt.name,
        started_at=timezone.now(),
    )
    Recipient.objects.create(
        letter=letter,
        email=interest.email,
        name=interest.contact,
        language=interest.language,
        values={"company": interest.company, "words": ""},
    )
    after_commit(tasks.send_letter, letter.pk)


@shared_task
@transaction.atomic
def render_agreement(agreement_id: int) -> None:
    """The copy that a partner signs."""
    from partners import documents  # noqa: PLC0415 -- slow import

    agreements = Agreement.objects.select_for_update(of=("self",)).select_related("partner", "text")
    agreement = agreements.filter(pk=agreement_id, letter="", text__isnull=False).first()
    if agreement is not None:
        name = f"vereinbarung-{agreement.partner.slug}.pdf"
        agreement.letter.save(name, ContentFile(documents.agreement_copy(agreement)), save=False)
        agreement.save(update_fields=["letter"])


@shared_task
@transaction.atomic
def render_certificate(certificate_id: int) -> None:
    from partners import documents  # noqa: PLC0415 -- slow import

    certificates = Certificate.objects.select_for_update(of=("self",)).select_related("partner")
    certificate = certificates.filter(pk=certificate_id, file="").first()
    if certificate is not None:
        name = f"urkunde-{certificate.partner.slug}-{certificate.year}.pdf"
        certificate.file.save(name, ContentFile(documents.certificate(certificate)), save=False)
        certificate.save(update_fields=["file"])
