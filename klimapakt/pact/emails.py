"""What the roof writes: the texts. Who gets them is the business of actions."""

from django.conf import settings

from klimapakt.lib.mail import Parts
from klimapakt.pact.models import BarrierReport
from partners.emails import parts


def barrier_received(report: BarrierReport) -> Parts:
    return parts("pact/emails/barrier_received", language=report.language, report=report)


def barrier_reported(report: BarrierReport) -> Parts:
    link = settings.BASE_URL + report.get_absolute_url()
    return parts("pact/emails/barrier_reported", report=report, link=link)
