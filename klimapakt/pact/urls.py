from django.urls import URLPattern, URLResolver, include, path, register_converter

from klimapakt.pact.pages import PageName
from klimapakt.pact.views import (
    barrier,
    city,
    city_figures,
    city_report,
    directory,
    evidence,
    founding,
    impact,
    measures,
    news,
    office,
    office_bulk,
    office_filter,
    office_merge,
    office_partner,
    office_round,
    own,
    own_data,
    page,
    progress_report,
    public,
)

app_name = "pact"
register_converter(PageName, "page")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("logo", public.logo, name="logo"),
    # /konto/daten/
    path("konto/daten/", own_data.own_data, name="own_data"),
    path("konto/daten/<uuid:uuid>/daten.zip", own_data.own_data_file, name="own_data_file"),
    path("<page:name>/", public.page, name="page"),
    path("barriere-melden/", barrier.barrier_report, name="barrier_report"),
    path("barriere-melden/danke/", barrier.barrier_reported, name="barrier_reported"),
    # /partner/
    path("partner/", directory.partner_list, name="partner_list"),
    path("partner/liste.csv", directory.partner_csv, name="partner_csv"),
    path("partner/<slug:slug>/", directory.partner_detail, name="partner_detail"),
    path("partner/<slug:slug>/nachweis/", evidence.evidence, name="evidence"),
    path("partner/<slug:slug>/nachweis.svg", evidence.evidence_badge, name="evidence_badge"),
    # /wirkung/, /berichte/
    path("wirkung/", impact.impact, name="impact"),
    path("wirkung/daten.csv", impact.impact_csv, name="impact_csv"),
    path("wirkung/daten.json", impact.impact_json, name="impact_json"),
    path("wirkung/katalog.jsonld", impact.impact_catalog, name="impact_catalog"),
    path("berichte/", impact.report_archive, name="report_archive"),
    path("berichte/<int:pk>/bericht.pdf", impact.report_archive_file, name="report_archive_file"),
    path("berichte/<int:pk>/<slug:kind>.<slug:form>", impact.report_archive_part, name="report_archive_part"),
    path("berichte/<int:pk>/<slug:kind>/", impact.report_page, name="report_page"),
    # /aktuelles/
    path("aktuelles/", news.news_list, name="news_list"),
    path("aktuelles/feed.atom", news.news_feed, name="news_feed"),
    path("aktuelles/<slug:slug>/", news.news_detail, name="news_detail"),
    # /mein-bereich/
    path("mein-bereich/", own.home_for_me, name="home_for_me"),
    path("mein-bereich/<slug:slug>/", own.own_overview, name="own_overview"),
    path("mein-bereich/<slug:slug>/mitglieder.csv", founding.own_members_csv, name="own_members_csv"),
    # /mein-bereich/<partner>/fortschrittsbericht/
    path(
        "mein-bereich/<slug:slug>/fortschrittsbericht/",
        include(
            [
                path("", progress_report.progress_report_list, name="progress_report_list"),
                path("neu/", progress_report.progress_report_start, name="progress_report_start"),
                path("<int:pk>/", progress_report.progress_report_detail, name="progress_report_detail"),
                path("<int:pk>/erneut/", progress_report.progress_report_retry, name="progress_report_retry"),
                path("<int:pk>/bericht.pdf", progress_report.progress_report_file, name="progress_report_file"),
                path("<int:pk>/werte.xlsx", progress_report.progress_report_xlsx, name="progress_report_xlsx"),
                path("<int:pk>/vsme.json", progress_report.progress_report_vsme, name="progress_report_vsme"),
            ]
        ),
    ),
    # /geschaeftsstelle/
    path("geschaeftsstelle/", office.office_home, name="office_home"),
    path("geschaeftsstelle/seiten/", page.page_list, name="page_list"),
    path("geschaeftsstelle/seiten/<page:name>/", page.page_edit, name="page_edit"),
    path("geschaeftsstelle/seiten/<page:name>/<int:number>/", page.page_version, name="page_version"),
    path("geschaeftsstelle/seiten/<page:name>/<int:number>/veroeffentlichen/", page.page_publish, name="page_publish"),
    path("geschaeftsstelle/aktuelles/<int:pk>/", news.news_preview, name="news_preview"),
    path("geschaeftsstelle/meldungen/<int:pk>/frist/", office.delivery_extend, name="delivery_extend"),
    path("geschaeftsstelle/partnerfilter/", office_filter.filter_save, name="filter_save"),
    path("geschaeftsstelle/partnerfilter/<int:pk>/entfernen/", office_filter.filter_remove, name="filter_remove"),
    path("geschaeftsstelle/sammelaktion/", office_bulk.office_bulk, name="office_bulk"),
    # /geschaeftsstelle/fristen/
    path("geschaeftsstelle/fristen/", office_round.office_rounds, name="office_rounds"),
    path("geschaeftsstelle/fristen/neu/", office_round.round_add, name="round_add"),
    path("geschaeftsstelle/fristen/<int:year>/", office_round.office_round, name="office_round"),
    path("geschaeftsstelle/fristen/<int:year>/aendern/", office_round.round_change, name="round_change"),
    path("geschaeftsstelle/fristen/<int:year>/oeffnen/", office_round.round_open, name="round_open"),
    # /geschaeftsstelle/fortschrittsberichte/
    path("geschaeftsstelle/fortschrittsberichte/", progress_report.progress_batch_list, name="progress_batch_list"),
    path(
        "geschaeftsstelle/fortschrittsberichte/<int:pk>/berichte.zip",
        progress_report.progress_batch_file,
        name="progress_batch_file",
    ),
    # /geschaeftsstelle/partner/
    path("geschaeftsstelle/partner/", office_partner.office_partner_list, name="office_partner_list"),
    path(
        "geschaeftsstelle/partner/liste.<slug:kind>", office_partner.office_partner_export, name="office_partner_export"
    ),
    path("geschaeftsstelle/partner/<slug:slug>/", office_partner.office_partner, name="office_partner"),
    path("geschaeftsstelle/partner/<slug:slug>/ansehen/", office_partner.view_as_partner, name="view_as_partner"),
    path("geschaeftsstelle/partner/<slug:slug>/notizen/", office_partner.note_add, name="note_add"),
    path("geschaeftsstelle/partner/<slug:slug>/notizen/<int:pk>/erledigt/", office_partner.note_done, name="note_done"),
    path("geschaeftsstelle/partner/<slug:slug>/zusammenfuehren/", office_merge.merge_search, name="merge_search"),
    path("geschaeftsstelle/partner/<slug:slug>/zusammenfuehren/<slug:other>/", office_merge.merge, name="merge"),
    # /geschaeftsstelle/massnahmen/
    path("geschaeftsstelle/massnahmen/gruende/", measures.reason_list, name="reason_list"),
    # /stadt/
    path("stadt/", city.city_home, name="city_home"),
    path("stadt/vergleich/", city_figures.city_comparison, name="city_comparison"),
    path("stadt/vergleich/werte.csv", city_figures.city_comparison_file, {"kind": "csv"}, "city_comparison_csv"),
    path("stadt/vergleich/werte.xlsx", city_figures.city_comparison_file, {"kind": "xlsx"}, "city_comparison_xlsx"),
    path("stadt/berichte/vergleich/", city_figures.city_report_comparison, name="city_report_comparison"),
    path("stadt/berichte/", city.city_report_list, name="city_report_list"),
    path("stadt/berichte/neu/", city.city_report_start, name="city_report_start"),
    path("stadt/berichte/<int:pk>/", city.city_report_detail, name="city_report_detail"),
    path("stadt/berichte/<int:pk>/datei.pdf", city.city_report_file, name="city_report_file"),
    path("stadt/berichte/<int:pk>/texte/", city_report.city_report_texts, name="city_report_texts"),
    path(
        "stadt/berichte/<int:pk>/fassung/<slug:kind>.<slug:form>", city_report.city_report_part, name="city_report_part"
    ),
    path("stadt/berichte/<int:pk>/fassung/<slug:kind>/", city_report.city_report_page, name="city_report_page"),
    path("stadt/berichte/<int:pk>/veroeffentlichen/", city.city_report_publish, name="city_report_publish"),
    path("stadt/berichte/<int:pk>/erneut/", city.city_report_retry, name="city_report_retry"),
]
