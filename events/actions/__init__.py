from events.actions.answer import answer_invitation, unsubscribe, withdraw_invitations
from events.actions.event import cancel_event, publish_event
from events.actions.mailing import contacts, problems, save_draft, send_mailing, send_test

__all__ = [
    "answer_invitation",
    "cancel_event",
    "contacts",
    "problems",
    "publish_event",
    "save_draft",
    "send_mailing",
    "send_test",
    "unsubscribe",
    "withdraw_invitations",
]
