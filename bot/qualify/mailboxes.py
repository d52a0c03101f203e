"""Whose mailbox an address is: a company's, or one that anybody can have."""

from __future__ import annotations

FREE = frozenset({
    "163.com", "126.com", "aol.com", "bigpond.com", "bluewin.ch", "btinternet.com", "comcast.net",
    "duck.com", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it",
    "icloud.com", "laposte.net", "libero.it", "live.co.uk", "live.com", "mac.com", "mail.com", "mail.ru",
    "mailbox.org", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de", "outlook.fr",
    "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com",
    "sky.com", "t-online.de", "tutanota.com", "verizon.net", "virginmedia.com", "wanadoo.fr", "web.de",
    "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.com.au", "yahoo.com.br",
    "yahoo.de", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
})  # fmt: skip
"""The providers that visitors are likely to come with; a rarer one counts as a company's own."""


def company_domain(email: str | None) -> str | None:
    """The domain of a company's own mailbox; None for an address that anybody can have, and without one.

    Two leads with the same one are of the same company, and so have the same owner.
    """
    domain = (email or "").rpartition("@")[2].lower()
    return domain if domain and domain not in FREE else None
