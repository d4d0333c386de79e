from django.urls import path

from events.views import answer, office, onsite, own, public, registration

app_name = "events"

urlpatterns = [
    # /veranstaltungen/
    path("veranstaltungen/", public.event_list, name="event_list"),
    path("veranstaltungen/<int:year>/<slug:slug>/", public.event_detail, name="event_detail"),
    path("veranstaltungen/<int:year>/<slug:slug>/kalender.ics", public.event_calendar, name="event_calendar"),
    path("veranstaltungen/<int:year>/<slug:slug>/anmelden/", registration.sign_up, name="sign_up"),
    path("veranstaltungen/<int:year>/<slug:slug>/anmelden/danke/", registration.sign_up_sent, name="sign_up_sent"),
    # /anmeldung/, /feedback/
    path("anmeldung/bestaetigen/<str:token>/", registration.sign_up_confirm, name="sign_up_confirm"),
    path("anmeldung/<str:token>/", registration.registration, name="registration"),
    path("anmeldung/<str:token>/datei.<slug:kind>", registration.registration_file, name="registration_file"),
    path("feedback/<str:token>/", registration.feedback, name="feedback"),
    # /mein-bereich/
    path("mein-bereich/<slug:slug>/veranstaltungen/", own.own_event_list, name="own_event_list"),
    path("mein-bereich/<slug:slug>/veranstaltungen/<int:pk>/", own.own_event, name="own_event"),
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
    # vor Ort
    path("geschaeftsstelle/veranstaltungen/nie-dabei/", onsite.never_came_list, name="never_came_list"),
    path(
        "geschaeftsstelle/veranstaltungen/nie-dabei/liste.<slug:kind>", onsite.never_came_file, name="never_came_file"
    ),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/vor-ort/", onsite.on_site, name="on_site"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/liste.xlsx", onsite.sign_in_sheet, name="sign_in_sheet"),
    path(
        "geschaeftsstelle/veranstaltungen/<int:pk>/drucken/<slug:kind>/", onsite.printout_order, name="printout_order"
    ),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/teilnahme/", onsite.attendance_report, name="attendance_report"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/teilnahme.xlsx", onsite.attendance_sheet, name="attendance_sheet"),
    path("geschaeftsstelle/druck/<uuid:uuid>.pdf", onsite.printout_file, name="printout_file"),
    path("geschaeftsstelle/warteliste/<int:pk>/", onsite.queue_move, name="queue_move"),
    # /geschaeftsstelle/checkin/
    path("geschaeftsstelle/checkin/<int:pk>/", onsite.check_in, name="check_in"),
    path("geschaeftsstelle/checkin/<int:pk>/neu/", onsite.walk_in, name="walk_in"),
    path("geschaeftsstelle/checkin/person/<int:pk>/", onsite.check_in_person, name="check_in_person"),
    path("geschaeftsstelle/checkin/<str:token>/", onsite.check_in_badge, name="check_in_badge"),
]
