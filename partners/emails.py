"""What this app writes: the texts. Who gets them is the business of actions."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from klimapakt.lib import mail
from klimapakt.lib.mail import Parts
from partners import invitations
from partners.models import Job, Pact, TeamInvitation, User


def parts(name: str, *, language: str = "de", **context: Any) -> Parts:  # Any: what the template shows
    """One message in one language, with what every mail says about the office."""
    pact = Pact.objects.current()
    everywhere = {
        "pact_name": pact.name,
        "office_name": pact.office_name,
        "office_phone": pact.office_phone,
        "office_email": pact.office_email,
    }
    return mail.render_parts(name, {**everywhere, **context}, language=language)


def account_invitation(user: User) -> Parts:
    return parts("partners/emails/account_invitation", language=user.language, person=user, link=invitations.link(user))


def account_notice(user: User, notice: str) -> Parts:
    """Something about signing in has changed; `notice` is one sentence in the person's language."""
    return parts("partners/emails/account_notice", language=user.language, notice=notice, at=timezone.now())


def job_finished(job: Job) -> Parts:
    return parts("partners/emails/job_finished", language=job.started_by.language, job=job)


def team_invitation(invitation: TeamInvitation, *, link: str, is_known: bool) -> Parts:
    """Names are placeholders: what somebody typed is filled in last and never read as one."""
    return parts(
        "partners/emails/team_invitation",
        language=get_language() or "de",
        invitation=invitation,
        company="{company}",
        inviter="{inviter}",
        role="{role}",
        link=link,
        is_known=is_known,
    )


def partner_notice(sentence: str, *, path: str = "") -> Parts:
    """One sentence about a partner, with placeholders, and where to look."""
    return parts("partners/emails/partner_notice", language=get_language() or "de", sentence=sentence, path=path)
