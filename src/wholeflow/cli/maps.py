"""`wholeflow new`, `import` and `export`: maps in and out of a system."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import as_table, force_option, form_option

if TYPE_CHECKING:
    from wholeflow.processes import Map
    from wholeflow.server.keeping.bringing import Brought

_STDOUT = "-"


@click.command()
@click.option("--template", metavar="NAME", help="The template to begin with.")
@click.option("--name", metavar="SYSTEM", help="What a new system is called.")
@click.option(
    "--organisation", metavar="NAME", help="Whose the template's processes are."
)
@click.option("--list", "listing", is_flag=True, help="List the templates and stop.")
@form_option
def new(
    template: str | None,
    name: str | None,
    organisation: str | None,
    listing: bool,
    form: str,
) -> None:
    """Begin a system with a map to change, rather than an empty page.

    Where there is no system yet one is made; its name is the template's unless --name
    says otherwise. The template's processes belong to the organisation of --organisation,
    made if there is none of that name; without it to the only organisation there is, or
    to one named as the system. wholeflow serve then lets the first owner in.

        wholeflow new --list

        wholeflow new --template england-top --organisation "Elm Street Trust"
    """
    if listing:
        _list_templates(form)
        return
    brought = _template(template)

    from wholeflow.server.keeping import opening

    opening.open_to_begin()
    from wholeflow.server.keeping.bringing import begin_with

    done, is_new = begin_with(brought, name=name, organisation=organisation)
    _say_brought(done)
    if is_new:
        click.echo(
            "Next: wholeflow serve, which gives the first owner's link. Whoever comes in "
            f"as a member of {done.organisation} may change these processes.",
            err=True,
        )


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--under", metavar="PROCESS_ID", help="A process that the map becomes part of."
)
@click.option(
    "--organisation", metavar="NAME", help="Whose processes are that name nobody."
)
@click.option("--dry-run", is_flag=True, help="List what would change; change nothing.")
@form_option
def import_(
    file: Path, under: str | None, organisation: str | None, dry_run: bool, form: str
) -> None:
    """Bring a map in from whatever holds it.

    FILE is a map of wholeflow (.yaml, .json), a spreadsheet with a row for each process
    or organisation (.csv, .tsv, .xlsx), a diagram in BPMN 2.0 (.bpmn, .xml), or an
    outline or terms of reference (.txt, .md). What it was taken for is said, and every
    line that was not understood. A file with faults is not brought in at all; they are
    told all together.

    Bringing in is one change, undone as one. A process that is here already, told by
    its id, is left as people wrote it. See first what would change:

        wholeflow import discharge.xlsx --dry-run

        wholeflow import discharge.xlsx --organisation "Elm Street Trust"
    """
    from wholeflow.processes import import_map
    from wholeflow.server import configuration

    brought, notes = import_map(
        file, max_mb=configuration.whole_number("WHOLEFLOW_MAX_MAP_MB")
    )
    _say_notes(file, notes)

    from wholeflow.server.keeping import opening

    opening.open_system()
    from wholeflow.server.keeping.bringing import bring_in

    done = bring_in(brought, organisation=organisation, under=under, dry_run=dry_run)
    if dry_run:
        _list_additions(done, form)
    else:
        _say_brought(done)


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "yaml"]),
    help="Without it, what the name of the file ends in; else json.",
)
@click.option("--public", is_flag=True, help="Only what everybody may read.")
@force_option
def export(file: str, form: str | None, public: bool, force: bool) -> None:
    """Write the whole map to a file, or to the screen with -.

    Everything in the map is written, whoever may read it: keep the file as you would
    the system. With --public it is only what is labelled public. Flags, evidence and
    history are not in a map; wholeflow backup keeps those too.

        wholeflow export map.yaml

        wholeflow export - --public > public.json
    """
    from wholeflow.processes import write_map
    from wholeflow.server.keeping import opening
    from wholeflow.server.keeping.whole_file import whole_file

    opening.open_system()
    from wholeflow.server.keeping.bringing import give_out

    ending = "yaml" if Path(file).suffix in {".yaml", ".yml"} else "json"
    whole = give_out(public=public)
    text = write_map(whole, form or ending)
    if file == _STDOUT:
        click.echo(text, nl=False)
        return
    with whole_file(Path(file), force=force, private=not public) as draft:
        draft.write_text(text, "utf-8")
    click.echo(f"{len(whole.processes):,} processes are in {file}", err=True)


def _template(name: str | None) -> Map:
    from wholeflow.processes import read_template

    if name is None:
        raise click.UsageError("Name a template: --template NAME, or see --list.")
    return read_template(name)


def _list_templates(form: str) -> None:
    from wholeflow.processes import read_template, template_names

    rows = [
        {"template": name, "map": whole.name, "processes": len(whole.processes)}
        for name, whole in ((name, read_template(name)) for name in template_names())
    ]
    click.echo(json.dumps(rows, indent=2) if form == "json" else as_table(rows))


def _say_notes(file: Path, notes: Sequence[str]) -> None:
    chosen, *rest = notes
    click.echo(f"{file.name}: {chosen}.", err=True)
    for note in rest:
        click.echo(f"  {note}", err=True)


def _list_additions(done: Brought, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(asdict(done), indent=2, ensure_ascii=False))
        return
    rows = [{"adds": each.what, "name": each.name} for each in done.additions]
    rows += [{"adds": "nothing: here already", "name": name} for name in done.known]
    click.echo(as_table(rows))
    click.echo("Nothing was changed. Without --dry-run this is brought in.", err=True)


def _say_brought(done: Brought) -> None:
    count, links = done.count("process"), done.count("part")
    click.echo(
        f"Brought in {count:,} process{'' if count == 1 else 'es'} and {links:,} "
        f"link{'' if links == 1 else 's'} from whole to part."
    )
    if done.known:
        click.echo(f"{len(done.known):,} were here already and stay as they are.")
