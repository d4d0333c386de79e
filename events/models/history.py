"""What of this app is kept, and what of it is personal and therefore is not."""

from events.models.agenda import AgendaItem, Appearance, Speaker
from events.models.event import Event
from events.models.inquiry import Inquiry
from events.models.invitation import Invitation, Registration
from events.models.material import Material
from events.models.needs import NEEDS
from events.models.topic import TopicVote, TopicWish
from klimapakt.lib.history import keep

keep(Event)
keep(AgendaItem, index=("event",))
keep(Speaker, without=("name", "title", "email"))
keep(Appearance, without=("quote", "note"), index=("event",))
keep(Material, without=("file",), index=("event",))
keep(Invitation, without=("email", "name", "answered_by", "note", "to_confirm"))
keep(
    Registration,
    without=(
        *("name", "email", "phone", *NEEDS, "stands_in_for", "certificate"),
        *("invitation", "recipient", "host", "changed_at", "language"),
    ),
    index=("event",),
)
keep(Inquiry, without=("text", "name", "email", "company"))
keep(TopicWish, without=("created_by", "details"))
keep(TopicVote)
