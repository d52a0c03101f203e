"""The demo company's website: pages made once, when the process starts, and the files that they load."""

from __future__ import annotations

from email.utils import formatdate
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import URL, Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Scope

HERE = Path(__file__).parent
FILES = HERE / "files"
TEMPLATES = HERE / "templates"
NOT_FOUND = "/404/"
NAVIGATION = (
    ("Product", "/product/"),
    ("Pricing", "/pricing/"),
    ("Security", "/security/"),
    ("Customers", "/customers/"),
    ("Company", "/company/"),
)


@cache
def pages() -> dict[str, str]:
    """HTML by address: `templates/pricing.html` is `/pricing/`, `index.html` is `/`; `parts/` are none."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made = {}
    names = [name for name in environment.list_templates() if "/" not in name and name != "base.html"]
    for name in names:
        address = "/" if name == "index.html" else f"/{name.removesuffix('.html')}/"
        made[address] = environment.get_template(name).render(address=address, navigation=NAVIGATION)
    return made


class Site(StaticFiles):
    """The pages, at addresses that end in a slash, and the files; a page of its own for what is neither."""

    def __init__(self) -> None:
        super().__init__(directory=FILES)
        pages()  # a fault in a template is told now, not to a visitor
        newest = max(file.stat().st_mtime for file in TEMPLATES.rglob("*.html"))
        self._changed = formatdate(newest, usegmt=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        address = "/" if path == "." else f"/{path}/"
        if scope["method"] in ("GET", "HEAD") and address in pages():
            return self._page(address, scope)
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return self._page(NOT_FOUND, scope)

    def _page(self, address: str, scope: Scope) -> Response:
        html = pages()[address]
        if address == NOT_FOUND:
            return HTMLResponse(html, 404)
        if not scope["path"].endswith("/"):
            url = URL(scope=scope)
            return RedirectResponse(url.replace(path=url.path + "/"))
        tag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
        answer = HTMLResponse(html, headers={"ETag": tag, "Last-Modified": self._changed})
        unchanged = self.is_not_modified(answer.headers, Headers(scope=scope))
        return NotModifiedResponse(answer.headers) if unchanged else answer
