"""The widget's two scripts, for any website."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot.web.problems import Problem
from bot.widget import chat_script, launcher_script, version, words

router = APIRouter(include_in_schema=False)
A_YEAR = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=300"


@router.get("/widget.js")
async def launcher() -> Response:
    """What a page embeds."""
    return _script(launcher_script(), A_MOMENT)


@router.get("/widget/{language}.js")
async def chat(language: str, v: str = "") -> Response:
    """The chat with its words. The address changes with the content: a browser that has it asks no more."""
    if language not in words():
        raise Problem(404, "No such language", f"There are words for {', '.join(words())}.")
    return _script(chat_script(language), A_YEAR if v == version() else A_MOMENT)


def _script(source: str, cache: str) -> Response:
    return Response(source, media_type="text/javascript", headers={"Cache-Control": cache})
