from partners.actions.account import change_address, reset_second_factor, tell_person, write_to
from partners.actions.erase import erase_person, forget_mail
from partners.actions.job import start_job
from partners.actions.letter import (
    NewRecipient,
    continue_letter,
    queue_letter,
    retry_failed,
    send_draft,
    stop_letter,
)
from partners.actions.log import log
from partners.actions.note import finish_follow_up, write_note
from partners.actions.offer import (
    approve_request,
    decline_request,
    finish_request,
    hand_in_proof,
    request_offer,
    withdraw_request,
)
from partners.actions.people import (
    accept_invitation,
    add_member,
    change_role,
    change_status,
    invite_person,
    remove_member,
)
from partners.actions.privacy import choose_mails, erase_unused_account, warn_unused

__all__ = [
    "NewRecipient",
    "accept_invitation",
    "add_member",
    "approve_request",
    "change_address",
    "change_role",
    "change_status",
    "choose_mails",
    "continue_letter",
    "decline_request",
    "erase_person",
    "erase_unused_account",
    "finish_follow_up",
    "finish_request",
    "forget_mail",
    "hand_in_proof",
    "invite_person",
    "log",
    "queue_letter",
    "remove_member",
    "request_offer",
    "reset_second_factor",
    "retry_failed",
    "send_draft",
    "start_job",
    "stop_letter",
    "tell_person",
    "warn_unused",
    "withdraw_request",
    "write_note",
    "write_to",
]
