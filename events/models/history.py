"""What of this app is kept, and what of it is personal and therefore is not."""

from events.models.event import AgendaItem, Event, Speaker
from events.models.invitation import Invitation, Registration
from klimapakt.lib.history import keep

keep(Event)
keep(AgendaItem, index=("event",))
keep(Speaker, without=("name", "title", "email"))
keep(Invitation, without=("email", "name", "answered_by", "note", "to_confirm"))
keep(
    Registration,
    without=(
        *("name", "email", "phone", "needs", "stands_in_for", "certificate"),
        *("invitation", "recipient", "host", "changed_at", "language"),
    ),
    index=("event",),
)
