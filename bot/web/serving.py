"""The web process over uvicorn. Open streams end when it is told to stop; uvicorn would wait for them."""

from __future__ import annotations

from socket import socket

import uvicorn

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.patience import PatientProtocol


class Server(uvicorn.Server):
    """Says that the process closes before it waits for the answers that are under way."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        state = self.config.app.state  # type: ignore[union-attr]
        for application in (state.bantam, state.preview):
            application.closing.set()
        await super().shutdown(sockets)


def config_of(settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the web process."""
    return uvicorn.Config(
        create_app(settings),
        http=PatientProtocol,
        ws="none",  # we have none, and it would be another way in
        host=settings.web_address.host,
        port=settings.web_address.port,
        log_level="warning",
        access_log=False,  # addresses of visitors stay out of logs
        server_header=False,
        proxy_headers=False,  # TRUSTED_PROXIES decides, in bot.web.guard
        timeout_graceful_shutdown=3,  # what is under way longer than that is left to the next start
    )


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = Server(config_of(settings))
    try:
        server.run()
    except KeyboardInterrupt:
        pass  # Ctrl-C, which uvicorn raises again after it has closed
    if not server.started:
        raise SystemExit(3)  # as uvicorn's own command does: the address is taken, say
