"""Checks the mail templates: Jinja that parses, and no variable that nobody fills in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from bot.playbook.faults import Fault
from bot.playbook.reader import nearest
from bot.playbook.shapes import Email

VARIABLES = {
    "first_name": "the lead's first name; empty when not known",
    "company": "our company's name",
    "their_company": "the lead's company; empty when not known",
    "need": "the title of what they need, for example Analytics; empty when not known",
    "need_words": "what they need, in their own words; empty when not known",
    "sender_name": "the person whom the mail comes from",
    "rep_name": "the rep who owns the lead; empty without one",
    "chat_url": "opens the chat where the lead left it",
    "privacy_url": "the privacy page",
    "question": "what we do not know of them yet, as the chat asks for it; empty when all is known",
    "answers": "the choices for it, title and url of each: a click is the answer; empty when all is known",
}
"""What a template may use. Our postal address and the unsubscribe link follow by themselves."""
ANSWER = ("title", "url")
"""What each of `answers` has."""


_SITE = ("company", "sender_name", "privacy_url")
_MEETING = {
    **{name: VARIABLES[name] for name in _SITE},
    "when": "when it is, for a subject: Mon 2 Mar, 10:00",
    "day": "the day: Monday 2 March 2026",
    "hours": "from when to when: 10:00 to 10:30",
    "zone": "in whose time: Berlin time, UTC+1",
    "location": "where it takes place: a link or a phone number",
    "link": "the same if it is a link; empty for a phone number",
}
_CHANGE = {
    "by": "who moved or cancelled: visitor or rep; none while it is booked",
    "declined": "whether who cancelled said no to the invite in their calendar",
    "before": "when it was until it was moved; empty when its time is as it was",
    "other_rep": "who has it instead, or had it before; empty when the rep is as it was",
    "soon": "whether it is about to begin, in a reminder",
}
_TO_VISITOR = {
    **_MEETING,
    **_CHANGE,
    "first_name": VARIABLES["first_name"],
    "rep_name": "the rep whom they meet",
    "rep_first_name": "the rep's first name",
    "manage_url": "the page on which they see, move and cancel the meeting",
    "chat_url": VARIABLES["chat_url"],
}
_TO_REP = {
    **_MEETING,
    **_CHANGE,
    "visitor_name": "who comes: a name, or an e-mail address",
    "visitor_email": "their address",
    "visitor_phone": "their number; empty when not known",
    "visitor_company": "their company; empty when not known",
    "visitor_when": "when it is in their time",
    "visitor_zone": "their time zone",
    "job_title": "what they do; empty when not known",
    "company_size": "how many people their company has; empty when not known",
    "bant": "what they said of need, budget, authority and timeline: kind, status and quote of each",
    "score": "their score, 0 to 100",
    "temperature": "cold, warm or hot; empty when not known",
    "score_parts": "why they score: rule, points and quote of each part",
    "lead_url": "the lead's page in the console",
}
MEETING_MAILS = {
    "meeting-booked": _TO_VISITOR,
    "meeting-moved": _TO_VISITOR,
    "meeting-cancelled": _TO_VISITOR,
    "meeting-reminder": _TO_VISITOR,
    "meeting-missed": _TO_VISITOR,
    "rep-booked": _TO_REP,
    "rep-moved": _TO_REP,
    "rep-cancelled": _TO_REP,
    "rep-reminder": _TO_REP,
    "rep-erased": _MEETING,
}
"""The mails about a meeting, and what each may use. Without them nobody could be booked.

Who takes a meeting over gets `rep-booked`, who gives it away `rep-cancelled`. `rep-erased` is for the rep of
a visitor whose data is gone: it knows nothing of them."""

READY = "ready-to-meet"
"""The mail that offers times to who has become ready by an answer in a mail; it may use VARIABLES."""


def template_faults(emails: Iterable[Email], folder: str, sent: Collection[str]) -> list[Fault]:
    """What is wrong with the templates; `folder` is how messages name the folder of all mails.

    `sent` names those that sequences send, which may use VARIABLES and nothing else;
    MEETING_MAILS and READY must be there.
    """
    known: dict[str, Mapping[str, str]] = {**MEETING_MAILS, **dict.fromkeys([READY, *sent], VARIABLES)}
    faults = []
    for email in emails:
        for part, text in (("subject.txt", email.subject), ("body.md", email.body)):
            faults += _faults(f"{folder}/{email.name}/{part}", text, known.get(email.name))
    for missing in sorted({READY, *MEETING_MAILS} - {email.name for email in emails}):
        lost = "offered times by mail" if missing == READY else "booked"
        instead = f"bring it back: nobody can be {lost} without"
        faults.append(Fault(f"{folder}/{missing}", 1, "this mail is missing", instead))
    return faults


def _faults(file: str, text: str, known: Mapping[str, str] | None) -> list[Fault]:
    """`known` are the variables that there are; None: that is not checked."""
    jinja = SandboxedEnvironment()
    try:
        tree = jinja.parse(text)
        jinja.compile(tree)
    except TemplateSyntaxError as error:
        what = f"this is no Jinja template ({error.message})"
        return [Fault(file, error.lineno, what, "close each {{ with }} and each {% if %} with {% endif %}")]
    faults = []
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    for name in tree.find_all(nodes.Name):
        if known is not None and name.ctx == "load" and name.name not in own | known.keys():
            what = f'no mail knows "{name.name}"'
            faults.append(Fault(file, name.lineno, what, nearest(name.name, known)))
    return faults + (_parts_of_answers(file, tree) if known is not None and "answers" in known else [])


def _parts_of_answers(file: str, tree: nodes.Template) -> list[Fault]:
    """What is wrong with the use of an answer: `{% for answer in answers %}` gives its title and its url."""
    faults = []
    for loop in tree.find_all(nodes.For):
        if not isinstance(loop.iter, nodes.Name) or loop.iter.name != "answers":
            continue
        each = loop.target.name if isinstance(loop.target, nodes.Name) else ""
        for part in loop.find_all(nodes.Getattr):
            if isinstance(part.node, nodes.Name) and part.node.name == each and part.attr not in ANSWER:
                what = f'an answer has no "{part.attr}"'
                faults.append(Fault(file, part.lineno, what, nearest(part.attr, ANSWER)))
    return faults
