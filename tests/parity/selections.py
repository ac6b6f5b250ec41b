"""The selections of a project, as uv options and as dependency specifications for Nix."""
from __future__ import annotations

from dataclasses import dataclass

from lockfile import ROOT_WITHOUT_PROJECT, Project


@dataclass(frozen=True)
class Selection:
    label: str
    options: tuple[str, ...]
    # Either { package = [extras and groups] }, or a name in `deps` of uv.nix (of one member only).
    specification: dict[str, list[str]] | None = None
    deps: str | None = None
    member: str | None = None

    def __hash__(self) -> int:
        return hash(self.label)

    def for_nix(self) -> dict:
        return {"specification": self.specification, "deps": self.deps, "member": self.member}


def selections_of(project: Project) -> list[Selection]:
    """Selections to compare. Leaves out an extra and a group of the same name: pyproject.nix treats them as one."""
    if project.script:
        return [Selection("script", ("--script", project.script))]
    if not project.packages:
        return []
    found = of_root(project) if project.root else []
    if project.members:
        everything = ("--all-packages", "--all-extras", "--all-groups")
        found.append(Selection("all-packages", everything, deps="all"))
        for member in project.members:
            bare = ("--package", member, "--no-default-groups")
            found.append(Selection(f"package:{member}", bare, specification={member: []}))
            extras = extras_of(project, member)
            if extras:
                # Not --all-extras, which includes the extras of other members in uv.
                options = (*bare, *(option for extra in extras for option in ("--extra", extra)))
                found.append(Selection(f"package-extras:{member}", options, deps="optionals", member=member))
    elif project.name and project.root and (project.extras or project.groups):
        found.append(Selection("all", ("--all-extras", "--all-groups"), deps="all", member=project.name))
    return found


def extras_of(project: Project, member: str) -> list[str]:
    """All extras of a member, unless one has the same name as a group."""
    extras: set[str] = set()
    for package in project.candidates(member):
        extras |= set(package.data.get("optional-dependencies", {}))
        extras |= set(package.data.get("metadata", {}).get("provides-extras", []))
        if extras & set(package.data.get("dev-dependencies", {})):
            return []
    return sorted(extras)


def of_root(project: Project) -> list[Selection]:
    root = project.root
    both = set(project.extras) & set(project.groups)
    groups = [group for group in project.groups if group not in both]
    if root == ROOT_WITHOUT_PROJECT:
        # Without --only-group, uv adds every member.
        return [
            Selection(f"only-group:{group}", ("--only-group", group), {root: [group]})
            for group in groups
        ]
    found = [Selection("bare", ("--no-default-groups",), {root: []})]
    if project.default_groups and not both & set(project.default_groups):
        found.append(Selection("default", (), {root: project.default_groups}))
    for extra in project.extras:
        if extra not in both:
            options = ("--no-default-groups", "--extra", extra)
            found.append(Selection(f"extra:{extra}", options, {root: [extra]}))
    for group in groups:
        options = ("--no-default-groups", "--group", group)
        found.append(Selection(f"group:{group}", options, {root: [group]}))
    return found


def sample(selections: list[Selection], most: int) -> list[Selection]:
    """At most this many, spread evenly, with the usual selections first. 0: all."""
    if not most or len(selections) <= most:
        return selections
    usual = [selection for selection in selections if ":" not in selection.label]
    others = [selection for selection in selections if ":" in selection.label]
    room = max(0, most - len(usual))
    spread = [others[index * len(others) // room] for index in range(room)] if room else []
    return (usual + spread)[:most]
