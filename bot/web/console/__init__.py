"""The console: what staff see and do, as pages made on the server, under /console."""

from fastapi import APIRouter

from bot.web.console import (
    availability,
    calendars,
    conversation,
    conversations,
    leads,
    mail_log,
    marking,
    meetings,
    moving,
    preview,
    sequences,
    settings,
    sign_in,
    steps,
    team,
    time_off,
    today,
)
from bot.web.console.pages import error_page

__all__ = ["error_page", "router"]

router = APIRouter(include_in_schema=False)
# `meetings` and `conversation` come last of their kind: they take every word there for an id.
for part in (
    sign_in,
    today,
    leads,
    marking,
    conversations,
    conversation,
    mail_log,
    sequences,
    steps,
    time_off,
    availability,
    moving,
    meetings,
    preview,
    settings,
    team,
    calendars,
):
    router.include_router(part.router)
