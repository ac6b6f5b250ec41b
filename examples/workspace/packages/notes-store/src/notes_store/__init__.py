"""Reads lists of notes, from JSON or, with the extra `yaml`, from YAML."""

import json
from pathlib import Path


def load(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        import yaml

        return yaml.safe_load(text)
    return json.loads(text)
