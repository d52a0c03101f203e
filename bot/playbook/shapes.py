"""What the playbook holds, as frozen values. Runs on Python 3.10 and newer.

Times of day are wall clock times in the rep's zone, spans half-open; days off are dates, both ends included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook.site_shapes import Greeting as Greeting
from bot.playbook.site_shapes import Retention as Retention
from bot.playbook.site_shapes import Sending as Sending
from bot.playbook.site_shapes import Silence as Silence
from bot.playbook.site_shapes import SitePlaybook as SitePlaybook
from bot.playbook.site_shapes import Span as Span

QUESTIONS = ("need", "budget", "authority", "timeline", "name", "email", "company", "company_size")
FACTS = ("need", "budget", "authority", "timeline")
ROLES = ("decision_maker", "influencer", "researcher")
BUCKETS = ("now", "quarter", "half_year", "later")
PERIODS = ("once", "month", "year")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

REASONS = (
    "need_unknown", "no_budget", "small_budget", "budget_unknown",
    "no_authority", "researching", "later", "no_date", "no_show", "cancelled",
)  # fmt: skip
"""Why a lead is not ready, in the order in which a sequence is picked. Each belongs to a sequence.

The last two are about a meeting: the visitor did not come, or cancelled it."""

STAGES = ("iql", "mql", "pql", "sql", "lost")
"""The stages of a lead at which a sequence can begin by itself. At the others a lead gets no useful mail
(meeting, customer, disqualified), has left nothing to write to (captured), or gets it already (nurture)."""

SCORE_RULES = (
    "need_stated", "need_unclear",
    "budget_reaches", "budget_below", "budget_no_amount", "budget_none_yet",
    "decision_maker", "influencer", "researcher",
    "timeline_now", "timeline_quarter", "timeline_half_year", "timeline_later", "timeline_no_plan",
    "email_at_work", "phone_given", "asked_for_sales", "asked_pricing", "came_back", "read_pages",
    "clicked_mail", "replied_mail",
    "fits_company_size", "fits_country", "fits_industry",
)  # fmt: skip
"""Every rule that can give or take points; one that the playbook leaves out gives none."""


@dataclass(frozen=True)
class Size:
    """People employed, both ends included; None where open."""

    min: int | None = None
    max: int | None = None

    def holds(self, people: int) -> bool:
        return (self.min is None or people >= self.min) and (self.max is None or people <= self.max)


@dataclass(frozen=True)
class Need:
    """A category of need: what the visitor picks (`title`), and the words and examples that mean it."""

    name: str
    title: str
    keywords: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A fact to ask for. `when` is `always`, or `routing`: only while the choice of the rep hangs on it."""

    ask: str
    when: str = "always"


@dataclass(frozen=True)
class Money:
    """How amounts are compared: `rates` is what one unit is worth in `currency`, `periods` a year's count."""

    currency: str
    rates_date: date
    rates: Mapping[str, float]
    periods: Mapping[str, float]


@dataclass(frozen=True)
class Qualified:
    """When a lead is sales qualified. `budget_at_least` is a year's worth in the playbook's currency."""

    need: bool
    roles: tuple[str, ...]
    budget_at_least: float | None
    within: str | None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts without which nobody qualifies."""
        asked = {
            "need": self.need, "budget": self.budget_at_least is not None,
            "authority": bool(self.roles), "timeline": self.within is not None,
        }  # fmt: skip
        return tuple(fact for fact in FACTS if asked[fact])


@dataclass(frozen=True)
class Fit:
    """The company that we serve best; an empty part gives no points."""

    company_size: Size | None = None
    countries: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScoreBook:
    """Points per rule, and from which total a lead is warm or hot."""

    points: Mapping[str, int]
    warm: int
    hot: int
    fit: Fit = Fit()


@dataclass(frozen=True)
class QualificationPlaybook:
    questions: tuple[Question, ...]
    money: Money
    needs: tuple[Need, ...]
    qualified: Qualified
    score: ScoreBook


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Which leads something is for: all that is stated must hold; nothing stated: everybody.

    A territory is `countries` (ISO 3166, two letters), or `timezones` (patterns such as `Asia/*`) where the
    country is not known.
    """

    countries: tuple[str, ...] = ()
    timezones: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    company_size: Size | None = None


@dataclass(frozen=True)
class RoutingRule(Segment):
    """Who takes the leads of a segment."""

    name: str
    reps: tuple[str, ...]


@dataclass(frozen=True)
class Fallback:
    """Who hears of a lead that no rule gives to a rep."""

    queue: str
    email: str


@dataclass(frozen=True)
class RoutingPlaybook:
    rules: tuple[RoutingRule, ...]
    fallback: Fallback


@dataclass(frozen=True)
class TimeOff:
    """Whole days in the rep's zone, `first` and `last` included."""

    first: date
    last: date
    because: str = ""


@dataclass(frozen=True)
class Rep:
    """A sales rep and when they can be met. `hours` has seven entries, Monday first."""

    id: str
    name: str
    email: str
    timezone: str
    country: str
    location: str
    hours: tuple[tuple[Span, ...], ...]
    breaks: tuple[Span, ...]
    time_off: tuple[TimeOff, ...]
    buffer_before: timedelta
    buffer_after: timedelta
    notice: timedelta
    horizon: timedelta
    daily_cap: int
    meeting_length: timedelta
    weight: int
    calibration: int
    capacity: int | None = None
    """How many meetings ahead are enough: then the next rep takes the lead. None: no limit."""


@dataclass(frozen=True)
class TeamPlaybook:
    reps: tuple[Rep, ...]

    def rep(self, rep_id: str) -> Rep | None:
        return next((rep for rep in self.reps if rep.id == rep_id), None)


@dataclass(frozen=True)
class Condition:
    """A step is sent only if this fact is known (or is not)."""

    fact: str
    known: bool

    def holds(self, known: bool) -> bool:
        return known is self.known


@dataclass(frozen=True)
class Step:
    """A mail, `wait` after the step before it (the first: after the enrolment)."""

    wait: timedelta
    email: str
    condition: Condition | None = None


@dataclass(frozen=True)
class Sequence:
    """`reasons` say why somebody is not ready, `stages` at which stage of a lead it begins by itself.

    With a `segment` it is for those leads alone, who then get it instead of the one for everybody.
    """

    name: str
    title: str
    reasons: tuple[str, ...]
    steps: tuple[Step, ...]
    stages: tuple[str, ...] = ()
    segment: Segment | None = None


@dataclass(frozen=True)
class Email:
    """A template: Jinja in a one-line subject and in a Markdown body."""

    name: str
    subject: str
    body: str


@dataclass(frozen=True)
class Playbook:
    qualification: QualificationPlaybook
    routing: RoutingPlaybook
    team: TeamPlaybook
    site: SitePlaybook
    sequences: tuple[Sequence, ...]
    emails: tuple[Email, ...]

    def email(self, name: str) -> Email:
        """The template of that name; raises KeyError."""
        return {email.name: email for email in self.emails}[name]
