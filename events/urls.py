from django.urls import path

from events.views import (
    afterwards,
    agenda,
    answer,
    appearance,
    event,
    mailing,
    material,
    office,
    onsite,
    own,
    public,
    registration,
    topic,
)

app_name = "events"

urlpatterns = [
    # /e/, /abmelden/
    path("e/<str:token>/", answer.answer, name="answer"),
    path("e/<str:token>/kalender.ics", answer.answer_calendar, name="answer_calendar"),
    path("abmelden/<str:token>/", answer.unsubscribe, name="unsubscribe"),
    # /veranstaltungen/
    path("veranstaltungen/", public.event_list, name="event_list"),
    path("veranstaltungen/kalender.ics", public.event_feed, name="event_feed"),
    path("veranstaltungen/kalender/<slug:kind>.ics", public.event_feed, name="event_feed_kind"),
    path("veranstaltungen/<int:year>/", public.event_year, name="event_year"),
    path("veranstaltungen/<int:year>/<slug:slug>/", public.event_detail, name="event_detail"),
    path("veranstaltungen/<int:year>/<slug:slug>/kalender.ics", public.event_calendar, name="event_calendar"),
    path("veranstaltungen/<int:year>/<slug:slug>/material/<int:pk>/", material.material, name="material"),
    # /e/…/material/, /auftritt/, /material/
    path("e/<str:token>/material/", material.material_invited, name="material_invited"),
    path("e/<str:token>/material/<int:pk>/", material.material_by_link, name="material_by_link"),
    path("auftritt/<str:token>/", appearance.appearance, name="appearance"),
    path("material/<int:pk>/", material.material_member, name="material_member"),
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
    # /geschaeftsstelle/
    path("geschaeftsstelle/veranstaltungen/", office.event_manage_list, name="event_manage_list"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/", office.event_manage, name="event_manage"),
    path("geschaeftsstelle/veranstaltungen/neu/", event.event_plan, name="event_plan"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/daten/", event.event_change, name="event_change"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/kopieren/", event.event_clone, name="event_clone"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/vorschau/", event.event_preview, name="event_preview"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/freigeben/", event.event_publish, name="event_publish"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/verschieben/", event.event_move, name="event_move"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/absagen/", event.event_cancel, name="event_cancel"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/abschliessen/", event.event_hold, name="event_hold"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/programm/", agenda.event_agenda, name="event_agenda"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/referierende/", agenda.event_speakers, name="event_speakers"),
    path(
        "geschaeftsstelle/veranstaltungen/<int:pk>/referierende/anfragen/",
        agenda.event_speakers_ask,
        name="event_speakers_ask",
    ),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/material/", agenda.event_material, name="event_material"),
    path("geschaeftsstelle/auftritte/<int:pk>/anfragen/", agenda.appearance_ask, name="appearance_ask"),
    path("geschaeftsstelle/auftritte/<int:pk>/entfernen/", agenda.appearance_remove, name="appearance_remove"),
    path("geschaeftsstelle/material/<int:pk>/", agenda.material_change, name="material_change"),
    # /mein-bereich/<partner>/themen/
    path("mein-bereich/<slug:slug>/themen/", topic.topic_list, name="topic_list"),
    path("mein-bereich/<slug:slug>/themen/<int:pk>/stimme/", topic.topic_vote, name="topic_vote"),
    # /geschaeftsstelle/themen/
    path("geschaeftsstelle/themen/", topic.topic_manage_list, name="topic_manage_list"),
    path("geschaeftsstelle/themen/themen.csv", topic.topic_export, {"kind": "csv"}, "topic_export"),
    path("geschaeftsstelle/themen/themen.xlsx", topic.topic_export, {"kind": "xlsx"}, "topic_workbook"),
    path("geschaeftsstelle/themen/<int:pk>/", topic.topic_manage, name="topic_manage"),
    path("geschaeftsstelle/themen/<int:pk>/angebot/", topic.topic_offer, name="topic_offer"),
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
    path("geschaeftsstelle/veranstaltungen/<int:pk>/presse/", afterwards.press_pack, name="press_pack"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/presse.zip", afterwards.press_pack_file, name="press_pack_file"),
    path("geschaeftsstelle/anliegen/", afterwards.inquiry_list, name="inquiry_list"),
    path("geschaeftsstelle/anliegen/<int:pk>/erledigt/", afterwards.inquiry_done, name="inquiry_done"),
    path("geschaeftsstelle/druck/<uuid:uuid>.pdf", onsite.printout_file, name="printout_file"),
    path("geschaeftsstelle/warteliste/<int:pk>/", onsite.queue_move, name="queue_move"),
    # /geschaeftsstelle/checkin/
    path("geschaeftsstelle/checkin/<int:pk>/", onsite.check_in, name="check_in"),
    path("geschaeftsstelle/checkin/<int:pk>/neu/", onsite.walk_in, name="walk_in"),
    path("geschaeftsstelle/checkin/person/<int:pk>/", onsite.check_in_person, name="check_in_person"),
    path("geschaeftsstelle/checkin/<str:token>/", onsite.check_in_badge, name="check_in_badge"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/einladungen/", mailing.mailing_list, name="mailing_list"),
    path("geschaeftsstelle/veranstaltungen/<int:pk>/einladen/", mailing.mailing_compose, name="mailing_compose"),
    path("geschaeftsstelle/einladungen/<int:pk>/", mailing.mailing_check, name="mailing_check"),
    path("geschaeftsstelle/einladungen/<int:pk>/vorschau/", mailing.mailing_preview, name="mailing_preview"),
    path("geschaeftsstelle/einladungen/<int:pk>/test/", mailing.mailing_test, name="mailing_test"),
    path("geschaeftsstelle/einladungen/<int:pk>/versenden/", mailing.mailing_send, name="mailing_send"),
    path("geschaeftsstelle/einladungen/<int:pk>/zurueckholen/", mailing.mailing_unschedule, name="mailing_unschedule"),
]
