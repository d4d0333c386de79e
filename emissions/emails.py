"""What this app writes: the texts. Who gets them is the business of actions."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from emissions.models import Balance, Delivery
from klimapakt.lib.mail import Parts
from partners import emails
from partners.models import User


def about_balance(name: str, balance: Balance, person: User) -> Parts:
    """balance_received, balance_approved, balance_returned, question_asked; question_answered goes to the office."""
    with translation.override(person.language):
        for_office = name == "question_answered"
        path = reverse("emissions:balance_review", args=[balance.pk]) if for_office else balance.get_absolute_url()
        link = settings.BASE_URL + path
    return emails.parts(
        f"emissions/emails/{name}",
        language=person.language,
        balance=balance,
        person=person,
        link=link,
        reason="{reason}",  # a placeholder: what somebody typed is filled in last and never read as one
        figure="{figure}",
    )


def about_deadline(name: str, language: str) -> Parts:
    """round_opened, delivery_reminder or delivery_overdue, for many: all that differs is a placeholder."""
    placeholders = {key: f"{{{key}}}" for key in ("partner", "year", "due", "link")}
    return emails.parts(f"emissions/emails/{name}", language=language, person_name="{name}", **placeholders)


def delivery_extended(delivery: Delivery, person: User) -> Parts:
    """The partner has more time; why, is a placeholder."""
    with translation.override(person.language):
        link = settings.BASE_URL + reverse("emissions:balance_list", args=[delivery.partner.slug])
    return emails.parts(
        "emissions/emails/delivery_extended",
        language=person.language,
        delivery=delivery,
        person=person,
        link=link,
        reason="{reason}",
    )
