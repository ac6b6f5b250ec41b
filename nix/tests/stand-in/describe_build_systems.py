"""describe_build_systems.py FOLDER

Writes FOLDER/build-systems.json, which describes for ./build-systems.nix the distributions that
`uv pip install --target FOLDER` installed, including `packaging`.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))

from packaging.requirements import Requirement  # noqa: E402  (it is in the folder)


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def describe(distribution: metadata.Distribution) -> dict:
    requirements = map(Requirement, distribution.requires or [])
    return {
        "version": distribution.version,
        "dependencies": {
            normalize(requirement.name): sorted(requirement.extras)
            for requirement in requirements
            if applies(requirement)
        },
        "files": sorted(str(file) for file in distribution.files or [] if folder.joinpath(file).is_file()),
    }


described = {
    normalize(distribution.metadata["Name"]): describe(distribution)
    for distribution in metadata.distributions(path=[str(folder)])
}
folder.joinpath("build-systems.json").write_text(json.dumps(described, indent=1, sort_keys=True) + "\n")
