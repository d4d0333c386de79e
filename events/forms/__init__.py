from events.forms.answer import PeopleForm
from events.forms.mailing import AudienceForm, ComposeForm, PhoneAnswerForm
from events.forms.onsite import AskForm, DetailsForm, DoorForm, FeedbackForm, SignUpForm, WalkInForm

__all__ = [
    "AskForm",
    "AudienceForm",
    "ComposeForm",
    "DetailsForm",
    "DoorForm",
    "FeedbackForm",
    "PeopleForm",
    "PhoneAnswerForm",
    "SignUpForm",
    "WalkInForm",
]
