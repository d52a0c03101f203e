"""People who answer our mails: their sequences end, they are understood, and their rep hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.bootstrap import App
from bot.leads.mail import Mail, MailDraft
from bot.leads.models import Known
from bot.mail.inbound import Ignored, in_words
from bot.nurture.models import MailLink
from bot.nurture.returning import LONGEST_REPLY, Replied
from bot.store.tables.chat import tasks as task_rows
from tests.integration.mail.returning import OWN, SECRET, a_reply, after, arrives, in_a_sequence, mails
from tests.nurturing import MONDAY, a_lead

WORDS = """We now have a budget of 60,000 EUR a year, and we want to start next month.
I decide this myself. We need all our numbers in one dashboard.

Ann
--{}
Ann Berg, Head of Operations, info@acme.example
""".format(" ")


async def the_notice(app: App) -> Mail:
    """The one that tells the rep of a reply."""
    (notice,) = [mail for mail in await mails(app, kind="notice") if mail.cause.startswith("reply:")]
    return notice


async def known(app: App) -> Known:
    async with app.store.read() as uow:
        return await uow.facts.known("lead_ann")


async def tasks(app: App) -> list[tuple[str, str, str | None]]:
    async with app.store.read() as uow:
        rows = (await uow.connection.execute(select(task_rows))).all()
    return [(row.kind, row.reason, row.assigned_to) for row in rows]


async def test_a_reply_ends_the_sequence_and_withholds_what_waits(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        draft = MailDraft("nurture", "x:2", mail.recipient, "Next", "T", "<p>T</p>", lead_id="lead_ann")
        await uow.mails.queue(draft, now=MONDAY)
    done = await arrives(app, a_reply(mail, "Thanks, this helps!"))
    assert isinstance(done, Replied)
    assert in_words(done) == "Lead lead_ann replied; their rep is told."
    now = await after(app)
    assert (now.ended, now.suppressed) == (["replied"], None)
    assert "LeadReplied" in now.events
    assert [(kept.kind, kept.text, kept.mail_id) for kept in now.inbound] == [
        ("reply", "Thanks, this helps!", mail.id)
    ]
    waiting = next(m for m in await mails(app) if m.subject == "Next")
    assert (waiting.state, waiting.reason) == ("withheld", "replied")


async def test_the_owner_gets_the_words_and_answers_with_one_click(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, WORDS))
    notice = await the_notice(app)
    assert (notice.recipient, notice.reply_to) == ("dana@tidewater.example", "ann@example.com")
    assert notice.subject == f"Ann Berg replied: {mail.subject}"
    assert "budget of 60,000 EUR" in notice.text
    assert 'Budget: "' in notice.text
    assert "https://chat.tidewater.example/console/leads/lead_ann" in notice.text
    assert await tasks(app) == [("reply", f"answered \u201c{mail.subject}\u201d", "dana")]


async def test_what_they_say_is_kept_as_facts_of_theirs_and_scored(app: App) -> None:
    mail = await in_a_sequence(app)
    before = (await after(app)).lead.score
    await arrives(app, a_reply(mail, WORDS))
    facts = await known(app)
    budget = facts.bant.budget
    assert budget
    assert (budget.max or budget.min, budget.currency) == (60000, "EUR")
    assert facts.facts["budget"].conversation_id == "conv_ann"
    assert "60,000 EUR" in facts.quote("budget")
    assert facts.bant.authority
    assert facts.bant.timeline
    now = (await after(app)).lead
    assert now.score > before
    assert now.contact.email == "ann@example.com"  # no address in a signature is theirs


async def test_who_becomes_ready_by_a_reply_is_told_to_the_owner(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, WORDS))
    now = await after(app)
    assert now.lead.stage == "sql"
    assert now.events.count("LeadReady") == 1
    assert any("now ready for a meeting" in m.text for m in await mails(app, kind="notice"))
    await arrives(app, a_reply(mail, "When can we talk?", n=2))
    assert (await after(app)).events.count("LeadReady") == 1


async def test_the_answer_to_what_the_mail_asks_is_read_as_one(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.read() as uow:
        asked = await uow.returned.asked(mail.id)
    if asked is None:
        async with app.store.write() as uow:
            await uow.mail_links.add([MailLink("link_1", mail.id, "answer", None, "budget", "40k")])
        asked = "budget"
    answers = {"budget": "About 40k", "timeline": "in May", "need": "one dashboard", "authority": "just me"}
    await arrives(app, a_reply(mail, answers[asked]))
    assert (await known(app)).facts[asked].asked == asked


async def test_a_reply_from_another_address_reaches_the_owner_and_states_no_facts(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, WORDS, sender="cem@acme.example"))
    assert (await after(app)).ended == ["replied"]
    assert "budget" not in (await known(app)).facts
    notice = await the_notice(app)
    assert "an address that we do not know: cem@acme.example" in " ".join(notice.text.split())
    assert notice.reply_to == "cem@acme.example"


async def test_a_lead_who_writes_by_themselves_is_known_by_their_address_while_a_sequence_runs(
    app: App,
) -> None:
    await in_a_sequence(app)
    done = await arrives(app, a_reply(None, WORDS))
    assert isinstance(done, Replied)
    assert (await after(app)).ended == ["replied"]
    assert "budget" not in (await known(app)).facts  # anybody can write a From
    assert await arrives(app, a_reply(None, "And another thing", n=2)) == Ignored("unmatched")


async def test_a_reply_is_known_by_the_message_id_alone(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, WORDS, to=OWN))
    assert (await after(app)).ended == ["replied"]
    assert "budget" in (await known(app)).facts


async def test_a_reply_of_a_stranger_changes_nothing(app: App) -> None:
    await in_a_sequence(app)
    before = await after(app)
    assert await arrives(app, a_reply(None, "Buy it", sender="eve@evil.example")) == Ignored("unmatched")
    assert await after(app) == before
    assert not await mails(app, kind="notice")


async def test_the_same_reply_again_changes_nothing(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, WORDS))
    before = await after(app)
    assert await arrives(app, a_reply(mail, WORDS)) == Ignored("known")
    assert await after(app) == before
    assert await the_notice(app)


@pytest.mark.parametrize(
    "words",
    ["Stop", "Please remove me from your list.", "Bitte keine weiteren E-Mails.", "Désabonnez-moi, merci",
     "No me escriban más", "Cancellatemi per favore"],
)  # fmt: skip
async def test_who_asks_for_no_more_mail_is_unsubscribed(app: App, words: str) -> None:
    mail = await in_a_sequence(app)
    done = await arrives(app, a_reply(mail, words))
    assert in_words(done) == "Lead lead_ann replied and is unsubscribed."
    now = await after(app)
    assert (now.suppressed, now.ended) == ("unsubscribed", ["unsubscribed"])
    assert "ContactStopped" in now.events
    assert "LeadReplied" not in now.events
    notice = await the_notice(app)
    assert notice.subject.startswith("Ann Berg wants no more mail")
    assert "They are unsubscribed" in notice.text
    assert await tasks(app) == []


async def test_a_lead_without_an_owner_is_looked_after_by_the_fallback(app: App) -> None:
    mail = await in_a_sequence(app, a_lead(timezone="Etc/Nowhere", country=None))
    async with app.store.write() as uow:
        await uow.reps.replace(replace(app.playbook().team, reps=()))
        lead = await uow.leads.get("lead_ann")
        assert lead
        await uow.leads.save(replace(lead, owner_id=None))
    await arrives(app, a_reply(mail, "Hello?"))
    notice = await the_notice(app)
    assert notice.recipient == app.playbook().routing.fallback.email


async def test_an_answer_to_a_confirmation_reaches_the_rep_and_ends_nothing(
    app: App,
) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, "First answer"))
    async with app.store.write() as uow:
        draft = MailDraft(
            "invite", "meeting:1:visitor", "ann@example.com", "Your call", "T", "<p>T</p>", lead_id="lead_ann"
        )
        mail_id = await uow.mails.queue(draft, now=MONDAY)
        assert mail_id
        invite = await uow.mails.get(mail_id)
    assert invite
    ended = (await after(app)).enrolments
    await arrives(app, a_reply(invite, "Can Cem join us?", n=2))
    assert (await after(app)).enrolments == ended
    assert any("Can Cem join us?" in m.text for m in await mails(app, kind="notice"))


async def test_attachments_and_what_is_too_long_are_told_and_not_kept(app: App) -> None:
    mail = await in_a_sequence(app)
    letter = a_reply(mail, "Our plan is attached. " + "word " * 4000)
    letter.add_attachment(b"%PDF" * 2_000_000, maintype="application", subtype="pdf", filename="plan.pdf")
    whole = letter.as_bytes()
    assert len(whole) > 5_000_000
    await arrives(app, whole)
    (kept,) = (await after(app)).inbound
    assert len(kept.text) == LONGEST_REPLY
    notice = await the_notice(app)
    assert "attachments, which are not kept here: read it in the mailbox" in notice.text
    assert "longer than 5 MB" in notice.text


async def test_words_in_a_reply_are_never_markup_of_ours(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, "[click](https://evil.example) **now** <script>x</script>\n# Big"))
    notice = await the_notice(app)
    assert 'href="https://evil.example"' not in notice.html
    assert "<script>" not in notice.html
    assert "[click](https://evil.example) **now**" in notice.text


async def test_an_empty_reply_reaches_the_owner_too(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, ""))
    notice = await the_notice(app)
    assert "(no words of their own)" in notice.text


async def test_the_secret_is_in_no_representation(app: App) -> None:
    assert SECRET not in repr(app.return_desk)
