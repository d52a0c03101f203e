"""The followed links of mails: on to a page, back into the chat, or an answer with one click.

GET shows and never changes anything, since mail scanners open every link; the page's script posts when there
is a browser, and an answer only when there is a person. A link leads where SQL says, and nowhere else.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.bootstrap import App, Work
from bot.chat import service as chat
from bot.chat.correct import BY_MAIL
from bot.chat.models import Message, Turn
from bot.chat.turns import Claimed
from bot.errors import NotFound
from bot.leads.links import LinkInvalid, carry_on_url
from bot.nurture import engage
from bot.nurture.engage import Answering, Found
from bot.nurture.links import GOOD_FOR
from bot.nurture.models import MailLink, Refused
from bot.web.guard import limit_address, of
from bot.web.link_pages import HEADERS, broken_link, link_page

router = APIRouter(include_in_schema=False)


@router.get("/l/{token}")
async def show(request: Request, token: str) -> Response:
    """Where the link leads, or what it answers. Changes nothing."""
    app = of(request)
    try:
        link_id = _link_id(app, token)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    async with app.store.read() as uow:
        found = await engage.find(uow, link_id)
        if found is None:
            return _over(app, Refused("erased"))
        if found.link.kind == "answer":
            whose = await engage.answering(uow, found)
            return _over(app, whose) if isinstance(whose, Refused) else _ask(app, found.link)
        url = await _target(app, uow, found)
    return link_page(app, "follow.html", state="go", url=url, host=urlsplit(url).hostname)


@router.post("/l/{token}", dependencies=[Depends(limit_address)])
async def follow(request: Request, token: str) -> Response:
    """Count the click, or keep the answer and open the chat. A second time keeps nothing twice."""
    app = of(request)
    try:
        link_id = _link_id(app, token)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    now = app.clock.now()
    async with app.store.write() as uow:
        found = await engage.find(uow, link_id)
        if found is None:
            return _over(app, Refused("erased"))
        if found.link.kind != "answer":
            await engage.follow(uow, found, app.playbook(), now=now)
            return Response(status_code=204, headers=HEADERS)
        whose = await engage.answering(uow, found)
        if isinstance(whose, Refused):
            return _over(app, whose)
        await engage.follow(uow, found, app.playbook(), now=now)
        turn, claimed = await _accept(app, uow, found.link, whose)
    await app.turns.answer(turn, claimed)
    there = carry_on_url(app.links, app.settings.public_url, whose.conversation_id, now)
    return RedirectResponse(there, 303, HEADERS)


def _link_id(app: App, token: str) -> str:
    """Raises LinkInvalid."""
    return app.links.open("click", token, now=app.clock.now(), max_age=GOOD_FOR)


async def _target(app: App, uow: Work, found: Found) -> str:
    """The address that the template named; for the chat, the conversation that is the lead's to carry on."""
    if found.link.kind == "page" and found.link.url:
        return found.link.url
    conversation_id = await engage.conversation_of(uow, found)
    if conversation_id is None:
        return app.desk.chat_url
    return carry_on_url(app.links, app.settings.public_url, conversation_id, app.clock.now())


async def _accept(app: App, uow: Work, link: MailLink, whose: Answering) -> tuple[Turn, Claimed | None]:
    """The answer as a turn of the conversation, below the question; a repeat is the turn that there is."""
    now, client_id = app.clock.now(), f"{BY_MAIL}{link.id}"
    conversation = await uow.conversations.get(whose.conversation_id)
    if conversation is None:
        raise NotFound
    if await uow.turns.find(conversation.id, client_id) is None:
        await uow.messages.add(Message(0, conversation.id, "bot", now, _question(app, link)))
    said = {"fact": str(link.fact), "text": str(link.answer)}
    turn = await chat.accept(uow, conversation, client_id, said, limit=None, now=now)
    claimed = await app.turns.claim(uow, conversation.id) if turn.status == "pending" else None
    return turn, claimed


def _question(app: App, link: MailLink) -> str:
    """As the mail asked it; the fact's name where domain.yml asks for it no longer."""
    try:
        return str(app.words.say(f"utter_ask_{link.fact}")["text"])
    except KeyError:
        return app.host.label(str(link.fact))


def _ask(app: App, link: MailLink) -> Response:
    return link_page(app, "follow.html", state="ask", question=_question(app, link), answer=link.answer)


def _over(app: App, why: Refused) -> Response:
    """An honest word on why the click comes to nothing."""
    values: dict[str, Any] = {"state": why.reason, "chat_url": app.desk.chat_url}
    return link_page(app, "follow.html", status=409 if why.reason == "not_sent" else 410, **values)
