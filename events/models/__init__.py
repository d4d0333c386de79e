from events.models import history  # noqa: F401 -- keeps them
from events.models.afterwards import Feedback, Printout, SpeakerQuestion
from events.models.agenda import AgendaItem, Appearance, Speaker
from events.models.event import Event
from events.models.inquiry import Inquiry
from events.models.invitation import SEAT, Invitation, Registration
from events.models.mailing import Mailing
from events.models.material import Material
from events.models.signup import SignUp
from events.models.topic import TopicVote, TopicWish

__all__ = [
    "SEAT",
    "AgendaItem",
    "Appearance",
    "Event",
    "Feedback",
    "Inquiry",
    "Invitation",
    "Mailing",
    "Material",
    "Printout",
    "Registration",
    "SignUp",
    "Speaker",
    "SpeakerQuestion",
    "TopicVote",
    "TopicWish",
]
