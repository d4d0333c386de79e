"""What the apps above may want to know, by name."""

from django.dispatch import Signal

person_erased = Signal()  # user, email; sent inside the transaction, before name and address are gone
partner_left = Signal()  # partner, by; sent inside the transaction
