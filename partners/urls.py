from django.urls import path

from partners.views import (
    account,
    agreement,
    agreement_office,
    api_token,
    certificate,
    company,
    interest,
    interest_office,
    job,
    leaving,
    letter,
    offer,
    office_offer,
    own_offer,
    partner_import,
    people,
    privacy,
    profile,
    team,
    team_invitation,
)

app_name = "partners"

urlpatterns = [
    # /konto/
    path("konto/", account.account, name="account"),
    path("konto/einladung/<str:token>/", account.account_invitation, name="account_invitation"),
    path("konto/benachrichtigungen/", privacy.mail_choice, name="mail_choice"),
    path("konto/loeschen/", privacy.account_delete, name="account_delete"),
    path("konto/zugangsschluessel/", api_token.api_token_list, name="api_token_list"),
    path("konto/zugangsschluessel/<int:pk>/widerrufen/", api_token.api_token_revoke, name="api_token_revoke"),
    path("einladung/<str:token>/", team_invitation.team_invitation, name="team_invitation"),
    # /partner/
    path("partner/<slug:slug>/logo.png", profile.partner_logo, name="partner_logo"),
    # /mein-bereich/<partner>/unternehmen/
    path("mein-bereich/<slug:slug>/unternehmen/", company.company, name="company"),
    path("mein-bereich/<slug:slug>/unternehmen/bearbeiten/", company.company_change, name="company_change"),
    path("mein-bereich/<slug:slug>/unternehmen/standorte/neu/", company.site_add, name="site_add"),
    path("mein-bereich/<slug:slug>/unternehmen/standorte/<int:pk>/", company.site_change, name="site_change"),
    path("mein-bereich/<slug:slug>/unternehmen/standorte/<int:pk>/entfernen/", company.site_remove, name="site_remove"),
    path(
        "mein-bereich/<slug:slug>/unternehmen/bezugsgroessen/<int:year>/",
        company.reference_values,
        name="reference_values",
    ),
    path("mein-bereich/<slug:slug>/unternehmen/sichtbarkeit/", profile.company_visibility, name="company_visibility"),
    path("mein-bereich/<slug:slug>/unternehmen/vorschau/", profile.company_preview, name="company_preview"),
    path("mein-bereich/<slug:slug>/unternehmen/logo/", profile.company_logo, name="company_logo"),
    path(
        "mein-bereich/<slug:slug>/unternehmen/logo/entfernen/", profile.company_logo_remove, name="company_logo_remove"
    ),
    path("mein-bereich/<slug:slug>/unternehmen/austritt/", leaving.leaving, name="leaving"),
    path(
        "mein-bereich/<slug:slug>/unternehmen/austritt/<int:pk>/zurueck/",
        leaving.leaving_withdraw,
        name="leaving_withdraw",
    ),
    # /geschaeftsstelle/hinweise/
    path("geschaeftsstelle/hinweise/", leaving.attention, name="attention"),
    path("geschaeftsstelle/austritte/<int:pk>/bestaetigen/", leaving.leaving_confirm, name="leaving_confirm"),
    # /mein-bereich/<partner>/team/
    path("mein-bereich/<slug:slug>/team/", team.team, name="team"),
    path("mein-bereich/<slug:slug>/team/einladen/", team.team_invite, name="team_invite"),
    path(
        "mein-bereich/<slug:slug>/team/einladungen/<int:pk>/erneut/",
        team.team_invitation_resend,
        name="team_invitation_resend",
    ),
    path(
        "mein-bereich/<slug:slug>/team/einladungen/<int:pk>/zurueckziehen/",
        team.team_invitation_withdraw,
        name="team_invitation_withdraw",
    ),
    path("mein-bereich/<slug:slug>/team/<int:pk>/", team.member_change, name="member_change"),
    path("mein-bereich/<slug:slug>/team/<int:pk>/entfernen/", team.member_remove, name="member_remove"),
    path("mein-bereich/<slug:slug>/team/uebergabe/", team.handover, name="handover"),
    path("mein-bereich/<slug:slug>/team/uebergabe/<int:pk>/zurueck/", team.handover_withdraw, name="handover_withdraw"),
    # /auftraege/
    path("auftraege/<uuid:uuid>/", job.job_detail, name="job_detail"),
    path("auftraege/<uuid:uuid>/stoppen/", job.job_stop, name="job_stop"),
    # /geschaeftsstelle/aufbewahrung/
    path("geschaeftsstelle/aufbewahrung/", privacy.retention_list, name="retention_list"),
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
    path("geschaeftsstelle/anfragen.csv", office_offer.offer_request_export, {"kind": "csv"}, "offer_request_export"),
    path(
        "geschaeftsstelle/anfragen.xlsx", office_offer.offer_request_export, {"kind": "xlsx"}, "offer_request_workbook"
    ),
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
    # /geschaeftsstelle/partner/import/: before the page of a partner, whose address comes from the roof
    path("geschaeftsstelle/partner/import/", partner_import.import_start, name="import_start"),
    path("geschaeftsstelle/partner/import/<slug:kind>.xlsx", partner_import.import_template, name="import_template"),
    path("geschaeftsstelle/partner/import/<int:pk>/", partner_import.import_detail, name="import_detail"),
    path("geschaeftsstelle/partner/import/<int:pk>/geprueft.xlsx", partner_import.import_report, name="import_report"),
    path(
        "geschaeftsstelle/partner/import/<int:pk>/zeilen/<int:row_pk>/",
        partner_import.import_row_decide,
        name="import_row_decide",
    ),
    path("geschaeftsstelle/partner/import/<int:pk>/uebernehmen/", partner_import.import_take, name="import_take"),
    path("geschaeftsstelle/partner/import/<int:pk>/abbrechen/", partner_import.import_cancel, name="import_cancel"),
    path("geschaeftsstelle/partner/import/<int:pk>/rueckgaengig/", partner_import.import_undo, name="import_undo"),
    path("geschaeftsstelle/partner/import/einladungen/", partner_import.prepared_list, name="prepared_list"),
    path(
        "geschaeftsstelle/partner/import/einladungen/senden/",
        partner_import.prepared_send_all,
        name="prepared_send_all",
    ),
    path(
        "geschaeftsstelle/partner/import/einladungen/<int:pk>/senden/",
        partner_import.prepared_send,
        name="prepared_send",
    ),
    path(
        "geschaeftsstelle/partner/import/einladungen/<int:pk>/verwerfen/",
        partner_import.prepared_discard,
        name="prepared_discard",
    ),
    # /geschaeftsstelle/versand/
    path("geschaeftsstelle/versand/", letter.letter_list, name="letter_list"),
    path("geschaeftsstelle/versand/<int:pk>/", letter.letter_detail, name="letter_detail"),
    path("geschaeftsstelle/versand/<int:pk>/anhalten/", letter.letter_stop, name="letter_stop"),
    path("geschaeftsstelle/versand/<int:pk>/fortsetzen/", letter.letter_continue, name="letter_continue"),
    path("geschaeftsstelle/versand/<int:pk>/wiederholen/", letter.letter_retry, name="letter_retry"),
    path("geschaeftsstelle/versand/mail/<int:pk>/", letter.recipient_detail, name="recipient_detail"),
    path("geschaeftsstelle/versand/mail/<int:pk>/inhalt/", letter.recipient_mail, name="recipient_mail"),
    path("geschaeftsstelle/versand/unzustellbar/", letter.bounce_list, name="bounce_list"),
    path("geschaeftsstelle/versand/unzustellbar/wieder/", letter.bounce_clear, name="bounce_clear"),
    # /mitmachen/
    path("mitmachen/", interest.interest_start, name="interest_start"),
    path("mitmachen/neu/", interest.interest_new, name="interest_new"),
    path("mitmachen/<str:token>/", interest.interest_resume, name="interest_resume"),
    path("mitmachen/<str:token>/schritt/<int:step>/", interest.interest_step, name="interest_step"),
    path("mitmachen/<str:token>/pruefen/", interest.interest_check, name="interest_check"),
    path("mitmachen/<str:token>/speichern/", interest.interest_save, name="interest_save"),
    path("mitmachen/<str:token>/gesendet/", interest.interest_sent, name="interest_sent"),
    path("mitmachen/<str:token>/bestaetigen/", interest.interest_confirm, name="interest_confirm"),
    path("mitmachen/<str:token>/antworten/", interest.interest_reply, name="interest_reply"),
    # /geschaeftsstelle/antraege/
    path("geschaeftsstelle/antraege/", interest_office.interest_list, name="interest_list"),
    path("geschaeftsstelle/antraege/neu/", interest_office.interest_record, name="interest_record"),
    path("geschaeftsstelle/antraege/<int:pk>/", interest_office.interest_detail, name="interest_detail"),
    path("geschaeftsstelle/antraege/<int:pk>/beleg.pdf", interest_office.interest_receipt, name="interest_receipt"),
    path("geschaeftsstelle/antraege/<int:pk>/annehmen/", interest_office.interest_accept, name="interest_accept"),
    path("geschaeftsstelle/antraege/<int:pk>/rueckfrage/", interest_office.interest_ask, name="interest_ask"),
    path("geschaeftsstelle/antraege/<int:pk>/ablehnen/", interest_office.interest_decline, name="interest_decline"),
    path("geschaeftsstelle/antraege/<int:pk>/weitergeben/", interest_office.interest_forward, name="interest_forward"),
    # /geschaeftsstelle/vereinbarungen/
    path("geschaeftsstelle/vereinbarungen/", agreement_office.agreement_list, name="agreement_list"),
    path("geschaeftsstelle/vereinbarungen/<int:pk>/", agreement_office.agreement_detail, name="agreement_detail"),
    path(
        "geschaeftsstelle/vereinbarungen/<int:pk>/vorlage/", agreement_office.agreement_letter, name="agreement_letter"
    ),
    path("geschaeftsstelle/vereinbarungen/<int:pk>/datei/", agreement_office.agreement_signed, name="agreement_signed"),
    path(
        "geschaeftsstelle/vereinbarungen/<int:pk>/bestaetigen/",
        agreement_office.agreement_confirm,
        name="agreement_confirm",
    ),
    path(
        "geschaeftsstelle/vereinbarungen/<int:pk>/eintragen/",
        agreement_office.agreement_record,
        name="agreement_record",
    ),
    path(
        "geschaeftsstelle/vereinbarungen/<int:pk>/zurueckgeben/",
        agreement_office.agreement_return,
        name="agreement_return",
    ),
    # /mein-bereich/<slug>/vereinbarung/
    path("mein-bereich/<slug:slug>/vereinbarung/", agreement.agreement, name="agreement"),
    path("mein-bereich/<slug:slug>/vereinbarung/person/", agreement.agreement_signatory, name="agreement_signatory"),
    path("mein-bereich/<slug:slug>/vereinbarung/vorlage/", agreement.agreement_copy, name="agreement_copy"),
    path("mein-bereich/<slug:slug>/vereinbarung/datei/", agreement.agreement_file, name="agreement_file"),
    path("mein-bereich/<slug:slug>/urkunde/", agreement.certificate_issue, name="certificate_issue"),
    path("mein-bereich/<slug:slug>/urkunde/<int:year>/", agreement.certificate_file, name="certificate_file"),
    # /urkunde/
    path("urkunde/<str:code>/", certificate.certificate, name="certificate"),
]
