"""Sign in and out, manage staff, passwords and API tokens. Every change of them is in the audit log."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from bot.errors import NotFound, Refused
from bot.leads.ids import new_id
from bot.staff import rules
from bot.staff.models import ROLES, SCOPES, ApiToken, AuditEntry, Role, Scope, Staff
from bot.staff.passwords import hash_again, hash_password, password_matches
from bot.staff.ports import StaffStore, StaffWork

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class SignedIn:
    who: Staff
    token: str
    """The session's secret, for the cookie; only its hash is kept."""


@dataclass(frozen=True)
class WrongSignIn:
    """No such account, a wrong password, or an account that was switched off: it is not said which."""


@dataclass(frozen=True)
class Throttled:
    """Too many failures; the next attempt is allowed after `wait`."""

    wait: timedelta


async def sign_in(
    store: StaffStore, email: str, password: str, *, address: str, limit: rules.Limit, now: datetime
) -> SignedIn | WrongSignIn | Throttled:
    """Check the password and open a session of 12 hours. `address` is the browser's network address,
    `limit` how often an account may fail from everywhere together (setting LIMITS, `sign_in`).

    The attempt counts as a failure before the password is looked at and is forgotten when it was right, so
    that many attempts at once get past the limit no more than one after the other. No transaction is open
    while argon2 works: SQLite has one writer.
    """
    keys = _throttle_keys(normal(email), address, limit)
    async with store.write() as uow:
        await uow.sign_in_failures.lock(list(keys))
        await uow.sign_in_failures.drop_before(now - max(one.window for one in keys.values()))
        if held := await _held_back(uow, keys, now):
            await uow.audit.add(AuditEntry(now, "somebody", "sign-in held back"))
            return Throttled(held)
        await uow.sign_in_failures.add(list(keys), now=now)
        who = await uow.staff.by_email(normal(email))
        kept = await uow.staff.password_hash(who.id) if who and who.active else None
    typed = password[: rules.PASSWORD_LENGTH[1]]
    right = await password_matches(kept, typed)
    again = await hash_again(kept, typed) if kept and right else None
    async with store.write() as uow:
        if who is None or not right or not await _still(uow, who, kept):
            await uow.audit.add(_refused(who, now))
            return WrongSignIn()
        if again:
            await uow.staff.keep_password(who.id, again)
        # Who knows one password must not wipe out what their address did to other accounts.
        await uow.sign_in_failures.forget(next(iter(keys)))
        await uow.sign_in_failures.take_back(list(keys), at=now)
        return await _open_session(uow, who, now)


async def _still(uow: StaffWork, who: Staff, kept: str | None) -> bool:
    """Whether nobody switched the account off or changed its password while argon2 worked."""
    now = await uow.staff.by_email(who.email)
    return now is not None and now.active and await uow.staff.password_hash(who.id) == kept


def _refused(who: Staff | None, now: datetime) -> AuditEntry:
    # What was typed as the account may be a password in the wrong field.
    return AuditEntry(now, who.email if who else "somebody", "sign-in refused", who.id if who else None)


