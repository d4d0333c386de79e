"""What this app writes: the texts. Who gets them is the business of actions."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from klimapakt.lib import mail
from klimapakt.lib.mail import Parts
from partners import invitations
from partners.models import Agreement, Interest, Job, OfferRequest, Pact, TeamInvitation, User

TYPED = {name: f"{{{name}}}" for name in ("offer", "partner", "wish", "reason")}  # filled in last, by the outbox


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


def account_unused(user: User, ends_on: dt.date) -> Parts:
    return parts("partners/emails/account_unused", language=user.language, person=user, ends_on=ends_on)


def account_erased(user: User) -> Parts:
    return parts("partners/emails/account_erased", language=user.language)


def job_finished(job: Job) -> Parts:
    return parts("partners/emails/job_finished", language=job.started_by.language, job=job)


def offer_request(request: OfferRequest, person: User) -> Parts:
    """Where a request stands, for those who asked."""
    with translation.override(person.language):
        link = settings.BASE_URL + request.get_absolute_url()
    return parts(
        "partners/emails/offer_request", language=person.language, request=request, person=person, link=link, **TYPED
    )


def offer_request_for_office(request: OfferRequest) -> Parts:
    """What a partner did: asked, withdrew, or handed in a proof."""
    link = settings.BASE_URL + reverse("partners:offer_request_review", args=[request.pk])
    return parts("partners/emails/offer_request_for_office", request=request, link=link, **TYPED)


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
