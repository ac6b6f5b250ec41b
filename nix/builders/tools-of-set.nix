# Build requirements that come from the package set.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    head
    mapAttrs
    toJSON
    ;

  # Build systems need new versions of each other, but a project can run with old ones.
  isOlder = name: builtins.compareVersions set.${name}.version replaced.${name}.version < 0;
  # Only what builds need is compared: a set can have packages that do not evaluate.
  toolSet = set.overrideScope (
    _: ofLock: mapAttrs (name: other: if isOlder name then other else ofLock.${name}) replaced
  );
  # What a package itself asks for is that of the lock, if its version will do.
  chosenTool =
    spec: unfit: tool:
    if elem tool.pname unfit then
      replaced.${tool.pname} or tool
    else if replaced ? ${tool.pname} && spec ? ${tool.pname} && isOlder tool.pname then
      set.${tool.pname}
    else
      tool;

  resolved =
    spec:
    let
      needs = spec; # without build-extras
      needs = mapAttrs extrasOf spec; # with build-extras
      ofSet = prev.resolveBuildSystem needs;
      areOlder = builtins.any (tool: replaced ? ${tool.pname} && isOlder tool.pname) ofSet;
    in
    {
      inherit areOlder;
      missing = filter (name: !(set ? ${name})) (attrNames spec);
      tools = if areOlder then toolSet.resolveBuildSystem needs else ofSet;
    };
  requested = data: data.build-system; # without editable-build-system
  requested = data: data.build-system // data.additions or { }; # with editable-build-system
  # Most members of a workspace have the same build requirements: each list is resolved once, by itself and with each
  # addition for editable packages; `{}` is the key of none.
  listsOf =
    attribute: builtins.groupBy toJSON (builtins.catAttrs attribute (builtins.attrValues present));
  additions = listsOf "editable-build-system" // { # with editable-build-system
    "{}" = [ { } ];
  }; # with editable-build-system
  resolvedLists = mapAttrs (_: lists: resolved (head lists)) (listsOf "build-system"); # without editable-build-system
  resolvedLists = mapAttrs ( # with editable-build-system
    _: lists: mapAttrs (_: more: resolved (head lists // head more)) additions
  ) (listsOf "build-system"); # with editable-build-system
  toolsFromSet =
    { name, data }:
    let
      list = resolvedLists.${toJSON data.build-system} or (resolved data.build-system); # without editable-build-system
      list = # with editable-build-system
        resolvedLists.${toJSON data.build-system}.${
          if data ? additions then toJSON data.additions else "{}"
        } or (resolved (requested data));
    in
    if list.missing != [ ] then
      fail "build_not_locked" ''
        ${name} needs ${concatStringsSep ", " list.missing} to build, but its build requirements are not locked, and this package set does not have them.
        Lock them: run `${command}` with uv on PATH; it says why if it cannot. A package that is built without isolation needs them among the dependencies of the project.
        Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.''
    else if !list.areOlder && !(data ? build-from-set) then
      list.tools
    else
      map (chosenTool (requested data) (data.build-from-set or [ ])) list.tools;
}
