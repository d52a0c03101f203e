"""The page behind a mail's manage link: a visitor sees, moves and cancels their meeting, or picks another."""

from bot.web.manage.routes import router

__all__ = ["router"]
