"""Where the company stands against its target: in words, as a drawing, year by year, and how the target has changed."""

from decimal import Decimal

from django.utils.translation import gettext as _

from emissions import progress
from emissions.models import Target
from emissions.pathway import CLOSE_PERCENT, Standing, Status, assess
from klimapakt.lib import charts, numbers
from klimapakt.pact.documents.progress_report import blocks
from klimapakt.pact.documents.progress_report.blocks import Album, Block, Column, Subhead, Table, Words
from klimapakt.pact.documents.words import Json


class Known:
    """A target out of frozen figures, and where the company stood in the year of the report."""

    def __init__(self, row: Json, year: int) -> None:
        self.row, self.year = row, year
        self.target = Target(
            pk=row["pk"],
            **{name: row[name] for name in ("scopes", "basis", "unit", "base_year", "target_year", "interim")},
            base_value=Decimal(row["base_value"]),
            target_value=Decimal(row["target_value"]),
        )
        self.actuals = {at: Decimal(value) for at, value in row["actual"]}
        self.comparable = set(row["comparable"])

    @property
    def standing(self) -> Standing:
        return assess(self.target.path, self.actuals, comparable=self.comparable)

    @property
    def actual(self) -> Decimal | None:
        return self.actuals.get(self.year)

    @property
    def change_to_base_percent(self) -> Decimal | None:
        if self.actual is None or self.year <= self.target.base_year:
            return None
        return (self.actual - self.target.base_value) / self.target.base_value * 100

    @property
    def is_reached(self) -> bool:
        """Already now, whatever the year of the target is."""
        standing = self.standing
        return standing.actual_t is not None and standing.actual_t <= self.target.target_value

    @property
    def what(self) -> str:
        target = self.target
        if target.scopes == Target.Scopes.S1:
            return str(target.get_scopes_display())
        return f"{target.get_scopes_display()} ({target.get_basis_display()})"

    @property
    def promise(self) -> str:
        target = self.target
        return _("%(percent)s less %(what)s by %(year)s than in %(base_year)s") % {
            "percent": plain_percent(target.reduction_percent),
            "what": self.what,
            "year": target.target_year,
            "base_year": target.base_year,
        }

    @property
    def sentence(self) -> str:
        """On the path or off it; that it is reached early, or that more is emitted than at the beginning."""
        standing, unit = self.standing, self.target.unit
        if standing.gap_t is None:
            return _("Since the base year there is no checked balance yet to compare with the target path.")
        words = {"year": standing.year, "gap": progress.amount(abs(standing.gap_t), unit)}
        if self.is_reached:
            words["target_year"] = self.target.target_year
            return _("In %(year)s the company had already reached its target for %(target_year)s.") % words
        if standing.status == Status.ON_TRACK:
            return (
                _("In %(year)s the company was %(gap)s below its target path: on track.") % words
                if standing.gap_t
                else _("In %(year)s the company was exactly on its target path.") % words
            )
        text = (
            _("In %(year)s the company was %(gap)s above its target path: close to it.")
            if standing.status == Status.CLOSE
            else _("In %(year)s the company was %(gap)s above its target path: behind the plan.")
        )
        return text % words

    @property
    def above_base(self) -> str:
        standing = self.standing
        if standing.actual_t is None or standing.actual_t <= self.target.base_value:
            return ""
        return _("That is more than in the base year %(base_year)s: by %(gap)s.") % {
            "base_year": self.target.base_year,
            "gap": progress.amount(standing.actual_t - self.target.base_value, self.target.unit),
        }

    @property
    def base_note(self) -> str:
        """The value that was agreed with the target need not be that of the balance."""
        target, balance = self.target, self.actuals.get(self.target.base_year)
        if balance is None or numbers.rounded(balance - target.base_value, 1) == 0:
            return ""
        return _("The target counts from %(base)s; the checked balance of %(year)s says %(actual)s.") % {
            "base": progress.amount(target.base_value, target.unit),
            "year": target.base_year,
            "actual": progress.amount(balance, target.unit),
        }

    @property
    def what_is_needed(self) -> str:
        needed = self.standing.needed_annual_percent
        if needed is None or needed <= 0:
            return ""
        return _("From then on it takes %(percent)s of the base year's value a year to reach the target.") % {
            "percent": numbers.percent(needed)
        }

    def chart(self) -> charts.Chart:
        target, path = self.target, self.target.path
        base = {target.base_year: target.base_value}
        return charts.line_path(
            f"target-{target.pk}",
            title=self.sentence if self.standing.gap_t is not None else self.promise,
            unit=progress.unit_words(target.unit),
            actual={**base, **{at: value for at, value in self.actuals.items() if at >= target.base_year}},
            target=path.values(),
            markers=path.interim,
            reference=progress.orientation(target),
            digits=1 if target.is_absolute else progress.INTENSITY_DIGITS,
        )

    def table(self) -> Table:
        """The years that are known, this one, and those for which something is promised."""
        target, path = self.target, self.target.path
        years = {target.base_year, target.target_year, *path.interim, *self.actuals}
        if target.base_year < self.year <= target.target_year:
            years.add(self.year)
        digits = 1 if target.is_absolute else progress.INTENSITY_DIGITS
        rows = []
        for at in sorted(year for year in years if year >= target.base_year):
            promised = path.at(at) if at <= target.target_year else target.target_value
            actual = self.actuals.get(at, target.base_value if at == target.base_year else None)
            gap = None if actual is None or at == target.base_year else actual - promised
            rows.append(
                [
                    blocks.year(at),
                    blocks.number(promised, digits),
                    blocks.number(actual, digits),
                    blocks.number(gap, digits),
                ]
            )
        return Table(
            _("Target %(year)s") % {"year": target.target_year},
            _("Target, actual value and difference: %(what)s, %(unit)s")
            % {
                "what": self.what,
                "unit": progress.unit_words(target.unit),
            },
            [
                Column(_("Year"), 19),
                *(
                    Column(title, 27, is_number=True)
                    for title in (_("Target"), _("Actual"), _("Difference to the target"))
                ),
            ],
            rows,
        )

    def history(self) -> Table | None:
        rows = self.row["history"]
        if len(rows) < 2:
            return None
        digits = 1 if self.target.is_absolute else progress.INTENSITY_DIGITS
        return Table(
            _("History of the target"),
            _("How the target has changed, the latest version first"),
            [
                Column(_("Version"), 10, is_number=True),
                Column(_("Set on"), 20),
                Column(_("Base year"), 20),
                Column(_("Target"), 20),
                Column(_("Reason"), 30),
            ],
            [
                [
                    blocks.year(one["version"]),
                    blocks.date(one["set_on"]),
                    blocks.words(f"{one['base_year']}: {numbers.number(Decimal(one['base_value']), digits)}"),
                    blocks.words(f"{one['target_year']}: {numbers.number(Decimal(one['target_value']), digits)}"),
                    blocks.words(one["reason"]),
                ]
                for one in rows
            ],
        )


