"""The demo company's console, served from the test's own process."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page, expect

from bot.bootstrap import build
from bot.demo.seed import seed
from bot.demo.sign_ins import SignIn, sign_ins
from bot.settings import ROOT, Settings, load_settings
from bot.store.migrate import upgrade
from bot.web import console, problems


@dataclass
class Demo:
    address: str
    settings: Settings
    faults: list[str] = field(default_factory=list)

    def who(self, role: str) -> SignIn:
        return next(one for one in sign_ins(self.settings) if one.role == role)

    def page(self, context: BrowserContext) -> Page:
        """A page whose faults, those of the content security policy too, fail the test."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console", lambda line: self.faults.append(line.text) if "Security Policy" in line.text else None
        )
        return page

    def signed_in(self, context: BrowserContext, role: str = "admin") -> Page:
        page, one = self.page(context), self.who(role)
        page.goto(f"{self.address}/console")
        page.get_by_label("E-mail").fill(one.email)
        page.get_by_label("Password").fill(one.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(one.name.split()[0])
        return page


@contextmanager
def demo_console(folder: Path) -> Iterator[Demo]:
    """Seed the demo company into `folder` and serve its console on a free port."""
    settings = load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(folder)})
    with ThreadPoolExecutor() as aside:  # this thread has Playwright's event loop
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(seed, settings).result()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.bantam = await build(settings).start()
        yield
        await app.state.bantam.close()

    app = FastAPI(lifespan=lifespan)
    problems.install(app, page=console.error_page)
    app.include_router(console.router)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Demo(f"http://127.0.0.1:{port}", settings)
    server.should_exit = True
    thread.join()
