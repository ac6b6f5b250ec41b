# Makes what was installed point to $EDITABLE_ROOT instead of to the source tree of the build.
pyprojectFixupEditable() {
  "@interpreter@" "@script@" "$(pwd -P)" "$EDITABLE_ROOT" "$out"
}
if [ -z "$dontUsePyprojectEditableFixup" ]; then preFixupPhases+=" pyprojectFixupEditable"; fi
