"""What the apps above may want to know, by name."""

from django.dispatch import Signal

person_erased = Signal()  # user, email; sent inside the transaction, before name and address are gone
partner_left = Signal()  # partner, by; sent inside the transaction
no_longer_writes = Signal()  # partner, user, by; out of the team, or only reads; sent inside the transaction
calendar_answered = Signal()  # answer, sent_by: the address it came from; sent inside the transaction
team_invitation_ended = Signal()  # invitation, by: who accepted it, if it was; sent inside the transaction
