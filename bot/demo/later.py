"""What happens after the demo's chats, by the product's own verbs: in mails, in meetings, to leads."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.book.changes import mark_held, mark_no_show, move_meeting
from bot.book.models import Rating
from bot.book.service import offer_slots
from bot.bootstrap import App, Work
from bot.chat.models import Visit
from bot.clock import FixedClock
from bot.demo import letters
from bot.demo.chat import Chat
from bot.leads.mail import Mail
from bot.mail.compose import Sender
from bot.mail.inbound import receive
from bot.nurture import engage
from bot.nurture.preferences import Holder, Wish, choose
from bot.nurture.rules import address_hash
from bot.route.marking import Mark, mark

CLICKABLE = re.compile(r"/l/([\w.-]+)")
BACK_AFTER = timedelta(days=9)
"""How long somebody who is away stays away."""


@dataclass(frozen=True)
class Moment:
    """The instant at which something happens to the lead of a chat. `words` are what the file says of it."""

    app: App
    lead_id: str
    conversation_id: str
    at: datetime
    words: str

    async def last_mail(self, uow: Work) -> Mail | None:
        """The last useful mail that they got."""
        log = await uow.mails.log(lead_id=self.lead_id)
        return next((mail for mail in log if mail.kind == "nurture" and mail.state in engage.LEFT), None)


async def held(moment: Moment) -> None:
    """The meeting took place; `words` are the rep's rating."""
    async with moment.app.store.write() as uow:
        for meeting in await uow.meetings.of_lead(moment.lead_id):
            rating = cast(Rating, moment.words) if moment.words else None
            await mark_held(uow, meeting.id, rating, clock=FixedClock(moment.at))


async def missed(moment: Moment) -> None:
    async with moment.app.store.write() as uow:
        for meeting in await uow.meetings.of_lead(moment.lead_id):
            await mark_no_show(uow, meeting.id, clock=FixedClock(moment.at))


async def moves(moment: Moment) -> None:
    """They take the last of the times that are offered instead, behind the link of their mail."""
    clock = FixedClock(moment.at)
    async with moment.app.store.write() as uow:
        meeting, lead = await uow.meetings.booked_of(moment.lead_id), await uow.leads.get(moment.lead_id)
        if meeting is None or lead is None:
            return
        offer = await offer_slots(uow, lead, meeting.rep_id, now=moment.at, count=8)
        if offer.slots:
            await move_meeting(uow, meeting.id, offer.slots[-1].start, "visitor", clock=clock)


async def becomes(moment: Moment) -> None:
    """A rep marks the lead; `words` is the mark."""
    async with moment.app.store.write() as uow:
        await mark(uow, moment.lead_id, cast(Mark, moment.words), now=moment.at)


async def clicks(moment: Moment) -> None:
    """They follow the first link of the last mail."""
    async with moment.app.store.write() as uow:
        mail = await moment.last_mail(uow)
        token = CLICKABLE.search(mail.text) if mail else None
        if token is None:
            return
        link_id = moment.app.links.open("click", token[1], now=moment.at)
        if found := await engage.find(uow, link_id):
            await engage.follow(uow, found, moment.app.playbook(), now=moment.at)


async def replies(moment: Moment) -> None:
    await _arrives(moment, lambda mail, ours: letters.reply(mail, moment.words, ours=ours, at=moment.at))


async def is_away(moment: Moment) -> None:
    until = (moment.at + BACK_AFTER).date()
    await _arrives(moment, lambda mail, ours: letters.away(mail, until, ours=ours, at=moment.at))


async def _arrives(moment: Moment, letter: Callable[[Mail, str], bytes]) -> None:
    app = moment.app
    async with app.store.read() as uow:
        mail = await moment.last_mail(uow)
    if mail is not None:
        ours = Sender.of(app.settings.mail_from).address
        await receive(app.store, letter(mail, ours), app.return_desk, clock=FixedClock(moment.at))


async def prefers(moment: Moment) -> None:
    """They choose less mail on the page behind the link; `words` is the wish."""
    async with moment.app.store.write() as uow:
        lead = await uow.leads.get(moment.lead_id)
        if lead is None or lead.contact.email is None:
            return
        holder = Holder(lead.id, address_hash(lead.contact.email))
        sending = moment.app.playbook().site.sending
        await choose(uow, holder, cast(Wish, moment.words), sending, now=moment.at)


async def asks(moment: Moment) -> None:
    """They come back to the page with the prices, and ask."""
    app = moment.app
    async with app.store.write() as uow:
        lead, conversation = (
            await uow.leads.get(moment.lead_id),
            await uow.conversations.get(moment.conversation_id),
        )
        if lead is None or conversation is None:
            return
        url = f"{app.settings.public_url}/pricing"
        await uow.visits.add(Visit(conversation.id, moment.at, url))
        chat = Chat(app, uow, conversation, lead, moment.at)
        await chat.visitor(moment.words)
        await chat.state({"asked_pricing": {"value": True, "quote": moment.words}}, "")
        await chat.bot("utter_pricing")


async def is_dealt_with(moment: Moment) -> None:
    """Somebody of the team has done what the lead's tasks ask for."""
    async with moment.app.store.write() as uow:
        for task in await uow.reports.of_leads("tasks", [moment.lead_id]):
            if task["done_at"] is None:
                await uow.tasks.finish(task["id"], at=moment.at)


LATER: Mapping[str, Callable[[Moment], Awaitable[None]]] = {
    "held": held,
    "missed": missed,
    "moves": moves,
    "becomes": becomes,
    "clicks": clicks,
    "replies": replies,
    "away": is_away,
    "prefers": prefers,
    "asks": asks,
    "done": is_dealt_with,
}
