"""What this app writes: the texts. Who gets them is the business of actions."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events import ical, invitations
from events.models import Event, Invitation, Mailing, Registration, SignUp, TopicWish
from klimapakt.lib import mail
from klimapakt.lib.mail import Parts
from partners import emails
from partners.models import Pact

PLACEHOLDERS = ("name", "company", "answer_link")
LINK = "{answer_link}"


SUBJECTS = {
    Mailing.Kind.SAVE_THE_DATE: _("Save the date: %(title)s on %(day)s"),
    Mailing.Kind.INVITATION: _("Invitation: %(title)s on %(day)s"),
    Mailing.Kind.REMINDER: _("Please answer: %(title)s on %(day)s"),
    Mailing.Kind.LAST_INFORMATION: _("All you need to know: %(title)s on %(day)s"),
    Mailing.Kind.THANKS: _("Thank you for coming: %(title)s on %(day)s"),
}


def first_draft(event: Event, kind: str = Mailing.Kind.INVITATION, language: str = "de") -> Parts:
    """Subject and text with which the office begins."""
    with translation.override(language):
        day = date_format(timezone.localtime(event.starts_at), "DATE_FORMAT")
        name = f"events/emails/drafts/{kind}.{language}.txt"
        context = {
            "event": event,
            "pact": Pact.objects.current(),
            "feedback_link": invitations.feedback_link(event, language),
        }
        return Parts(
            subject=str(SUBJECTS[Mailing.Kind(kind)]) % {"title": event.title, "day": day},
            text=render_to_string(name, context).strip(),
        )


def mailing_held_back(mailing: Mailing, language: str) -> Parts:
    with translation.override(language):
        link = settings.BASE_URL + reverse("events:mailing_check", args=[mailing.pk])
    return emails.parts("events/emails/mailing_held_back", language=language, mailing=mailing, link=link)


def letter(text: str, *, language: str = "de") -> Parts:
    """The text in the frame of our mails. Placeholders stay; a link in a paragraph of its own becomes a button."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return emails.parts(
        "events/emails/letter",
        language=language,
        text=text,
        paragraphs=paragraphs,
        link=LINK,
        unsubscribe_url="{unsubscribe_link}",
    )


def answer_confirmed(invitation: Invitation, registrations: list[Registration], link: str, language: str) -> Parts:
    return emails.parts(
        "events/emails/answer_confirmed",
        language=language,
        invitation=invitation,
        event=invitation.event,
        registrations=registrations,
        link=link,
    )


def about_registration(message: str, registration: Registration) -> Parts:
    return emails.parts(
        f"events/emails/{message}",
        language=registration.language,
        registration=registration,
        event=registration.event,
        link=invitations.registration_link(registration),
    )


def sign_up(sign_up: SignUp) -> Parts:
    return emails.parts(
        "events/emails/sign_up",
        language=sign_up.language,
        sign_up=sign_up,
        event=sign_up.event,
        link=invitations.sign_up_link(sign_up),
    )


def topic_settled(wish: TopicWish, language: str) -> Parts:
    """What became of a wish, for those who wanted it."""
    with translation.override(language):
        target = wish.event or wish.offer
        link = settings.BASE_URL + target.get_absolute_url() if target else ""
    typed = {"wish_text": "{wish}", "answer": "{answer}" if wish.answer else ""}  # filled in by the outbox
    return emails.parts("events/emails/topic_settled", language=language, wish=wish, link=link, **typed)


def appointment(event: Event, pact: Pact | None = None) -> ical.Appointment:
    pact = pact or Pact.objects.current()
    return ical.Appointment(
        uid=event.uid,
        sequence=event.calendar_sequence,
        title=f"{event.title}: {event.theme}" if event.theme else event.title,
        starts_at=timezone.localtime(event.starts_at),
        ends_at=timezone.localtime(event.ends_at),
        changed_at=event.calendar_changed_at,
        place=", ".join(filter(None, (event.venue, event.address))),
        description=event.summary,
        url=settings.BASE_URL + reverse("events:event_detail", args=[event.year, event.slug])
        if event.is_public
        else "",
        organiser=pact.office_name,
        organiser_email=pact.office_email,
        is_cancelled=event.status == Event.Status.CANCELLED,
    )


def calendar(event: Event) -> str:
    return ical.calendar(appointment(event))


def feed(events: Iterable[Event], name: str) -> str:
    pact = Pact.objects.current()
    return ical.feed([appointment(event, pact) for event in events], name=f"{pact.name}: {name}")


def unknown_placeholders(text: str) -> set[str]:
    return mail.placeholders(text) - set(PLACEHOLDERS)
