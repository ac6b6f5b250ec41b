# Changes to a package: by its settings, by `override` and by `overrideAttrs`.
{
  adjusted,
  final,
  stdenv,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    foldl'
    isFunction
    ;

  overridable = [
    "editableRoot"
    "pyprojectEditableHook"
    "pyprojectHook"
    "pyprojectWheelHook"
    "sourcePreference"
    "stdenv"
  ];

  # As in nixpkgs, a change is a set of attributes, a function of the previous attributes, or a
  # function of the final and the previous ones.
  applied =
    make: change: self:
    let
      previous = make self;
      changed = if isFunction change then change previous else change;
    in
    previous // (if isFunction changed then change self previous else changed);
in
{
  # The arguments of a package after `override`.
  overridden =
    context: name: change:
    let
      defaults = {
        inherit (final) pyprojectEditableHook pyprojectHook pyprojectWheelHook;
        inherit stdenv;
      };
      arguments = if isFunction change then change (defaults // context) else change;
      unknown = filter (argument: !(elem argument overridable)) (attrNames arguments);
    in
    if unknown == [ ] then
      context // arguments
    else
      throw ''
        uvnix: ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
          ${concatStringsSep "\n  " overridable}
        To change attributes of the derivation, use `overrideAttrs`.'';

  # The attributes of the derivation, or a function from the final attributes to them.
  changed =
    context: name: package:
    let
      complete =
        if package ? settings then adjusted name package package.attributes else package.attributes;
    in
    if context ? changes then foldl' applied (_: complete) context.changes else complete;
}
