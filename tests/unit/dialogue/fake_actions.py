"""The action server's port, answered from memory: enough of the real actions to hold whole conversations."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

from bot.dialogue.hardening import ActionEndpoint, TurnBroken

FORM = "qualify_form"
QUESTIONS = ("need", "budget", "authority", "timeline", "name", "email", "consent")
FACTS = (*QUESTIONS, "phone", "company", "company_size", "job_title", "country", "profile")
ANSWERS = ("inform", "refuse", "affirm", "deny", "correct_answer", "choose")
VALUES = {
    "rep": "Mara Lind", "when": "Tuesday at 10:00", "email": "you@example.com", "what": "the budget",
    "before": "Monday at 9:00", "place": "https://meet.example", "meeting": "meet_1",
}  # fmt: skip

Answer = tuple[list[str], list[dict[str, Any]]]


class FakeActions(ActionEndpoint):
    """`facts` and `outcome` stand for SQL, by conversation; `fails` is the name of an action that breaks."""

    def __init__(self) -> None:
        super().__init__(url="http://actions.invalid/webhook")
        self.facts: dict[str, dict[str, Any]] = {}
        self.outcome: dict[str, str | None] = {}
        self.moving: dict[str, bool] = {}
        self.calls: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.fails: str | None = None

    async def request(self, *_args: Any, **kwargs: Any) -> dict[str, Any]:
        call = copy.deepcopy(kwargs["json"])
        action = call["next_action"]
        self.calls[action] += 1
        self.bodies.append(call)
        if action == self.fails:
            raise TurnBroken(action, "broken on purpose")
        says, events = getattr(self, action)(call["tracker"])
        return {"events": events, "responses": [{"response": name, "text": None, **VALUES} for name in says]}

    def action_session_start(self, tracker: dict[str, Any]) -> Answer:
        start: list[dict[str, Any]] = [{"event": "session_started"}]
        if outcome := self.outcome.get(tracker["sender_id"]):
            start.append(slot("outcome", outcome))
        else:
            start += [{"event": "action", "name": FORM}, {"event": "active_loop", "name": FORM}]
        return [], [*start, {"event": "action", "name": "action_listen"}]

    def action_validate_slot_mappings(self, tracker: dict[str, Any]) -> Answer:
        message, says = tracker["latest_message"], []
        known = self.facts.setdefault(tracker["sender_id"], {})
        stated = {e["entity"]: e["value"] for e in message["entities"] if e["entity"] in FACTS}
        if any(kind in known and _plain(known[kind]) != _plain(value) for kind, value in stated.items()):
            says.append("utter_noted")
        known.update(stated)
        wanted = {
            **known,
            "asked": message["metadata"].get("asks"),
            "outcome": self.outcome.get(tracker["sender_id"]),
        }
        had = tracker["slots"]
        return says, [slot(k, v) for k, v in wanted.items() if had.get(k) != v or k in stated]

    def validate_qualify_form(self, tracker: dict[str, Any]) -> Answer:
        since: list[dict[str, Any]] = []
        for event in reversed(tracker["events"]):
            if event["event"] == "user":
                break
            since.append(event)
        first = not any(e["event"] == "action" and e["name"] != FORM for e in since)
        profiled = any(e["entity"] == "profile" for e in tracker["latest_message"]["entities"])
        if first and not profiled and tracker["latest_message"]["intent"]["name"] not in ANSWERS:
            rejected = {
                "event": "action_execution_rejected",
                "name": FORM,
                "policy": None,
                "confidence": None,
            }
            return [], [rejected]
        return [], [slot("requested_slot", self._open(tracker["sender_id"]))]

    def _open(self, conversation: str) -> str | None:
        known = self.facts.get(conversation, {})
        if known.get("profile"):
            return None
        asked = ("email",) if self.outcome.get(conversation) == "handover" else QUESTIONS
        return next((kind for kind in asked if kind not in known), None)

    def action_ask_consent(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_ask_consent_meeting"], []

    def action_decide(self, tracker: dict[str, Any]) -> Answer:
        known = self.facts.get(tracker["sender_id"], {})
        budget = (known.get("budget") or {}).get("max") or 0
        outcome = "qualified" if budget >= 20000 else "nurture"
        if known.get("profile"):
            outcome = "disqualified"
        if tracker["latest_message"]["intent"]["name"] == "not_interested":
            outcome = "declined"
        if outcome == "nurture" and self.outcome.get(tracker["sender_id"]) == "enrolled":
            outcome = "enrolled"
        return [], [*closed(), self._decided(tracker, outcome)]

    def _decided(self, tracker: dict[str, Any], outcome: str) -> dict[str, Any]:
        self.outcome[tracker["sender_id"]] = outcome
        return slot("outcome", outcome)

    def action_offer_slots(self, tracker: dict[str, Any]) -> Answer:
        if self._meets(tracker):
            return ["utter_meeting"], []
        more = tracker["latest_message"]["intent"]["name"] == "more_times"
        return ["utter_more_slots" if more else "utter_offer_slots"], []

    def action_book(self, tracker: dict[str, Any]) -> Answer:
        if self._meets(tracker):
            moves = self.moving.get(tracker["sender_id"])
            return ["utter_moved" if moves else "utter_meeting"], []
        if self.outcome.get(tracker["sender_id"]) != "qualified":
            return ["utter_anything_else"], []
        known = self.facts[tracker["sender_id"]]
        if not (known.get("email") or {}).get("value"):
            return ["utter_held_for_an_address"], []
        return ["utter_booked"], [self._decided(tracker, "booked")]

    def action_go_on_booking(self, tracker: dict[str, Any]) -> Answer:
        intent, asked = tracker["latest_message"]["intent"]["name"], tracker["slots"]["asked"]
        if self._meets(tracker):
            return ["utter_meeting_kept" if asked == "slot" else "utter_anything_else"], []
        known = self.facts.get(tracker["sender_id"], {})
        if asked in ("email", "consent") and "consent" not in known:
            return ["utter_ask_consent_meeting"], []
        if asked == "consent":
            return ["utter_booked"], [self._decided(tracker, "booked")]
        if intent.startswith(("ask_", "why_")):
            return (["utter_back_to_times"] if asked == "slot" else []), []
        return ["utter_slots_declined" if intent in ("deny", "refuse") else "utter_offer_slots"], []

    def action_move_meeting(self, tracker: dict[str, Any]) -> Answer:
        self.moving[tracker["sender_id"]] = True
        return ["utter_offer_new_time" if self._meets(tracker) else "utter_no_meeting"], []

    def action_cancel_meeting(self, tracker: dict[str, Any]) -> Answer:
        if not self._meets(tracker):
            return ["utter_no_meeting"], []
        choices = [e["value"] for e in tracker["latest_message"]["entities"] if e["entity"] == "choice"]
        sure = choices[-1].get("sure") if choices else None
        if not sure:
            return ["utter_ask_cancel" if sure is None else "utter_meeting_kept"], []
        return ["utter_cancelled"], [self._decided(tracker, "qualified")]

    def _meets(self, tracker: dict[str, Any]) -> bool:
        return self.outcome.get(tracker["sender_id"]) == "booked"

    def action_carry_on(self, tracker: dict[str, Any]) -> Answer:
        outcome = self.outcome.get(tracker["sender_id"])
        follow = {
            None: FORM if self._open(tracker["sender_id"]) else "action_decide",
            "qualified": "action_offer_slots",
            "booked": "action_offer_slots",
            "nurture": "action_ask_mail",
            "handover": "utter_handover_waiting",
        }.get(outcome)
        return ["utter_welcome_back"], [{"event": "followup", "name": follow}] if follow else []

    def action_ask_mail(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_ask_consent_mail"], [self._decided(tracker, "nurture")]

    def action_enrol(self, tracker: dict[str, Any]) -> Answer:
        yes = self.facts[tracker["sender_id"]].get("consent", {}).get("value")
        return ["utter_enrolled" if yes else "utter_enrol_refused"], [
            self._decided(tracker, "enrolled" if yes else "declined")
        ]

    def action_disqualify(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_disqualified_student"], []

    def action_handover(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_handover"], [self._decided(tracker, "handover")]

    def action_stop(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_stopped"], [*closed(), self._decided(tracker, "stopped")]

    def action_show_meeting(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_meeting" if self._meets(tracker) else "utter_no_meeting"], []

    def action_card(self, tracker: dict[str, Any]) -> Answer:
        return ["utter_understood"], []

    def action_fallback(self, tracker: dict[str, Any]) -> Answer:
        says: list[str] = []
        follow = "action_listen" if self.outcome.get(tracker["sender_id"]) else FORM
        intent, entities = tracker["latest_message"]["intent"]["name"], tracker["latest_message"]["entities"]
        said = [e["metadata"].get("utter_action") for e in tracker["events"] if e["event"] == "bot"]
        offered = bool(said) and said[-1] == "utter_offer_person"
        if offered and intent == "affirm":
            follow = "action_handover"
        elif not entities and not offered:
            first = "utter_out_of_scope" if intent == "out_of_scope" else "utter_fallback_1"
            again = {"utter_out_of_scope", "utter_fallback_1"} & set(said[-4:])
            says += ["utter_fallback_2", "utter_offer_person"] if again else [first]
            follow = "action_listen" if again else follow
        return says, [{"event": "followup", "name": follow}]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key != "quote"}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def closed() -> list[dict[str, Any]]:
    return [{"event": "active_loop", "name": None}, slot("requested_slot", None)]
