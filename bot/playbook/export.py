"""Writes a playbook as the YAML files that `load` reads. Comments of earlier files are not kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.playbook.greetings import show_greetings
from bot.playbook.segments import show_conditions
from bot.playbook.sequences import show_condition
from bot.playbook.shapes import (
    WEEKDAYS,
    Playbook,
    QualificationPlaybook,
    Rep,
    Retention,
    RoutingRule,
    Sequence,
    Silence,
    SitePlaybook,
    Span,
)
from bot.playbook.site import LIMITS
from bot.playbook.values import show_duration, show_size, show_span, show_weekdays


def export(playbook: Playbook, root: Path) -> list[Path]:
    """Writes playbook/ under `root` and returns the files; a file that has the same name is replaced."""
    routing = playbook.routing
    documents: dict[str, Any] = {
        "qualification.yml": _qualification(playbook.qualification),
        "routing.yml": {"rules": [_rule(rule) for rule in routing.rules], "fallback": vars(routing.fallback)},
        "team.yml": {"reps": [_rep(rep) for rep in playbook.team.reps]},
        "site.yml": _site(playbook.site),
    }
    for sequence in playbook.sequences:
        documents[f"sequences/{sequence.name}.yml"] = _sequence(sequence)
    texts = {name: _yaml(document) for name, document in documents.items()}
    for email in playbook.emails:
        texts[f"emails/{email.name}/subject.txt"] = email.subject + "\n"
        texts[f"emails/{email.name}/body.md"] = email.body + "\n"
    return [_write(root / "playbook" / name, text) for name, text in texts.items()]


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _yaml(document: object) -> str:
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    return text


def _filled(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not set; tuples become lists, which YAML has a way of writing."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in settings.items()}
    return {key: value for key, value in plain.items() if value not in (None, [], {})}


def _qualification(book: QualificationPlaybook) -> dict[str, Any]:
    qualified, fit = book.qualified, book.score.fit
    size = show_size(fit.company_size) if fit.company_size else None
    rates = {code: rate for code, rate in book.money.rates.items() if code != book.money.currency}
    return _filled(
        {
            "ask": [question.ask for question in book.questions],
            "only_for_routing": [q.ask for q in book.questions if q.when == "routing"],
            "qualified": _filled({**vars(qualified), "need": "known" if qualified.need else "any"}),
            "currency": book.money.currency,
            "rates": {"date": book.money.rates_date.isoformat(), **rates},
            "a_year_is": dict(book.money.periods),
            "score": dict(book.score.points),
            "temperature": {"warm": book.score.warm, "hot": book.score.hot},
            "fit": _filled({**vars(fit), "company_size": size}),
            "needs": [_filled(vars(need)) for need in book.needs],
        }
    )


def _rule(rule: RoutingRule) -> dict[str, Any]:
    return _filled({"name": rule.name, **show_conditions(rule), "reps": rule.reps})


def _rep(rep: Rep) -> dict[str, Any]:
    lengths = ("buffer_before", "buffer_after", "notice", "horizon", "meeting_length")
    hours = {day: _spans(spans) for day, spans in zip(WEEKDAYS, rep.hours, strict=True) if spans}
    away = [
        {"from": off.first.isoformat(), "to": off.last.isoformat(), "because": off.because}
        for off in rep.time_off
    ]
    shown = {
        **vars(rep), "hours": hours, "breaks": _spans(rep.breaks), "time_off": away,
        **{length: show_duration(getattr(rep, length)) for length in lengths},
    }  # fmt: skip
    return _filled(shown)


def _spans(spans: tuple[Span, ...]) -> list[str]:
    return [show_span(span) for span in spans]


def _site(site: SitePlaybook) -> dict[str, Any]:
    sending = site.sending
    limits = {limit: getattr(sending, limit) or "none" for limit in LIMITS}
    when = {"days": show_weekdays(sending.weekdays), "hours": show_span(sending.hours)}
    parts = {
        "sending": {**when, **limits},
        "silence": _lengths(site.silence),
        "retention": _lengths(site.retention),
        "greetings": show_greetings(site.greetings),
    }
    return {**vars(site), "postal_address": list(site.postal_address), **parts}


def _lengths(of: Silence | Retention) -> dict[str, str]:
    return {name: show_duration(length) if length else "none" for name, length in vars(of).items()}


def _sequence(sequence: Sequence) -> dict[str, Any]:
    steps = [
        _filled(
            {
                "wait": show_duration(step.wait),
                "email": step.email,
                "only_if": show_condition(step.condition) if step.condition else None,
            }
        )
        for step in sequence.steps
    ]
    segment = _filled(show_conditions(sequence.segment)) if sequence.segment else None
    about = {"for": sequence.reasons, "stages": sequence.stages, "segment": segment}
    return {"title": sequence.title, **_filled(about), "steps": steps}
