"""The layout around a mail's body; styles are moved into the elements, many mail programs drop the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

LAYOUT = Path(__file__).parent / "layout"
TOKENS = Path(__file__).parents[1] / "web" / "static" / "tokens.css"
"""The product's colours: a company changes its accent there, for pages and mails alike."""
DARK = "@media (prefers-color-scheme: dark)"
LANGUAGE = "en"


def html_mail(around: Mapping[str, Any], body: str) -> str:
    """The whole HTML of a mail. `around` is what the layout knows; `body` is HTML."""
    page = _layouts().get_template("mail.html").render(around, body=body, css=_css(), language=LANGUAGE)
    return _inliner().inline(page)


def text_mail(around: Mapping[str, Any], body: str) -> str:
    """The whole plain text."""
    return _layouts().get_template("mail.txt").render(around, body=body)


@cache
def _layouts() -> Environment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, loader=FileSystemLoader(LAYOUT), trim_blocks=True, lstrip_blocks=True,
        autoescape=lambda name: name == "mail.html",
    )  # fmt: skip


@cache
def _inliner() -> CSSInliner:
    # What cannot stand in an element (dark mode, small screens) stays, for who reads it.
    return CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


@cache
def _css() -> str:
    """The layout's styles with the colours filled in: the dark ones in the part for dark mode."""
    light, dark = _colours()
    rules = re.sub(r"/\*.*?\*/", "", (LAYOUT / "mail.css").read_text("utf-8"), flags=re.DOTALL)
    bright, at, night = rules.partition(DARK)
    return _filled(bright, light) + at + _filled(night, dark)


def _colours() -> tuple[dict[str, str], dict[str, str]]:
    bright, _, night = TOKENS.read_text("utf-8").partition(DARK)
    light, dark = (dict(re.findall(r"--([\w-]+):\s*([^;]+);", part)) for part in (bright, night))
    return light, {**light, **dark}


def _filled(rules: str, values: Mapping[str, str]) -> str:
    return re.sub(r"var\(--([\w-]+)\)", lambda name: values[name[1]], rules)
