from events.forms.answer import PeopleForm
from events.forms.mailing import AudienceForm, ComposeForm, PhoneAnswerForm
from events.forms.topic import SettleForm, WishForm

__all__ = ["AudienceForm", "ComposeForm", "PeopleForm", "PhoneAnswerForm", "SettleForm", "WishForm"]
