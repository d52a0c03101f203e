"""The address that a mail returns to says which mail it is, and nobody else can make one."""

from __future__ import annotations

import re

import pytest

from bot.leads.ids import new_id
from bot.mail.verp import tagged, untagged

SECRET = "a-secret-of-these-tests-alone-0123456789"
OWN = "hello@tidewater.example"
MAIL = "mail_0123456789abcdef01234567"


def test_the_address_of_a_mail_leads_back_to_it() -> None:
    for _ in range(50):
        mail_id = new_id("mail")
        assert untagged(tagged(OWN, mail_id, SECRET), OWN, SECRET) == mail_id


def test_the_token_holds_only_signs_that_every_server_leaves_alone() -> None:
    local, _, domain = tagged(OWN, MAIL, SECRET).partition("@")
    assert domain == "tidewater.example"
    assert re.fullmatch(r"hello\+m-[0-9a-f]{24}-[a-z2-7]{12}", local)


def test_a_server_may_change_the_case() -> None:
    assert untagged(tagged(OWN, MAIL, SECRET).upper(), OWN, SECRET) == MAIL
    assert untagged(tagged("Hello@Tidewater.Example", MAIL, SECRET), OWN, SECRET) == MAIL


def test_angle_brackets_and_blanks_around_an_address_do_not_matter() -> None:
    assert untagged(f" <{tagged(OWN, MAIL, SECRET)}>\r\n", OWN, SECRET) == MAIL


def test_an_international_domain_comes_back_as_servers_write_it() -> None:
    own = "hello@müller.example"
    back = tagged(own, MAIL, SECRET).replace("müller", "xn--mller-kva")
    assert untagged(back, own, SECRET) == MAIL


def test_a_mailbox_that_has_a_subaddress_already_keeps_it() -> None:
    own = "sales+bantam@tidewater.example"
    assert tagged(own, MAIL, SECRET).startswith("sales+bantam+m-")
    assert untagged(tagged(own, MAIL, SECRET), own, SECRET) == MAIL


@pytest.mark.parametrize(
    ("local", "fits"), [("a" * 24, True), ("a" * 25, False), ("ü" * 12, True), ("ü" * 13, False)]
)
def test_what_would_be_longer_than_64_octets_stays_bare(local: str, fits: bool) -> None:
    own = f"{local}@tidewater.example"
    address = tagged(own, MAIL, SECRET)
    assert (address != own) is fits
    assert len(address.rpartition("@")[0].encode()) <= 64
    assert untagged(address, own, SECRET) == (MAIL if fits else None)


def test_an_id_that_is_none_of_a_mail_is_not_written_into_an_address() -> None:
    for mail_id in ("mail_1", "lead_0123456789abcdef01234567", f"{MAIL}\n", "mail_0123456789ABCDEF01234567"):
        assert tagged(OWN, mail_id, SECRET) == OWN


GOOD = tagged(OWN, MAIL, SECRET)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "nothing"),
        ("@", "nothing at all"),
        (OWN, "no token"),
        (GOOD.replace("hello", "other"), "another mailbox"),
        (GOOD.replace("tidewater", "elsewhere"), "another domain"),
        (GOOD.replace("0123", "0124"), "the id of another mail"),
        (tagged(OWN, MAIL, "another-secret-0123456789-0123456789"), "another secret"),
        (GOOD.replace("@", "x@"), "a sign too many"),
        (GOOD.replace("@", "\n@"), "a line break"),
        (GOOD.replace("+m-", "+n-"), "another kind of token"),
        ("é" * 300, "no address"),
        ("x@" + "ü" * 300, "a domain that is none"),
    ],
)
def test_what_is_forged_or_foreign_is_nobodys(address: str, why: str) -> None:
    assert untagged(address, OWN, SECRET) is None, why


def test_every_single_sign_of_the_signature_counts() -> None:
    local, _, domain = GOOD.partition("@")
    for at in range(len(local) - 12, len(local)):
        other = "a" if local[at] != "a" else "b"
        assert untagged(f"{local[:at]}{other}{local[at + 1 :]}@{domain}", OWN, SECRET) is None
