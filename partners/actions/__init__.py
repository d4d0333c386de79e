from partners.actions.account import change_address, reset_second_factor, tell_person, write_to
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

__all__ = [
    "NewRecipient",
    "accept_invitation",
    "add_member",
    "approve_request",
    "change_address",
    "change_role",
    "change_status",
    "continue_letter",
    "decline_request",
    "finish_request",
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
    "withdraw_request",
    "write_to",
]
