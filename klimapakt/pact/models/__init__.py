from klimapakt.pact.models.report import CityReport, Snapshot

__all__ = ["CityReport", "Snapshot"]
