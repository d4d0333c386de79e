"""What a page says aloud about work that goes on: every quarter of the way, not every two seconds."""

from dataclasses import dataclass

from django.http import HttpRequest

QUARTER = 25


@dataclass(frozen=True)
class Said:
    """`quarter`: how far the page has been told; the fragment asks with the last one that it said."""

    quarter: int
    is_fragment: bool
    has_news: bool


def said(request: HttpRequest, percent: int, *, has_ended: bool) -> Said:
    quarter = 100 if has_ended else percent // QUARTER * QUARTER
    is_fragment = request.headers.get("HX-Request") == "true"
    return Said(quarter, is_fragment, has_news=request.GET.get("gesagt") != str(quarter))
