"""What the apps above may want to know, by name."""

from django.dispatch import Signal

partner_left = Signal()  # partner, by; sent inside the transaction
