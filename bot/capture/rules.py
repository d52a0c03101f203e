"""Where a visitor came from, how a contact is written down, what a correction is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bot.leads.models import Contact, KeptFact, Source, SourceType
from bot.understand.clarify import unclear
from bot.understand.facts import Budget, CompanySize, bant_from_json

KEPT_KINDS = frozenset(
    {
        "need", "budget", "authority", "timeline", "name", "email", "phone", "company", "company_size",
        "job_title", "country", "consent", "profile", "asked_pricing", "asked_for_sales",
    }
)  # fmt: skip
SIGNS = {
    "ask_pricing": "asked_pricing",
    "talk_to_sales": "asked_for_sales",
    "book_meeting": "asked_for_sales",
}
"""Intents that show interest, and the name under which their words are kept."""
PAID = frozenset({"cpc", "ppc", "paid", "display", "email", "newsletter", "social", "affiliate"})
LONGEST = 200  # characters of a name, a company or a title that are kept


def source_of(page: Mapping[str, Any]) -> Source:
    """The source that the first page tells: `{"url", "referrer"}`.

    outbound: a campaign of ours brought them; product: they come from the app; referral: another site's
    link; inbound: a link with UTM tags that is no campaign of ours; organic: everything else.
    """
    url = str(page.get("url") or "")
    referrer = str(page.get("referrer") or "") or None
    # Of `%00` a NUL is made, which PostgreSQL keeps none of.
    tags = [(k.replace("\0", ""), v.replace("\0", "")) for k, v in parse_qsl(_split(url).query)]
    utm = {k[4:]: v[:LONGEST] for k, v in tags if k.startswith("utm_")}
    return Source(url[:2000] or None, referrer and referrer[:2000], utm, _source_type(url, referrer, utm))


def _source_type(url: str, referrer: str | None, utm: Mapping[str, str]) -> SourceType:
    medium = utm.get("medium", "").lower()
    if medium in ("product", "app"):
        return "product"
    if medium == "referral":
        return "referral"
    if medium in PAID:
        return "outbound"
    if utm:
        return "inbound"
    host = _split(referrer or "").hostname or ""
    own = _split(url).hostname
    search = any(name in host for name in ("google.", "bing.", "duckduckgo.", "ecosia.", "yahoo."))
    return "referral" if host and host != own and not search else "organic"


def _split(url: str) -> SplitResult:
    """The parts of an address; none of what is no address: whoever starts a chat says what their page is."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def normal_email(address: str) -> str:
    """The address by which a person is recognised: trimmed, in lower case."""
    return address.strip().lower()


def with_fact(contact: Contact, kind: str, value: Any) -> Contact:
    """The contact with one line changed; other kinds of fact leave it as it is."""
    if value is None:
        return contact
    if kind == "company_size" and isinstance(value, Mapping):
        return replace(contact, company_size=CompanySize(value.get("min"), value.get("max")))
    if kind == "email":
        return replace(contact, email=normal_email(str(value)))
    if kind in ("name", "phone", "company", "job_title", "country"):
        said: dict[str, Any] = {kind: str(value)[:LONGEST]}
        return replace(contact, **said)
    return contact


def is_correction(before: KeptFact | None, after: Mapping[str, Any]) -> bool:
    """Whether a fact that was stated before now says something else; an unclear one is only made clear."""
    if before is None or before.status != "stated":
        return False
    if before.kind == "budget" and unclear(cast(Budget, bant_from_json("budget", before.value))):
        return False
    return _meaning(before.value) != _meaning(after)


def says_less(before: KeptFact | None, after: Mapping[str, Any], *, kind: str, asked: str | None) -> bool:
    """Whether a remark in passing would overwrite a stated fact with a vaguer one ("not sure")."""
    if before is None or before.status != "stated" or kind == asked:
        return False
    return str(after.get("status", "stated")) in ("unsure", "unknown")


def _meaning(value: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if k != "quote" and v is not None}
