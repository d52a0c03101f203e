"""Feeds over real connections: what a server may do to us, and what the rep is told then."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_address

import pytest

from bot.book.calendar_models import (
    CalendarFailure,
    CalendarUnreachable,
    FeedUnreadable,
    NotModified,
    Reading,
    Source,
)
from bot.calendars import remote
from bot.calendars.addresses import Address
from bot.calendars.network import LARGEST, Network
from bot.calendars.remote import Remote
from tests.integration.calendars.feeds import Asked, Feeds, http, serving
from tests.unit.calendars.texts import MARCH, calendar, event

TEXT = calendar(event("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"))
SECRET = "/private-3f9c/basic.ics"


@pytest.fixture
async def feeds() -> AsyncIterator[Feeds]:
    async with serving() as served:
        yield served


def source(feeds: Feeds, path: str = SECRET, **more: str) -> Source:
    return replace(Source("ics", feeds.url(path), private_allowed=True), **more)  # type: ignore[arg-type]


async def read(feeds: Feeds, path: str = SECRET, **more: str) -> Reading:
    reading = await Remote().read(source(feeds, path, **more), MARCH)
    assert isinstance(reading, Reading)
    return reading


async def failure(feeds: Feeds, path: str = SECRET) -> CalendarFailure:
    """What reading comes to; whatever it is, the words never hold the secret path."""
    with pytest.raises(CalendarFailure) as caught:
        await Remote().read(source(feeds, path), MARCH)
    assert "3f9c" not in str(caught.value)
    return caught.value


async def test_a_feed_is_read(feeds: Feeds) -> None:
    feeds.answer(SECRET, TEXT, ETag='"a"', Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT")
    reading = await read(feeds)
    assert len(reading.busy) == 1
    assert (reading.etag, reading.last_modified) == ('"a"', "Sun, 01 Mar 2026 00:00:00 GMT")


async def test_what_did_not_change_is_not_sent_again(feeds: Feeds) -> None:
    def answer(asked: Asked) -> bytes:
        return http(304) if asked.headers.get("if-none-match") == '"a"' else http(200, TEXT, ETag='"a"')

    feeds.at[SECRET] = answer
    reading = await read(feeds)
    again = await Remote().read(source(feeds, etag=reading.etag or ""), MARCH)
    assert isinstance(again, NotModified)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
async def test_a_packed_feed_is_unpacked(feeds: Feeds, pack: object) -> None:
    assert callable(pack)
    coding = "gzip" if pack is gzip.compress else "deflate"
    feeds.answer(SECRET, pack(TEXT.encode()), Content_Encoding=coding)
    assert len((await read(feeds)).busy) == 1


async def test_a_feed_may_move_a_few_times(feeds: Feeds) -> None:
    for hop in range(3):
        feeds.at[f"/{hop}"] = lambda _, to=hop + 1: http(302, Location=f"/{to}")  # type: ignore[misc]
    feeds.answer("/3", TEXT)
    assert len((await read(feeds, "/0")).busy) == 1


async def test_redirects_in_a_circle_end(feeds: Feeds) -> None:
    feeds.at[SECRET] = lambda _: http(301, Location=SECRET)
    failed = await failure(feeds)
    assert (failed.permanent, len(feeds.asked)) == (True, 4)
    assert "on and on" in str(failed)


@pytest.mark.parametrize(
    "onward",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x", "http://169.254.169.254/latest/meta-data/"],
)
async def test_a_redirect_leads_to_no_place_where_we_would_not_go(feeds: Feeds, onward: str) -> None:
    feeds.at[SECRET] = lambda _: http(302, Location=onward)
    assert (await failure(feeds)).permanent
    assert len(feeds.asked) == 1


async def test_a_redirect_takes_no_password_to_another_server(feeds: Feeds) -> None:
    async with serving() as other:
        other.answer("/x.ics", TEXT)
        feeds.at[SECRET] = lambda _: http(307, Location=other.url("/x.ics"))
        await read(feeds, username="dana", password="secret")
        assert "authorization" in feeds.asked[0].headers
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize(
    ("status", "permanent", "words"),
    [
        (401, True, "does not let us read"),
        (403, True, "does not let us read"),
        (404, True, "no calendar at this address"),
        (410, True, "no calendar at this address"),
        (429, False, "problem of its own"),
        (500, False, "problem of its own"),
        (503, False, "problem of its own"),
        (204, False, "problem of its own"),
    ],
)
async def test_each_refusal_says_what_to_do(feeds: Feeds, status: int, permanent: bool, words: str) -> None:
    feeds.at[SECRET] = lambda _: http(status)
    failed = await failure(feeds)
    assert isinstance(failed, CalendarUnreachable)
    assert failed.permanent is permanent
    assert words in str(failed)


async def test_a_wrong_password_is_called_one(feeds: Feeds) -> None:
    feeds.at[SECRET] = lambda _: http(401)
    with pytest.raises(CalendarUnreachable, match="app password") as caught:
        await read(feeds, username="dana", password="wrong")
    assert caught.value.permanent


async def test_digest_is_answered_where_a_server_wants_it(feeds: Feeds) -> None:
    def answer(asked: Asked) -> bytes:
        if asked.headers.get("authorization", "").startswith("Digest "):
            return http(200, TEXT)
        return http(401, WWW_Authenticate='Digest realm="x", nonce="abc", qop="auth", algorithm=SHA-256')

    feeds.at[SECRET] = answer
    assert len((await read(feeds, username="dana", password="secret")).busy) == 1


async def test_nobody_at_home(feeds: Feeds) -> None:
    feeds.at.clear()
    gone = Source("ics", "http://127.0.0.1:9/x.ics", private_allowed=True)  # the discard port: nobody listens
    with pytest.raises(CalendarUnreachable, match="tried again") as caught:
        await Remote().read(gone, MARCH)
    assert not caught.value.permanent


async def test_a_host_that_is_not_there() -> None:
    with pytest.raises(CalendarUnreachable, match=r"no server called nowhere\.invalid"):
        await Remote().read(Source("ics", "https://nowhere.invalid/x.ics"), MARCH)


async def test_a_slow_server_is_not_waited_for(feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(asked: Asked) -> bytes:
        await asyncio.sleep(30)
        return b""

    feeds.at[SECRET] = answer
    monkeypatch.setattr(remote, "PATIENCE", 0.3)
    failed = await failure(feeds)
    assert "did not answer within" in str(failed)
    assert not failed.permanent


async def test_a_server_that_breaks_off(feeds: Feeds) -> None:
    feeds.at[SECRET] = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + TEXT.encode()
    assert not (await failure(feeds)).permanent
    feeds.at[SECRET] = lambda _: b"SSH-2.0-OpenSSH\r\n"
    assert not (await failure(feeds)).permanent


async def test_a_huge_feed_is_not_read_to_its_end(feeds: Feeds) -> None:
    feeds.answer(SECRET, b"x" * (LARGEST + 1))
    failed = await failure(feeds)
    assert isinstance(failed, FeedUnreadable)
    assert failed.permanent
    assert "10 MB" in str(failed)


async def test_a_small_answer_that_unpacks_to_a_huge_one_is_not_unpacked(feeds: Feeds) -> None:
    feeds.answer(SECRET, gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip")
    assert "10 MB" in str(await failure(feeds))


async def test_packings_that_were_not_asked_for_and_broken_ones_are_refused(feeds: Feeds) -> None:
    for body, coding in ((b"x", "br"), (b"no gzip", "gzip"), (gzip.compress(TEXT.encode())[:-12], "gzip")):
        feeds.answer(SECRET, body, Content_Encoding=coding)
        assert isinstance(await failure(feeds), FeedUnreadable)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<!DOCTYPE html><title>Sign in</title>", "web page"),
        ("", "no calendar"),
        (TEXT[:60], "breaks off"),
        (b"\x00\xff\xfe" * 1000, "no calendar"),
    ],
)
async def test_what_is_no_calendar_is_called_so(feeds: Feeds, body: bytes | str, words: str) -> None:
    feeds.answer(SECRET, body)
    failed = await failure(feeds)
    assert isinstance(failed, FeedUnreadable)
    assert words in str(failed)


async def test_the_own_network_is_not_asked_unless_an_admin_let_it(feeds: Feeds) -> None:
    for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]"):
        outside = Source("ics", feeds.url(host=host))
        with pytest.raises(CalendarUnreachable, match=r"private network|no server called") as caught:
            await Remote().read(outside, MARCH)
        assert "feed.ics" not in str(caught.value)
    assert feeds.asked == []


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once(feeds: Feeds) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    answers = [[ip_address("127.0.0.1")], [ip_address("169.254.169.254")]]

    async def resolve(host: str, port: int) -> list[Address]:
        return answers.pop(0)

    feeds.answer(SECRET, TEXT)
    rebound = Source("ics", feeds.url(SECRET, host="calendar.example"), private_allowed=True)
    reading = await Remote(Network(resolve=resolve)).read(rebound, MARCH)
    assert isinstance(reading, Reading)
    assert len(answers) == 1
    assert feeds.asked[0].headers["host"] == f"calendar.example:{feeds.port}"


async def test_the_next_address_is_tried_when_one_does_not_answer(feeds: Feeds) -> None:
    async def resolve(host: str, port: int) -> list[Address]:
        return [ip_address("::1"), ip_address("127.0.0.1")]  # the server listens on the second alone

    feeds.answer(SECRET, TEXT)
    twice = Source("ics", feeds.url(SECRET, host="calendar.example"), private_allowed=True)
    assert isinstance(await Remote(Network(resolve=resolve)).read(twice, MARCH), Reading)
