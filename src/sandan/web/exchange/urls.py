"""The addresses for other programs: the open data."""

from sandan.web.exchange import open_data

app_name = "exchange"
urlpatterns = [*open_data.urlpatterns]
