"""What ./portal's mail catcher caught, to be read in the browser."""

from django.urls import path

from klimapakt.pact.views import mailbox

app_name = "mailbox"

urlpatterns = [
    path("", mailbox.mail_list, name="list"),
    path("<slug:key>/", mailbox.mail_detail, name="detail"),
    path("<slug:key>/<int:number>/", mailbox.mail_part, name="part"),
]
