"""The proof of work that a browser computes is one that the server takes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.chat.proof import new_challenge, read_proof
from bot.settings import ROOT
from tests.browser.conftest import Visit

SECRET = "s" * 32
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOLVE = (ROOT / "bot" / "widget" / "chat" / "proof.js").read_text("ascii")


def test_a_browser_solves_what_the_server_asks(visit: Visit) -> None:
    page = visit("/plain")
    challenge = new_challenge(SECRET, now=NOW)
    proof = page.evaluate(f"(challenge) => {{ {SOLVE}\nreturn solve(challenge); }}", challenge)
    assert read_proof(SECRET, proof, now=NOW)
