from events.models import history  # noqa: F401 -- keeps them
from events.models.event import AgendaItem, Event, Speaker
from events.models.invitation import Invitation, Registration
from events.models.mailing import Mailing
from events.models.topic import TopicVote, TopicWish

__all__ = ["AgendaItem", "Event", "Invitation", "Mailing", "Registration", "Speaker", "TopicVote", "TopicWish"]
