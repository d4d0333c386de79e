from django.urls import path

from events.views import answer, office, public, topic

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
    path("geschaeftsstelle/veranstaltungen/<int:pk>/einladen/", office.mailing_compose, name="mailing_compose"),
    path("geschaeftsstelle/einladungen/<int:pk>/", office.mailing_check, name="mailing_check"),
    path("geschaeftsstelle/einladungen/<int:pk>/vorschau/", office.mailing_preview, name="mailing_preview"),
    path("geschaeftsstelle/einladungen/<int:pk>/test/", office.mailing_test, name="mailing_test"),
    path("geschaeftsstelle/einladungen/<int:pk>/versenden/", office.mailing_send, name="mailing_send"),
    # /mein-bereich/<partner>/themen/
    path("mein-bereich/<slug:slug>/themen/", topic.topic_list, name="topic_list"),
    path("mein-bereich/<slug:slug>/themen/<int:pk>/stimme/", topic.topic_vote, name="topic_vote"),
    # /geschaeftsstelle/themen/
    path("geschaeftsstelle/themen/", topic.topic_manage_list, name="topic_manage_list"),
    path("geschaeftsstelle/themen/themen.csv", topic.topic_export, {"kind": "csv"}, "topic_export"),
    path("geschaeftsstelle/themen/themen.xlsx", topic.topic_export, {"kind": "xlsx"}, "topic_workbook"),
    path("geschaeftsstelle/themen/<int:pk>/", topic.topic_manage, name="topic_manage"),
    path("geschaeftsstelle/themen/<int:pk>/angebot/", topic.topic_offer, name="topic_offer"),
]
