"""Who may do what to whose: every route of the console, every role, own things and those of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.integration.staff.meetings import TUESDAY_TEN
from tests.integration.staff.world import World, add_calendar_things, add_things, routes, stripped

YES, ROLE, GONE = "may", "403", "404"
"""Done or refused for a reason in the thing itself; not for this role; as if it were not there."""
LEADS = ((YES, GONE, YES), (YES, YES, YES))
"""For a rep with own, a colleague's and nobody's; for a marketer with the same."""
CALENDARS = ((YES, GONE), (ROLE, ROLE))
ADMINS = ((ROLE,), (ROLE,))
OPERATORS = ((ROLE, ROLE, ROLE), (YES, YES, YES))
JOINED = ((YES, GONE, YES), (ROLE, ROLE, ROLE))
ALL = ((YES,), (YES,))
LATER = {"start": "other", "day": "2026-03-12", "hour": "11:30"}
OFF = {"first": "2026-05-04", "last": "2026-05-05", "because": "away"}


@dataclass(frozen=True)
class Row:
    """`what` holds `{}` where a thing of danas, meis or nobodys is named; an admin may do all of it."""

    what: str
    may: tuple[tuple[str, ...], tuple[str, ...]] = ALL
    form: dict[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> tuple[str, ...]:
        return ("danas", "meis", "nobodys")[: len(self.may[0])]


# What ends something, and the session itself, stands last.
TABLE: dict[str, list[Row]] = {
    "GET /console/assets/{name}": [Row("/console/assets/console.css")],
    "GET /console/sign-in": [Row("/console/sign-in")],
    "GET /console": [Row("/console")],
    "GET /console/": [Row("/console/")],
    "POST /console/tasks/{task_id}/done": [Row("/console/tasks/task_{}/done", LEADS)],
    "POST /console/tasks/{task_id}/reopen": [Row("/console/tasks/task_{}/reopen", LEADS)],
    "GET /console/reports": [Row("/console/reports?period=all")],
    "GET /console/leads": [Row("/console/leads")],
    "GET /console/leads/{lead_id}": [Row("/console/leads/lead_{}", LEADS)],
    "POST /console/leads/{lead_id}/mark": [
        Row("/console/leads/lead_{}/mark", ((YES, GONE, ROLE), (ROLE, ROLE, ROLE)), {"as": "open"})
    ],
    "GET /console/conversations": [Row("/console/conversations")],
    "GET /console/conversations/rows": [Row("/console/conversations/rows")],
    "GET /console/waiting": [Row("/console/waiting")],
    "POST /console/duty": [Row("/console/duty", ((YES,), (ROLE,)), {"on": "0"})],
    "GET /console/conversations/{conversation_id}": [Row("/console/conversations/conv_{}", LEADS)],
    "GET /console/conversations/{conversation_id}/news": [Row("/console/conversations/conv_{}/news", LEADS)],
    "POST /console/conversations/{conversation_id}/join": [
        Row("/console/conversations/conv_{}/join", JOINED)
    ],
    "POST /console/conversations/{conversation_id}/write": [
        Row("/console/conversations/conv_{}/write", JOINED, {"text": "Hello", "id": "1"})
    ],
    "POST /console/conversations/{conversation_id}/hand-back": [
        Row("/console/conversations/conv_{}/hand-back", JOINED)
    ],
    "GET /console/mail": [Row("/console/mail")],
    "GET /console/mail/{mail_id}": [
        Row("/console/mail/mail_{}", LEADS), Row("/console/mail/mail_{}call", ((YES, GONE), (GONE, GONE))),
    ],
    "GET /console/mail/{mail_id}/html": [
        Row("/console/mail/mail_{}/html", LEADS),
        Row("/console/mail/mail_{}call/html", ((YES, GONE), (GONE, GONE))),
    ],
    "GET /console/mail/{mail_id}/invite.ics": [
        Row("/console/mail/mail_{}call/invite.ics", ((YES, GONE), (GONE, GONE)))
    ],
    "POST /console/mail/{mail_id}/leave": [
        Row("/console/mail/mail_{}/leave", OPERATORS),
        Row("/console/mail/mail_{}call/leave", ((ROLE, ROLE), (GONE, GONE))),
    ],
    "POST /console/mail/{mail_id}/again": [
        Row("/console/mail/mail_{}/again", OPERATORS),
        Row("/console/mail/mail_{}call/again", ((ROLE, ROLE), (GONE, GONE))),
    ],
    "GET /console/sequences": [Row("/console/sequences"), Row("/console/sequences?show=next")],
    "GET /console/sequences/{name}": [Row("/console/sequences/not-now")],
    "GET /console/sequences/{name}/steps/{number}": [Row("/console/sequences/not-now/steps/1")],
    "GET /console/sequences/{name}/steps/{number}/html": [Row("/console/sequences/not-now/steps/1/html")],
    "POST /console/sequences/{name}/steps/{number}/test": [
        Row("/console/sequences/not-now/steps/1/test", ((ROLE,), (YES,)))
    ],
    "GET /console/meetings": [Row("/console/meetings", ((YES,), (ROLE,)))],
    "GET /console/meetings/{meeting_id}": [Row("/console/meetings/meet_{}call", CALENDARS)],
    "GET /console/meetings/{meeting_id}/move": [Row("/console/meetings/meet_{}call/move", CALENDARS)],
    "POST /console/meetings/{meeting_id}/move": [
        Row("/console/meetings/meet_{}call/move", CALENDARS, LATER),
        Row("/console/meetings/meet_danascall/move", ADMINS, {**LATER, "rep": "jonas"}),
    ],
    "POST /console/meetings/{meeting_id}/link": [Row("/console/meetings/meet_{}call/link", CALENDARS)],
    "POST /console/meetings/{meeting_id}/no-show": [Row("/console/meetings/meet_{}past/no-show", CALENDARS)],
    "POST /console/meetings/{meeting_id}/held": [
        Row("/console/meetings/meet_{}past/held", CALENDARS, {"rating": "good"})
    ],
    "POST /console/meetings/{meeting_id}/cancel": [Row("/console/meetings/meet_{}call/cancel", CALENDARS)],
    "GET /console/meetings/availability": [Row("/console/meetings/availability?rep=@{}", CALENDARS)],
    "GET /console/meetings/time-off": [Row("/console/meetings/time-off?rep=@{}", CALENDARS)],
    "POST /console/meetings/time-off": [Row("/console/meetings/time-off", CALENDARS, {**OFF, "rep": "@{}"})],
    "POST /console/meetings/time-off/{time_off_id}/remove": [
        Row("/console/meetings/time-off/off_{}/remove", CALENDARS, {"rep": "@{}"})
    ],
    "GET /console/settings": [Row("/console/settings")],
    "GET /console/settings/calendars": [Row("/console/settings/calendars?rep=@{}", CALENDARS)],
    "POST /console/settings/calendars": [
        Row("/console/settings/calendars", CALENDARS, {"rep": "@{}", "address": "https://169.254.169.254/"})
    ],
    "POST /console/settings/calendars/feed": [
        Row("/console/settings/calendars/feed", CALENDARS, {"rep": "@{}"})
    ],
    "POST /console/settings/calendars/{calendar_id}/read": [
        Row("/console/settings/calendars/cal_{}/read", CALENDARS, {"rep": "@{}"})
    ],
    "POST /console/settings/calendars/{calendar_id}/remove": [
        Row("/console/settings/calendars/cal_{}/remove", CALENDARS, {"rep": "@{}"})
    ],
    "POST /console/settings/tokens": [Row("/console/settings/tokens", ADMINS, {"name": "crm"})],
    "POST /console/settings/tokens/{token_id}/revoke": [
        Row("/console/settings/tokens/crm/revoke", ADMINS)
    ],
    "POST /console/settings/staff": [
        Row("/console/settings/staff", ADMINS, {"email": "new@tidewater.example", "role": "rep"})
    ],
    "POST /console/settings/staff/{staff_id}/role": [
        Row("/console/settings/staff/staff_mei/role", ADMINS, {"role": "rep"})
    ],
    "POST /console/settings/staff/{staff_id}/password": [
        Row("/console/settings/staff/staff_mei/password", ADMINS)
    ],
    "POST /console/settings/staff/{staff_id}/off": [
        Row("/console/settings/staff/staff_mei/off", ADMINS)
    ],
    "POST /console/settings/staff/{staff_id}/on": [
        Row("/console/settings/staff/staff_mei/on", ADMINS)
    ],
    "GET /preview": [Row("/preview")],
    "GET /preview/outcome": [Row("/preview/outcome")],
    "POST /preview/start-over": [Row("/preview/start-over")],
    "POST /console/settings/password": [Row("/console/settings/password", ALL, {"old": "x", "new": "y"})],
    "POST /console/sign-in": [],  # for who is nobody yet: see test_signing_in.py
    "POST /console/sign-out": [Row("/console/sign-out")],
}  # fmt: skip
REPS = {"danas": "dana", "meis": "mei"}


async def test_every_route_of_the_console_is_in_the_table(company: World) -> None:
    known = {tuple(what.split(" ")) for what in TABLE}
    # The preview's chat is for everybody who signs in, each with their own: tests/integration/preview.
    there = {route for route in routes(company.web, "/console", "/preview") if "/api/" not in route[1]}
    assert there == known


@pytest.mark.parametrize("who", ["dana", "mei", "ida", "alex"])
async def test_nobody_does_more_than_the_table_says(company: World, who: str) -> None:
    await company.sign_in(who)
    wrong = []
    for route, rows in TABLE.items():
        for row in rows:
            for whose, wanted in zip(row.whose, expected(who, row), strict=True):
                got = await asked(company, route.split(" ")[0], row, whose)
                if got != wanted:
                    wrong.append(f"{route} {row.what} of {whose}: {got}, and not {wanted}")
    assert wrong == []


def expected(who: str, row: Row) -> tuple[str, ...]:
    rep, marketer = row.may
    if who == "alex":
        return (YES,) * len(rep)
    if who == "mei" and len(rep) > 1:
        rep = (rep[1], rep[0], *rep[2:])
    if who == "mei" and "meet_danas" in row.what:
        rep = (GONE,)
    return marketer if who == "ida" else rep


async def asked(company: World, method: str, row: Row, whose: str) -> str:
    def filled(words: str) -> str:
        return words.replace("@{}", REPS.get(whose, "")).replace("{}", whose)

    path = filled(row.what)
    form = {name: filled(value) for name, value in row.form.items()}
    answer = await (company.http.get(path) if method == "GET" else company.post(path, **form))
    assert answer.status_code < 500, (path, answer.text)
    if answer.status_code in (403, 404):
        return str(answer.status_code)
    assert answer.status_code in (200, 201, 303, 409, 422), (path, answer.status_code)
    assert "/sign-in" not in answer.headers.get("Location", "") or "sign-out" in path, path
    return YES


LISTS = (
    "/console", "/console?done=task_meis", "/console?marked=meet_meispast", "/console/leads",
    "/console/leads?q=meis", "/console/leads?owner=mei", "/console/leads?owner=mei@tidewater.example",
    "/console/conversations", "/console/conversations/rows", "/console/waiting", "/console/mail",
    "/console/mail?to=meis@lead.example",
    "/console/mail?state=unknown", "/console/sequences?show=next", "/console/reports?period=all",
    "/console/sequences/not-now/steps/1?lead=meis@lead.example",
    "/console/sequences/not-now/steps/1/html?lead=meis@lead.example", "/console/meetings",
    "/console/meetings?show=past", "/console/meetings/availability", "/console/meetings/time-off",
    "/console/settings", "/console/settings/calendars",
)  # fmt: skip
COUNTED = ("/console/sequences", "/console/sequences/not-now")
"""These count the mails of all leads together, and name none of them."""


async def test_no_list_count_or_search_tells_a_rep_of_a_colleagues_things(company: World) -> None:
    await company.sign_in("dana")
    told = {path: stripped((await company.http.get(path)).text) for path in (*LISTS, *COUNTED)}
    words = ("Meislead", "meis words", "meiscall", "To meis", "meis holiday", "tasks/task_meis", "meispast")
    assert [(path, word) for path in told for word in words if word in told[path]] == []
    assert "Danaslead" in told["/console/leads"]
    assert "Nobodyslead" in told["/console/leads"]
    assert "danascall" in told["/console/meetings"]
    await add_things(company.app, "meistwo", "mei")
    await add_calendar_things(company.app, "meistwo", "mei", TUESDAY_TEN + timedelta(hours=2))
    after = {path: stripped((await company.http.get(path)).text) for path in LISTS}
    assert [path for path in LISTS if after[path] != told[path]] == []


async def test_a_marketer_reads_no_mail_about_a_meeting(company: World) -> None:
    await company.sign_in("ida")
    for path in ("/console", "/console/mail", "/console/leads/lead_danascall"):
        page = (await company.http.get(path)).text
        assert "To danascall" not in page, path
        assert "mail_danascall" not in page, path
    assert "To danas" in (await company.http.get("/console/mail")).text
