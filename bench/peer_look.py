"""Half of what `wholeflow look` tells, by PM4Py: cases, events, variants, links.

Run as a script with the path of a CSV log; the last line is the answer as JSON.
"""

import json
import sys


def main(path: str) -> None:
    import pandas as pd  # noqa: PLC0415 - not in the product's environment
    import pm4py  # noqa: PLC0415 - AGPL: only ever in this process

    # One case is called NA, so no word may mean "missing".
    frame = pd.read_csv(
        path,
        usecols=["case", "activity", "time"],
        dtype={"case": str, "activity": str},
        keep_default_na=False,
        parse_dates=["time"],
    )
    # PM4Py counts variants rightly only when the rows of a case stand together.
    frame = frame.sort_values(["case", "time"], kind="stable")
    frame = pm4py.format_dataframe(
        frame, case_id="case", activity_key="activity", timestamp_key="time"
    )
    links, _, _ = pm4py.discover_dfg(frame)
    found = {
        "cases": int(frame["case:concept:name"].nunique()),
        "events": len(frame),
        "variants": len(pm4py.get_variants(frame)),
        "links": sorted([before, after, n] for (before, after), n in links.items()),
    }
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
