# With some tools, setuptools takes the files that git tracks: all of the source. A source distribution lists its own.
{
  phases.files = ''
    if [ ! -e PKG-INFO ]; then
      {
        find . -type f -o -type l | sed -e 's|^\./||' -e 's|[][*?#[:space:]]|?|g' -e 's|^|include |'
        if [ -e MANIFEST.in ]; then cat MANIFEST.in; fi
      } >"$NIX_BUILD_TOP/uvnix-manifest"
      cp "$NIX_BUILD_TOP/uvnix-manifest" MANIFEST.in
    fi
  '';
}
