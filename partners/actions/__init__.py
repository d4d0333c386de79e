from partners.actions.account import change_address, reset_second_factor, tell_person, write_to
from partners.actions.company import (
    remove_logo,
    remove_site,
    save_company,
    save_logo,
    save_reference_values,
    save_site,
    save_visibility,
)
from partners.actions.handover import complete_handover, complete_handovers, hand_over, withdraw_handover
from partners.actions.job import start_job
from partners.actions.leaving import announce_leaving, complete_leavings, confirm_leaving, withdraw_leaving
from partners.actions.letter import (
    NewRecipient,
    continue_letter,
    queue_letter,
    retry_failed,
    send_draft,
    stop_letter,
)
from partners.actions.log import log
from partners.actions.people import (
    accept_invitation,
    add_member,
    change_role,
    change_status,
    invite_person,
    note_status,
    remove_member,
)
from partners.actions.team import (
    accept_team_invitation,
    dismiss_member,
    expire_team_invitations,
    give_role,
    invite_colleague,
    resend_team_invitation,
    withdraw_team_invitation,
)

__all__ = [
    "NewRecipient",
    "accept_invitation",
    "accept_team_invitation",
    "add_member",
    "announce_leaving",
    "change_address",
    "change_role",
    "change_status",
    "complete_handover",
    "complete_handovers",
    "complete_leavings",
    "confirm_leaving",
    "continue_letter",
    "dismiss_member",
    "expire_team_invitations",
    "give_role",
    "hand_over",
    "invite_colleague",
    "invite_person",
    "log",
    "note_status",
    "queue_letter",
    "remove_logo",
    "remove_member",
    "remove_site",
    "resend_team_invitation",
    "reset_second_factor",
    "retry_failed",
    "save_company",
    "save_logo",
    "save_reference_values",
    "save_site",
    "save_visibility",
    "send_draft",
    "start_job",
    "stop_letter",
    "tell_person",
    "withdraw_handover",
    "withdraw_leaving",
    "withdraw_team_invitation",
    "write_to",
]
