from django.urls import path

from partners.views import account, company, job, leaving, letter, people, profile, team, team_invitation

app_name = "partners"

urlpatterns = [
    # /konto/
    path("konto/", account.account, name="account"),
    path("konto/einladung/<str:token>/", account.account_invitation, name="account_invitation"),
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
    # /geschaeftsstelle/personen/
    path("geschaeftsstelle/personen/<int:pk>/zweiter-faktor/", people.second_factor_reset, name="second_factor_reset"),
    # /geschaeftsstelle/versand/
    path("geschaeftsstelle/versand/", letter.letter_list, name="letter_list"),
    path("geschaeftsstelle/versand/<int:pk>/", letter.letter_detail, name="letter_detail"),
    path("geschaeftsstelle/versand/<int:pk>/anhalten/", letter.letter_stop, name="letter_stop"),
    path("geschaeftsstelle/versand/<int:pk>/fortsetzen/", letter.letter_continue, name="letter_continue"),
    path("geschaeftsstelle/versand/<int:pk>/wiederholen/", letter.letter_retry, name="letter_retry"),
]
