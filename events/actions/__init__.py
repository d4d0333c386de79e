from events.actions.answer import answer_invitation, unsubscribe, withdraw_invitations
from events.actions.event import cancel_event, change_capacity, publish_event
from events.actions.forget import forget_names, forget_person
from events.actions.mailing import contacts, edition, problems, save_draft, send_mailing, send_test
from events.actions.topic import draft_offer, settle_topic, take_back_vote, vote_topic, wish_topic

__all__ = [
    "answer_invitation",
    "cancel_event",
    "change_capacity",
    "contacts",
    "draft_offer",
    "edition",
    "forget_names",
    "forget_person",
    "problems",
    "publish_event",
    "save_draft",
    "send_mailing",
    "send_test",
    "settle_topic",
    "take_back_vote",
    "unsubscribe",
    "vote_topic",
    "wish_topic",
    "withdraw_invitations",
]
