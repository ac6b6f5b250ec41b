"""Synthetic lock files: real ones are too small to show how the work of uvnix grows."""

import hashlib

INTERPRETERS = ["cp39", "cp310", "cp311", "cp312", "cp313", "cp314"]
SYSTEMS = ["x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"]
PLATFORMS = [
    "manylinux_2_17_x86_64.manylinux2014_x86_64",
    "manylinux_2_17_aarch64.manylinux2014_aarch64",
    "macosx_10_9_x86_64",
    "macosx_11_0_arm64",
]
MARKERS = ["", "python_full_version < '3.13'", "sys_platform == 'linux'", "platform_machine != 'arm64'"]


def environments(count):
    """1, 4, 12 or 24 environments: that many pairs of a Python and a system."""
    pythons, systems = {1: (1, 1), 4: (1, 4), 12: (3, 4), 24: (6, 4)}[count]
    minors = [f'"3.{interpreter[3:]}"' for interpreter in INTERPRETERS[-pythons:]]
    names = [f'"{system}"' for system in SYSTEMS[:systems]]
    return [f"python = [{', '.join(minors)}]", f"systems = [{', '.join(names)}]"]


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def file(name):
    return f'url = "https://files.example/packages/{digest(name)[7:67]}/{name}", hash = "{digest(name)}", size = 14315'


def dependency(name, marker="", extra=""):
    parts = [f'name = "{name}"']
    parts += [f'extra = ["{extra}"]'] if extra else []
    parts += [f'marker = "{marker}"'] if marker else []
    return "    { " + ", ".join(parts) + " },"


def array(key, lines):
    return [f"{key} = [", *lines, "]"] if lines else []


def package(name, dependencies=(), compiled=False):
    """A package of the index: a pure wheel, or one for each Python and platform."""
    tags = ["py3-none-any"]
    if compiled:
        tags = [f"{python}-{python}-{platform}" for python in INTERPRETERS for platform in PLATFORMS]
    stem = name.replace("-", "_")
    wheels = [f"    {{ {file(f'{stem}-1.0-{tag}.whl')} }}," for tag in tags]
    return [
        "[[package]]",
        f'name = "{name}"',
        'version = "1.0"',
        'source = { registry = "https://pypi.example/simple" }',
        *array("dependencies", dependencies),
        f'sdist = {{ {file(f"{name}-1.0.tar.gz")} }}',
        *array("wheels", wheels),
        "",
    ]


def member(name, folder, dependencies=(), extras=None):
    """A package in a folder; its extras are lists of dependencies."""
    lines = ["[[package]]", f'name = "{name}"', 'version = "0.1.0"', f'source = {{ virtual = "{folder}" }}']
    lines += array("dependencies", dependencies)
    if extras:
        lines.append("[package.optional-dependencies]")
        for extra, needs in extras.items():
            lines += array(extra, needs)
    return [*lines, ""]


def lock(*packages, members=(), conflicts=()):
    sets = ["["] + [
        "  [" + ", ".join(f'{{ package = "app", extra = "{extra}" }}' for extra in names) + "]," for names in conflicts
    ] + ["]"]
    lines = ["version = 1", "revision = 3", 'requires-python = ">=3.9"']
    lines += ["conflicts = " + "\n".join(sets)] if conflicts else []
    lines += ["", "[manifest]", "members = [" + ", ".join(f'"{name}"' for name in members) + "]"] if members else []
    return "\n".join([*lines, "", *(line for lines in packages for line in lines)])


def project(environments, extras=(), conflicts=(), members=()):
    lines = ["[project]", 'name = "app"', 'version = "0.1.0"', 'requires-python = ">=3.9"']
    if extras:
        lines += ["[project.optional-dependencies]", *(f"{extra} = []" for extra in extras)]
    lines += ["[tool.uv]"]
    if conflicts:
        sets = ", ".join("[" + ", ".join(f'{{ extra = "{it}" }}' for it in names) + "]" for names in conflicts)
        lines.append(f"conflicts = [{sets}]")
    if members:
        lines += ["[tool.uv.workspace]", "members = ['members/*']"]
    lines += ["[tool.uvnix]", "lock-build-systems = false", "[tool.uvnix.environments]", *environments]
    return "\n".join([*lines, ""])


def wide(count, environment_count):
    """A project of `count` packages: each needs four others, one in three is compiled."""
    names = [f"package-{number}" for number in range(count)]

    def needs(number):
        others = sorted({number * 2 + 1, number * 2 + 2, number * 7 + 3, number + 17})
        return [dependency(names[other], MARKERS[other % 4]) for other in others if other < count]

    packages = [package(name, needs(number), number % 3 == 0) for number, name in enumerate(names)]
    app = member("app", ".", [dependency(names[0])])
    return {"uv.lock": lock(app, *packages), "pyproject.toml": project(environments(environment_count))}


def workspace(count):
    """A workspace of `count` members that all need the same twenty packages, and the member before them."""
    shared = [f"package-{number}" for number in range(20)]
    files = {}
    members = ["app"]
    packages = [member("app", ".", [dependency(f"member-{count - 1}")])]
    for number in range(count):
        name = f"member-{number}"
        before = [f"member-{number - 1}"] if number else []
        packages.append(member(name, f"members/{name}", [dependency(it) for it in before + shared]))
        files[f"members/{name}/pyproject.toml"] = f'[project]\nname = "{name}"\nversion = "0.1.0"\n'
        members.append(name)
    packages += [package(name) for name in shared]
    files["uv.lock"] = lock(*packages, members=members)
    files["pyproject.toml"] = project(environments(4), members=members)
    return files


def extra(number):
    """The name of an extra. In the lock file, uv sorts them."""
    return f"extra-{number:04}"


def extras(count, conflicts=()):
    """A project with `count` extras of one package each, some of which exclude each other."""
    names = [extra(number) for number in range(count)]
    needs = {name: [dependency(f"package-{name}")] for name in names}
    packages = [package(f"package-{name}") for name in names]
    return {
        "uv.lock": lock(member("app", ".", extras=needs), *packages, conflicts=conflicts),
        "pyproject.toml": project(environments(4), names, conflicts),
    }


def pairs(count):
    """`count` sets of two extras that exclude each other."""
    return extras(2 * count, [[extra(2 * it), extra(2 * it + 1)] for it in range(count)])


def alternatives(count):
    """One set of `count` extras that exclude each other."""
    return extras(count, [[extra(it) for it in range(count)]])


def chain(count):
    """A project whose packages form one chain."""
    name = "package-{}".format
    packages = [package(name(it), [dependency(name(it + 1))] if it + 1 < count else []) for it in range(count)]
    return {
        "uv.lock": lock(member("app", ".", [dependency(name(0))]), *packages),
        "pyproject.toml": project(environments(4)),
    }
