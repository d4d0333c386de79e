"""Drawing for the day and after it, in the worker of documents."""

from celery import shared_task
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from events import emails
from events.models import Printout, Registration
from events.tasks import tell
from partners import jobs


@shared_task
def draw_printout(job_id: int) -> None:
    with jobs.running(job_id) as progress:
        if progress is None:
            return
        from events import documents  # noqa: PLC0415 -- slow import

        printout = Printout.objects.select_related("event").get(pk=progress.job.params["printout"])
        people = list(printout.event.registrations.for_the_door().exclude(state=Registration.State.CANCELLED))
        progress.stage(_("Pages are set"), 30)
        draw = documents.badges if printout.kind == Printout.Kind.BADGES else documents.sign_in_list
        printout.file.save(f"{printout.uuid}.pdf", ContentFile(draw(printout.event, people)))
        progress.result(f"/geschaeftsstelle/veranstaltungen/{printout.event_id}/vor-ort/")


@shared_task
@transaction.atomic
def send_certificate(registration_id: int) -> None:
    """Running it twice sends one."""
    from events import documents  # noqa: PLC0415 -- slow import

    people = Registration.objects.select_for_update(of=("self",)).select_related("event")
    one = people.filter(pk=registration_id, certificate="", came_at__isnull=False).exclude(email="").first()
    if one is None:
        return
    one.certificate.save(
        f"teilnahme-{one.event.slug}-{one.pk}.pdf", ContentFile(documents.certificate(one)), save=False
    )
    one.save(update_fields=["certificate"])
    letter = tell(
        one.email, one.name, emails.about_registration("certificate", one), "certificate", language=one.language
    )
    letter.attachment = one.certificate.name
    letter.save(update_fields=["attachment"])
