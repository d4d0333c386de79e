from events.models.event import AgendaItem, Event, Speaker
from events.models.invitation import Invitation, Mailing, Registration

__all__ = ["AgendaItem", "Event", "Invitation", "Mailing", "Registration", "Speaker"]
