# Changes to a package: by `override` and by `overrideAttrs`.
whole:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    foldl'
    intersectAttrs
    isFunction
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
in
{
  override =
    data: make: name: context:
    let
      __functionArgs = if data ? folder || data ? virtual then ofLocal else ofOthers;
      accepted = whole.final // context;
    in
    {
      inherit __functionArgs;
      __functor =
        _: change:
        let
          arguments = if isFunction change then change (intersectAttrs __functionArgs accepted) else change;
          unknown = attrNames (removeAttrs arguments (attrNames __functionArgs));
          preference = arguments.sourcePreference or "wheel";
        in
        if unknown != [ ] then
          whole.fail "override_argument" ''
            ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
              ${concatStringsSep "\n  " (attrNames __functionArgs)}
            To change attributes of the derivation, use `overrideAttrs`.''
        else if preference != "wheel" && preference != "sdist" then
          whole.fail "source_preference" ''the sourcePreference of ${name}.override must be "wheel" or "sdist", not "${toString preference}"''
        else
          make (context // arguments);
    };

  # The attributes of a package by its settings and after changes, or a function from the final attributes to them.
  # As in nixpkgs, a change is a set of attributes, a function of the previous attributes, or a function of the final
  # and the previous ones.
  changed =
    context: name: data: attributes:
    let
      inherit (attributes.passthru) override overrideAttrs passthru;
      plain = attributes // {
        inherit passthru;
      };
      complete = if data ? settings then whole.adjusted name data plain else plain;
      finished =
        attributes:
        attributes
        // {
          passthru = attributes.passthru // {
            inherit override overrideAttrs;
            inherit (attributes) passthru;
          };
        };

      # As in uv2nix, changes see the folder of a local package as a path: `lib.fileset` takes nothing else.
      isFolder = data ? folder && complete ? src;
      start = if isFolder then complete // { src = complete.src.origin; } else complete;
      apply =
        self: previous: change:
        let
          changed = if isFunction change then change previous else change;
        in
        previous // (if isFunction changed then change self previous else changed);
      after = self: foldl' (apply self) start context.changes;
      # The source is filtered unless a change replaces it.
      filtered =
        attributes:
        if isFolder && attributes.src or null == complete.src.origin then
          attributes // { inherit (complete) src; }
        else
          attributes;
    in
    if context ? changes then self: finished (filtered (after self)) else finished complete;
}
