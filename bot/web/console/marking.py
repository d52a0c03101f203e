"""What has become of a lead, said by its owner or an admin on its page; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from bot.route.marking import MARKS, Mark, mark, take_back
from bot.web.console.meetings import note
from bot.web.console.session import Form, Signed, Visit, text_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console/leads")

BUTTONS: Final[Mapping[Mark, tuple[str, str]]] = {
    "customer": ("Became a customer", "Every mail that is planned for them is called off."),
    "lost": (
        "Lost",
        (
            "Every mail that is planned for them is called off. If the playbook has a sequence for lost "
            "leads, and they agreed to useful mail, that one begins."
        ),
    ),
    "disqualified": (
        "Not a fit",
        (
            "Every mail that is planned for them is called off. What they say in the chat later does not "
            "change it."
        ),
    ),
}
"""What stands on each button, and what happens when it is pressed."""
DONE: Final[Mapping[str, str]] = {
    "customer": "Marked as a customer. No more useful mail goes to them.",
    "lost": "Marked as lost. The mails that were planned are called off.",
    "disqualified": "Marked as not a fit. No more useful mail goes to them.",
    "open": "Taken back. The mails that were called off stay so.",
}


def may_mark(visit: Visit, owner_id: str | None) -> bool:
    """Admins, and the rep who owns the lead."""
    return visit.who.role == "admin" or (owner_id is not None and owner_id == visit.sight.rep_id)


@router.post("/{lead_id}/mark")
async def marked(visit: Signed, form: Form, lead_id: str) -> Response:
    """`as` is customer, lost or disqualified; `open` takes it back."""
    said, lead_id = text_of(form, "as"), lead_id.replace("\0", "")
    known: Mark | None = next((word for word in MARKS if word == said), None)
    if known is None and said != "open":
        raise Problem(422, "Not valid", "There is no such mark. Go back and press one of the buttons.")
    async with visit.app.store.write() as uow:
        lead = await uow.leads.get(lead_id)
        if lead is None or not visit.sight.lead(lead.owner_id):
            raise Problem(404, "No such lead", "It was erased, or it belongs to another rep.")
        if not may_mark(visit, lead.owner_id):
            words = "Only the lead's owner and admins say what has become of it. Ask one of them."
            raise Problem(403, "Not for your role", words)
        if known:
            await mark(uow, lead.id, known, now=visit.now)
        else:
            await take_back(uow, lead.id, visit.app.playbook(), now=visit.now)
        await note(uow, visit, f"lead marked: {said}", lead.id)
    return RedirectResponse(f"/console/leads/{lead_id}?done={said}", 303)
