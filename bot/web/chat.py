"""The widget's interface: JSON over HTTP. Its stream is in `stream.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.bootstrap import App
from bot.chat import service as chat
from bot.chat.correct import read_line
from bot.chat.models import Conversation, Message
from bot.chat.resume import ConversationGone, resume
from bot.chat.rules import all_for_widget
from bot.chat.service import ChoiceUnknown, IdTaken, Started, TokenUnknown, TooManyMessages
from bot.leads.links import CARRY_ON_FOR, LinkInvalid
from bot.web.guard import limit_address, of, talk_limit
from bot.web.live import feed_of
from bot.web.problems import Problem, documented
from bot.web.spam import Honeypot, ProofText, let_in, unhurried

router = APIRouter(
    prefix="/api/chat",
    tags=["chat"],
    dependencies=[Depends(limit_address)],
    responses={
        400: documented("A body that is no JSON"),
        413: documented("More than 16 kB"),
        422: documented("Something in it cannot be used; `errors` says what"),
        429: documented("Too much in a short time; Retry-After is in seconds"),
        503: documented("The database does not answer; nothing was changed"),
    },
)
Responses = dict[int | str, dict[str, Any]]
ID_TAKEN: Responses = {409: documented("This id was used for another message")}
NEEDS_TOKEN: Responses = {401: documented("No token, or one of a chat that was deleted")}
FACTS = "need|budget|authority|timeline|name|email|phone|company|company_size|job_title|country"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def can_be_kept(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:  # PostgreSQL keeps none
            raise ValueError("holds a NUL character")
        return value


class Page(Body):
    url: Annotated[str, Field(max_length=2000)]
    referrer: Annotated[str | None, Field(max_length=2000)] = None
    title: Annotated[str | None, Field(max_length=300)] = None


class StartBody(Body):
    page: Page
    locale: Annotated[str | None, Field(max_length=16)] = None
    timezone: Annotated[str | None, Field(max_length=64)] = None
    website: Honeypot = ""
    proof: ProofText | None = None


ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class SayBody(Body):
    """`{"id", "text"}` or `{"id", "choice"}`; the id is the browser's own, new for every message."""

    id: ClientId
    text: Text | None = None
    choice: Annotated[str | None, Field(max_length=64)] = None
    website: Honeypot = ""

    @model_validator(mode="after")
    def one_of_two(self) -> SayBody:
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either text or choice")
        return self


class FactBody(Body):
    id: ClientId
    fact: Annotated[str, Field(pattern=rf"^({FACTS})$")]
    text: Text


class ResumeBody(Body):
    link: Annotated[str, Field(min_length=1, max_length=500)]
    page: Page | None = None
    locale: Annotated[str | None, Field(max_length=16)] = None
    timezone: Annotated[str | None, Field(max_length=64)] = None


class VisitBody(Body):
    page: Page


class ResetBody(Body):
    page: Page | None = None
    proof: ProofText | None = None


def bearer(authorization: Annotated[str | None, Header()] = None) -> str:
    """The token of this chat; it travels in a header only, never in an address."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(
            401, "No chat token", "Start a chat and send its token as `Authorization: Bearer TOKEN`."
        )
    return token


Token = Annotated[str, Depends(bearer)]


@router.post("/start", status_code=201)
async def start(request: Request, body: StartBody) -> dict[str, Any]:
    """Start a chat: the visitor's first interaction, and the first thing that is kept of them."""
    await let_in(request, body.proof)
    app = of(request)
    async with app.store.write() as uow:
        started = await chat.start(
            uow, body.page.model_dump(), locale=body.locale, timezone=body.timezone, now=app.clock.now()
        )
    return await opened(app, started)


async def opened(app: App, started: Started) -> dict[str, Any]:
    """The answer to a start: the token, and what the bot says first."""
    return _as_started(started, await app.turns.answer(started.turn))


def _as_started(started: Started, messages: Sequence[Message]) -> dict[str, Any]:
    return {
        "token": started.token,
        "conversation": started.conversation.id,
        "messages": all_for_widget(messages),
    }


@router.post(
    "/resume",
    status_code=201,
    responses={404: documented("No link of ours"), 410: documented("Too old, or the chat was deleted")},
)
async def carry_on(request: Request, body: ResumeBody) -> dict[str, Any]:
    """Take a chat up again by the link of a mail; answers as a start does, with all that was said before."""
    app = of(request)
    now, page = app.clock.now(), body.page.model_dump() if body.page else None
    try:
        conversation_id = app.links.open("resume", body.link, now=now, max_age=CARRY_ON_FOR)
        async with app.store.write() as uow:
            started = await resume(
                uow, conversation_id, page, locale=body.locale, timezone=body.timezone, now=now
            )
    except LinkInvalid as fault:
        if fault.expired:
            raise Problem(410, "Link too old", "This link is too old. Start a new chat.") from fault
        words = "This link doesn't work: it may have been cut off. Open it once more, or start a new chat."
        raise Problem(404, "Link not valid", words) from fault
    except ConversationGone as fault:
        raise Problem(410, "Chat deleted", str(fault)) from fault
    await app.turns.answer(started.turn)
    async with app.store.read() as uow:
        said = await uow.messages.after(started.conversation.id)
    return _as_started(started, said)


