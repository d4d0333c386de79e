from events.actions.answer import answer_invitation, unsubscribe, withdraw_invitations
from events.actions.event import cancel_event, change_capacity, publish_event
from events.actions.feedback import ask_speaker, give_feedback
from events.actions.forget import forget_names, forget_person
from events.actions.mailing import contacts, edition, problems, save_draft, send_mailing, send_test
from events.actions.onsite import add_walk_in, check_in, order_certificate, print_for, record_attendance, undo_check_in
from events.actions.seats import accept_offer, cancel_registration, give_seat, offer_free_seats
from events.actions.signup import begin_sign_up, change_details, confirm_sign_up, register_again

__all__ = [
    "accept_offer",
    "add_walk_in",
    "answer_invitation",
    "ask_speaker",
    "begin_sign_up",
    "cancel_event",
    "cancel_registration",
    "change_capacity",
    "change_details",
    "check_in",
    "confirm_sign_up",
    "contacts",
    "edition",
    "forget_names",
    "forget_person",
    "give_feedback",
    "give_seat",
    "offer_free_seats",
    "order_certificate",
    "print_for",
    "problems",
    "publish_event",
    "record_attendance",
    "register_again",
    "save_draft",
    "send_mailing",
    "send_test",
    "undo_check_in",
    "unsubscribe",
    "withdraw_invitations",
]
