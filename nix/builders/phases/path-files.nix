# The `.pth` files of build tools are read, as in a virtual environment.
{
  # With such a file, setuptools provides distutils. Python does not read those in the folders of PYTHONPATH, but it
  # imports sitecustomize from there, also in the programs that a build runs.
  phases.path-files = ''
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
    # As in builds by uv: a wheel has no bytecode, which depends on the time of the build.
    export PYTHONDONTWRITEBYTECODE=1
    export NIX_PYPROJECT_PYTHONPATH="$NIX_BUILD_TOP/uvnix-site''${NIX_PYPROJECT_PYTHONPATH:+:$NIX_PYPROJECT_PYTHONPATH}"
  '';
}
