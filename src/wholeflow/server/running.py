"""Starting the server: the data folder made ready, then one process that listens."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration


def set_up(*, data: Path | None = None) -> None:
    """Load Django, with another data folder if one is given."""
    if data is not None:
        os.environ["WHOLEFLOW_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wholeflow.server.settings")
    # Nobody else on this machine reads what people typed, or their password hashes.
    configuration.data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    import django

    django.setup()


def migrations_to_apply() -> list[str]:
    """Give the migrations that this version has and the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def migrate() -> list[str]:
    """Bring the database to this version; give the migrations that were applied."""
    from django.core.management import call_command

    to_apply = migrations_to_apply()
    if to_apply:
        call_command("migrate", verbosity=0, interactive=False)
    return to_apply


def has_tables() -> bool:
    """Tell whether the database has been used by any version."""
    from django.db import connection

    return bool(connection.introspection.table_names())


def has_system() -> bool:
    """Tell whether a system has begun in this (migrated) database."""
    from wholeflow.server.history.models import System

    return System.objects.exists()


def all_or_nothing(work: Callable[[], None]) -> None:
    """Do something in one transaction, so that stopping it half-way leaves nothing."""
    from django.db import transaction

    with transaction.atomic():
        work()


def collect_static_files() -> None:
    """Put static files, hashed and compressed, where they are served from."""
    from django.conf import settings
    from django.core.management import call_command

    mark = Path(settings.STATIC_ROOT) / "collected-from"
    version = _static_version()
    if mark.exists() and mark.read_text("utf-8") == version:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(version, "utf-8")


def _static_version() -> str:
    """Tell the shipped static files apart from other versions of them, cheaply."""
    here = Path(__file__).parent
    files = sorted(here.glob("*/static/**/*.*"))
    newest = max(file.stat().st_mtime_ns for file in files)
    return f"{len(files)} {newest} {here}"


def address() -> str:
    """Give where people reach the server from this machine."""
    host = configuration.read("WHOLEFLOW_ADDRESS")
    return f"http://{host}:{configuration.whole_number('WHOLEFLOW_PORT')}"


def listen(*, ready: Callable[[], None]) -> None:
    """Serve until stopped by Ctrl-C or a signal; call `ready` once it answers.

    Raises
    ------
    WholeflowError
        If something else listens on the port.
    """
    import multiprocessing
    import socket

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    host = configuration.read("WHOLEFLOW_ADDRESS")
    port = configuration.whole_number("WHOLEFLOW_PORT")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise WholeflowError(
                f"Something else listens on port {port} already, perhaps another "
                "wholeflow. Stop it, or choose another: WHOLEFLOW_PORT=8401"
            ) from None
    # A copy of this process would wait for ever for the threads of polars, which are not
    # copied: the demonstration has used it by now.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "wholeflow.server.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
        workers_kill_timeout=10,
    )
    threading.Thread(
        target=_tell_when_up, args=(host, port, ready), daemon=True
    ).start()
    server.serve()


def _tell_when_up(host: str, port: int, ready: Callable[[], None]) -> None:
    """Ask for a page until one comes, then tell; the first asked for is the slowest."""
    for _ in range(300):
        asking = http.client.HTTPConnection(host, port, timeout=10)
        try:
            asking.request("GET", "/about")
            asking.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            ready()
            return
        finally:
            asking.close()