@router.post("/say", responses=NEEDS_TOKEN | ID_TAKEN)
async def say(request: Request, token: Token, body: SayBody) -> dict[str, Any]:
    """Say something, or take a choice. The same id again gives the same answer and does nothing twice."""
    said = {"text": body.text} if body.text is not None else {"choice": body.choice or ""}
    return await _take(request, token, body.id, said)


@router.post("/fact", responses=NEEDS_TOKEN | ID_TAKEN)
async def fact(request: Request, token: Token, body: FactBody) -> dict[str, Any]:
    """Correct a line of the card; score and routing follow. Words that do not answer it change nothing."""
    app = of(request)
    mine = await _conversation(request, token)
    now = app.clock.now()
    if not await asyncio.to_thread(read_line, body.fact, body.text, app.playbook(), mine, now=now):
        label = app.host.label(body.fact, mine.locale)
        words = app.words.say("utter_not_corrected", mine.locale, what=label)
        raise Problem(422, "Not understood", str(words["text"]))
    return await _take(request, token, body.id, {"fact": body.fact, "text": body.text})


async def _take(request: Request, token: str, client_id: str, said: dict[str, str]) -> dict[str, Any]:
    app = of(request)
    await unhurried(request, token)
    try:
        async with app.store.write() as uow:
            conversation = await chat.conversation_of(uow, token)
            limit = talk_limit(request)
            turn = await chat.accept(uow, conversation, client_id, said, limit=limit, now=app.clock.now())
            claimed = await app.turns.claim(uow, conversation.id) if turn.status == "pending" else None
    except TokenUnknown as error:
        raise _no_such_chat() from error
    except IdTaken as error:
        raise Problem(409, "Id already used", str(error)) from error
    except ChoiceUnknown as error:
        raise Problem(422, "Choice not offered", str(error)) from error
    except TooManyMessages as error:
        headers = {"Retry-After": str(error.retry_after)}
        raise Problem(429, "Too many messages", str(error), headers=headers) from error
    return {"messages": all_for_widget(await app.turns.answer(turn, claimed))}


async def _conversation(request: Request, token: Token) -> Conversation:
    async with of(request).store.read() as uow:
        try:
            return await chat.conversation_of(uow, token)
        except TokenUnknown as error:
            raise _no_such_chat() from error


def _no_such_chat() -> Problem:
    return Problem(401, "Chat token not known", "This chat is over or was deleted. Start a new chat.")


Mine = Annotated[Conversation, Depends(_conversation)]
After = Annotated[int, Query(ge=0, le=2**62)]


@router.get("/history", responses=NEEDS_TOKEN)
async def history(request: Request, mine: Mine, after: After = 0) -> dict[str, Any]:
    """The messages of this chat after the one with that id, for the next page load and for polling."""
    async with of(request).store.read() as uow:
        return {"messages": all_for_widget(await uow.messages.after(mine.id, after))}


@router.post("/visit", responses=NEEDS_TOKEN, status_code=204)
async def visit(request: Request, mine: Mine, body: VisitBody) -> Response:
    """A page view of a visitor who has interacted."""
    app = of(request)
    async with app.store.write() as uow:
        await chat.visit(uow, mine, body.page.model_dump(), now=app.clock.now())
    return Response(status_code=204)


@router.post("/reset", responses=NEEDS_TOKEN, status_code=201)
async def reset(request: Request, mine: Mine, body: ResetBody | None = None) -> dict[str, Any]:
    """Start over: a new conversation of the same visitor, with a token of its own."""
    await let_in(request, body.proof if body else None)
    app = of(request)
    page = body.page.model_dump() if body and body.page else {}
    async with app.store.write() as uow:
        started = await chat.start_over(uow, mine, page, now=app.clock.now())
    feed_of(request).end(mine.id)
    return await opened(app, started)


@router.post("/erase", responses=NEEDS_TOKEN, status_code=204)
async def erase(request: Request, mine: Mine) -> Response:
    """Delete everything of this visitor, in the dialogue's events too."""
    await of(request).eraser.visitor(mine)
    return Response(status_code=204)
