from django.urls import URLPattern, URLResolver

app_name = "emissions"

OWN = "mein-bereich/<slug:slug>/"
OFFICE = "geschaeftsstelle/"

urlpatterns: list[URLPattern | URLResolver] = [
    # mein-bereich/<slug>/bilanzen/
    # mein-bereich/<slug>/ziele/
    # mein-bereich/<slug>/massnahmen/
    # geschaeftsstelle/pruefung/
]
