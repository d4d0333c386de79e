from events.forms.answer import PeopleForm
from events.forms.mailing import AudienceForm, ComposeForm, PhoneAnswerForm, ScheduleForm

__all__ = ["AudienceForm", "ComposeForm", "PeopleForm", "PhoneAnswerForm", "ScheduleForm"]
