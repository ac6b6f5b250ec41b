# A phase before a build, for what builds have with uv but not with Nix: a repository, and a virtual environment.
let
  inherit (builtins) concatStringsSep map;

  steps = {
    # A virtual environment reads the `.pth` files of build tools, such as the one with which setuptools provides
    # distutils. Python does not read those in the folders of PYTHONPATH, but it imports sitecustomize from there,
    # also in the programs that a build runs.
    path-files = ''
      mkdir -p "$NIX_BUILD_TOP/uvnix-site"
      cat >"$NIX_BUILD_TOP/uvnix-site/sitecustomize.py" <<'EOF'
      import os, site, sys

      here = os.path.dirname(__file__)
      sys.path[:] = [path for path in sys.path if path != here]
      for path in os.environ.get("NIX_PYPROJECT_PYTHONPATH", "").split(":"):
          if path and path != here:
              site.addsitedir(path)
      # The interpreter can have a module of this name, too.
      own = sys.modules.pop("sitecustomize")
      try:
          import sitecustomize
      except ImportError:
          sys.modules["sitecustomize"] = own
      EOF
      export NIX_PYPROJECT_PYTHONPATH="$NIX_BUILD_TOP/uvnix-site''${NIX_PYPROJECT_PYTHONPATH:+:$NIX_PYPROJECT_PYTHONPATH}"
    '';

    # A source distribution lists its files.
    files = ''
      if [ ! -e PKG-INFO ]; then
        {
          find . -type f -o -type l | sed -e 's|^\./||' -e 's|[][*?#[:space:]]|?|g' -e 's|^|include |'
          if [ -e MANIFEST.in ]; then cat MANIFEST.in; fi
        } >"$NIX_BUILD_TOP/uvnix-manifest"
        cp "$NIX_BUILD_TOP/uvnix-manifest" MANIFEST.in
      fi
    '';

    metadata = ''
      if [ ! -e PKG-INFO ]; then
        printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$pname" "$version" >PKG-INFO
      fi
    '';

    # In an archive of a tag, git replaces $Format:%d$ by the name of the tag.
    versioneer = ''
      { grep -rlF --include='*.py' 'git_refnames = "$Format:%d$"' . || true; } | while read -r file; do
        prefix=$(sed -n 's/^ *cfg\.tag_prefix = "\(.*\)"$/\1/p' "$file")
        substituteInPlace "$file" --replace-fail '$Format:%d$' " (tag: $prefix$version)"
      done
    '';
  };
in
names:
if names == [ ] then
  { }
else
  {
    preConfigurePhases = [ "uvnixPreparePhase" ];
    uvnixPreparePhase = concatStringsSep "" (map (name: steps.${name}) names);
  }
