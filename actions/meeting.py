"""The meeting that this conversation has: shown, moved, cancelled."""

from __future__ import annotations

from datetime import datetime

from actions.base import BantamAction
from actions.cards import say_meeting
from actions.outcome import Outcome, Say
from actions.times import TimesAction, first_times, nobody_free, show, show_more, times, wished
from actions.turn import Turn
from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Cancelled, Meeting, Moved, NotMoved
from bot.bootstrap import Work
from bot.chat.decide import keep_outcome
from bot.chat.picking import only_wants_to_know

BEGUN = "utter_meeting_begun"


class ShowMeeting(BantamAction):
    """When and where the meeting is, with the link to move or cancel it."""

    title = "action_show_meeting"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        meeting = await turn.meeting(uow)
        return await show_meeting(turn, uow, meeting) if meeting else Outcome([Say("utter_no_meeting")])


class MoveMeeting(TimesAction):
    """Move the meeting to the time that the visitor names; else show times to which it can move."""

    title = "action_move_meeting"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        meeting = await turn.meeting(uow)
        if meeting is None:
            open_ = (await turn.conversation(uow)).outcome == "qualified"
            return Outcome([Say("utter_no_meeting")], follow="action_offer_slots" if open_ else None)
        if meeting.start_at <= turn.now:
            return Outcome([await say_meeting(BEGUN, turn, uow, meeting)])
        if only_wants_to_know(turn.text):
            return await show_meeting(turn, uow, meeting)
        free = await times(turn, uow, moves=meeting)
        if free is None:
            return await nobody_free(turn, uow)
        if (turn.entity("choice") or {}).get("more"):
            return await show_more(turn, uow, free)

        async def take(start: datetime) -> Outcome:
            return await move(turn, uow, meeting, start)

        return await wished(turn, uow, free, None, take) or await first_times(turn, uow, free)


class CancelMeeting(BantamAction):
    """Ask once, then cancel. Only what this action says of a cancelled meeting is so."""

    title = "action_cancel_meeting"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        meeting, choice = await turn.meeting(uow), turn.entity("choice") or {}
        if meeting is None:
            return Outcome([Say("utter_no_meeting")])
        if meeting.start_at <= turn.now:
            return Outcome([await say_meeting(BEGUN, turn, uow, meeting)])
        if choice.get("sure") is False:
            return Outcome([await say_meeting("utter_meeting_kept", turn, uow, meeting)])
        # An old button may be about an earlier meeting.
        if not choice.get("sure") or choice.get("meeting", meeting.id) != meeting.id:
            asking = await say_meeting("utter_ask_cancel", turn, uow, meeting)
            return Outcome([Say(asking.response, asking.values, asks="cancel")])
        done = await cancel_meeting(uow, meeting.id, "visitor", clock=turn.app.clock)
        if not isinstance(done, Cancelled):
            return Outcome([await say_meeting(BEGUN, turn, uow, done.meeting)])
        words = await say_meeting("utter_cancelled", turn, uow, done.meeting, state="cancelled")
        conversation = await turn.conversation(uow)
        if conversation.outcome != "booked":
            return Outcome([words])
        return Outcome([words], {"outcome": await keep_outcome(uow, conversation, "qualified")})


async def show_meeting(turn: Turn, uow: Work, meeting: Meeting) -> Outcome:
    return Outcome([await say_meeting("utter_meeting", turn, uow, meeting)])


async def move(turn: Turn, uow: Work, meeting: Meeting, start: datetime) -> Outcome:
    """Move the meeting there; the nearest times when it is no longer free."""
    done = await move_meeting(uow, meeting.id, start, "visitor", clock=turn.app.clock)
    if isinstance(done, Moved):
        said = await say_meeting("utter_moved", turn, uow, done.meeting, state="moved", before=done.before)
        return Outcome([said])
    if isinstance(done, NotMoved):
        response = "utter_meeting_there" if done.because == "same" else BEGUN
        return Outcome([await say_meeting(response, turn, uow, done.meeting)])
    if not done.nearest:
        return await nobody_free(turn, uow)
    return await show(turn, uow, "utter_slot_taken", done.nearest, moves=meeting)
