from events.actions.answer import answer_invitation, unsubscribe, withdraw_invitations
from events.actions.audience import contacts, silence, unreached
from events.actions.calendar_answer import take_calendar_answer
from events.actions.event import cancel_event, change_capacity, publish_event
from events.actions.forget import forget_names, forget_person
from events.actions.mailing import (
    edition,
    problems,
    save_draft,
    schedule_mailing,
    send_mailing,
    send_scheduled,
    send_test,
    unschedule_mailing,
)

__all__ = [
    "answer_invitation",
    "cancel_event",
    "change_capacity",
    "contacts",
    "edition",
    "forget_names",
    "forget_person",
    "problems",
    "publish_event",
    "save_draft",
    "schedule_mailing",
    "send_mailing",
    "send_scheduled",
    "send_test",
    "silence",
    "take_calendar_answer",
    "unreached",
    "unschedule_mailing",
    "unsubscribe",
    "withdraw_invitations",
]
