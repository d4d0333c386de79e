"""What this app writes: the texts. Who gets them is the business of actions."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from emissions.models import Balance, BaseYearRecalculation, Delegation, Delivery
from klimapakt.lib.mail import Parts
from partners import emails
from partners.models import User


def about_balance(name: str, balance: Balance, person: User) -> Parts:
    """balance_received, balance_approved, balance_returned; question_answered goes to the office."""
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


def questions_asked(balance: Balance, person: User, have_figures: Sequence[bool]) -> Parts:
    """Each question by its place: figure and text are placeholders. One about the whole names no figure."""
    with translation.override(person.language):
        link = f"{settings.BASE_URL}{balance.get_absolute_url()}#fragen"
    places = enumerate(have_figures, start=1)
    questions = [(f"{{figure{at}}}" if has_figure else "", f"{{text{at}}}") for at, has_figure in places]
    return emails.parts(
        "emissions/emails/questions_asked",
        language=person.language,
        balance=balance,
        person=person,
        link=link,
        questions=questions,
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


def section_delegated(delegation: Delegation, person: User) -> Parts:
    """A colleague asks to fill in a section; the note and the name are placeholders."""
    with translation.override(person.language):
        link, section = settings.BASE_URL + delegation.get_absolute_url(), delegation.label
    return emails.parts(
        "emissions/emails/section_delegated",
        language=person.language,
        delegation=delegation,
        section=section,
        person=person,
        link=link,
        asker="{asker}",
        note="{note}" if delegation.note else "",
    )


def base_year_proposed(row: BaseYearRecalculation, person: User) -> Parts:
    """A corrected base year has changed too much for the target to stand as it is."""
    with translation.override(person.language):
        link = settings.BASE_URL + reverse(
            "emissions:target_recalculate", args=[row.target.partner.slug, row.target.pk]
        )
    return emails.parts(
        "emissions/emails/base_year_proposed",
        language=person.language,
        row=row,
        target=row.target,
        person=person,
        link=link,
        reason="{reason}",
    )
