"""`wholeflow serve` and `wholeflow demo`: the system in a browser."""

from __future__ import annotations

import click

from wholeflow.days import day_in_words
from wholeflow.errors import WholeflowError


@click.command()
@click.option(
    "--name",
    metavar="NAME",
    default="Our care system",
    show_default=True,
    help="What a new system is called.",
)
def serve(name: str) -> None:
    """Serve the system in this folder until Ctrl-C stops it.

    Where there is none yet, one is made: a one-time link lets its first owner in, and
    they let colleagues in from the page "Colleagues". Everything is kept in the folder
    wholeflow-data, or where WHOLEFLOW_DATA says. Only this machine can reach it unless
    WHOLEFLOW_ADDRESS and WHOLEFLOW_HOSTS say otherwise.

    Example:

        wholeflow serve --name "Elm Street place"
    """
    from wholeflow.server import running

    running.set_up()
    if running.has_tables() and running.migrations_to_apply():
        raise WholeflowError(
            "The database is of an earlier version of wholeflow. Run: wholeflow migrate"
        )
    running.migrate()
    _begin(name)
    running.collect_static_files()
    running.listen(ready=lambda: click.echo(f"Ready: {running.address()}"))


@click.command()
def demo() -> None:
    """Look at a real hospital's log, build the demonstration, and serve it.

    The demonstration has a folder of its own inside the data folder, and a day of its
    own, 30 September 2023. It is built once; the next start takes seconds. Ctrl-C
    stops it.

    Example:

        wholeflow demo
    """
    from wholeflow.server import configuration, running

    _look_at_sepsis()
    running.set_up(data=configuration.data_folder() / "demonstration")
    running.migrate()
    from wholeflow.server import demonstration

    if not running.has_system():
        click.echo("\nBuilding the demonstration; this is done once.", err=True)
        running.all_or_nothing(demonstration.build)
    running.collect_static_files()
    name, password = demonstration.way_in()
    day = demonstration.DAY
    click.echo(
        f"\nThe demonstration is as on {day_in_words(day)}.\n"
        f"Sign in as its owner: name {name}, password {password}"
    )
    running.listen(
        ready=lambda: click.echo(f"Ready: {running.address()}   (Ctrl-C stops it)")
    )


@click.command()
@click.argument("sign_in_name")
def way_in(sign_in_name: str) -> None:
    """Make a one-time link for somebody who has lost their way in.

    SIGN_IN_NAME is the name they sign in by. Whoever opens the link chooses a new
    password and is that person from then on, so give it to them alone. People who look
    after the system make such links on the page "Colleagues"; this is for when none of
    them can sign in.

    Example:

        wholeflow way-in ann
    """
    from wholeflow.server import running

    running.set_up()
    from wholeflow.server.accounts import actions

    person = actions.signing_in_as(sign_in_name)
    secret = actions.invite(organisation=person.organisation, by=None, person=person)
    click.echo(f"{running.address()}/welcome/{secret}")


def _look_at_sepsis() -> None:
    from wholeflow.journeys import (
        as_text,
        example_log,
        example_standards,
        look,
        read_log,
        read_standards,
    )

    findings = look(read_log(example_log()), read_standards(example_standards()))
    click.echo("A look at a real hospital's log of people with sepsis:\n")
    click.echo(as_text(findings))


def _begin(name: str) -> None:
    """Make the system if there is none, and let its first owner in."""
    from wholeflow.server import running
    from wholeflow.server.accounts import actions
    from wholeflow.server.accounts.models import Person

    if not running.has_system():
        actions.begin_system(name=name)
    if not Person.objects.filter(is_active=True).exists():
        secret = actions.invite(
            organisation=None, by=None, lasts=actions.FIRST_LINK_LASTS
        )
        click.echo(
            f"The first owner comes in here, once, within 24 hours:\n"
            f"    {running.address()}/welcome/{secret}\n"
            "They let colleagues in from the page “Colleagues”."
        )