async def _open_session(uow: StaffWork, who: Staff, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    await uow.staff_sessions.drop_expired(now=now)
    await uow.staff_sessions.add(rules.digest(token), who.id, now=now, until=now + rules.SESSION_LASTS)
    await uow.audit.add(AuditEntry(now, who.email, "signed in", who.id))
    return SignedIn(who, token)


def _throttle_keys(email: str, address: str, limit: rules.Limit) -> dict[str, rules.Limit]:
    """The first key is this account's at this address."""
    named = {"account and address": f"{email} {address}", "address": address, "account": email}
    return {
        rules.digest(f"{kind}: {value}"): rules.FAILURES.get(kind, limit) for kind, value in named.items()
    }


async def _held_back(uow: StaffWork, keys: dict[str, rules.Limit], now: datetime) -> timedelta | None:
    earliest = now - max(limit.window for limit in keys.values())
    failures = await uow.sign_in_failures.since(list(keys), since=earliest)
    waits = [rules.wait(failures.get(key, ()), limit, now) for key, limit in keys.items()]
    return max((held for held in waits if held), default=None)


async def sign_out(uow: StaffWork, token: str, who: Staff, *, now: datetime) -> None:
    await uow.staff_sessions.end(rules.digest(token))
    await uow.staff.keep_duty(who.id, on=False, seen_at=None)
    await uow.audit.add(AuditEntry(now, who.email, "signed out", who.id))


async def who_is(uow: StaffWork, token: str | None, *, now: datetime) -> Staff | None:
    """The person of this session; None when it is unknown, over, or the account was switched off."""
    return await uow.staff_sessions.who(rules.digest(token), now=now) if token else None


async def add_staff(
    uow: StaffWork, email: str, role: Role, *, now: datetime, name: str = "",
    timezone: str | None = None,
    password: str | None = None, actor: str = COMMAND_LINE,
) -> str:  # fmt: skip
    """Add somebody who signs in; the answer is the password, made up unless it is given.

    Without a `timezone`, a rep of team.yml has theirs and their name from there, and anybody else has UTC. A
    name that nobody gives is made of the address.
    Raises Refused for an address that is none, one that signs in already, an unknown role or a weak password.
    """
    if role not in ROLES:
        raise Refused(f"{role} is no role. Write one of: {', '.join(ROLES)}.")
    address = _checked(email)
    if await uow.staff.by_email(address):
        raise Refused(f"{address} signs in already. Use another address, or reset the password.")
    secret = password or rules.new_password()
    if fault := rules.fault_in_password(secret, address):
        raise Refused(fault)
    if timezone is None:
        called, timezone = await uow.staff.named_in_team(address) or ("", "UTC")
        name = name.strip() or called
    shown = name.strip() or address.partition("@")[0].replace(".", " ").title()
    added = Staff(new_id("staff"), address, shown, role, timezone, now)
    await uow.staff.add(added, password_hash=await hash_password(secret))
    await uow.audit.add(AuditEntry(now, actor, f"{role} added", added.id))
    return secret


async def change_password(store: StaffStore, who: Staff, old: str, new: str, *, now: datetime) -> None:
    """Set a new password and end every session of this person, the present one too.

    Raises Refused when the old password is wrong, was guessed at too often, or the new one is weak.
    """
    if fault := rules.fault_in_password(new, who.email):
        raise Refused(fault)
    guesses = {rules.digest(f"own password: {who.id}"): rules.FAILURES["account and address"]}
    async with store.write() as uow:
        await uow.sign_in_failures.lock(list(guesses))
        if await _held_back(uow, guesses, now):
            raise Refused(
                "Too many attempts. Try again in a quarter of an hour, or ask an admin to reset it."
            )
        await uow.sign_in_failures.add(list(guesses), now=now)
        kept = await uow.staff.password_hash(who.id)
    if not await password_matches(kept, old):
        raise Refused("That is not your present password. Type it again, or ask an admin to reset it.")
    fresh = await hash_password(new)
    async with store.write() as uow:
        await uow.sign_in_failures.forget(next(iter(guesses)))
        await uow.staff.keep_password(who.id, fresh)
        await uow.staff_sessions.end_all(who.id)
        await uow.audit.add(AuditEntry(now, who.email, "password changed", who.id))


async def reset_password(
    uow: StaffWork, email: str, *, now: datetime, password: str | None = None, actor: str = COMMAND_LINE
) -> str:
    """Give somebody a new password, made up unless it is given, and end their sessions. Raises NotFound."""
    who = await uow.staff.by_email(normal(email))
    if who is None:
        raise NotFound(f"Nobody signs in as {normal(email)}. Add them with `bantam staff add`.")
    secret = password or rules.new_password()
    await uow.staff.keep_password(who.id, await hash_password(secret))
    await uow.staff_sessions.end_all(who.id)
    await uow.audit.add(AuditEntry(now, actor, "password reset", who.id))
    return secret


async def create_token(
    uow: StaffWork, name: str, now: datetime, *, scope: Scope = "read", actor: str = COMMAND_LINE
) -> str:
    """Make an API token of this name. It is in the answer and nowhere else.

    Raises Refused when the name is empty, longer than 80 characters or taken.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80 or not name.isprintable():
        raise Refused("A token needs a name of 1 to 80 characters that says which program uses it.")
    if await uow.api_tokens.by_name(name):
        raise Refused(f"There is a token called {name} already. Choose another; names are not used twice.")
    token = f"bantam_{secrets.token_urlsafe(32)}"
    kept = ApiToken(new_id("token"), name, now, scope)
    await uow.api_tokens.add(kept, token_hash=rules.digest(token))
    await uow.audit.add(AuditEntry(now, actor, "API token created", kept.id))
    return token


async def list_tokens(uow: StaffWork) -> list[ApiToken]:
    """Every token that was ever made, the newest first."""
    return await uow.api_tokens.all()


async def revoke_token(uow: StaffWork, name: str, *, now: datetime, actor: str = COMMAND_LINE) -> ApiToken:
    """End a token, found by its name or its id; ending it twice changes nothing. Raises NotFound."""
    tokens = await uow.api_tokens.all()
    found = next((token for token in tokens if name in (token.name, token.id)), None)
    if found is None:
        raise NotFound(f"There is no token called {name}. `bantam token list` shows them.")
    if found.revoked_at is None:
        await uow.api_tokens.revoke(found.id, now=now)
        await uow.audit.add(AuditEntry(now, actor, "API token revoked", found.id))
    return found


async def token_for(store: StaffStore, token: str, *, scope: Scope, now: datetime) -> ApiToken | None:
    """The API token that was sent, if it is known, not revoked and good for this scope."""
    async with store.read() as uow:
        found = await uow.api_tokens.by_hash(rules.digest(token))
    if found is None or found.revoked_at is not None or scope not in SCOPES[found.scope]:
        return None
    if found.last_used_at is None or now - found.last_used_at >= rules.TOKEN_USE_NOTED_EVERY:
        async with store.write() as uow:
            await uow.api_tokens.used(found.id, now=now)
    return found


def normal(email: str) -> str:
    """An address as it is kept and looked up: signing in does not depend on capitals."""
    return email.strip().casefold()


def _checked(email: str) -> str:
    try:
        return normal(validate_email(email, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError as error:
        raise Refused(f"{email!r} is no e-mail address. Write it as name@example.com.") from error
