"""Writing a mail to a lead: its variables, the question that it may ask, the links that are followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.leads.mail import MailWords, first_name
from bot.leads.models import Known, Lead
from bot.nurture.asking import Asking, Words, asking
from bot.nurture.links import Following
from bot.nurture.models import Enrolment, MailLink
from bot.nurture.ports import Signer, Templates
from bot.nurture.rules import address_hash
from bot.playbook.shapes import Playbook, Sending


@dataclass(frozen=True)
class Letter:
    """A mail as it is written to one lead. `queue_followed` of `bot.nurture.links` keeps `links` with it."""

    words: MailWords
    links: tuple[MailLink, ...]
    unsubscribe_url: str


@dataclass(frozen=True)
class Desk:
    """What writing a mail takes: the playbook, its templates, signed links, the product's address, and the
    chat's words."""

    playbook: Playbook
    templates: Templates
    links: Signer
    public_url: str
    chat_words: Words

    @property
    def sending(self) -> Sending:
        return self.playbook.site.sending

    @property
    def chat_url(self) -> str:
        """The chat by itself, where no conversation is carried on."""
        return f"{self.public_url}/chat"

    def write(
        self, lead: Lead, known: Known, subject: str, body: str, *, now: datetime, followed: bool = True
    ) -> Letter:
        """The template's mail to this lead. Raises a BantamError for a faulty template.

        Unless it is not `followed` (a preview, a test), each link of the body is one of ours.
        """
        ask = asking(known, self.chat_words, self.playbook.qualification)
        following = Following(self.links, self.public_url, now, self._ours(ask))
        unsubscribe_url = self.unsubscribe_url(lead, now)
        words = self.templates.words(
            subject,
            body,
            self._variables(lead, known, ask),
            unsubscribe_url=unsubscribe_url,
            preferences_url=self.preferences_url(lead, now),
            follow=following.follow if followed else None,
        )
        return Letter(words, tuple(following.links), unsubscribe_url)

    def variables(self, lead: Lead, known: Known) -> dict[str, Any]:
        """The variables of `bot.playbook.templates` that are the lead's own."""
        return self._variables(lead, known, asking(known, self.chat_words, self.playbook.qualification))

    def _variables(self, lead: Lead, known: Known, ask: Asking | None) -> dict[str, Any]:
        need = known.bant.need
        titles = {category.name: category.title for category in self.playbook.qualification.needs}
        owner = self.playbook.team.rep(lead.owner_id) if lead.owner_id else None
        answers = ask.answers if ask else ()
        return {
            "first_name": first_name(lead.contact.name),
            "their_company": lead.contact.company or "",
            "need": titles.get(need.category or "", "") if need else "",
            "need_words": known.quote("need") if need and need.status == "stated" else "",
            "rep_name": owner.name if owner else "",
            "chat_url": self.chat_url,
            "question": ask.question if ask else "",
            "answers": [{"title": said, "url": self._answer_url(n)} for n, said in enumerate(answers, 1)],
        }

    def _ours(self, ask: Asking | None) -> dict[str, MailLink]:
        answers = ask.answers if ask else ()
        return {self.chat_url: MailLink("", "", "chat")} | {
            self._answer_url(n): MailLink("", "", "answer", fact=ask.fact if ask else None, answer=said)
            for n, said in enumerate(answers, 1)
        }

    def _answer_url(self, number: int) -> str:
        """Stands for the answer until the link is followed; where it is not, it opens the chat."""
        return f"{self.chat_url}#answer-{number}"

    def reply_to(self, lead: Lead) -> str | None:
        owner = self.playbook.team.rep(lead.owner_id) if lead.owner_id else None
        return owner.email if owner else None

    def unsubscribe_url(self, lead: Lead, now: datetime) -> str:
        """Signed for this lead and the hash of their address, so that no address stands in a link."""
        return f"{self.public_url}/unsubscribe/{self.links.sign('unsubscribe', _holder(lead), now)}"

    def preferences_url(self, lead: Lead, now: datetime) -> str:
        return f"{self.public_url}/preferences/{self.links.sign('preferences', _holder(lead), now)}"

    def confirm_url(self, enrolment: Enrolment, now: datetime) -> str:
        return f"{self.public_url}/confirm/{self.links.sign('confirm', enrolment.id, now)}"


def _holder(lead: Lead) -> str:
    return f"{lead.id}:{address_hash(lead.contact.email or '')}"
