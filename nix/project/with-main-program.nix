# A package whose program `nix run` starts.
mainProgram: package:
if mainProgram == null then
  package
else
  package.overrideAttrs (old: {
    meta = old.meta or { } // {
      inherit mainProgram;
    };
  })
