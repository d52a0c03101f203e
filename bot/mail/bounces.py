"""Mail that did not get through: whom it missed, and whether to try again (RFC 3464, 3463, 5321)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from bot.mail.parsing import Fields, Letter, mailbox
from bot.mail.undeliverable import EXPLAINED, STATUS, is_hard

DAEMONS = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]{10,40})(?:[+-][^@]{0,80})?@"
)
FAILED_SUBJECT = re.compile(
    r"undeliver|deliver(?:y|ing)[ \w]{0,30}(?:fail|error|problem|incomplete)|fail(?:ure|"
    r"ed)[ \w]{0,20}(?:notice|deliver)|"
    r"returned (?:mail|to sender)|unzustellbar|nicht zugestellt|non remis|échec de la remise|"
    r"no se (?:puede|pudo) entregar|impossibile recapitare|mancato recapito|onbestelbaar|não entregue|"
    r"mail system error",
    re.IGNORECASE,
)
DELAYED_SUBJECT = re.compile(
    r"delay|warning: (?:message|could not)|incomplete|verzöger|retard|retras|ritard|vertrag|"
    r"still being retried",
    re.IGNORECASE,
)
ANSWER_SUBJECT = re.compile(r"(?:re|aw|sv|antw|rif|r) ?: ", re.IGNORECASE)
COPY_BEGINS = re.compile(
    r"^[ \t>*-]{0,40}(?:below this line|this is a copy|(?:begin )?original (?:message|mail)|"
    r"ursprüngliche nachricht|"
    r"message d'origine|returned (?:message|mail)|start of returned|message headers? follow|"
    r"undelivered message|"
    r"the header of the original|original message follows|message text follows|forwarded message|"
    r"(?:return-path|received|dkim-signature): )",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"(?<![^\s<(\"'\[:;=])[\w.!#$%&*+/=?^`{|}~-]{1,64}@[\w.-]{1,200}\.\w{2,24}")
LONGEST_EXPLANATION = 6_000
LONGEST_LINE = 300


@dataclass(frozen=True)
class Bounce:
    """A mail that did not get through."""

    addresses: tuple[str, ...]
    """In lower case: whom it did not reach, as the mail was addressed, then as it was delivered."""
    status: str
    """Of RFC 3463, such as `5.1.1`; empty when unknown."""
    hard: bool
    """Whether nothing will ever reach them: do not try again."""
    message_ids: tuple[str, ...]
    """What came back, without angle brackets; the likeliest first."""


@dataclass(frozen=True)
class _Failure:
    addresses: tuple[str, ...]
    status: str
    hard: bool


def is_bounce(letter: Letter) -> bool:
    """Whether it tells how a mail fared on its way; maybe only that it takes longer."""
    if letter.report_type == "disposition-notification":
        # Dovecot tells of a full mailbox like this; all others are receipts (RFC 8098).
        return "automatically rejected" in letter.text[:LONGEST_EXPLANATION]
    if letter.report_type == "delivery-status" or "x-failed-recipients" in letter.headers:
        return True
    if DAEMONS.match(letter.sender):  # people do write as postmaster
        return not ANSWER_SUBJECT.match(letter.subject)
    by_machine = letter.nobodys or letter.report or letter.auto_submitted != "no"
    told = any("final-recipient" in block for block in letter.reports)
    return by_machine and (told or bool(FAILED_SUBJECT.search(letter.subject)))


def read_bounce(letter: Letter) -> Bounce | None:
    """The failures that it reports; None when the mail is late or was passed on, or for want of facts."""
    ids = tuple(dict.fromkeys(letter.returned_ids + letter.answers))
    blocks = [block for block in letter.reports if "final-recipient" in block or "action" in block]
    if blocks:
        failures = [found for block in blocks if (found := _of_recipient(block, letter.text))]
        return _together(failures, ids) if failures else None
    found = _of_text(letter, known=bool(ids))
    return _together([found], ids) if found else None


def _together(failures: list[_Failure], ids: tuple[str, ...]) -> Bounce:
    addresses = tuple(dict.fromkeys(address for failure in failures for address in failure.addresses))
    return Bounce(addresses, failures[0].status, all(failure.hard for failure in failures), ids)


def _of_recipient(block: Fields, text: str) -> _Failure | None:
    """A recipient's fields (RFC 3464, 2.3); None unless its action is `failed`."""
    told, diagnostic = (" ".join(block.get(name, ())) for name in ("status", "diagnostic-code"))
    status = _status(told)
    action = _first_word(" ".join(block.get("action", ())))
    if not action.startswith(("fail", "error")) and (action or not status.startswith("5")):
        return None
    better = _status(diagnostic)
    if better and (
        not status or status.endswith(".0.0") or (status.endswith(".0") and better[0] == status[0])
    ):
        status = better
    addresses = [
        _address(value)
        for name in ("original-recipient", "final-recipient", "x-actual-recipient")
        for value in block.get(name, ())
    ]
    words = diagnostic if len(diagnostic) > 12 else _explanation(text)
    return _Failure(_unique(addresses), status, is_hard(status, words))


def _first_word(text: str) -> str:
    return text.split()[0].lower() if text.split() else ""


def _address(field: str) -> str:
    """From `rfc822; ann@acme.example`, whose type some servers leave out."""
    address = field.rpartition(";")[2].strip().strip("<>").partition(" ")[0]
    return mailbox(address.removeprefix("smtp:").removeprefix("SMTP:"))


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address))


def _status(text: str) -> str:
    """The first status in it that is no success; `5.1.10` is kept in full."""
    found = STATUS.search(text)
    return found.group(1) if found else ""


def _of_text(letter: Letter, *, known: bool) -> _Failure | None:
    """A bounce without a delivery-status part, as qmail and old Exchange and Exim servers write them."""
    explanation = _explanation(letter.text)
    late, failed = _failures(letter, explanation)
    if (late and not failed) or (DELAYED_SUBJECT.search(letter.subject) and not failed):
        return None
    named = [mailbox(value) for value in letter.header("x-failed-recipients").split(",")]
    addresses = _unique([*named, *failed]) or _named_in(explanation, letter)
    status = _status(explanation)
    said = status or EXPLAINED.search(explanation) or FAILED_SUBJECT.search(letter.subject) or any(named)
    if not said or not (addresses or known):
        return None
    return _Failure(addresses, status, is_hard(status, explanation))


def _failures(letter: Letter, explanation: str) -> tuple[list[str], list[str]]:
    """What the patterns of Mailman's library find: addresses for which it is late, and failed ones."""
    plain = Message()
    plain["From"] = letter.sender
    lines = [line[:LONGEST_LINE] for line in explanation.split("\n")]
    plain.set_payload("\n".join(lines).encode("ascii", "replace").decode())
    late, failed = all_failures(plain)
    return _addresses(late), _addresses(failed)


def _addresses(found: Iterable[bytes]) -> list[str]:
    return sorted(mailbox(address.decode("ascii", "replace")) for address in found)


def _named_in(explanation: str, letter: Letter) -> tuple[str, ...]:
    """The addresses in it that are neither ours nor the daemon's: the first one, as a rule, is the one."""
    ours = {letter.sender, *letter.recipients, *letter.returned_ids}
    found = (address.lower().rstrip(".") for address in ADDRESS.findall(explanation))
    return _unique(address for address in found if address not in ours and not DAEMONS.match(address))[:1]


def _explanation(text: str) -> str:
    """What the server says itself, without the copy of the mail."""
    copy = COPY_BEGINS.search(text, 1)
    return text[: min(copy.start() if copy else LONGEST_EXPLANATION, LONGEST_EXPLANATION)]
