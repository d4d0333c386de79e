from events.forms.answer import PeopleForm
from events.forms.mailing import AudienceForm, ComposeForm, PhoneAnswerForm

__all__ = ["AudienceForm", "ComposeForm", "PeopleForm", "PhoneAnswerForm"]
