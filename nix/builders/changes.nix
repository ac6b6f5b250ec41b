# Changes to a package: by its settings, by `override` and by `overrideAttrs`.
{
  adjusted,
  final,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    foldl'
    intersectAttrs
    isFunction
    removeAttrs
    ;

  # The arguments of `override`, as callPackage would have them: true if there is a default.
  ofLocal = {
    editableRoot = true;
    pyprojectEditableHook = false;
    pyprojectHook = false;
    stdenv = false;
  };
  ofOthers = {
    pyprojectHook = false;
    pyprojectWheelHook = false;
    sourcePreference = true;
    stdenv = false;
  };

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
  # The `override` of a package, which `make` makes from its arguments.
  overridden =
    context: name: data: make:
    let
      __functionArgs = if data ? folder || data ? virtual then ofLocal else ofOthers;
      defaults = {
        inherit (final)
          pyprojectEditableHook
          pyprojectHook
          pyprojectWheelHook
          stdenv
          ;
      };
      __functor =
        _: change:
        let
          arguments =
            if isFunction change then change (intersectAttrs __functionArgs (defaults // context)) else change;
          unknown = attrNames (removeAttrs arguments (attrNames __functionArgs));
          preference = arguments.sourcePreference or "wheel";
        in
        if unknown != [ ] then
          throw ''
            uvnix: ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
              ${concatStringsSep "\n  " (attrNames __functionArgs)}
            To change attributes of the derivation, use `overrideAttrs`.''
        else if preference != "wheel" && preference != "sdist" then
          throw ''uvnix: the sourcePreference of ${name}.override must be "wheel" or "sdist", not "${toString preference}"''
        else
          make (context // arguments);
    in
    {
      inherit __functor __functionArgs;
    };

  # The attributes of the derivation, or a function from the final attributes to them.
  changed =
    context: name: package:
    let
      complete =
        if package ? settings then adjusted name package package.attributes else package.attributes;
      afterChanges = start: foldl' applied (_: start) context.changes;

      # As in uv2nix, changes see the folder of a local package as a path: `lib.fileset` takes nothing else.
      # The source is filtered unless a change replaces it.
      inherit (complete.src) origin;
      filtered =
        attributes:
        if attributes.src or null == origin then attributes // { inherit (complete) src; } else attributes;
    in
    if !(context ? changes) then
      complete
    else if package ? folder && complete ? src then
      self: filtered (afterChanges (complete // { src = origin; }) self)
    else
      afterChanges complete;
}
