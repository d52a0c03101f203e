"""Errors that say what to do: problem+json (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.errors import BantamError, DatabaseUnavailable, NotFound, Refused

MEDIA_TYPE = "application/problem+json"
Page = Callable[[Request, "Problem"], Response]


class Problem(Exception):
    """An answer that is no success: its status, what is wrong (`title`) and what to do (`detail`)."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail = status, title, detail
        self.headers = dict(headers or {})
        self.more = more
        """Members beside the standard's own, such as `errors`."""

    @property
    def body(self) -> dict[str, Any]:
        """The members of RFC 9457, section 3.1; `type` is the default, `about:blank`, and left out."""
        return {"title": self.title, "status": self.status, "detail": self.detail, **self.more}


def problem_response(problem: Problem) -> Response:
    """The problem as JSON."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(json.dumps(problem.body), problem.status, headers, MEDIA_TYPE)


def documented(words: str) -> dict[str, Any]:
    """How a route says in OpenAPI that it may answer with a problem."""
    members = {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}}
    schema = {"type": "object", "properties": members, "required": list(members)}
    return {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}


WORDS = {
    400: "The request could not be read. Check what was sent and try again.",
    401: "Sign in, or send a valid token, and try again.",
    403: "You may not do this. Ask an admin if you should.",
    404: "There is nothing at this address. Check it for typing errors.",
    405: "This address does not take that method. The Allow header names those that it takes.",
    413: "What was sent is too large. Send less.",
    429: "Too many requests. Wait a little and try again.",
    500: "Something broke on our side and is in the log. Try again; if it stays, tell whoever runs Bantam.",
    503: "This part is not available just now. Try again in a moment.",
}


def problem_of(error: Exception) -> Problem:
    """What an error means to the outside; what is unexpected tells nothing of itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, NotFound):
        return Problem(404, "Not found", str(error))
    if isinstance(error, Refused):
        return Problem(409, "Refused", str(error))
    if isinstance(error, DatabaseUnavailable):
        # Its own words are for the operator, who reads them in the log.
        words = "The database does not answer. Nothing was changed; try again in a moment."
        return Problem(503, "Not available", words, headers={"Retry-After": "5"})
    return Problem(500, "Something went wrong", WORDS[500])


def _of_http(error: HTTPException) -> Problem:
    title = HTTPStatus(error.status_code).phrase
    own_words = error.detail if error.detail != title else ""
    detail = own_words or WORDS.get(error.status_code, "Check the request and try again.")
    return Problem(error.status_code, title, detail, headers=error.headers)


def _invalid(error: RequestValidationError) -> Problem:
    """Which parts are wrong and why. The values are not repeated: they may be a visitor's words."""
    faults = [
        {
            "field": ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0]),
            "fault": fault["msg"],
        }
        for fault in error.errors()
    ]
    listed = "; ".join(f"{fault['field']}: {fault['fault']}" for fault in faults)
    return Problem(422, "Not valid", f"Correct these and send it again: {listed}.", errors=faults)


def install(app: FastAPI, *, page: Page | None = None) -> None:
    """Answer every error of `app` with a problem; with `page`, people who browse get a page instead."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if page is not None and wants_page(request):
            return page(request, problem)
        return problem_response(problem)

    for kind in (Problem, HTTPException, RequestValidationError, BantamError, Exception):
        app.add_exception_handler(kind, answer)


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer: a browser that opens a page, and not the API."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
