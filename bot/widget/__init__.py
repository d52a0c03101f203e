"""The chat widget: a custom element in plain JavaScript, joined into two scripts without a build step.

`/widget.js` is what every page pays for: the element, its launcher and the greetings. `/widget/LANGUAGE.js`
is the chat itself with its words, loaded when a visitor opens it, or comes back to one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import minify  # type: ignore[import-untyped]
import yaml

# In this order, since a module uses what stands above it. The modules of a script share one function's scope:
# no imports, no names on the host page but the element itself.
LAUNCHER = ("dom", "words", "memory", "element")
CHAT = (
    "icons",
    "ids",
    "markdown",
    "times",
    "server",
    "stream",
    "live",
    "transcript",
    "chat",
    "cards",
    "entries",
    "composer",
    "panel",
    "conversation",
)
SHARED = "const { BASE, ICONS, dress, el, fill, icon, memory } = shared;"
"""What the launcher hands to the chat (element.js, `supply`)."""
FOLDER = Path(__file__).parent


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """The widget's own words, by language (BCP 47): `words/LANGUAGE.yml`."""
    files = sorted((FOLDER / "words").glob("*.yml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}


@cache
def launcher_script() -> str:
    """What is served as /widget.js; read once per process."""
    ours = {
        language: {"direction": each["direction"], **each["launcher"]} for language, each in words().items()
    }
    head = f"const WORDS = {_json(ours)}; const VERSION = {_json(version())};"
    return _small(f"(() => {{ 'use strict'; {head}\n{_joined('launcher', LAUNCHER)}\n}})();")


@cache
def chat_script(language: str) -> str:
    """What is served as /widget/LANGUAGE.js. Raises KeyError for a language without words."""
    ours = words()[language]
    head = f"const WORDS = {_json({**ours['launcher'], **ours['chat'], **ours['cards']})};"
    body = f"'use strict'; {SHARED} {head}\n{_joined('chat', CHAT)}\nreturn Conversation;"
    return _small(f"customElements.get('bantam-chat').supply((shared) => {{ {body} }});")


@cache
def version() -> str:
    """Changes with the chat script of any language, so that browsers may keep it."""
    whole = "".join(chat_script(language) for language in words())
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _joined(part: str, modules: Sequence[str]) -> str:
    folder = FOLDER / part
    style = minify.string("text/css", (folder / "style.css").read_text("ascii"))
    sources = [(folder / f"{module}.js").read_text("ascii") for module in modules]
    return "\n".join([f"const STYLE = {_json(style)};", *sources])


def _small(script: str) -> str:
    return str(minify.string("application/javascript", script))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
