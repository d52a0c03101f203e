"""Who decides, from titles and from how a purchase is described."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import stated

ROLES = [
    # text, asked, role, approver, why
    ("I sign off", None, "decision_maker", None, "signs"),
    ("I'm the one who decides", None, "decision_maker", None, "decides"),
    ("it's my call", "authority", "decision_maker", None, "decides"),
    ("the decision is mine", None, "decision_maker", None, "decides"),
    ("me", "authority", "decision_maker", None, "answers who decides"),
    ("Just me", "authority", "decision_maker", None, "answers who decides"),
    ("I do, nobody else needs to agree", "authority", "decision_maker", None, "alone"),
    ("I don't need anyone's approval", None, "decision_maker", None, "alone"),
    ("me and my cofounder", "authority", "decision_maker", None, "decides with another"),
    ("I decide together with the CFO", "authority", "decision_maker", None, "decides with another"),
    ("I make the purchasing decisions here", None, "decision_maker", None, "decides"),
    ("I hold the budget", "authority", "decision_maker", None, "owns the money"),
    ("it comes out of my own budget", "authority", "decision_maker", None, "owns the money"),
    ("I run the company", None, "decision_maker", None, "owner"),
    ("I'm the founder of Acme", None, "decision_maker", None, "a title that owns it"),
    ("Managing Director", "authority", "decision_maker", None, "a title that owns it"),
    ("CTO at a 40-person startup", None, "decision_maker", None, "C-level"),
    ("Dana Fox, Chief Data Officer at Lumen", None, "decision_maker", None, "C-level in full"),
    ("as head of IT I own this", None, "decision_maker", None, "head of IT"),
    ("I'm head of data at Acme", None, "decision_maker", None, "head of data"),
    ("owner here", None, "decision_maker", None, "owner"),
    ("I'd be the one signing", "authority", "decision_maker", None, "signs"),
    ("my team lead and I", "authority", "decision_maker", None, "decides with another"),
    ("ex-Googler, now founder at Brightwave", None, "decision_maker", None, "a current title"),
    ("I run data at a mid-size retailer", None, "decision_maker", None, "head of data in other words"),
    ("not me, the CEO", "authority", "influencer", "CEO", "somebody else decides"),
    ("it goes to procurement after I say yes", "authority", "influencer", "procurement", "the last word"),
    ("someone above me", "authority", "influencer", "someone above me", "in the visitor's words"),
    ("My manager Tom", "authority", "influencer", "manager", "with a name"),
    ("we have a buying committee", "authority", "influencer", "buying committee", "a body"),
    ("CTO at a 200-person fintech, boss has to nod", None, "influencer", "boss", "an approver beats a title"),
    ("need the CFO's ok", None, "influencer", "CFO", "somebody else approves"),
    ("my boss", "authority", "influencer", "boss", "answers who decides"),
    ("the board", "authority", "influencer", "board", "answers who decides"),
    ("Our CEO", "authority", "influencer", "CEO", "answers who decides"),
    ("procurement", "authority", "influencer", "procurement", "answers who decides"),
    ("my manager signs off on tools like this", None, "influencer", "manager", "somebody else signs"),
    ("I recommend, the CEO decides", None, "influencer", "CEO", "somebody else decides"),
    ("that's up to the management board", None, "influencer", "management board", "up to somebody else"),
    ("I'd have to run it by our finance team", None, "influencer", "finance team", "somebody else approves"),
    ("we need buy-in from legal and IT", None, "influencer", "legal and IT", "two of them"),
    ("the final say is with our CIO", None, "influencer", "CIO", "somebody else decides"),
    ("Maria has to approve it", None, "influencer", "Maria", "a name"),
    ("waiting for Peter's approval", None, "influencer", "Peter", "a name"),
    ("I'll have to convince my boss first", "authority", "influencer", "boss", "somebody else approves"),
    ("my director makes the final decision", None, "influencer", "director", "somebody else decides"),
    ("it has to go through procurement", None, "influencer", "procurement", "somebody else approves"),
    ("head of data, but the CFO must approve anything over 20k", None, "influencer", "CFO", "an approver"),
    ("I'm not the decision maker", None, "influencer", None, "nobody named"),
    ("not my decision", "authority", "influencer", None, "nobody named"),
    ("I'm part of the evaluation team", None, "influencer", None, "has a say"),
    ("I can only recommend", "authority", "influencer", None, "has a say"),
    ("just gathering info", None, "researcher", None, "only gathers"),
    ("I'm only doing some research for now", None, "researcher", None, "only gathers"),
    ("my boss asked me to look into options", None, "researcher", None, "gathers for another"),
    ("I'm collecting quotes for our head of IT", None, "researcher", None, "another's title"),
    ("just looking around", None, "researcher", None, "only looks"),
    ("I'm putting together a shortlist", None, "researcher", None, "only gathers"),
]

STATUSES = [
    ("no idea", "authority", "unsure"),
    ("not sure who decides", None, "unsure"),
    ("rather not say", "authority", "refused"),
    ("none of your business", "authority", "refused"),
]

NONE = [
    ("former CTO, now a consultant", None, "a former title"),
    ("I used to be CTO", None, "a former title"),
    ("our CTO wants a demo", None, "somebody else's title"),
    ("I'm the assistant to the CEO", None, "somebody else's title"),
    ("I report to the CTO", None, "somebody else's title"),
    ("we are looking for a CTO", None, "nobody's title"),
    ("I'm a data analyst", "authority", "a title that owns nothing"),
    ("can I talk to a manager?", None, "ours"),
    ("our CFO already approved the budget", None, "done"),
    ("we need dashboards for the management", None, "who it is for"),
    ("I'd have to check with finance", "budget", "about the budget"),
    ("I want to decide by June", None, "when"),
    ("hello", "authority", "nothing said"),
]


@pytest.mark.parametrize(("text", "asked", "role", "approver", "why"), ROLES)
def test_the_speakers_part_in_the_purchase(text, asked, role, approver, why):
    fact = stated("authority", text, asked)
    assert fact is not None, why
    assert (fact["status"], fact["role"], fact["approver"]) == ("stated", role, approver), why


@pytest.mark.parametrize(("text", "asked", "status"), STATUSES)
def test_authority_may_be_refused_or_unknown_to_the_visitor(text, asked, status):
    fact = stated("authority", text, asked)
    assert fact is not None
    assert (fact["status"], fact["role"]) == (status, None)


@pytest.mark.parametrize(("text", "asked", "why"), NONE)
def test_a_title_that_is_not_the_speakers_states_no_authority(text, asked, why):
    assert stated("authority", text, asked) is None, why
