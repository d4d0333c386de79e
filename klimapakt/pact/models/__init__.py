from klimapakt.pact.models import history  # noqa: F401 -- keeps them
from klimapakt.pact.models.own_data import DataExport
from klimapakt.pact.models.report import CityReport, Snapshot

__all__ = ["CityReport", "DataExport", "Snapshot"]
