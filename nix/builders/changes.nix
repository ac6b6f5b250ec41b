# What is changed of a package: by its settings, and by whoever overrides it.
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

  # nixpkgs takes changes as attributes, as a function of the previous ones, or of the final ones too.
  applied =
    make: change: self:
    let
      previous = make self;
      changed = if isFunction change then change previous else change;
    in
    previous // (if isFunction changed then change self previous else changed);
in
{
  # The arguments that `override` gives.
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
        uvnix: ${name}.override takes no ${concatStringsSep ", " unknown}, only
          ${concatStringsSep "\n  " overridable}
        What is handed to the build is changed with overrideAttrs.'';

  # The attributes of the derivation, or the function that nixpkgs makes them with.
  changed =
    context: name: package:
    let
      complete =
        if package ? settings then adjusted name package package.attributes else package.attributes;
    in
    if context ? changes then foldl' applied (_: complete) context.changes else complete;
}
