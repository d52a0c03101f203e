"""Websites that are hard on what is embedded in them; `{script}` and `{chat}` are what Bantam asks for."""

from __future__ import annotations

from tests.browser.company_pages import page

_PROTOTYPE = """
Array.prototype.toJSON = function () { return "[" + this.join(", ") + "]"; };
Array.prototype.find = Array.prototype.detect = function (iterator, context) {
  for (var at = 0; at < this.length; at++) if (iterator.call(context, this[at], at)) return this[at];
};
Array.prototype.flat = Array.prototype.flatten = function () { return "no array"; };
Array.prototype.entries = Array.prototype.toArray = function () { return this.slice(); };
Array.prototype.each = function (iterator) { this.forEach(iterator); };
Array.prototype.last = function () { return this[this.length - 1]; };
Object.prototype.foo = function () { return "bar"; };
String.prototype.strip = String.prototype.startsWidth = function () { return "x"; };
"""

HOSTILE = {
    "everything is reset": page("{chat}", "<style>* { all: initial !important; }</style>{script}"),
    "every element is turned, faded and relative": page(
        "{chat}",
        "<style>body * { transform: rotate(3deg) !important; opacity: .2; position: relative; z-index: 1; "
        "filter: blur(1px); float: left; }</style>{script}",
    ),
    "div, button and section are hidden": page(
        "{chat}",
        "<style>div, button, section, form, textarea, svg, h2 { display: none !important; }</style>{script}",
    ),
    "a curtain of the highest z-index": page(
        "<div style='position: fixed; inset: auto 0 0 0; height: 300px; z-index: 2147483647; "
        "background: #eee'>A curtain</div>{chat}",
        "{script}",
    ),
    "old libraries have changed the prototypes": page("{chat}", f"<script>{_PROTOTYPE}</script>{{script}}"),
    "a form around the element": page(
        "<form action=/sent method=get><input name=q value=1>{chat}</form>",
        "{script}",
    ),
    "a base address elsewhere": page("{chat}", "<base href='https://elsewhere.example/deep/'>{script}"),
    "quirks mode": "<title>Old</title><center>Company{script}{chat}",
    "a transformed ancestor": page(
        "<div style='transform: scale(1); height: 800px; background: #f4f4f4'>{chat}</div>",
        "{script}",
    ),
    "a page from right to left": page("{chat}", "{script}", '<html lang="en" dir="rtl">'),
    "huge letters": page(
        "{chat}",
        "<style>html { font: 700 64px/3 serif; letter-spacing: 1em; text-transform: uppercase; color: red; "
        "text-align: center; direction: rtl; visibility: visible; word-spacing: 2em; }</style>{script}",
    ),
    "a grid that counts its children": page(
        "<main>One</main>{chat}",
        "<style>body { display: grid; gap: 50px; } "
        "body > * { min-width: 100vw; padding: 40px; border: 9px solid; }</style>{script}",
    ),
}
