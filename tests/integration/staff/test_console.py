"""Who sees what in the console, and that no page runs what a visitor typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.book.models import Meeting
from bot.chat.models import Conversation, Message, Task
from bot.leads.mail import MailDraft
from bot.leads.models import Lead
from bot.staff.models import Role
from bot.store.database import Store
from tests.consoles import NOW, Console, add_lead, budget
from tests.integration.staff.meetings import held_before

DANA, IDA, ALEX = "dana@tidewater.example", "ida@tidewater.example", "alex@tidewater.example"
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


async def three_leads(store: Store) -> None:
    await add_lead(store, "Mine", owner="dana")
    await add_lead(store, "Nobodys")
    await add_lead(store, "Theirs", owner="mei")


async def add_meeting(store: Store, lead: Lead, rep: str) -> Meeting:
    start = NOW + timedelta(days=1)
    end = start + timedelta(minutes=30)
    meeting = Meeting(
        f"meet_{rep}", lead.id, None, rep, start, end, start, end, start.date(), "confirmed",
        f"https://meet.example/{rep}", "Europe/Berlin", f"uid-{rep}", 0, NOW, NOW,
    )  # fmt: skip
    async with store.write() as uow:
        assert await uow.meetings.add_unless_busy(meeting)
    return meeting


async def queue(store: Store, lead: Lead, to: str, *, meeting: Meeting | None = None) -> str:
    draft = MailDraft(
        kind="invite" if meeting else "nurture",
        cause=f"test:{lead.id}:{to}",
        recipient=to,
        subject="Hello there",
        text="Plain words",
        html=f"<p>{XSS}</p>",
        lead_id=lead.id,
        meeting_id=meeting.id if meeting else None,
        ics="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" if meeting else None,
        ics_method="REQUEST" if meeting else None,
    )
    async with store.write() as uow:
        mail_id = await uow.mails.queue(draft, now=NOW)
    assert mail_id
    return mail_id


async def signed_in(desk: Console, role: Role) -> Console:
    email = {"rep": DANA, "marketer": IDA, "admin": ALEX}[role]
    await desk.add(email, role)
    assert (await desk.sign_in(email)).status_code == 303
    return desk


@pytest.mark.parametrize(
    ("role", "seen"),
    [("rep", {"Mine", "Nobodys"}), ("marketer", {"Mine", "Nobodys", "Theirs"}),
     ("admin", {"Mine", "Nobodys", "Theirs"})],
)  # fmt: skip
async def test_a_role_sees_its_leads_in_the_list_and_one_by_one(
    desk: Console, role: Role, seen: set[str]
) -> None:
    await three_leads(desk.store)
    await signed_in(desk, role)
    listed = (await desk.http.get("/console/leads")).text
    for name in ("Mine", "Nobodys", "Theirs"):
        page = await desk.http.get(f"/console/leads/lead_{name.lower()}")
        assert (f">{name}<" in listed) is (name in seen)
        assert page.status_code == (200 if name in seen else 404)


async def test_a_foreign_lead_and_one_that_does_not_exist_look_the_same(desk: Console) -> None:
    await three_leads(desk.store)
    await signed_in(desk, "rep")
    foreign = await desk.http.get("/console/leads/lead_theirs")
    missing = await desk.http.get("/console/leads/lead_none")
    assert foreign.text == missing.text


@pytest.mark.parametrize(("role", "status"), [("rep", 200), ("marketer", 403), ("admin", 200)])
async def test_marketers_have_no_meetings_page(desk: Console, role: Role, status: int) -> None:
    await signed_in(desk, role)
    assert (await desk.http.get("/console/meetings")).status_code == status
    assert ('href="/console/meetings"' in (await desk.http.get("/console")).text) is (status == 200)


async def test_a_rep_sees_their_own_calendar_and_not_a_colleagues(desk: Console) -> None:
    mine = await add_lead(desk.store, "Mine", owner="dana")
    shared = await add_lead(desk.store, "Nobodys")
    await add_meeting(desk.store, mine, "dana")
    theirs = await add_meeting(desk.store, shared, "mei")
    invite = await queue(desk.store, shared, "nobodys@northlight.example", meeting=theirs)
    await signed_in(desk, "rep")
    page = (await desk.http.get("/console/meetings")).text
    assert "https://meet.example/dana" in page
    assert "https://meet.example/mei" not in page
    assert "https://meet.example/mei" not in (await desk.http.get("/console/leads/lead_nobodys")).text
    assert (await desk.http.get(f"/console/mail/{invite}")).status_code == 404
    assert (await desk.http.get(f"/console/mail/{invite}/invite.ics")).status_code == 404


async def test_a_marketer_reads_nurture_mail_and_no_invites(desk: Console) -> None:
    lead = await add_lead(desk.store, "Mine", owner="dana")
    nurture = await queue(desk.store, lead, "mine@northlight.example")
    invite = await queue(desk.store, lead, DANA, meeting=await add_meeting(desk.store, lead, "dana"))
    await signed_in(desk, "marketer")
    listed = (await desk.http.get("/console/mail")).text
    assert f"/console/mail/{nurture}" in listed
    assert f"/console/mail/{invite}" not in listed
    assert (await desk.http.get(f"/console/mail/{nurture}")).status_code == 200
    for path in ("", "/html", "/invite.ics"):
        assert (await desk.http.get(f"/console/mail/{invite}{path}")).status_code == 404


async def test_an_invite_can_be_opened_in_a_calendar(desk: Console) -> None:
    lead = await add_lead(desk.store, "Mine", owner="dana")
    invite = await queue(desk.store, lead, DANA, meeting=await add_meeting(desk.store, lead, "dana"))
    await signed_in(desk, "rep")
    file = await desk.http.get(f"/console/mail/{invite}/invite.ics")
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert file.text.startswith("BEGIN:VCALENDAR")


async def test_a_mails_own_html_is_shown_where_no_script_runs(desk: Console) -> None:
    lead = await add_lead(desk.store, "Mine", owner="dana")
    mail = await queue(desk.store, lead, "mine@northlight.example")
    await signed_in(desk, "admin")
    assert ' sandbox title="' in (await desk.http.get(f"/console/mail/{mail}")).text
    policy = (await desk.http.get(f"/console/mail/{mail}/html")).headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy


async def test_what_a_visitor_typed_is_text_on_every_page(desk: Console) -> None:
    lead = await add_lead(desk.store, "Mallory")
    async with desk.store.write() as uow:
        talk = Conversation("conv_x", "visitor_x", NOW, lead.id, outcome=XSS[:20])
        await uow.conversations.add(talk, token_hash="x" * 64)
        await uow.messages.add(Message(0, talk.id, "visitor", NOW, XSS))
        await uow.facts.keep(lead.id, budget(5, XSS, NOW, talk.id))
        await uow.leads.replace_score(lead.id, [{"rule": XSS[:80], "points": 5, "quote": XSS}])
        await uow.leads.replace_routing(lead.id, [{"rule": XSS, "outcome": XSS}])
        await uow.tasks.add(Task("task_x", "handover", XSS, NOW, lead.id, talk.id))
    await signed_in(desk, "admin")
    for path in ("", "/leads", "/leads/lead_mallory", "/conversations", f"/leads?q={XSS}&owner={XSS}"):
        page = await desk.http.get(f"/console{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


async def test_pages_hold_no_inline_script_or_style(desk: Console) -> None:
    await add_lead(desk.store, "Mine", owner="dana")
    await signed_in(desk, "admin")
    for path in (
        "",
        "/leads",
        "/leads/lead_mine",
        "/meetings",
        "/sequences",
        "/mail",
        "/reports",
        "/settings",
    ):
        page = (await desk.http.get(f"/console{path}")).text
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<style" not in page
        ours = [f'<script src="/console/assets/{name}.js" defer></script>' for name in ("console", "waiting")]
        assert [page.count(one) for one in ours] == [1, 1]
        assert page.count("<script") == len(ours)


async def test_lists_tell_what_to_do_when_they_are_empty(desk: Console) -> None:
    await signed_in(desk, "admin")
    for path, words in {
        "/leads": "No leads yet",
        "/leads?q=nobody": "No lead fits",
        "/conversations": "No conversations yet",
        "/meetings": "No meetings ahead",
        "/meetings?show=past": "No meetings yet",
        "/sequences": "No sequences yet",
        "/sequences?show=next": "Nothing is planned",
        "/mail": "No mail yet",
        "/mail?to=nobody@example.com": "No mail fits",
        "/reports": "Nobody began in this period",
        "": "Nothing waits for a person",
    }.items():
        page = await desk.http.get(f"/console{path}")
        assert page.status_code == 200
        assert words in page.text, path


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=9999999", "page=%00", "q=%00", "stage=none", "owner=%27--"]
)
async def test_odd_filters_are_no_fault(desk: Console, query: str) -> None:
    await three_leads(desk.store)
    await signed_in(desk, "admin")
    assert (await desk.http.get(f"/console/leads?{query}")).status_code == 200
    assert (await desk.http.get("/console/leads/%00")).status_code == 404


async def test_a_long_list_comes_in_pages_that_lead_to_each_other(desk: Console) -> None:
    for number in range(52):
        await add_lead(desk.store, f"Lead{number:02}", minutes=number)
    await signed_in(desk, "admin")
    first = (await desk.http.get("/console/leads?q=lead")).text
    assert "1–50 of 52" in first
    assert "/console/leads?q=lead&amp;page=2" in first
    second = (await desk.http.get("/console/leads?q=lead&page=2")).text
    assert "51–52 of 52" in second
    assert ">Lead51<" in second


async def test_who_began_last_is_on_todays_page_however_many_others_changed_since(desk: Console) -> None:
    for n in range(51):
        await add_lead(desk.store, f"Busy{n}", created_at=NOW - timedelta(days=6))
    await add_lead(desk.store, "Newest", minutes=30)
    await desk.add("alex@tidewater.example", "admin")
    await desk.sign_in("alex@tidewater.example")
    shown = (await desk.http.get("/console")).text
    assert shown.index("Newest") < shown.index("Busy")
    assert shown.partition("New leads today</a>")[2].startswith('<span class="tile-number">1</span>')


async def test_a_leads_page_does_not_call_a_meeting_that_is_over_confirmed(desk: Console) -> None:
    await held_before(desk.store)
    await desk.add("alex@tidewater.example", "admin")
    await desk.sign_in("alex@tidewater.example")
    listed = (await desk.http.get("/console/leads?stage=meeting")).text
    lead_id = listed.partition('href="/console/leads/')[2].partition('"')[0]
    page = (await desk.http.get(f"/console/leads/{lead_id}")).text
    assert "Not marked yet" in page
    assert ">Confirmed<" not in page


async def test_a_task_is_done_and_taken_back_by_who_may_see_it(desk: Console) -> None:
    await three_leads(desk.store)
    async with desk.store.write() as uow:
        await uow.tasks.add(
            Task("task_mine", "handover", "asked for a person", NOW, "lead_mine", None, "dana")
        )
        await uow.tasks.add(
            Task("task_theirs", "handover", "asked for a person", NOW, "lead_theirs", None, "mei")
        )
    await signed_in(desk, "rep")
    done = await desk.post("/console/tasks/task_mine/done", "/console", next="/console")
    assert done.headers["Location"] == "/console?done=task_mine"
    after = (await desk.http.get("/console?done=task_mine")).text
    assert "Nothing waits for a person" in after
    assert "Undo" in after
    await desk.post("/console/tasks/task_mine/reopen", "/console?done=task_mine", next="/console")
    assert "/console/tasks/task_mine/done" in (await desk.http.get("/console")).text
    refused = await desk.post("/console/tasks/task_theirs/done", "/console", next="/console")
    assert refused.status_code == 404


async def test_a_token_is_shown_once_and_can_be_revoked_by_admins_alone(desk: Console) -> None:
    await signed_in(desk, "rep")
    assert (await desk.post("/console/settings/tokens", "/console/settings", name="crm")).status_code == 403
    await desk.post("/console/sign-out", "/console")
    await signed_in(desk, "admin")
    made = await desk.post("/console/settings/tokens", "/console/settings", name="crm")
    token = made.text.partition('readonly value="')[2].partition('"')[0]
    assert token.startswith("bantam_")
    assert token not in (await desk.http.get("/console/settings")).text
    headers = {"Authorization": f"Bearer {token}"}
    assert (await desk.http.get("/api/leads", headers=headers)).status_code == 200
    again = await desk.post("/console/settings/tokens", "/console/settings", name=" crm ")
    assert again.status_code == 422
    assert "already" in again.text
    async with desk.store.read() as uow:
        token_id = (await uow.api_tokens.all())[0].id
    await desk.post(f"/console/settings/tokens/{token_id}/revoke", "/console/settings")
    assert (await desk.http.get("/api/leads", headers=headers)).status_code == 401
