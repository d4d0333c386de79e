"""What this app writes: the texts. Who gets them is the business of actions."""

from typing import Any

from klimapakt.lib import mail
from klimapakt.lib.mail import Parts
from partners import invitations
from partners.models import Agreement, Interest, Job, Pact, User


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


def job_finished(job: Job) -> Parts:
    return parts("partners/emails/job_finished", language=job.started_by.language, job=job)


def about_interest(name: str, interest: Interest, *, link: str = "", language: str = "") -> Parts:
    """interest_saved, interest_confirm and the like.

    What somebody typed stays a placeholder: it is filled in last and never read as one.
    """
    return parts(
        f"partners/emails/{name}",
        language=language or interest.language,
        interest=interest,
        company="{company}",
        contact="{name}",
        words="{words}",
        link=link,
    )


def about_agreement(name: str, agreement: Agreement, *, language: str, **context: Any) -> Parts:  # Any: as above
    """agreement_to_sign, partner_welcome and the like; the names are placeholders, as in `about_interest`."""
    return parts(
        f"partners/emails/{name}",
        language=language,
        agreement=agreement,
        company="{company}",
        contact="{name}",
        words="{words}",
        **context,
    )
