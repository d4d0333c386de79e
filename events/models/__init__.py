from events.models import history  # noqa: F401 -- keeps them
from events.models.afterwards import Feedback, Printout, SpeakerQuestion
from events.models.event import AgendaItem, Event, Speaker
from events.models.invitation import SEAT, Invitation, Registration
from events.models.mailing import Mailing
from events.models.signup import SignUp

__all__ = [
    "SEAT",
    "AgendaItem",
    "Event",
    "Feedback",
    "Invitation",
    "Mailing",
    "Printout",
    "Registration",
    "SignUp",
    "Speaker",
    "SpeakerQuestion",
]
