"""The first page: what one has to know, in tiles and a few sentences."""

from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import progress
from klimapakt.lib import numbers
from klimapakt.pact.documents.progress_report import emissions, measures, targets
from klimapakt.pact.documents.progress_report.blocks import Block, Tiles, Words
from klimapakt.pact.documents.words import Json


def change_to_last(figures: Json) -> Decimal | None:
    """Only between balances that were made alike."""
    before, now = emissions.latest_before(figures), emissions.of_year(figures, figures["year"])
    if before is None or now is None or before["has_upstream"] != now["has_upstream"]:
        return None
    then, value = emissions.both(before), emissions.both(now)
    return None if not then or value is None else (value - then) / then * 100


def chapter(figures: Json) -> list[Block]:
    known = targets.known(figures)
    main = known[0] if known else None
    return [
        Tiles([*emission_tiles(figures, main), *progress_tiles(figures, main)]),
        Words(" ".join(part for part in sentences(figures, main) if part), "lead"),
    ]


def emission_tiles(figures: Json, main: targets.Known | None) -> list[tuple[str, str, str]]:
    year = figures["year"]
    now = emissions.of_year(figures, year)
    to_last = change_to_last(figures)
    to_base = main.change_to_base_percent if main else None
    return [
        (
            numbers.tonnes(emissions.both(now) if now else None),
            _("emissions in %(year)s") % {"year": year},
            _("scope 1 and 2, location-based"),
        ),
        (
            signed(to_base),
            _("since the base year %(year)s") % {"year": main.target.base_year} if main else _("since the base year"),
            main.what if main else _("no target is set"),
        ),
        (signed(to_last), _("since %(year)s") % {"year": year - 1}, _("scope 1 and 2, location-based")),
    ]


def progress_tiles(figures: Json, main: targets.Known | None) -> list[tuple[str, str, str]]:
    count = len(figures["measures"])
    return [
        (
            f"{numbers.MINUS}{targets.plain_percent(main.target.reduction_percent)}" if main else _("none"),
            _("target for %(year)s") % {"year": main.target.target_year} if main else _("target"),
            main.what if main else _("not set yet"),
        ),
        (
            progress.label(main.standing) if main else "–",
            _("target path"),
            _("as of %(year)s") % {"year": main.standing.year}
            if main and main.standing.year
            else _("nothing to compare yet"),
        ),
        (str(len(measures.done(figures))), _("measures done"), _("of %(count)s recorded") % {"count": count}),
    ]


def sentences(figures: Json, main: targets.Known | None) -> list[str]:
    ranked = emissions.ranked(figures)
    largest = ""
    if ranked:
        name, t = next(iter(ranked.items()))
        largest = _("Largest source: %(name)s, %(t)s.") % {"name": name, "t": numbers.tonnes(t)}
    now = emissions.of_year(figures, figures["year"])
    value = emissions.both(now) if now else None
    total = (
        _("In %(year)s the company emitted %(t)s (scope 1 and 2, location-based).")
        % {"year": figures["year"], "t": numbers.tonnes(value)}
        if value is not None
        else _("For %(year)s the company has not stated both scope 1 and scope 2.") % {"year": figures["year"]}
    )
    if main is None:
        return [total, largest, _("It has not set a target in the portal yet.")]
    return [total, largest, _("Its target: %(promise)s.") % {"promise": main.promise}, main.sentence, main.above_base]


def signed(percent: Decimal | None) -> str:
    """What cannot be compared has no number."""
    if percent is None:
        return "–"
    return ("+" if numbers.rounded(percent, 1) > 0 else "") + numbers.percent(percent)
