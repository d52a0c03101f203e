"""The console: what staff see and do, as pages made on the server, under /console."""

from fastapi import APIRouter

from bot.web.console import leads, lists, preview, settings, sign_in, today
from bot.web.console.pages import error_page

__all__ = ["error_page", "router"]

router = APIRouter(include_in_schema=False)
for part in (sign_in, today, leads, lists, preview, settings):
    router.include_router(part.router)
