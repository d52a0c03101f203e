"""Every endpoint of the web process, and who may ask it. A new endpoint must be listed here."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

ANYBODY = (
    "/openapi.json", "/healthz", "/readyz", "/metrics", "/chat", "/widget.js", "/widget/", "/console/assets/",
    "/console/sign-in", "/api/chat/start", "/",
)  # fmt: skip
CHAT = (
    "/api/chat/say", "/api/chat/fact", "/api/chat/history", "/api/chat/visit", "/api/chat/reset",
    "/api/chat/erase", "/api/chat/stream",
)  # fmt: skip
STAFF_TOKEN = ("/api/leads", "/api/meetings", "/api/enrolments", "/api/mail")
SIGNED_IN = ("/console", "/preview")
LINK = ("/meeting/", "/calendar/", "/l/", "/unsubscribe/", "/confirm/", "/preferences/", "/api/chat/resume")
KINDS = {"chat": CHAT, "link": LINK, "staff token": STAFF_TOKEN, "anybody": ANYBODY, "signed in": SIGNED_IN}


def endpoints(web: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and path, as `("POST", "/meeting/{token}/move")`; folders of files are left out."""
    for route in iter_route_contexts(web.routes):
        for method in sorted(getattr(route, "methods", None) or ()):
            if method != "HEAD":
                yield method, str(route.path)


def kind_of(path: str) -> str:
    """Who may ask: `anybody`, or who holds a chat's token, a link, a token of staff, or is signed in."""
    for kind, starts in KINDS.items():
        for start in starts:
            below = start.endswith("/") and start != "/" and path.startswith(start)
            inside = kind in ("staff token", "signed in") and path.startswith(f"{start}/")
            if path == start or below or inside:
                return kind
    raise AssertionError(f"{path} is a new endpoint: say in tests/integration/web/routes.py who may ask it")
