"""Bad input gets a clear error, changes nothing and loses nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.processes import Processes
from tests.visitor import Staff, Visitor

START = {"page": {"url": "https://tidewater.example/", "referrer": "", "title": "x"}}


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem (RFC 9457) that was answered; it says what to do."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["detail"]
    return body


def test_a_message_of_2000_characters_is_refused_and_not_kept(product: Processes) -> None:
    visitor = Visitor(product.url)
    problem = refused(visitor.post("say", id="long", text="x" * 2000), 422)
    assert "1000" in problem["detail"]
    assert [m for m in visitor.history() if m["from"] == "visitor"] == []


def test_a_body_of_a_megabyte_is_refused(product: Processes) -> None:
    refused(Visitor(product.url).post("say", id="big", text="x" * 1_000_000), 413)


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "Basic abc", "Bearer"])
def test_an_unknown_token_opens_nothing(product: Processes, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    with httpx.Client(base_url=product.url, headers=headers, trust_env=False) as nobody:
        refused(nobody.post("/api/chat/say", json={"id": "a", "text": "hello"}), 401)
        refused(nobody.get("/api/chat/history"), 401)
        refused(nobody.get("/api/chat/stream"), 401)
        refused(nobody.post("/api/chat/erase"), 401)


@pytest.mark.parametrize(
    "body",
    [{}, {"id": "a"}, {"id": "a", "text": ""}, {"id": "a", "text": "b", "choice": "c"},
     {"id": "a b", "text": "b"}, {"id": "mail/link_1", "text": "b"},  # `/` is of ids that we give
     {"id": "a", "text": 7}, {"id": "a", "text": "b", "intent": "affirm"}],
)  # fmt: skip
def test_a_body_that_is_no_message_is_refused(product: Processes, body: dict[str, Any]) -> None:
    refused(Visitor(product.url).post("say", **body), 422)


def test_a_choice_that_was_never_offered_is_refused(product: Processes) -> None:
    visitor = Visitor(product.url)
    refused(visitor.post("say", id="c", choice="choice_0123456789abcdef01234567"), 422)
    refused(visitor.post("say", id="d", choice="/restart"), 422)


@pytest.mark.parametrize("typed", ["/restart", '/inform{"budget": "none_yet"}', "//restart", " /start"])
def test_a_typed_command_is_only_text(product: Processes, staff: Staff, typed: str) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    visitor.say("50k EUR a year")
    visitor.say(typed)
    bant = staff.lead(visitor)["bant"]
    assert bant["need"]["status"] == "stated"
    assert (bant["budget"]["status"], bant["budget"]["max"]) == ("stated", 50000)
    assert visitor.asked == "authority"
    assert typed.strip() in [m["text"] for m in visitor.history()]


def test_an_address_that_is_none_is_asked_for_again(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards, 50k EUR a year, I decide, within 3 months, I'm Uma Reed")
    assert visitor.asked == "email"
    visitor.say("uma at nowhere")
    assert visitor.asked == "email"
    assert staff.lead(visitor)["contact"]["email"] is None


def test_a_line_of_the_card_that_cannot_be_read_stays_as_it_was(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards, 50k EUR a year")
    problem = refused(visitor.post("fact", id="f1", fact="budget", text="purple elephants"), 422)
    assert "changed nothing" in problem["detail"]
    assert staff.lead(visitor)["bant"]["budget"]["max"] == 50000
    visitor.correct("budget", "80k EUR")
    assert staff.lead(visitor)["bant"]["budget"]["max"] == 80000


def test_who_asks_for_a_person_is_made_known_to_one_by_mail(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    visitor.say("can I talk to a real person please?")
    visitor.say("hello? I want a human")
    product.bantam("tick")
    mails = staff.get("/api/mail", to="sales@tidewater.example")["mail"]
    lead = staff.lead(visitor)
    assert [mail["kind"] for mail in mails if mail["lead"]["id"] == lead["id"]] == ["notice"]


def test_two_visitors_never_see_each_others_chat(product: Processes) -> None:
    one, other = Visitor(product.url), Visitor(product.url)
    one.say("our secret budget is 123k EUR")
    assert "123k" not in str(other.history())
    assert "123k" in str(one.history())


def test_somebody_who_gives_another_persons_address_is_shown_nothing_of_theirs(
    product: Processes, staff: Staff
) -> None:
    owner = Visitor(product.url)
    told = "we need dashboards, 91k EUR a year, I decide, within 3 months, I'm Ada Bell, ada@bell.example"
    owner.say(told)
    impostor = Visitor(product.url)
    impostor.say("we must pass an audit")
    impostor.say("ada@bell.example")
    assert "91" not in " ".join(message["text"] for message in impostor.history())
    assert impostor.asked == "budget"
    leads = staff.get("/api/leads", email="ada@bell.example")
    assert leads["total"] == 1


@pytest.mark.parametrize("path", ["/unsubscribe/forged.token", "/meeting/forged.token", "/confirm/forged"])
def test_a_forged_link_changes_nothing_and_says_what_to_do(product: Processes, path: str) -> None:
    shown = httpx.get(product.url + path, trust_env=False)
    assert shown.status_code == 404
    assert "mail" in shown.text
    assert httpx.post(product.url + path, trust_env=False).status_code == 404


def test_starting_over_begins_a_new_chat_and_erasing_leaves_nothing(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards, I'm Mo Dale, mo@dale.example")
    fresh = visitor.post("reset").json()
    assert fresh["conversation"] != visitor.conversation
    assert fresh["messages"][-1]["asks"] == "need"
    assert visitor.post("erase").status_code == 204
    refused(visitor.post("say", id="later", text="hello"), 401)
    assert staff.get("/api/leads", email="mo@dale.example")["total"] == 0


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"id=a&text=hello", "application/x-www-form-urlencoded", 422),
        (b'{"id": "a", "text": "hello"}', "text/plain", 422),
        (b'{"id": "a", "text": "hello"}', "multipart/form-data; boundary=x", 422),
        (b"", "application/json", 422),
        (b"nonsense", "application/json", 422),
        (b'{"id": "a", "text": "hello"', "application/json", 422),
        (b"[" * 8000, "application/json", 422),
        (b'{"a":' * 2500 + b"1" + b"}" * 2500, "application/json", 422),
        (b'{"id": "a", "text": ' + b"[" * 5000 + b"]" * 5000 + b"}", "application/json", 422),
        (b"9" * 15_000, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"id": "a", "text": "\\ud800"}', "application/json", 422),
        (b'{"id": "a", "text": "a\\u0000b"}', "application/json", 422),
        (b'{"id": "a", "text": "' + b"x" * 1001 + b'"}', "application/json", 422),
        (b'{"id": "a", "text": "' + b"x" * 17_000 + b'"}', "application/json", 413),
    ],
)
def test_what_is_no_message_is_refused_before_the_dialogue_hears_of_it(
    product: Processes, content: bytes, kind: str, status: int
) -> None:
    visitor = Visitor(product.url)
    headers = {"Content-Type": kind}
    refused(visitor.http.post("/api/chat/say", content=content, headers=headers), status)
    in_pieces = (content[start : start + 1000] for start in range(0, len(content), 1000))
    refused(visitor.http.post("/api/chat/say", content=in_pieces, headers=headers), status)
    assert [m for m in visitor.history() if m["from"] == "visitor"] == []


@pytest.mark.parametrize(
    "text", ["👍", "🙈🙉🙊", "❤️", "👩‍👩‍👧‍👦", "🇩🇪", "…", "???", "\u200b", "ॐ", "x" * 1000]
)
def test_a_message_of_signs_alone_is_answered_and_the_question_stays_open(
    product: Processes, text: str
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    assert visitor.asked == "budget"
    said = visitor.say(text)
    assert said[-1]["text"]
    assert visitor.history()[-len(said) - 1]["text"] == text.strip()


def test_a_choice_that_is_clicked_twice_is_taken_once(product: Processes) -> None:
    visitor = Visitor(product.url)
    choice = visitor.last["choices"][0]
    first = visitor.post("say", id="click", choice=choice["id"])
    again = visitor.post("say", id="click", choice=choice["id"])
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert [m["text"] for m in visitor.history() if m["from"] == "visitor"] == [choice["title"]]


def test_an_older_choice_is_taken_as_what_it_says(product: Processes, staff: Staff) -> None:
    """Nothing that was offered stops being true by itself: a visitor may scroll up and change their mind."""
    visitor = Visitor(product.url)
    first, second = visitor.last["choices"][:2]
    visitor.choose(first["title"])
    assert visitor.asked == "budget"
    assert visitor.post("say", id="later", choice=second["id"]).status_code == 200
    assert staff.lead(visitor)["bant"]["need"]["status"] == "stated"


def test_the_clock_of_the_device_is_asked_for_nothing(product: Processes, staff: Staff) -> None:
    """A date that the visitor names counts from the server's now, and so does the time of a message."""
    on_time, wrong = Visitor(product.url), Visitor(product.url)
    wrong.http.headers["Date"] = "Wed, 04 Mar 2026 23:59:59 GMT"
    for visitor in (on_time, wrong):
        visitor.say("we need dashboards by the end of next month")
        refused(visitor.post("say", id="t", text="hello", at="2026-03-05T09:00:00Z"), 422)
    timelines = [staff.lead(visitor)["bant"]["timeline"] for visitor in (on_time, wrong)]
    assert timelines[0] == timelines[1]
    assert timelines[0]["end"] == "2026-05-01"
    minute = [[m["at"][:13] for m in visitor.history()] for visitor in (on_time, wrong)]
    assert minute[0] == minute[1]


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../../etc/passwd", "", "UTC+25", "Europe/Berlin\n", "💥"])
def test_a_time_zone_that_is_none_is_as_if_none_were_named(product: Processes, zone: str) -> None:
    assert Visitor(product.url, timezone=zone).asked == "need"
