from events.models import history  # noqa: F401 -- keeps them
from events.models.agenda import AgendaItem, Appearance, Speaker
from events.models.event import Event
from events.models.invitation import Invitation, Registration
from events.models.mailing import Mailing
from events.models.material import Material
from events.models.topic import TopicVote, TopicWish

__all__ = [
    "AgendaItem",
    "Appearance",
    "Event",
    "Invitation",
    "Mailing",
    "Material",
    "Registration",
    "Speaker",
    "TopicVote",
    "TopicWish",
]
