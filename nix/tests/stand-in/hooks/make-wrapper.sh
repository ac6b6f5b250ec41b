# makeWrapper PROGRAM WRAPPER --prefix VARIABLE SEPARATOR VALUE
makeWrapper() {
  if [ $# -ne 6 ] || [ "$3" != --prefix ]; then
    echo "the stand-in for makeWrapper cannot do this: $*" >&2
    return 1
  fi
  {
    printf '#!/bin/bash\n'
    printf 'export %s=%q"${%s:+%s$%s}"\n' "$4" "$6" "$4" "$5" "$4"
    printf 'exec %q "$@"\n' "$1"
  } >"$2"
  chmod +x "$2"
}
