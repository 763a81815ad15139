"""The demonstration, built in a folder of its own and served: run as a program.

`python serving.py FOLDER PORT` prints one line of JSON, the way in, and then serves.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from wholeflow.server import running


def main(folder: Path, port: str) -> None:
    os.environ["WHOLEFLOW_PORT"] = port
    os.environ.pop("WHOLEFLOW_DATABASE_URL", None)
    running.set_up(data=folder)
    running.migrate()
    from wholeflow.server import demonstration  # noqa: PLC0415 - needs Django set up

    told = folder / "way-in.json"
    if not running.has_system():
        running.all_or_nothing(demonstration.build)
        told.write_text(json.dumps(demonstration.way_in()), "utf-8")
    running.collect_static_files()
    running.listen(ready=lambda: print(told.read_text("utf-8"), flush=True))  # noqa: T201 - its one line of output


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
