from django.urls import path

from events.views import answer, mailing, office, public

app_name = "events"

urlpatterns = [
    # /veranstaltungen/
    path("veranstaltungen/", public.event_list, name="event_list"),
    path("veranstaltungen/<int:year>/<slug:slug>/", public.event_detail, name="event_detail"),
    path("veranstaltungen/<int:year>/<slug:slug>/kalender.ics", public.event_calendar, name="event_calendar"),
    # /e/, /abmelden/
    path("e/<str:token>/", answer.answer, name="answer"),
    path("e/<str:token>/kalender.ics", answer.answer_calendar, name="answer_calendar"),
    path("abmelden/<str:token>/", answer.unsubscribe, name="unsubscribe"),
    # /geschaeftsstelle/
    path("geschaeftsstelle/veranstaltungen/", office.event_manage_list, name="event_manage_list"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/", office.event_manage, name="event_manage"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/freigeben/", office.event_publish, name="event_publish"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/einladen/", mailing.mailing_compose, name="mailing_compose"),
    path("geschaeftsstelle/einladungen/<int:pk>/", mailing.mailing_check, name="mailing_check"),
    path("geschaeftsstelle/einladungen/<int:pk>/vorschau/", mailing.mailing_preview, name="mailing_preview"),
    path("geschaeftsstelle/einladungen/<int:pk>/test/", mailing.mailing_test, name="mailing_test"),
    path("geschaeftsstelle/einladungen/<int:pk>/versenden/", mailing.mailing_send, name="mailing_send"),
    path("geschaeftsstelle/einladungen/<int:pk>/zurueckholen/", mailing.mailing_unschedule, name="mailing_unschedule"),
]
