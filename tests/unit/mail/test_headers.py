"""What may stand in a header: a corpus of attempts to add one."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from bot.leads.mail import Mail, MailDraft, UnsafeHeader, one_line
from bot.mail.compose import Sender, compose
from tests.nurturing import DESK, MONDAY, SENDER, a_draft, a_lead

INJECTIONS = [
    "Ann\r\nBcc: everybody@example.com",
    "Ann\nBcc: everybody@example.com",
    "Ann\rBcc: everybody@example.com",
    "Ann\r\n\r\n<h1>a body</h1>",
    "Ann\x0bBcc: x@example.com",
    "Ann\x0cBcc: x@example.com",
    "Ann\x85Bcc: x@example.com",
    "Ann\u2028Bcc: x@example.com",
    "Ann\u2029Bcc: x@example.com",
    "Ann\x00",
    "Ann\x1b[2J",
    "Ann\x7f",
    "\u202emoc.elpmaxe@nna",
    "=?utf-8?q?Ann=0D=0ABcc:_x@example.com?=",
    "=?utf-8?b?QW5uDQpCY2M6IHhAZXhhbXBsZS5jb20=?=",
    "=?=?utf-8?q??=?utf-8?q?x?=",
    "a" * 999,
]
WANTED = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Content-Type", "MIME-Version",
}  # fmt: skip


def a_mail(**changes: object) -> Mail:
    draft = a_draft(unsubscribe_url="https://example.com/unsubscribe/x", reply_to="rep@example.com")
    row = {
        "id": "mail_1", "state": "sending", "due_at": MONDAY, "created_at": MONDAY, "updated_at": MONDAY,
        "message_id": "mail_1@tidewater.example",
    }  # fmt: skip
    return Mail(**(vars(draft) | row | changes))


@pytest.mark.parametrize("attempt", INJECTIONS)
@pytest.mark.parametrize("field", ["subject", "recipient_name", "recipient", "reply_to", "unsubscribe_url"])
def test_a_draft_refuses_whatever_could_add_a_header(field: str, attempt: str) -> None:
    with pytest.raises(UnsafeHeader):
        replace(a_draft(), **{field: attempt})  # type: ignore[arg-type]


@pytest.mark.parametrize("attempt", INJECTIONS)
def test_somebodys_odd_name_is_made_fit_and_adds_no_header(attempt: str) -> None:
    mail = a_mail(recipient_name=one_line(attempt), subject=f"A call with {one_line(attempt)}")

    parsed = message_from_bytes(compose(mail, SENDER, at=MONDAY).as_bytes(), policy=default)

    assert set(parsed.keys()) == WANTED
    assert len(parsed.get_all("To") or []) == 1
    assert [address.addr_spec for address in parsed["To"].addresses] == ["ann@example.com"]
    assert parsed["Subject"] == f"A call with {one_line(attempt)}"


@pytest.mark.parametrize("attempt", INJECTIONS)
def test_a_sender_from_the_settings_is_held_to_the_same(attempt: str) -> None:
    with pytest.raises(UnsafeHeader):
        compose(a_mail(), Sender(attempt, "hello@example.com"), at=MONDAY)


@pytest.mark.parametrize("attempt", INJECTIONS[:-1])
def test_a_visitors_name_in_a_template_reaches_subject_and_body_as_words(attempt: str) -> None:
    words = DESK.templates.words("For {{ name }}", "Dear {{ name }},\n\nbye", {"name": attempt})

    assert words.subject == f"For {one_line(attempt)}"
    assert "\n\nbye" in words.text
    assert "<h1>" not in words.html


@pytest.mark.parametrize(
    "address",
    ["", "ann", "ann@", "@example.com", "ann@example.com, bob@example.com", "ann@example.com;bob@x.com",
     "<ann@example.com>", "ann @example.com", "ann@exa mple.com", "ann@@example.com", '"ann"@example.com'],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(UnsafeHeader):
        a_draft(recipient=address)


def test_names_of_many_scripts_survive_the_journey() -> None:
    for name in ("Zoë Ünal", "李小龍", "محمد علی", "क्षि‍ण", 'O\'Neill, Anne "Annie"', "👩‍🚀 Ada"):
        mail = a_mail(recipient_name=one_line(name), subject=name)
        parsed = message_from_bytes(compose(mail, SENDER, at=MONDAY).as_bytes(), policy=default)
        assert parsed["To"].addresses[0].display_name == name
        assert parsed["Subject"] == name


def test_an_unsubscribe_link_stands_in_its_header_whole_and_unencoded() -> None:
    url = DESK.unsubscribe_url(a_lead(), MONDAY)
    raw = compose(a_mail(unsubscribe_url=url), SENDER, at=MONDAY).as_bytes()

    assert (
        f"\r\nList-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode()
        in raw
    )
    assert "ann" not in url


def test_an_invite_needs_its_method_and_a_method_its_invite() -> None:
    with pytest.raises(ValueError):
        a_draft(ics="BEGIN:VCALENDAR")
    with pytest.raises(ValueError):
        MailDraft("invite", "c", "ann@example.com", "s", "t", "h", ics_method="REQUEST")
