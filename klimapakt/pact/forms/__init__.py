from klimapakt.pact.forms.city_report import CityReportForm
from klimapakt.pact.forms.page import PageForm

__all__ = ["CityReportForm", "PageForm"]
