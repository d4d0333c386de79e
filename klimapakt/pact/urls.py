from django.urls import URLPattern, URLResolver, path, re_path

from klimapakt.pact.pages import PAGES
from klimapakt.pact.views import city, founding, office, office_partner, own, own_data, public

app_name = "pact"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    re_path(rf"^(?P<name>{'|'.join(PAGES)})/$", public.page, name="page"),
    # /konto/daten/
    path("konto/daten/", own_data.own_data, name="own_data"),
    path("konto/daten/<uuid:uuid>/daten.zip", own_data.own_data_file, name="own_data_file"),
    # /mein-bereich/
    path("mein-bereich/", own.home_for_me, name="home_for_me"),
    path("mein-bereich/<slug:slug>/", own.own_overview, name="own_overview"),
    path("mein-bereich/<slug:slug>/mitglieder.csv", founding.own_members_csv, name="own_members_csv"),
    # /geschaeftsstelle/
    path("geschaeftsstelle/", office.office_home, name="office_home"),
    path("geschaeftsstelle/meldungen/<int:pk>/frist/", office.delivery_extend, name="delivery_extend"),
    # /geschaeftsstelle/partner/
    path("geschaeftsstelle/partner/", office_partner.office_partner_list, name="office_partner_list"),
    path(
        "geschaeftsstelle/partner/liste.<slug:kind>", office_partner.office_partner_export, name="office_partner_export"
    ),
    path("geschaeftsstelle/partner/<slug:slug>/", office_partner.office_partner, name="office_partner"),
    path("geschaeftsstelle/partner/<slug:slug>/notizen/", office_partner.note_add, name="note_add"),
    path("geschaeftsstelle/partner/<slug:slug>/notizen/<int:pk>/erledigt/", office_partner.note_done, name="note_done"),
    # /stadt/
    path("stadt/", city.city_home, name="city_home"),
    path("stadt/berichte/", city.city_report_list, name="city_report_list"),
    path("stadt/berichte/neu/", city.city_report_start, name="city_report_start"),
    path("stadt/berichte/<int:pk>/", city.city_report_detail, name="city_report_detail"),
    path("stadt/berichte/<int:pk>/datei.pdf", city.city_report_file, name="city_report_file"),
    path("stadt/berichte/<int:pk>/veroeffentlichen/", city.city_report_publish, name="city_report_publish"),
    path("stadt/berichte/<int:pk>/erneut/", city.city_report_retry, name="city_report_retry"),
]
