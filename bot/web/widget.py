"""The widget's scripts, for any website."""

from __future__ import annotations

import gzip
from functools import lru_cache

from fastapi import APIRouter, Request, Response

from bot.playbook.greetings import for_browsers
from bot.web.guard import of
from bot.web.problems import Problem
from bot.widget import further_script, launcher_script, version, words

router = APIRouter(include_in_schema=False)
A_YEAR = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=60"


@router.get("/widget.js")
async def launcher(request: Request) -> Response:
    """What a page embeds; the greetings are those of the playbook as it is now."""
    app = of(request)
    greetings = for_browsers(app.playbook().site.greetings, app.words, tuple(words()))
    return _script(request, launcher_script(greetings), A_MOMENT)


@router.get("/widget/{name}.js")
async def further(request: Request, name: str, v: str = "") -> Response:
    """The chat with its words, its cards. The address changes with the content: who has it asks no more."""
    try:
        script = further_script(name)
    except KeyError:
        raise Problem(404, "No such language", f"There are words for {', '.join(words())}.") from None
    return _script(request, script, A_YEAR if v == version() else A_MOMENT)


def _script(request: Request, source: str, cache: str) -> Response:
    headers = {"Cache-Control": cache}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(source, media_type="text/javascript", headers=headers)
    # Pressed once, not for each visitor; the middleware leaves it as it is.
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_zipped(source), media_type="text/javascript", headers=headers)


@lru_cache(maxsize=64)
def _zipped(source: str) -> bytes:
    return gzip.compress(source.encode(), 9, mtime=0)
