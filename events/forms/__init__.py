from events.forms.agenda import AgendaFormSet, AnswerForm, ConsentForm, MaterialForm, SlidesForm, SpeakerForm
from events.forms.answer import PeopleForm
from events.forms.event import CancelForm, CloneForm, EventForm, HoldForm, MoveForm
from events.forms.mailing import AudienceForm, ComposeForm, PhoneAnswerForm, ScheduleForm
from events.forms.onsite import AskForm, DetailsForm, DoorForm, FeedbackForm, InquiryForm, SignUpForm, WalkInForm
from events.forms.topic import SettleForm, WishForm

__all__ = [
    "AgendaFormSet",
    "AnswerForm",
    "AskForm",
    "AudienceForm",
    "CancelForm",
    "CloneForm",
    "ComposeForm",
    "ConsentForm",
    "DetailsForm",
    "DoorForm",
    "EventForm",
    "FeedbackForm",
    "HoldForm",
    "InquiryForm",
    "MaterialForm",
    "MoveForm",
    "PeopleForm",
    "PhoneAnswerForm",
    "ScheduleForm",
    "SettleForm",
    "SignUpForm",
    "SlidesForm",
    "SpeakerForm",
    "WalkInForm",
    "WishForm",
]
