from partners.actions.account import change_address, note_device, reset_second_factor, tell_person, write_to
from partners.actions.api_token import make_api_token, revoke_api_token
from partners.actions.company import (
    remove_logo,
    remove_site,
    save_company,
    save_logo,
    save_reference_values,
    save_site,
    save_visibility,
)
from partners.actions.erase import delete_interests, erase_person, forget_mail, past_the_rules
from partners.actions.handover import complete_handover, complete_handovers, hand_over, withdraw_handover
from partners.actions.import_taking import take_import
from partners.actions.import_undoing import undo_import
from partners.actions.job import start_job, stop_job
from partners.actions.leaving import announce_leaving, complete_leavings, confirm_leaving, withdraw_leaving
from partners.actions.letter import (
    NewRecipient,
    continue_letter,
    queue_letter,
    retry_failed,
    send_draft,
    stop_letter,
)
from partners.actions.log import log, view_as_partner
from partners.actions.note import finish_follow_up, write_note
from partners.actions.notice import tell
from partners.actions.offer import (
    approve_request,
    decline_request,
    finish_request,
    hand_in_proof,
    request_offer,
    withdraw_request,
)
from partners.actions.partner_import import begin_import, cancel_import, decide_row, forget_import, read_import
from partners.actions.people import (
    accept_invitation,
    add_member,
    change_role,
    change_status,
    invite_person,
    remove_member,
)
from partners.actions.privacy import choose_mails, erase_unused_account, warn_unused
from partners.actions.returned import clear_bounces, take_in
from partners.actions.team import (
    accept_team_invitation,
    discard_prepared_invitation,
    dismiss_member,
    expire_team_invitations,
    give_role,
    invite_colleague,
    resend_team_invitation,
    send_prepared_invitation,
    withdraw_team_invitation,
)

__all__ = [
    "NewRecipient",
    "accept_invitation",
    "accept_team_invitation",
    "add_member",
    "announce_leaving",
    "approve_request",
    "begin_import",
    "cancel_import",
    "change_address",
    "change_role",
    "change_status",
    "choose_mails",
    "clear_bounces",
    "complete_handover",
    "complete_handovers",
    "complete_leavings",
    "confirm_leaving",
    "continue_letter",
    "decide_row",
    "decline_request",
    "delete_interests",
    "discard_prepared_invitation",
    "dismiss_member",
    "erase_person",
    "erase_unused_account",
    "expire_team_invitations",
    "finish_follow_up",
    "finish_request",
    "forget_import",
    "forget_mail",
    "give_role",
    "hand_in_proof",
    "hand_over",
    "invite_colleague",
    "invite_person",
    "log",
    "make_api_token",
    "note_device",
    "past_the_rules",
    "queue_letter",
    "read_import",
    "remove_logo",
    "remove_member",
    "remove_site",
    "request_offer",
    "resend_team_invitation",
    "reset_second_factor",
    "retry_failed",
    "revoke_api_token",
    "save_company",
    "save_logo",
    "save_reference_values",
    "save_site",
    "save_visibility",
    "send_draft",
    "send_prepared_invitation",
    "start_job",
    "stop_job",
    "stop_letter",
    "take_import",
    "take_in",
    "tell",
    "tell_person",
    "undo_import",
    "view_as_partner",
    "warn_unused",
    "withdraw_handover",
    "withdraw_leaving",
    "withdraw_request",
    "withdraw_team_invitation",
    "write_note",
    "write_to",
]
