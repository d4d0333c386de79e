from django.urls import path

from partners.views import account, job, letter, offer, office_offer, own_offer, people

app_name = "partners"

urlpatterns = [
    # /konto/
    path("konto/", account.account, name="account"),
    path("konto/einladung/<str:token>/", account.account_invitation, name="account_invitation"),
    # /auftraege/
    path("auftraege/<uuid:uuid>/", job.job_detail, name="job_detail"),
    # /geschaeftsstelle/personen/
    path("geschaeftsstelle/personen/<int:pk>/zweiter-faktor/", people.second_factor_reset, name="second_factor_reset"),
    # /klimapakt/angebote/
    path("klimapakt/angebote/", offer.offer_list, name="offer_list"),
    path("klimapakt/angebote/<slug:slug>/", offer.offer_detail, name="offer_detail"),
    # /mein-bereich/<slug>/angebote/
    path("mein-bereich/<slug:slug>/angebote/", own_offer.own_offer_list, name="own_offer_list"),
    path("mein-bereich/<slug:slug>/beraten-lassen/", own_offer.offer_advice, name="offer_advice"),
    path(
        "mein-bereich/<slug:slug>/angebote/<slug:offer_slug>/anfragen/",
        own_offer.offer_request_add,
        name="offer_request_add",
    ),
    path("mein-bereich/<slug:slug>/anfragen/<int:pk>/", own_offer.offer_request_detail, name="offer_request_detail"),
    path(
        "mein-bereich/<slug:slug>/anfragen/<int:pk>/zurueckziehen/",
        own_offer.offer_request_withdraw,
        name="offer_request_withdraw",
    ),
    path("anfragen/<int:pk>/nachweis/", own_offer.offer_request_proof, name="offer_request_proof"),
    # /geschaeftsstelle/angebote/
    path("geschaeftsstelle/angebote/", office_offer.offer_manage_list, name="offer_manage_list"),
    path("geschaeftsstelle/angebote/<int:pk>/", office_offer.offer_manage, name="offer_manage"),
    path("geschaeftsstelle/anfragen.csv", office_offer.offer_request_export, name="offer_request_export"),
    path("geschaeftsstelle/anfragen/<int:pk>/", office_offer.offer_request_review, name="offer_request_review"),
    path(
        "geschaeftsstelle/anfragen/<int:pk>/bewilligen/",
        office_offer.offer_request_approve,
        name="offer_request_approve",
    ),
    path(
        "geschaeftsstelle/anfragen/<int:pk>/ablehnen/",
        office_offer.offer_request_decline,
        name="offer_request_decline",
    ),
    path(
        "geschaeftsstelle/anfragen/<int:pk>/abschliessen/",
        office_offer.offer_request_finish,
        name="offer_request_finish",
    ),
    path(
        "geschaeftsstelle/anfragen/<int:pk>/zuruecknehmen/",
        office_offer.offer_request_take_back,
        name="offer_request_take_back",
    ),
    # /geschaeftsstelle/versand/
    path("geschaeftsstelle/versand/", letter.letter_list, name="letter_list"),
    path("geschaeftsstelle/versand/<int:pk>/", letter.letter_detail, name="letter_detail"),
    path("geschaeftsstelle/versand/<int:pk>/anhalten/", letter.letter_stop, name="letter_stop"),
    path("geschaeftsstelle/versand/<int:pk>/fortsetzen/", letter.letter_continue, name="letter_continue"),
    path("geschaeftsstelle/versand/<int:pk>/wiederholen/", letter.letter_retry, name="letter_retry"),
]
