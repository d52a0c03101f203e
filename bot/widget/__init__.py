"""The chat widget: a custom element in plain JavaScript, joined into three scripts without a build step.

`/widget.js` is what every page pays for: the element, its launcher and the greetings. `/widget/LANGUAGE.js`
is the chat itself with its words, loaded when a visitor opens it, or comes back to one;
`/widget/LANGUAGE-cards.js` its cards, loaded when the first one comes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import minify  # type: ignore[import-untyped]  # ships no types
import yaml

# In this order, since a module uses what stands above it. The modules of a script share one function's scope:
# no imports, no names on the host page but the element itself.
LAUNCHER = ("dom", "words", "memory", "greetings", "element", "embed")
CHAT = (
    "icons",
    "ids",
    "markdown",
    "times",
    "server",
    "proof",
    "stream",
    "live",
    "transcript",
    "outbox",
    "chat",
    "later",
    "entries",
    "composer",
    "panel",
    "conversation",
)
CARDS = ("cards",)
SHARED_BY_LAUNCHER = "BASE, ICONS, VERSION, dress, el, fill, icon, memory, onPhone, runScript"
SHARED_BY_CHAT = "API, ICONS, WORDS, clockTime, dayOf, el, fill, formatter, icon, link"
"""What a script hands to the next one (`supply` in element.js and later.js)."""
FOLDER = Path(__file__).parent


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """The widget's own words, by language (BCP 47): `words/LANGUAGE.yml`."""
    files = sorted((FOLDER / "words").glob("*.yml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}


@lru_cache(maxsize=8)
def launcher_script(greetings: str = "[]") -> str:
    """What is served as /widget.js. `greetings` is JSON: the rules and words of bot/playbook/greetings.py."""
    ours = {
        language: {"direction": each["direction"], **each["launcher"]} for language, each in words().items()
    }
    head = f"const WORDS = {_json(ours)}, GREETINGS = {greetings}, VERSION = {_json(version())};"
    body = _joined("launcher/style.css", "launcher", LAUNCHER)
    return _small(f"(() => {{ 'use strict'; {head}\n{body}\n}})();")


def further_script(name: str) -> str:
    """What is served as /widget/NAME.js: the chat in a language (`en`) or its cards (`en-cards`).

    Raises KeyError for a language without words.
    """
    language = name.removesuffix("-cards")
    return _cards_script(language) if language != name else _chat_script(language)


@cache
def _chat_script(language: str) -> str:
    ours = words()[language]
    head = f"const LANGUAGE = {_json(language)}, WORDS = {_json({**ours['launcher'], **ours['chat']})};"
    body = f"{head}\n{_joined('chat/style.css', 'chat', CHAT)}\nreturn Conversation;"
    return _supplied("customElements.get('bantam-chat')", SHARED_BY_LAUNCHER, body)


@cache
def _cards_script(language: str) -> str:
    head = f"Object.assign(WORDS, {_json(words()[language]['cards'])});"
    supplied = "{ kinds: CARDS, look: cardLook, style: STYLE }"
    body = f"{head}\n{_joined('chat/cards.css', 'chat', CARDS)}\nreturn {supplied};"
    return _supplied("customElements.get('bantam-chat').Conversation", SHARED_BY_CHAT, body)


def _supplied(to: str, shared: str, body: str) -> str:
    return _small(f"{to}.supply((shared) => {{ 'use strict'; const {{ {shared} }} = shared; {body} }});")


@cache
def version() -> str:
    """Changes with the further scripts of any language, so that browsers may keep those."""
    whole = "".join(_chat_script(language) + _cards_script(language) for language in words())
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _joined(style: str, folder: str, modules: Sequence[str]) -> str:
    style = minify.string("text/css", (FOLDER / style).read_text("ascii"))
    sources = [(FOLDER / folder / f"{module}.js").read_text("ascii") for module in modules]
    return "\n".join([f"const STYLE = {_json(style)};", *sources])


def _small(script: str) -> str:
    return str(minify.string("application/javascript", script))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
