"""What upper apps may want to know."""

from django.dispatch import Signal

partner_left = Signal()  # partner, by; inside the transaction
