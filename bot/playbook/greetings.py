"""Reads, shows and hands on whom the chat greets of its own accord: `greetings` of playbook/site.yml."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.playbook import values
from bot.playbook.reader import Block
from bot.playbook.shapes import Greeting
from bot.playbook.words import DomainWords

UTM = ("source", "medium", "campaign", "term", "content")
STATED = ("seconds", "scrolled", "returning", "utm", "languages", "phones")
USUAL = Greeting("")
WRITE = "{when: {page: /pricing, seconds: 20}, greet: utter_greeting_pricing}"


def read_greetings(file: Block) -> tuple[Greeting, ...]:
    return tuple(_greeting(block) for block in file.blocks("greetings", f"- {WRITE}", "greeting {}", None))


def _greeting(block: Block) -> Greeting:
    when = block.block("when", "{page: /pricing, seconds: 20}", block.title, None)
    read = Greeting(
        response=block.value("greet", _response, "utter_greeting_pricing, a response of domain.yml"),
        open=block.value("open", values.yes_or_no, "true or false", False),
        **(_conditions(when) if when else {}),
    )
    block.done()
    return read


def _conditions(when: Block) -> dict[str, Any]:
    read: dict[str, Any] = {
        "pages": when.values("page", _page, "/pricing or /blog/*"),
        "seconds": when.value("seconds", values.whole(0, 3600), "20", 0),
        "scrolled": when.value("scrolled", values.whole(0, 100), "60, of a hundred", 0),
        "returning": when.value("returning", values.yes_or_no, "true or false", None),
        "languages": when.values("languages", values.language, "en, de"),
        "phones": when.value("phones", values.yes_or_no, "true or false", None),
    }
    utm = when.block("utm", "{campaign: spring-*}", when.title, None)
    if utm:
        found = {name: utm.value(name, _pattern, "spring-*", "") for name in UTM}
        read["utm"] = {name: glob for name, glob in found.items() if glob}
        utm.done()
    when.done()
    return read


def show_greetings(greetings: Sequence[Greeting]) -> list[dict[str, Any]]:
    """As they are written."""
    opens: dict[bool, dict[str, Any]] = {True: {"open": True}, False: {}}
    return [
        {"when": _stated(one, page=list(one.pages)), "greet": one.response, **opens[one.open]}
        for one in greetings
    ]


def _stated(one: Greeting, **more: Any) -> dict[str, Any]:
    """The conditions that differ from the usual, as plain values."""
    plain = {**vars(one), "utm": dict(one.utm), "languages": list(one.languages)}
    told = {key: plain[key] for key in STATED if getattr(one, key) != getattr(USUAL, key)}
    return {**{key: value for key, value in more.items() if value}, **told}


def for_browsers(greetings: Sequence[Greeting], words: DomainWords, languages: Sequence[str]) -> str:
    """The rules with their words in each of these languages, as JSON for bot/widget/launcher/greetings.js.

    A path comes as browsers show it, percent-encoded. A greeting that domain.yml has no words for is left
    out: `bantam check` tells of it.
    """
    return json.dumps(
        [rule for one in greetings if (rule := _rule(one, words, languages))],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _rule(one: Greeting, words: DomainWords, languages: Sequence[str]) -> Mapping[str, Any] | None:
    try:
        said = {each: words.say(one.response, language=each)["text"] for each in ("en", *languages)}
    except KeyError:
        return None
    pages = [quote(page, safe="/*%:@!$&'()+,;=~") for page in one.pages]
    text = {each: words for each, words in said.items() if each == "en" or words != said["en"]}
    return {**_stated(one, pages=pages, open=one.open), "text": text}


def _response(value: str) -> str:
    if not re.fullmatch(r"utter_\w+", value):
        raise ValueError("no name of a response")
    return value


def _page(value: str) -> str:
    if not value.startswith(("/", "*")):
        raise ValueError("no path")
    if re.search(r"[?#]", value):
        raise ValueError("more than a path")
    return _pattern(value)


def _pattern(value: str) -> str:
    if re.search(r"[\s\[\]{}\\]", value) or not value:
        raise ValueError("no pattern (only * stands for anything)")
    return value
