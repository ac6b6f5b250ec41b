# An environment that knows the programs which its packages call.
{ lib }:
pythonSet: name: dependencies:
(pythonSet.mkVirtualEnv name dependencies).overrideAttrs (old: {
  passthru = old.passthru or { } // {
    runtimePrograms = lib.unique (
      lib.concatMap (package: package.runtimePrograms or [ ]) (pythonSet.resolveVirtualEnv dependencies)
    );
  };
})
