# shellcheck shell=bash
# Sourced by ./build and ./evaluate: sets up a separate Nix store for the tests, which needs neither root nor
# a daemon nor substituters. Downloads and builds are kept in $UVNIX_TEST_CACHE.
cache=${UVNIX_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/uvnix-tests}
mkdir -p "$cache/nix/store" "$cache/nix/etc"
cache=$(cd "$cache" && pwd -P)

export NIX_STORE_DIR=$cache/nix/store NIX_STATE_DIR=$cache/nix/var NIX_LOG_DIR=$cache/nix/log
export NIX_CONF_DIR=$cache/nix/etc NIX_REMOTE='' NIX_CONFIG='' NIX_USER_CONF_FILES=/dev/null
unset NIX_PATH NIX_DATA_DIR NIX_LOCALSTATE_DIR

# Replace the file atomically: another test may read it.
cat >"$NIX_CONF_DIR/nix.conf.$$" <<'EOF'
sandbox = false
build-users-group =
substituters =
builders =
EOF
mv "$NIX_CONF_DIR/nix.conf.$$" "$NIX_CONF_DIR/nix.conf"
