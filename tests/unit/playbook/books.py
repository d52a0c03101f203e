"""Small playbooks for tests, so that they do not hang on what marketers write."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from bot.playbook.shapes import (
    Fallback,
    Fit,
    Money,
    Need,
    Playbook,
    QualificationPlaybook,
    Qualified,
    Question,
    Rep,
    RoutingPlaybook,
    RoutingRule,
    ScoreBook,
    SitePlaybook,
    Size,
    Span,
    TeamPlaybook,
)

PROJECT = Path(__file__).parents[3]

POINTS = {
    "need_stated": 15, "need_unclear": 5, "budget_reaches": 25, "budget_below": 8, "budget_no_amount": 12,
    "budget_none_yet": -5, "decision_maker": 20, "influencer": 15, "researcher": 2, "timeline_now": 20,
    "timeline_quarter": 17, "timeline_half_year": 12, "timeline_later": 2, "email_at_work": 5,
    "phone_given": 2,
    "asked_for_sales": 5, "asked_pricing": 3, "came_back": 2, "read_pages": 2, "clicked_mail": 3,
    "replied_mail": 5, "fits_company_size": 5,
    "fits_country": 3, "fits_industry": 3,
}  # fmt: skip


def questions(*asked: str, routing: tuple[str, ...] = ("company", "company_size")) -> tuple[Question, ...]:
    return tuple(Question(ask, "routing" if ask in routing else "always") for ask in asked)


def qualification(points: dict[str, int] | None = None) -> QualificationPlaybook:
    return QualificationPlaybook(
        questions=questions(
            "need", "budget", "authority", "timeline", "name", "email", "company", "company_size"
        ),
        money=Money(
            "EUR",
            date(2026, 11, 20),
            {"EUR": 1.0, "USD": 0.8, "GBP": 1.2},
            {"once": 1, "month": 12, "year": 1},
        ),
        needs=(Need("analytics", "Analytics", ("analytics",), ("look at numbers",)),),
        qualified=Qualified(True, ("decision_maker", "influencer"), 20000, "half_year"),
        score=ScoreBook(
            POINTS if points is None else points, 40, 70, Fit(Size(50, 5000), ("DE",), ("retail",))
        ),
    )


def rep(rep_id: str, *, weight: int = 1, calibration: int = 0, zone: str = "Europe/Berlin") -> Rep:
    day = (Span(time(9), time(17)),)
    return Rep(
        rep_id, rep_id.title(), f"{rep_id}@tidewater.example", zone, "DE", "https://meet.example/x",
        (day, day, day, day, day, (), ()), (), (), timedelta(0), timedelta(0), timedelta(hours=4),
        timedelta(weeks=3), 5, timedelta(minutes=30), weight, calibration,
    )  # fmt: skip


def playbook(*rules: RoutingRule, reps: tuple[Rep, ...] = ()) -> Playbook:
    team = TeamPlaybook(reps or (rep("dana"), rep("marcus"), rep("elena"), rep("mei")))
    routing = RoutingPlaybook(rules, Fallback("Sales desk", "sales@tidewater.example"))
    site = SitePlaybook("Tidewater", "Ida Brandt", ("Hamburg",), "/privacy", False)
    return Playbook(qualification(), routing, team, site, (), ())
