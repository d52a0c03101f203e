"""Links in mails that are followed: what stands in the mail, and what each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.leads.ids import new_id
from bot.leads.mail import MailDraft
from bot.nurture.models import MailLink
from bot.nurture.ports import MailLinkRepository, Signer

GOOD_FOR = timedelta(days=180)
"""How long a followed link works; a mail that is older than that says nothing of today."""


@dataclass
class Following:
    """Makes the links of one mail followed: `follow` gives each an address of ours, and keeps what it is.

    `ours` are addresses of the mail that mean something else than a page, such as an answer. Each place of a
    link is one of its own, the same address twice too.
    """

    signer: Signer
    public_url: str
    now: datetime
    ours: Mapping[str, MailLink] = field(default_factory=dict)
    links: list[MailLink] = field(default_factory=list)

    def follow(self, url: str) -> str:
        """What stands in the mail instead of `url`; addresses that are no web page stay as they are."""
        if not url.lower().startswith(("http://", "https://")):
            return url
        kind = self.ours.get(url) or MailLink("", "", "page", url)
        link = replace(kind, id=new_id("link"))
        self.links.append(link)
        return f"{self.public_url}/l/{self.signer.sign('click', link.id, self.now)}"


class MailLog(Protocol):
    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None: ...


class LinkWork(Protocol):
    @property
    def mails(self) -> MailLog: ...
    @property
    def mail_links(self) -> MailLinkRepository: ...


async def queue_followed(
    uow: LinkWork, draft: MailDraft, links: Sequence[MailLink], *, now: datetime
) -> str | None:
    """Put the mail into the log together with its links; its id, or None when it is there already."""
    mail_id = await uow.mails.queue(draft, now=now)
    if mail_id is not None:
        await uow.mail_links.add([replace(link, mail_id=mail_id) for link in links])
    return mail_id
