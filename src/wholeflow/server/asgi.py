"""One port: event streams natively, every page through Django's WSGI handler.

Django's own ASGI handler costs each page several hops between threads; the streams need
none of it. So a page runs in a pool of threads and a stream is one coroutine.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wholeflow.server.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

# Its types name an iterable where Django's name the response that is one.
_pages = WSGIMiddleware(get_wsgi_application(), workers=8)  # type: ignore[arg-type]

from wholeflow.server.live import Streams  # needs the apps, which are loaded above

_streams = Streams()


async def application(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's types
    """Answer one request, or begin and end the server's life."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/events":
        await _streams.answer(scope, receive, send)
    else:

        async def received() -> Any:  # granian's own is awaitable, but no coroutine
            return await receive()

        await _pages(scope, received, send)


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _streams.open()
        else:
            await _streams.close()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
