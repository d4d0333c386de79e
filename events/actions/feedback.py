"""What guests say afterwards, and ask before."""

from typing import Any

from events.models import AgendaItem, Event, Feedback, SpeakerQuestion


def give_feedback(*, event: Event, values: dict[str, Any]) -> Feedback:
    return Feedback.objects.create(event=event, **values)


def ask_speaker(*, item: AgendaItem, text: str, company: str) -> SpeakerQuestion:
    return SpeakerQuestion.objects.create(item=item, text=text, company=company)
