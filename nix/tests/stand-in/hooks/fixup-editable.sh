# Changes installed paths from the source tree of the build to $EDITABLE_ROOT.
pyprojectFixupEditable() {
  "@interpreter@" "@script@" "$(pwd -P)" "$EDITABLE_ROOT" "$out"
}
if [ -z "$dontUsePyprojectEditableFixup" ]; then preFixupPhases+=" pyprojectFixupEditable"; fi
