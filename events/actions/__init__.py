from events.actions.answer import answer_invitation, unsubscribe, withdraw_invitations
from events.actions.appearance import (
    add_speaker,
    answer_appearance,
    ask_again,
    ask_speakers,
    hand_in_slides,
    remove_speaker,
    save_agenda,
    save_consents,
)
from events.actions.change import cancel_event, move_event, told
from events.actions.event import (
    change_capacity,
    change_event,
    clone_event,
    hold_event,
    plan_event,
    publish_event,
)
from events.actions.forget import forget_names, forget_person
from events.actions.mailing import contacts, edition, problems, save_draft, send_mailing, send_test
from events.actions.material import add_material, remove_material, show_material
from events.actions.topic import draft_offer, settle_topic, take_back_vote, vote_topic, wish_topic

__all__ = [
    "add_material",
    "add_speaker",
    "answer_appearance",
    "answer_invitation",
    "ask_again",
    "ask_speakers",
    "cancel_event",
    "change_capacity",
    "change_event",
    "clone_event",
    "contacts",
    "draft_offer",
    "edition",
    "forget_names",
    "forget_person",
    "hand_in_slides",
    "hold_event",
    "move_event",
    "plan_event",
    "problems",
    "publish_event",
    "remove_material",
    "remove_speaker",
    "save_agenda",
    "save_consents",
    "save_draft",
    "send_mailing",
    "send_test",
    "settle_topic",
    "show_material",
    "take_back_vote",
    "told",
    "unsubscribe",
    "vote_topic",
    "wish_topic",
    "withdraw_invitations",
]
