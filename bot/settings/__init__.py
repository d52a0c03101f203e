"""Settings: read once from the environment and `.env`, strictly. `.env.example` documents each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from bot.errors import SettingsError
from bot.settings import values as read
from bot.settings.kept import clock_start, kept_secrets
from bot.settings.values import Address, Fault, Limits, Network, Rate

__all__ = ["NAMES", "ROOT", "Address", "Limits", "Rate", "Settings", "load_settings"]

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder: `.env`, `playbook/`, `models/` and relative paths of settings are looked up here."""

NAMES = (
    "DEMO",
    "DATA_DIR",
    "DATABASE_URL",
    "DIALOGUE_DATABASE_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "INBOUND_URL",
    "PUBLIC_URL",
    "ALLOWED_ORIGINS",
    "TRUSTED_PROXIES",
    "SECRET_KEY",
    "WEB_ADDRESS",
    "DIALOGUE_ADDRESS",
    "DIALOGUE_URLS",
    "DIALOGUE_TOKEN",
    "ACTIONS_ADDRESS",
    "ACTIONS_TOKEN",
    "LIMITS",
    "CLOCK",
)

T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """Every setting, parsed. Addresses carry no slash at the end; None is what is switched off."""

    demo: bool
    data_dir: Path
    database_url: str = field(repr=False)
    dialogue_database_url: str = field(repr=False)
    smtp_url: str | None = field(repr=False)  # None: the development mailbox, nothing leaves the machine
    mail_from: str
    inbound_url: str | None = field(repr=False)  # None: no answers are read, and none are asked for
    public_url: str
    allowed_origins: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    secret_key: str = field(repr=False)
    web_address: Address
    dialogue_address: Address
    dialogue_urls: tuple[str, ...]
    dialogue_token: str = field(repr=False)
    actions_address: Address
    actions_token: str = field(repr=False)
    limits: Limits
    clock_offset: timedelta  # what the product's clock adds to the machine's


def load_settings(root: Path = ROOT, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this copy; the environment goes before `root/.env`.

    Makes DATA_DIR, and in it what is generated once so that all processes agree: tokens that are not set,
    and when CLOCK began. Raises SettingsError for the first missing, malformed or unknown setting.
    """
    given = {**_env_file(root / ".env"), **(os.environ if environ is None else environ)}
    take = _Taker({name: given[name].strip() for name in NAMES if given.get(name, "").strip()})
    demo = take("DEMO", read.switch, "0")
    data_dir = root / take("DATA_DIR", read.path, "var")
    smtp_url = take.maybe("SMTP_URL", read.url("smtp", "smtps"))
    clock = take.maybe("CLOCK", read.instant)
    _refuse_what_does_not_fit(take.values, demo=demo)
    read.folder("DATA_DIR", data_dir)
    kept = _Taker({**kept_secrets(data_dir), **take.values})
    web_address = take("WEB_ADDRESS", read.address, "127.0.0.1:8000")
    dialogue_address = take("DIALOGUE_ADDRESS", read.address, "127.0.0.1:5005")
    database = read.database(root)
    return Settings(
        demo=demo,
        data_dir=data_dir,
        database_url=take("DATABASE_URL", database, f"sqlite:///{data_dir / 'bantam.db'}"),
        dialogue_database_url=take(
            "DIALOGUE_DATABASE_URL", database, f"sqlite:///{data_dir / 'dialogue.db'}"
        ),
        smtp_url=smtp_url,
        mail_from=take("MAIL_FROM", read.mailbox, "Bantam <hello@bantam.example>"),
        inbound_url=take.maybe("INBOUND_URL", read.inbound),
        public_url=take("PUBLIC_URL", read.url("http", "https"), web_address.url),
        allowed_origins=take("ALLOWED_ORIGINS", read.listed(read.origin), ""),
        trusted_proxies=take("TRUSTED_PROXIES", read.listed(read.network), ""),
        secret_key=kept("SECRET_KEY", read.secret, ""),
        web_address=web_address,
        dialogue_address=dialogue_address,
        dialogue_urls=take("DIALOGUE_URLS", read.listed(read.url("http", "https")), dialogue_address.url),
        dialogue_token=kept("DIALOGUE_TOKEN", read.secret, ""),
        actions_address=take("ACTIONS_ADDRESS", read.address, "127.0.0.1:5055"),
        actions_token=kept("ACTIONS_TOKEN", read.secret, ""),
        limits=take("LIMITS", read.limits, ""),
        clock_offset=clock - clock_start(data_dir, clock) if clock else timedelta(0),
    )


class _Taker:
    """Takes values by name; a value's fault becomes a SettingsError with the name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def __call__(self, name: str, parse: Callable[[str], T], default: str) -> T:
        try:
            return parse(self.values.get(name, default))
        except Fault as found:
            raise SettingsError(name, found.fault, found.remedy) from None

    def maybe(self, name: str, parse: Callable[[str], T]) -> T | None:
        return self(name, parse, "") if name in self.values else None


def _env_file(path: Path) -> dict[str, str]:
    """The names and values of a `.env` file; a file that is not there is empty."""
    # `bot.understand` and `bot.playbook` run in Rasa's environment too, which has no python-dotenv.
    from dotenv.parser import parse_stream

    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    with path.open(encoding="utf-8") as lines:
        for line in parse_stream(lines):
            text = line.original.string
            blank_before = text[: len(text) - len(text.lstrip())].count("\n")
            place = f"line {line.original.line + blank_before} of .env"
            if line.error or (line.key and line.value is None):
                raise SettingsError(place.capitalize(), "is no setting", "Write NAME=value.")
            if not line.key:
                continue
            if line.key not in NAMES:
                remedy = "Correct the name or remove the line; .env.example lists every setting."
                raise SettingsError(line.key, f"in {place} is no setting of Bantam", remedy)
            if line.key in found:
                raise SettingsError(line.key, f"is set again in {place}", "Keep one of the two lines.")
            found[line.key] = line.value or ""
    return found


def _refuse_what_does_not_fit(values: Mapping[str, str], *, demo: bool) -> None:
    if not demo and "SECRET_KEY" not in values:
        remedy = "Put SECRET_KEY= and what `openssl rand -hex 32` prints into .env, or DEMO=1 for the demo."
        raise SettingsError("SECRET_KEY", "is missing: it signs the links in mails and the sign-ins", remedy)
    if "SMTP_URL" in values and "MAIL_FROM" not in values:
        remedy = "Set it to the sender of your mails, such as MAIL_FROM=Ann Example <ann@example.com>."
        raise SettingsError("MAIL_FROM", "is missing while SMTP_URL sends real mail", remedy)
    if "SMTP_URL" in values and "CLOCK" in values:
        remedy = "Remove CLOCK, or remove SMTP_URL to use the development mailbox."
        raise SettingsError("CLOCK", "would send real mail at a false time", remedy)
