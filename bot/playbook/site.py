"""Reads playbook/site.yml: whose website and whose mails these are."""

from __future__ import annotations

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block
from bot.playbook.shapes import SitePlaybook


def read_site(file: Block) -> SitePlaybook:
    read = SitePlaybook(
        company=file.value("company", values.text, "the company's name"),
        sender_name=file.value("sender_name", values.text, "the person whom mails come from, Ada Bell"),
        postal_address=file.values("postal_address", values.text, "street, town, country", REQUIRED),
        privacy_url=file.value("privacy_url", values.link, "https://... or a path such as /privacy"),
        double_opt_in=file.value("double_opt_in", values.yes_or_no, "true or false", True),
    )
    file.done()
    return read