def plain_percent(value: Decimal) -> str:
    """Whole per cents without a digit behind the point."""
    return numbers.percent(value, 0 if numbers.rounded(value, 1) % 1 == 0 else 1)


def known(figures: Json) -> list[Known]:
    return [Known(row, figures["year"]) for row in figures["targets"]]


def chapter(figures: Json, album: Album) -> list[Block]:
    targets = known(figures)
    if not targets:
        return [Words(_("The company has not set a target in the portal yet."))]
    found: list[Block | None] = []
    for place, one in enumerate(targets):
        if len(targets) > 1:
            found.append(Subhead(f"target-{place + 1}", one.promise))
        sentences = [one.sentence, one.above_base, one.what_is_needed]
        opening = [] if len(targets) > 1 else [f"{one.promise}."]
        found.append(Words(" ".join(part for part in [*opening, *sentences] if part)))
        found.append(album.add(one.chart()) if place == 0 else None)
        if one.target.base_year > figures["year"]:
            found.append(Words(_("The base year lies after the year of this report."), "small"))
        found += [one.table(), Words(one.base_note, "small") if one.base_note else None, one.history()]
    found.append(
        Words(
            _(
                "The target path is a straight line from the base year to the target, through the interim targets. "
                "On track is who lies on it or below; close to it, who lies at most %(percent)s of the base year's "
                "value above."
            )
            % {"percent": numbers.percent(CLOSE_PERCENT, 0)},
            "small",
        )
    )
    return blocks.there(found)
