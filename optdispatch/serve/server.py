"""The server: where the page is to be had, and what it refuses before it reads it."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nicegui import app, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from optdispatch.errors import InputError
from optdispatch.serve.page import build
from optdispatch.serve.session import Session
from optdispatch.serve.uploads import MOST

LOOPBACK = ("127.0.0.1", "localhost")
AROUND = 100_000
"""What a form adds to the file in it, at most. [bytes]"""


class SizeLimit:
    """Refuses requests that say that they are larger than a file may be, or do not say."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "http" and scope["method"] == "POST":
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit() or int(length) > MOST + AROUND:
                await PlainTextResponse("too large", 413)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def serve(host: str, port: int, show: bool, ready: Callable[[], None]) -> None:
    """Serve the page until somebody stops it; `ready` is called when it is about to begin.

    Raises `InputError` where the port cannot be had.
    """
    _free(host, port)
    drawing = asyncio.Lock()
    everybody = TemporaryDirectory(prefix="optdispatch-serve-")
    app.on_shutdown(everybody.cleanup)  # a signal that ends the server leaves nothing behind
    with everybody as folder:
        Session.begin(Path(folder))  # whoever comes first need not wait for the kernels
        app.add_middleware(SizeLimit)
        if host in LOOPBACK:
            # A page of elsewhere, whose name somebody points at this machine, gets nothing.
            app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK])

        @ui.page("/", title="optdispatch", response_timeout=60)
        async def _() -> None:
            await build(Path(folder), drawing)

        ready()
        settings: Any = {"reload": False, "show_welcome_message": False, "show": show}
        ui.run(host=host, port=port, **settings)


def _free(host: str, port: int) -> None:
    """See that nobody else has the port."""
    try:
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{host}:{port} cannot be had: {reason}; give another --port") from None
