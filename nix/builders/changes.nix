# Changes to a package: by `override` and by `overrideAttrs`.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    foldl'
    intersectAttrs
    isFunction
    ;

  override =
    context: name: data:
    let
      isLocal = data ? folder || data ? virtual;
      # As callPackage would have them: true if there is a default.
      __functionArgs = {
        pyprojectHook = false;
        stdenv = false;
        ${if isLocal then "pyprojectEditableHook" else "pyprojectWheelHook"} = false;
        ${if isLocal then "editableRoot" else "sourcePreference"} = true;
      };
      accepted = intersectAttrs __functionArgs (final // context);
    in
    {
      inherit __functionArgs;
      __functor =
        _: change:
        let
          given = if isFunction change then change accepted else change;
          unknown = attrNames (removeAttrs given (attrNames __functionArgs));
          preference = given.sourcePreference or "wheel";
        in
        if unknown != [ ] then
          fail "override_argument" ''
            ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
              ${concatStringsSep "\n  " (attrNames __functionArgs)}
            To change attributes of the derivation, use `overrideAttrs`.''
        else if preference != "wheel" && preference != "sdist" then
          fail "source_preference" ''the sourcePreference of ${name}.override must be "wheel" or "sdist", not "${toString preference}"''
        else
          make (context // given) name data;
    };

  # The attributes of a package by its settings and after changes, or a function from the final attributes to them.
  # As in nixpkgs, a change is a set of attributes, a function of the previous attributes, or a function of the final
  # and the previous ones.
  changed =
    context: name: data: attributes:
    let
      plain = attributes // {
        inherit (attributes.passthru) passthru;
      };
      complete = if data ? settings then adjusted name data plain else plain;
      finished =
        { passthru, ... }@complete:
        complete
        // {
          passthru = passthru // {
            inherit (attributes.passthru) override overrideAttrs;
            inherit passthru;
          };
        };
      # As in uv2nix, changes see the folder of a local package as a path: `lib.fileset` takes nothing else. The
      # source is filtered unless a change replaces it.
      folder = if data ? folder then complete.src or null else null;
      start = if folder == null then complete else complete // { src = folder.origin; };
      filtered =
        after:
        if folder != null && after.src or null == folder.origin then after // { src = folder; } else after;
      called = change: argument: if isFunction change then change argument else change;
      apply =
        self: previous: change:
        let
          some = called change previous;
        in
        previous // (if isFunction some then change self previous else some);
    in
    if context ? changes then
      self: finished (filtered (foldl' (apply self) start context.changes))
    else
      finished complete;
}
