"""A stream sleeps only while nothing is left to tell."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from tests.builders import a_person, a_process, latest
from wholeflow.server.live import Streams
from wholeflow.server.mapping import actions

SCOPE = {"headers": [], "query_string": b"since=0"}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_comes_while_news_are_sent_is_told_next() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    first = latest().seq
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    second = latest().seq

    told = asyncio.run(_told(first, second))

    assert told == [f"id: {first}", f"id: {second}"]


async def _told(first: int, second: int) -> list[str]:
    """Open a stream that knows the first change, and of the second while it sends."""
    # One thread, so that the connection it opens can be closed at the end.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    streams = Streams()
    streams.latest = first
    told: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        text = message.get("body", b"").decode()
        if text.startswith("id: "):
            told.append(text.splitlines()[0])
            streams.latest = second
            streams._wake()

    answering = asyncio.create_task(streams.answer(SCOPE, asyncio.Event().wait, send))
    for _ in range(200):
        if len(told) == 2:
            break
        await asyncio.sleep(0.01)
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    await asyncio.to_thread(connections.close_all)
    return told
