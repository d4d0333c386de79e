from django.urls import URLPattern, URLResolver

app_name = "pact"

urlpatterns: list[URLPattern | URLResolver] = []
