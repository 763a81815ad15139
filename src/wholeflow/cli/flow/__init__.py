"""`wholeflow flow`: what an event log says of waits, hand-overs and what they cost."""

import click

from wholeflow.cli.lazy import LazyCommand, LazyGroup

_HERE = "wholeflow.cli.flow"

COMMANDS = {
    "quality": LazyCommand(
        f"{_HERE}.quality:quality", "Say what a log cannot tell, and why."
    ),
    "journeys": LazyCommand(
        f"{_HERE}.journeys:journeys", "List the ways through, most frequent first."
    ),
    "waits": LazyCommand(
        f"{_HERE}.waits:waits", "List where people wait, longest first."
    ),
    "handoffs": LazyCommand(
        f"{_HERE}.handoffs:handoffs", "List the waits when people are handed over."
    ),
    "boundaries": LazyCommand(
        f"{_HERE}.boundaries:boundaries", "Tell who crosses from one kind of care on."
    ),
    "causes": LazyCommand(
        f"{_HERE}.causes:causes", "Put the hours that people wait down to causes."
    ),
    "bottlenecks": LazyCommand(
        f"{_HERE}.bottlenecks:bottlenecks", "Rank what holds the flow up, five ways."
    ),
    "efficiency": LazyCommand(
        f"{_HERE}.efficiency:efficiency", "Tell touch, waiting and flow efficiency."
    ),
    "worth": LazyCommand(
        f"{_HERE}.worth:worth", "Tell how much of the time is of value, or waste."
    ),
    "little": LazyCommand(
        f"{_HERE}.little:little", "Hold those in progress against arrivals."
    ),
    "value-stream": LazyCommand(
        f"{_HERE}.value_stream:value_stream", "Draw up steps, takt, pace and load."
    ),
    "time-of-day": LazyCommand(
        f"{_HERE}.time_of_day:time_of_day",
        "Tell weekdays and hours of waits, arrivals.",
    ),
    "typical": LazyCommand(
        f"{_HERE}.typical:typical", "Tell the typical journey in ten plain lines."
    ),
    "discover": LazyCommand(
        f"{_HERE}.discover:discover", "Draw a model; say how well it fits."
    ),
    "departures": LazyCommand(
        f"{_HERE}.departures:departures", "Tell who follows a pathway, who leaves it."
    ),
    "duplicates": LazyCommand(
        f"{_HERE}.duplicates:duplicates", "Count what is found out again elsewhere."
    ),
    "rework": LazyCommand(f"{_HERE}.rework:rework", "Count what is done again."),
    "failure-demand": LazyCommand(
        f"{_HERE}.failure_demand:failure_demand",
        "Count contacts that a failure caused, or may have.",
    ),
    "readmissions": LazyCommand(
        f"{_HERE}.readmissions:readmissions", "Count who comes back, and to whom."
    ),
    "discharge": LazyCommand(
        f"{_HERE}.discharge:discharge",
        "Count days in a bed after being ready to leave.",
    ),
    "home": LazyCommand(
        f"{_HERE}.home:home", "Count the days that people are at home."
    ),
    "harm": LazyCommand(
        f"{_HERE}.harm:harm", "Hold harm beside waits, as an association."
    ),
    "compare": LazyCommand(
        f"{_HERE}.compare:compare", "Compare before and after, or two places."
    ),
    "join": LazyCommand(
        f"{_HERE}.join:join", "Join logs of organisations; tell who is unmatched."
    ),
    "edges": LazyCommand(
        f"{_HERE}.edges:edges", "Write what follows what as sums for other places."
    ),
    "pool": LazyCommand(
        f"{_HERE}.pool:pool", "Add up what several places wrote with edges."
    ),
    "write": LazyCommand(
        f"{_HERE}.write:write_part", "Write a log, or a part of it, as a file."
    ),
}


@click.command(cls=LazyGroup, places=COMMANDS)
def flow() -> None:
    """Ask an event log where people wait, and what is done twice.

    Every command takes a log as wholeflow look does, prints a table, json or csv, and
    can be asked of a part of the log: of a period, a place or a cohort.

        wholeflow flow waits sepsis --only group=A --format csv
    """
