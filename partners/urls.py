from django.urls import path

from partners.views import account, job, letter, people, privacy

app_name = "partners"

urlpatterns = [
    # /konto/
    path("konto/", account.account, name="account"),
    path("konto/einladung/<str:token>/", account.account_invitation, name="account_invitation"),
    path("konto/benachrichtigungen/", privacy.mail_choice, name="mail_choice"),
    path("konto/loeschen/", privacy.account_delete, name="account_delete"),
    # /auftraege/
    path("auftraege/<uuid:uuid>/", job.job_detail, name="job_detail"),
    # /geschaeftsstelle/aufbewahrung/
    path("geschaeftsstelle/aufbewahrung/", privacy.retention_list, name="retention_list"),
    # /geschaeftsstelle/personen/
    path("geschaeftsstelle/personen/<int:pk>/zweiter-faktor/", people.second_factor_reset, name="second_factor_reset"),
    # /geschaeftsstelle/versand/
    path("geschaeftsstelle/versand/", letter.letter_list, name="letter_list"),
    path("geschaeftsstelle/versand/<int:pk>/", letter.letter_detail, name="letter_detail"),
    path("geschaeftsstelle/versand/<int:pk>/anhalten/", letter.letter_stop, name="letter_stop"),
    path("geschaeftsstelle/versand/<int:pk>/fortsetzen/", letter.letter_continue, name="letter_continue"),
    path("geschaeftsstelle/versand/<int:pk>/wiederholen/", letter.letter_retry, name="letter_retry"),
]
