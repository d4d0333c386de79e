"""Doors of the roof."""

from tests.doors.roles import AWAY, GONE, OFFICE, ONLY_POST, OPEN, OWN, SIGNED_IN, only, public

CITY_AND_OFFICE = ("city", *OFFICE)
WRITERS = ("editor", "lead")

DOORS = {
    "pact:home": ((), public()),
    "pact:logo": ((), public(GONE)),  # none uploaded
    "pact:page": (("impressum",), public()),
    "pact:own_data": ((), only(SIGNED_IN)),
    "pact:own_data_file": (("own_file",), only(())),  # not packed yet
    "pact:partner_list": ((), public()),
    "pact:partner_csv": ((), public()),
    "pact:partner_detail": (("partner",), public()),
    "pact:evidence": (("partner",), public()),
    "pact:evidence_badge": (("partner",), public()),
    "pact:impact": ((), public()),
    "pact:impact_catalog": ((), public(GONE)),  # nothing to describe yet
    "pact:impact_csv": ((), public(GONE)),  # no report is published yet
    "pact:impact_json": ((), public(GONE)),
    "pact:report_archive": ((), public()),
    "pact:report_archive_file": (("report",), public(GONE)),  # a draft
    "pact:report_archive_part": (("report", "ratsfassung", "pdf"), public(GONE)),
    "pact:report_page": (("report", "bericht"), public(GONE)),
    "pact:news_list": ((), public()),
    "pact:news_feed": ((), public()),
    "pact:news_detail": (("news_address",), public()),
    "pact:news_preview": (("news",), only(OFFICE)),
    "pact:barrier_report": ((), public()),
    "pact:barrier_reported": ((), public()),
    "pact:home_for_me": ((), only(SIGNED_IN, AWAY)),
    "pact:own_overview": (("partner",), only(OWN)),
    "pact:own_members_csv": (("founding_partner",), only(("founding", "viewing"))),
    "pact:progress_report_list": (("partner",), only(OWN)),
    "pact:progress_report_start": (("partner",), only(WRITERS, AWAY)),  # nothing is checked: back to the list
    "pact:progress_report_detail": (("partner", "progress_report"), only(OWN)),
    "pact:progress_report_retry": (("partner", "progress_report"), only((), others=ONLY_POST)),
    "pact:progress_report_file": (("partner", "progress_report"), only((*OWN, *OFFICE))),
    "pact:progress_report_xlsx": (("partner", "progress_report"), only((*OWN, *OFFICE))),
    "pact:progress_report_vsme": (("partner", "progress_report"), only((*OWN, *OFFICE))),
    "pact:progress_batch_list": ((), only(OFFICE)),
    "pact:progress_batch_file": (("progress_batch",), only(OFFICE)),
    "pact:office_home": ((), only(OFFICE)),
    "pact:page_list": ((), only(OFFICE)),
    "pact:page_edit": (("impressum",), only(OFFICE)),
    "pact:page_version": (("impressum", "page_version"), only(OFFICE)),
    "pact:page_publish": (("impressum", 1), only(OFFICE, ONLY_POST, others=ONLY_POST)),
    "pact:delivery_extend": (("unfinished",), only(OFFICE)),
    "pact:office_rounds": ((), only(OFFICE)),  # none yet
    "pact:office_round": (("round",), only(OFFICE)),
    "pact:round_add": ((), only(OFFICE)),
    "pact:round_change": (("round",), only(OFFICE)),
    "pact:round_open": (("round",), only((), others=ONLY_POST)),
    "pact:office_partner_list": ((), only(OFFICE)),
    "pact:office_partner_export": (("file_kind",), only(OFFICE)),
    "pact:office_partner": (("partner",), only(OFFICE)),
    "pact:view_as_partner": (("partner",), only((), others=ONLY_POST)),
    "pact:note_add": (("partner",), only((), others=ONLY_POST)),
    "pact:note_done": (("partner", "follow_up"), only((), others=ONLY_POST)),
    "pact:filter_save": ((), only((), others=ONLY_POST)),
    "pact:filter_remove": (("saved_filter",), only((), others=ONLY_POST)),
    "pact:office_bulk": ((), only(OFFICE, AWAY)),  # nobody chosen: back to the list
    "pact:merge_search": (("partner",), only(OFFICE)),
    "pact:merge": (("partner", "other_partner"), only(OFFICE)),
    "pact:reason_list": ((), only(CITY_AND_OFFICE)),
    "pact:city_home": ((), only(CITY_AND_OFFICE)),
    "pact:city_comparison": ((), only(CITY_AND_OFFICE)),
    "pact:city_comparison_csv": ((), only(())),
    "pact:city_comparison_xlsx": ((), only(())),
    "pact:city_report_comparison": ((), only(CITY_AND_OFFICE)),
    "pact:city_report_list": ((), only(CITY_AND_OFFICE)),
    "pact:city_report_start": ((), only(("city",), OPEN)),
    "pact:city_report_detail": (("report",), only(CITY_AND_OFFICE)),
    "pact:city_report_file": (("report",), only(())),
    "pact:city_report_texts": (("report",), only(OFFICE)),
    "pact:city_report_page": (("report", "bericht"), only(CITY_AND_OFFICE)),
    "pact:city_report_part": (("report", "ratsfassung", "pdf"), only(())),
    "pact:city_report_retry": (("report",), only(CITY_AND_OFFICE, ONLY_POST, others=ONLY_POST)),
    "pact:city_report_publish": (("report",), only((), others=ONLY_POST)),
}
