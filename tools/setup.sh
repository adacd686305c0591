#!/bin/sh
# Sets up everything that the Makefile's targets need, and only what is missing.
#
#   tools/setup.sh run     the program: virtual environment, locked dependencies, Qt's system libraries
#   tools/setup.sh test    the same, and the servers that the tests start as child processes
#
# PYTHON names the interpreter to use; otherwise python3, or the newest supported one that is found.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
purpose=${1:-run}
cd "$here"

say() { printf '%s\n' "setup: $*"; }
fail() {
    printf '%s\n' "setup: $*" >&2
    exit 1
}

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if [ -n "$candidate" ] && is_supported "$candidate"; then
            # The interpreter itself: a shim on the PATH may point elsewhere tomorrow.
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=/path/to/python3.11 …"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Debian starts a server's service when it is installed; ours are child processes of the tests, so none may start.
install_without_services() {
    policy=/usr/sbin/policy-rc.d
    own_policy=no
    if [ ! -e "$policy" ]; then
        own_policy=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    status=0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        >build/apt.log 2>&1 || status=$?
    if [ "$own_policy" = yes ]; then as_root rm -f "$policy"; fi
    if [ "$status" != 0 ]; then
        tail -n 20 build/apt.log >&2
        fail "apt-get could not install: $*"
    fi
    for package in "$@"; do
        case $package in
            prosody | ejabberd | slapd)
                if command -v systemctl >/dev/null; then
                    as_root systemctl disable "$package" >/dev/null 2>&1 || say "note: $package.service stays enabled"
                fi
                ;;
        esac
    done
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "not a Debian system: if a window does not open, install the counterparts of $*"
        return
    fi
    missing=
    for package in $(sed '/^#/d' "$@"); do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    may_install || fail "these system packages are missing; install them with: sudo apt-get install$missing"
    say "installing system packages:$missing"
    mkdir -p build
    as_root apt-get update -qq >build/apt.log 2>&1 || say "apt-get update failed; trying with the lists at hand"
    # shellcheck disable=SC2086  # a list of words
    install_without_services $missing
}

make_bootstrap() {
    if [ -x .tools/bin/uv ] && cmp -s tools/bootstrap.txt .tools/bootstrap.txt; then
        return 0
    fi
    say "making the tool environment with $python"
    rm -rf .tools
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        may_install || fail "the module venv is missing; install it with: sudo apt-get install $version"
        mkdir -p build
        as_root apt-get update -qq >build/apt.log 2>&1 || say "apt-get update failed; trying with the lists at hand"
        install_without_services "$version"
    fi
    "$python" -m venv .tools
    .tools/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --only-binary :all: -r tools/bootstrap.txt
    cp tools/bootstrap.txt .tools/bootstrap.txt
}

case $purpose in
    run) lists=tools/apt-run.txt ;;
    test) lists="tools/apt-run.txt tools/apt-test.txt" ;;
    *) fail "unknown purpose: $purpose (run or test)" ;;
esac

python=$(find_python)
make_bootstrap
# shellcheck disable=SC2086  # a list of files
install_system_packages $lists
UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --quiet --frozen --python "$python"
