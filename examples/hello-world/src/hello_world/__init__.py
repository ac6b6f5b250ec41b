"""Prints a greeting in a language of greetings.yaml."""

from importlib.resources import files

import click
import yaml


@click.command()
@click.option("--language", default="en", show_default=True)
@click.argument("name", default="world")
def main(language: str, name: str) -> None:
    greetings = yaml.load(files(__name__).joinpath("greetings.yaml").read_text("utf-8"), yaml.CSafeLoader)
    click.echo(f"{greetings[language]}, {name}!")
