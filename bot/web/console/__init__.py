"""The console: what staff see and do, as pages made on the server, under /console."""

from fastapi import APIRouter

from bot.web.console import (
    availability,
    calendars,
    leads,
    lists,
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
# `meetings` comes last of its kind: it takes every word after /console/meetings for a meeting's id.
for part in (
    sign_in,
    today,
    leads,
    marking,
    lists,
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
