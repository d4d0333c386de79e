from django.urls import URLPattern, URLResolver

app_name = "emissions"

urlpatterns: list[URLPattern | URLResolver] = []
