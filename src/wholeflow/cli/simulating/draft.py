"""`wholeflow draft`: a model begun from the map."""

from __future__ import annotations

from pathlib import Path

import click

from wholeflow.cli.asking import force_option, keep_what_is_there
from wholeflow.cli.simulating.drawing import FILE, wrote


@click.command()
@click.argument("map_file", metavar="MAP", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--within",
    metavar="PROCESS",
    help="Take what this process is made of alone, by its name or id.",
)
@click.option(
    "--output",
    type=FILE,
    metavar="FILE.yaml",
    help="Write the model there. Without it: on the screen.",
)
@force_option
def draft(
    map_file: Path, *, within: str | None, output: Path | None, force: bool
) -> None:
    """Begin a model to simulate with what a map says.

    MAP is a file of a map, such as wholeflow export writes. Each process that people pass
    through becomes a node that knows its process, with a route to wherever they are passed
    on, and each role on a card a pool of staff. Times, numbers and shares the map does not
    know: wholeflow simulate names the line of each that is still to be filled in.

        wholeflow draft map.yaml --within "Treating an emergency" --output model.yaml
    """
    from wholeflow.processes import import_map
    from wholeflow.simulation import draft_of_map

    if output is not None:
        keep_what_is_there(output, force=force)
    of, notes = import_map(map_file)
    for note in notes:
        click.echo(f"{map_file.name}: {note}", err=True)
    model = draft_of_map(of, within=within)
    if output is None:
        click.echo(model, nl=False)
    else:
        wrote("draft", output, model)
