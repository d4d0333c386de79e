"""What events do when something happens to a partner."""

from django.dispatch import receiver

from events import actions
from klimapakt.lib.returned_mail import CalendarAnswer
from partners.models import Partner, User
from partners.signals import calendar_answered, partner_left, person_erased


@receiver(partner_left)
def withdraw_invitations(partner: Partner, by: User, **_signal: object) -> None:
    actions.withdraw_invitations(partner=partner, by=by)


@receiver(person_erased)
def forget_person(user: User, email: str, **_signal: object) -> None:
    actions.forget_person(user=user, email=email)


@receiver(calendar_answered)
def take_calendar_answer(answer: CalendarAnswer, sent_by: str, **_signal: object) -> None:
    actions.take_calendar_answer(answer=answer, sent_by=sent_by)
