# A package with the program that `nix run` starts.
mainProgram: package:
if mainProgram == null then
  package
else
  package.overrideAttrs (old: {
    meta = old.meta or { } // {
      inherit mainProgram;
    };
  })
