"""A small server that speaks the widget's interface, so that the widget is tested alone.

It keeps conversations in memory, answers by the visitor's words (ANSWERS), and fails when told to
(`fail_next`, `stream`, `pending`, `expired`). The pages are the demo site's, under the product's own policy.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader

from bot import widget
from bot.web.site import FILES, pages
from tests.browser.fake_answers import ANSWERS, GREETING, NOT_OFFERED, NOTICE, WHO_DECIDES, Said, bot, visitor

WEB = Path(__file__).parents[2] / "bot" / "web"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
PLAIN_PAGE = (
    '<!doctype html><html lang="en"><title>Plain</title><body><h1>Plain page</h1>'
    '<script src="/widget.js" async></script><bantam-chat></bantam-chat></body></html>'
)


@dataclass
class Conversation:
    messages: list[Said] = field(default_factory=list)
    answered: dict[str, list[Said]] = field(default_factory=dict)


@dataclass
class Failure:
    path: str
    status: int
    detail: str = "Something is wrong here."
    headers: dict[str, str] = field(default_factory=dict)
    members: Said = field(default_factory=dict)  # of the problem, beside its title and detail
    after: bool = False  # the work is done, only its answer gets lost


class FakeServer:
    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.failures: list[Failure] = []
        self.links: dict[str, Conversation] = {}
        self.allowed_origins: set[str] = set()
        self.greetings = "[]"
        self.stream = "flows"  # or "refused", "held back" without a byte, "cut" in the middle of each event
        self.pending = False
        self.person = False  # one of the team has the conversation: nothing answers by itself
        self.expired: set[str] = set()  # titles of choices that are offered no more
        self.delay = 0.0
        self.next_id = 1
        self.closing = False
        self.news = threading.Condition()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"fake": self}))
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.closing = True
        self.http.shutdown()
        self.http.server_close()

    def fail_next(self, path: str, status: int, **rest: Any) -> None:
        """The next request to that path fails; call it several times for several failures."""
        self.failures.append(Failure(path, status, **rest))

    def paths(self, method: str = "POST") -> list[str]:
        return [path for verb, path, _ in self.requests if verb == method and path.startswith("/api/")]

    def bodies(self, path: str) -> list[Any]:
        return [body for _, asked, body in self.requests if asked == path]

    @property
    def conversation(self) -> Conversation:
        """The newest one."""
        return list(self.conversations.values())[-1]

    def add(self, conversation: Conversation, said: Said) -> Said:
        """Give the message its id and time and put it at the end of the conversation."""
        with self.news:
            number, self.next_id = self.next_id, self.next_id + 1
            titles = enumerate(said["choices"])
            choices = [{"id": f"choice_{number}_{place}", "title": title} for place, title in titles]
            message = {**said, "id": str(number), "at": datetime.now(UTC).isoformat(), "choices": choices}
            conversation.messages.append(message)
            self.news.notify_all()
            return message

    def start(self) -> Said:
        conversation = Conversation()
        token = f"token{len(self.conversations)}"
        self.conversations[token] = conversation
        messages = [self.add(conversation, said) for said in GREETING]
        return {"token": token, "conversation": "conversation_1", "messages": messages}

    def resume(self, link: str) -> tuple[int, Said]:
        """A further token for the conversation of `links`, as the real one; too old when there is none."""
        conversation = self.links.get(link)
        if conversation is None:
            return 410, {"title": "Link too old", "detail": "This link is too old. Start a new chat."}
        token = f"token{len(self.conversations)}"
        self.conversations[token] = conversation
        self.add(conversation, bot("Welcome back, let's carry on."))
        return 201, {"token": token, "conversation": "conversation_1", "messages": conversation.messages}

    def say(self, conversation: Conversation, body: Said) -> list[Said]:
        if body["id"] in conversation.answered:
            return conversation.answered[body["id"]]
        text = body.get("text") or self.title_of(conversation, body["choice"])
        self.add(conversation, visitor(text))
        said = [bot(NOTICE)] if self.pending else self.answer(text, body.get("choice") or "")
        said = [] if self.person else said
        answers = [self.add(conversation, one) for one in said]
        conversation.answered[body["id"]] = answers
        return answers

    def answer(self, text: str, choice: str) -> list[Said]:
        if choice.startswith("choice_slot"):
            return ANSWERS["booked"]()
        if text in ANSWERS:
            return ANSWERS[text]()
        if text.startswith("say: "):
            return [bot(text.removeprefix("say: "))]
        return [bot("Thanks, noted. Who decides about that?", choices=WHO_DECIDES, asks="authority")]

    def title_of(self, conversation: Conversation, choice: str) -> str:
        """Raises LookupError for a choice that is not offered, or no more."""
        offered = {}
        for message in conversation.messages:
            offered.update({one["id"]: one["title"] for one in message["choices"]})
            offered.update({one["id"]: one["label"] for one in (message["card"] or {}).get("slots", ())})
        if offered[choice] in self.expired:
            raise LookupError
        return str(offered[choice])


class Handler(BaseHTTPRequestHandler):
    fake: FakeServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent apart

    def log_message(self, format: str, *args: object) -> None:
        """The tests' output stays quiet."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.fake.requests.append(("GET", path, None))
        if path == "/widget.js":
            self.send(
                200, widget.launcher_script(self.fake.greetings).encode(), "text/javascript; charset=utf-8"
            )
        elif path.startswith("/widget/"):
            script = widget.further_script(path.removeprefix("/widget/").removesuffix(".js"))
            self.send(200, script.encode(), "text/javascript; charset=utf-8")
        elif path.startswith("/api/chat/"):
            self.api(path, None)
        elif path == "/chat":
            template = Environment(loader=FileSystemLoader(WEB / "templates")).get_template("chat.html")
            page = template.render(company="Tidewater", privacy_url="/privacy/")
            self.send(200, page.encode(), TYPES[".html"])
        elif path == "/plain":
            self.send(200, PLAIN_PAGE.encode(), TYPES[".html"])
        else:
            self.page(path)

    def do_OPTIONS(self) -> None:
        self.send(200, b"", "text/plain", {"Access-Control-Allow-Headers": "Authorization, Content-Type"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        self.fake.requests.append(("POST", self.path, body))
        self.api(self.path, body)

    def page(self, path: str) -> None:
        file = WEB / path.lstrip("/") if path.startswith("/static/") else FILES / path.lstrip("/")
        if path in pages():
            self.send(200, pages()[path].encode(), TYPES[".html"])
        elif file.is_file():
            self.send(200, file.read_bytes(), TYPES[file.suffix])
        else:
            self.send(404, b"not found", "text/plain")

    def api(self, path: str, body: Any) -> None:
        name = path.removeprefix("/api/chat/")
        failure = next((one for one in self.fake.failures if one.path == name), None)
        if failure:
            self.fake.failures.remove(failure)
        status, answer = 0, None
        if failure is None or failure.after:
            time.sleep(self.fake.delay)
            status, answer = self.work(name, body)
        if failure:
            self.problem(failure.status, failure.detail, failure.headers, failure.members)
        elif status:
            self.send(status, b"" if answer is None else json.dumps(answer).encode(), "application/json")

    def work(self, name: str, body: Any) -> tuple[int, Any]:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if name == "start":
            return 201, self.fake.start()
        if name == "resume":
            return self.fake.resume(body["link"])
        conversation = self.fake.conversations.get(token)
        if conversation is None:
            return 401, {"title": "Chat token not known", "detail": "This chat is over. Start a new one."}
        if name == "stream":
            self.stream(conversation)
            return 0, None
        if name == "history":
            after = int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[0])
            return 200, {"messages": [one for one in conversation.messages if int(one["id"]) > after]}
        if name == "say":
            try:
                return 200, {"messages": self.fake.say(conversation, body)}
            except LookupError:
                return 422, {"title": "Choice not offered", "detail": NOT_OFFERED}
        if name == "fact":
            return 200, {"messages": [self.fake.add(conversation, bot(f"Changed: {body['text']}."))]}
        if name == "reset":
            return 201, self.fake.start()
        if name == "erase":
            del self.fake.conversations[token]
        return 204, None

    def stream(self, conversation: Conversation) -> None:
        how = self.fake.stream
        if how == "refused":
            self.problem(503, "No stream here.", {})
            return
        seen = int(self.headers.get("Last-Event-ID") or 0)
        self.close_connection = True
        if how != "held back":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
        with suppress(OSError):  # until the visitor leaves
            while not self.fake.closing and self.fake.stream == how:
                for message in [one for one in conversation.messages if int(one["id"]) > seen]:
                    seen = int(message["id"])
                    event = f"id: {seen}\nevent: message\ndata: {json.dumps(message)}\n\n".encode()
                    if how == "cut":
                        self.wfile.write(event[: len(event) // 2])
                        return
                    if how == "flows":
                        self.wfile.write(event)
                if how == "flows":
                    self.wfile.write(b": still here\n\n")
                with self.fake.news:
                    self.fake.news.wait(0.2)

    def problem(self, status: int, detail: str, headers: dict[str, str], members: Said | None = None) -> None:
        if status == 0:  # nobody answers: the connection breaks
            self.close_connection = True
            return
        problem = {"type": "about:blank", "title": "No", "status": status, "detail": detail}
        body = json.dumps({**problem, **(members or {})}).encode()
        self.send(status, body, "application/problem+json", headers)

    def send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        if self.headers.get("Origin") in self.fake.allowed_origins:
            self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # the page may have gone meanwhile
            self.wfile.write(body)
