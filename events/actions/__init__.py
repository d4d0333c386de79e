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
from events.actions.audience import audience, contacts, silence
from events.actions.calendar_answer import take_calendar_answer
from events.actions.change import cancel_event, move_event, told
from events.actions.event import (
    change_capacity,
    change_event,
    clone_event,
    hold_event,
    plan_event,
    publish_event,
)
from events.actions.feedback import ask_speaker, give_feedback
from events.actions.forget import forget_names, forget_person
from events.actions.inquiry import finish_inquiry, inquire
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
from events.actions.material import add_material, remove_material, show_material
from events.actions.onsite import add_walk_in, check_in, order_certificate, print_for, record_attendance, undo_check_in
from events.actions.press import press_answer
from events.actions.seats import accept_offer, cancel_registration, give_seat, offer_free_seats
from events.actions.signup import begin_sign_up, change_details, confirm_sign_up, register_again
from events.actions.topic import draft_offer, settle_topic, take_back_vote, vote_topic, wish_topic

__all__ = [
    "accept_offer",
    "add_material",
    "add_speaker",
    "add_walk_in",
    "answer_appearance",
    "answer_invitation",
    "ask_again",
    "ask_speaker",
    "ask_speakers",
    "audience",
    "begin_sign_up",
    "cancel_event",
    "cancel_registration",
    "change_capacity",
    "change_details",
    "change_event",
    "check_in",
    "clone_event",
    "confirm_sign_up",
    "contacts",
    "draft_offer",
    "edition",
    "finish_inquiry",
    "forget_names",
    "forget_person",
    "give_feedback",
    "give_seat",
    "hand_in_slides",
    "hold_event",
    "inquire",
    "move_event",
    "offer_free_seats",
    "order_certificate",
    "plan_event",
    "press_answer",
    "print_for",
    "problems",
    "publish_event",
    "record_attendance",
    "register_again",
    "remove_material",
    "remove_speaker",
    "save_agenda",
    "save_consents",
    "save_draft",
    "schedule_mailing",
    "send_mailing",
    "send_scheduled",
    "send_test",
    "settle_topic",
    "show_material",
    "silence",
    "take_back_vote",
    "take_calendar_answer",
    "told",
    "undo_check_in",
    "unschedule_mailing",
    "unsubscribe",
    "vote_topic",
    "wish_topic",
    "withdraw_invitations",
]
