"""Prints a greeting: `hello Nix`."""

import click


@click.command()
@click.argument("name", default="world")
def main(name: str) -> None:
    click.echo(f"Hello, {name}!")
