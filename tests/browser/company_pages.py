"""A company's own website, on another origin than Bantam: pages as the test writes them, with headers."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class CompanyPages:
    """`put` a page, then visit `address` + its path. A page without a doctype is one (quirks mode)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": self}))
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def put(self, path: str, html: str, **headers: str) -> str:
        """Header names are written with `_` for `-`. The page's address."""
        self.pages[path] = (html, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.address + path

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


class _Handler(BaseHTTPRequestHandler):
    site: CompanyPages
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent apart

    def log_message(self, format: str, *args: object) -> None:
        """The tests' output stays quiet."""

    def do_GET(self) -> None:
        html, headers = self.site.pages.get(urlsplit(self.path).path, ("<!doctype html><p>Not here", {}))
        body = html.encode()
        self.send_response(200)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)


def page(body: str, head: str = "", html: str = '<html lang="en">') -> str:
    head = f"<head><title>Company</title>{head}</head>"
    return f"<!doctype html>{html}{head}<body><h1>Company</h1>{body}</body></html>"
