"""A server reads logs that feed indicators again by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.builders import a_person, a_process
from tests.server.live.servers import Server
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import from_logs
from wholeflow.server.measuring.log_counts import Fed
from wholeflow.server.measuring.models import Flag, LogReading

STANDARDS = "standards: {Seeing: {activity: Seen, within: 1 h, after: Arrived}}"
LOG = "case,activity,time\n" + "".join(
    f"{case},Arrived,2024-01-01 09:00\n" for case in range(20)
)
TEN_ARE_SEEN = "".join(f"{case},Seen,2024-01-01 09:30\n" for case in range(10))


def a_process_fed_from(log: Path) -> Process:
    log.write_text(LOG)
    log.with_name("ward.standards.yaml").write_text(STANDARDS)
    process = a_process("Seeing people", by=a_person(), success="Soon", label="public")
    fed = Fed(log, "Seeing", whole=True)
    from_logs.feed_from_log(by=None, process_id=process.pk, fed=fed)
    return process


def test_a_log_that_changes_moves_the_flag(killable: Server, tmp_path: Path) -> None:
    log = tmp_path / "ward.csv"
    process = a_process_fed_from(log)
    before = Flag.objects.get(process=process).lower
    log.write_text(LOG + TEN_ARE_SEEN)

    killable.start()

    assert soon(lambda: Flag.objects.get(process=process).lower > before)


def test_a_log_that_is_gone_is_said_and_the_server_goes_on(
    killable: Server, tmp_path: Path
) -> None:
    log = tmp_path / "ward.csv"
    process = a_process_fed_from(log)
    log.unlink()

    killable.start()

    assert soon(lambda: LogReading.objects.filter(ok=False).exists())
    assert killable.get(f"/p/{process.pk}")[0] == 200


def soon(happens: Callable[[], bool]) -> bool:
    """Wait until something happens that takes a server some seconds."""
    give_up = time.monotonic() + 30
    while not happens():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.1)
    return True
