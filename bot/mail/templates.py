"""Templates: Jinja in Markdown becomes a subject, a plain text and an HTML that mail programs keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, StrictUndefined, Template, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import BantamError
from bot.leads.mail import MailWords, one_line, refuse_unsafe_header
from bot.mail.look import html_mail, text_mail
from bot.mail.markdown import Follow, read, to_html
from bot.mail.plain import opening, to_text
from bot.playbook.shapes import Playbook

WORDS = Path(__file__).parent / "words"
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


class TemplateFault(BantamError):
    """A template asks for what there is not, or makes no mail; the text says which and why."""


def markdown_escaped(value: Any) -> str:
    """A variable's value as plain words: on one line, with every sign that Markdown could read escaped."""
    if isinstance(value, Undefined):
        return str(value)  # which raises, with the variable's name
    return _MARKUP.sub(r"\\\1", one_line(str(value), limit=2000)) if value is not None else ""


def _plain(value: Any) -> str:
    if isinstance(value, Undefined):
        return str(value)
    return one_line(str(value)) if value is not None else ""


@cache
def _environment(finalize: Callable[[Any], str]) -> Environment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=finalize, keep_trailing_newline=False
    )


class Templates:
    """Fills templates in. Values are words, never markup: a visitor's `[x](http://...)` stays as typed."""

    def __init__(self, playbook: Callable[[], Playbook], public_url: str) -> None:
        self._playbook = playbook
        self._public_url = public_url

    def render(self, name: str, variables: Mapping[str, Any]) -> MailWords:
        """The template of that name: the playbook's, or the one that Bantam brings. Raises TemplateFault."""
        own = next((email for email in self._playbook().emails if email.name == name), None)
        if own:
            return self.words(own.subject, own.body, variables)
        folder = WORDS / name
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not folder.is_dir():
            raise TemplateFault(f"there is no mail template {name!r}: add playbook/emails/{name}")
        subject, body = ((folder / part).read_text("utf-8").strip() for part in ("subject.txt", "body.md"))
        return self.words(subject, body, variables)

    def words(
        self,
        subject: str,
        body: str,
        variables: Mapping[str, Any],
        *,
        unsubscribe_url: str | None = None,
        preferences_url: str | None = None,
        follow: Follow | None = None,
    ) -> MailWords:
        """The finished mail, with our postal address below it, and the links to choose and to unsubscribe.

        `company`, `sender_name` and `privacy_url` are there in every template. `follow` gives the address
        that stands in the mail for each link of the body, in HTML and text alike. Raises TemplateFault.
        """
        site = self._playbook().site
        privacy_url = urljoin(f"{self._public_url}/", site.privacy_url)
        own = {"company": site.company, "sender_name": site.sender_name, "privacy_url": privacy_url}
        given = {**variables, **own}
        title = refuse_unsafe_header(_filled(subject, given, _plain), name="the subject")
        tokens = read(_filled(body, given, markdown_escaped), follow)
        around = {
            "subject": title, "company": site.company, "address": site.postal_address,
            "privacy_url": privacy_url, "unsubscribe_url": unsubscribe_url,
            "preferences_url": preferences_url, "opening": opening(tokens),
        }  # fmt: skip
        return MailWords(title, text_mail(around, to_text(tokens)), html_mail(around, to_html(tokens)))


def _filled(template: str, variables: Mapping[str, Any], finalize: Callable[[Any], str]) -> str:
    try:
        return _compiled(template, finalize).render(variables).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateFault(f"the template cannot be filled in: {error}") from error


@lru_cache(maxsize=512)
def _compiled(template: str, finalize: Callable[[Any], str]) -> Template:
    return _environment(finalize).from_string(template)
