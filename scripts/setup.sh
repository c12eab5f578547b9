#!/usr/bin/env bash
# Set up this checkout: system libraries, Python environment, packages, translations.
# usage: scripts/setup.sh run|test      (test adds PostgreSQL, Chromium, Node and the development packages)
# Every step says one line; a step whose result is there already is skipped, so a second call is quick.
set -euo pipefail
cd "$(dirname "$0")/.."

goal=${1:-run}
say() { printf '%-14s %s\n' "[$1]" "$2"; }
fail() { printf '%-14s %s\n' "[$1]" "$2" >&2; exit 1; }

# --- system libraries --------------------------------------------------------------------------

has_library() {
    if command -v ldconfig >/dev/null || [ -x /sbin/ldconfig ]; then
        # the whole list is read: grep -q would close the pipe early, and pipefail call that a missing library
        PATH="$PATH:/sbin" ldconfig -p | grep "$1" >/dev/null
    else
        # no ldconfig (macOS, musl): ask the loader; a missing library is told below
        "$(find_python)" -c "import ctypes.util, sys; sys.exit(not ctypes.util.find_library('$2'))"
    fi
}

has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }

has_postgres() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

has_chromium() {
    [ -n "${LUOSHU_CHROMIUM:-}" ] || command -v chromium >/dev/null ||
        command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

find_python() {
    local name
    for name in python3.11 python3 python3.12 python3.13; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

missing_packages() {
    # Debian's names; the comment says what each one is for
    local python
    python=$(find_python) || echo python3
    { [ -x .venv/bin/python ] || { [ -n "$python" ] && "$python" -c 'import ensurepip, venv' 2>/dev/null; }; } ||
        echo python3-venv
    if [ -n "$python" ]; then
        has_library libpango-1.0.so pango-1.0 || echo libpango-1.0-0                 # PDF: text layout
        has_library libpangoft2-1.0.so pangoft2-1.0 || echo libpangoft2-1.0-0        # PDF: fonts
        has_library libharfbuzz-subset.so harfbuzz-subset || echo libharfbuzz-subset0 # PDF: embedded fonts
    else
        printf '%s\n' libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    fi
    has_chinese_font || printf '%s\n' fontconfig fonts-noto-cjk                      # PDF: Chinese type
    if [ "$goal" = test ]; then
        has_postgres || echo postgresql
        has_chromium || echo chromium
        command -v node >/dev/null || echo nodejs                                    # the modeler's own reader
        command -v npm >/dev/null || echo npm
    fi
}

install_packages() {
    local run=() apt=(apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0)
    command -v apt-get >/dev/null ||
        fail system "missing: $*. These are Debian's package names; install their likes with your system's package manager and call again."
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail system "missing: $*. Ask an administrator for: apt-get install $*"
        sudo -n true 2>/dev/null || [ -t 0 ] ||
            fail system "missing: $*. sudo wants a password; call: sudo apt-get install $*"
        run=(sudo)
    fi
    say system "installing $*"
    run+=(env DEBIAN_FRONTEND=noninteractive)
    "${run[@]}" "${apt[@]}" install "$@" >/dev/null 2>&1 ||
        { "${run[@]}" apt-get -qq update && "${run[@]}" "${apt[@]}" install "$@" >/dev/null; } ||
        fail system "apt-get could not install: $*"
}

system_libraries() {
    local packages
    mapfile -t packages < <(missing_packages | sort -u)
    if [ ${#packages[@]} -gt 0 ]; then
        install_packages "${packages[@]}"
    fi
    say system "ready"
}

# --- Python packages ---------------------------------------------------------------------------

python_packages() {
    local python requirements=requirements.txt stamp wanted
    [ "$goal" = test ] && requirements=requirements-dev.txt
    if [ ! -x .venv/bin/python ]; then
        python=$(find_python) || fail python "Python 3.11 or newer is needed"
        say python "creating .venv with $("$python" --version)"
        "$python" -m venv .venv
    fi
    # the stamp holds the lists it was made from: another branch's list installs again
    wanted=$(cat requirements.txt "$requirements" | cksum)
    stamp=.venv/.installed-$goal
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say packages "installing $requirements"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" ||
            fail packages "pip could not install $requirements"
        echo "$wanted" >"$stamp"
        if [ "$goal" = test ]; then  # the development list holds the other one
            cat requirements.txt requirements.txt | cksum >.venv/.installed-run
        fi
    fi
    say packages "ready ($(.venv/bin/python --version))"
}

# --- Node packages of the tests ------------------------------------------------------------------

node_packages() {
    local wanted stamp=tests/node/node_modules/.installed
    node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' ||
        fail node "Node 18 or newer is needed, found $(node --version)"
    wanted=$(cksum <tests/node/package-lock.json)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say node "installing tests/node/package.json"
        (cd tests/node && npm ci --silent --ignore-scripts --no-fund --no-audit) ||
            fail node "npm could not install tests/node/package.json; is its registry reachable?"
        echo "$wanted" >"$stamp"
    fi
    say node "ready ($(node --version))"
}

translations() {
    .venv/bin/python -m scripts.translations compile | while read -r line; do say translations "$line"; done
}

case $goal in run | test) ;; *) fail set-up "usage: scripts/setup.sh run|test" ;; esac
system_libraries
python_packages
[ "$goal" = run ] || node_packages
translations
