#!/usr/bin/env bash
#
# Builds CPython with a shared libpython from Debian's source package, for the tests: build-python.sh FOLDER VERSION
#
#   FOLDER    installs to FOLDER/python/VERSION; the log is FOLDER/build-python-VERSION.log
#   VERSION   X.Y (with a GIL) or X.Yt (free-threaded), 3.12 or later, 3.13t or later
#
# Needs Debian or Ubuntu, and what lib/needs.mjs names. The system's apt sources are left alone: the source package is read
# through an apt configuration of its own, and apt verifies it against the signed index of the archive.

set -Eeuo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8
# What would change the build, or the interpreter that it is checked with.
unset PYTHONHOME PYTHONPATH PYTHON_GIL LD_LIBRARY_PATH LD_PRELOAD CFLAGS CPPFLAGS LDFLAGS OPT MAKEFLAGS DESTDIR \
  CONFIG_SITE VIRTUAL_ENV

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
suites=${DEBIAN_SUITES:-trixie}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

[[ $# -eq 2 && $2 =~ ^(3\.[0-9]+)(t?)$ ]] || { sed -n '3,/^$/{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2; }
version=$2 minor=${BASH_REMATCH[1]} t=${BASH_REMATCH[2]}
folder=$(realpath -m "$1")
prefix=$folder/python/$version
log=$folder/build-python-$version.log
mkdir -p "${prefix%/*}"
work=$(mktemp -d -p "$folder" build-python.XXXXXX)
trap 'rm -rf "$work"' EXIT
# All that is run writes into the log; what we say is for the terminal.
exec 3>&2 >"$log" 2>&1 </dev/null

say() { printf 'build-python: %s\n' "$*" >&3; }
die() { tail -n 40 "$log" >&3; say "error: $*; the whole log: $log"; exit 1; }
trap 'die "line $LINENO: \"$BASH_COMMAND\" exited $?"' ERR

# Puts the source into $work/src: the newest version that the mirror really serves. An index may list files that it does
# not hold yet; those are passed over.
fetch_source() {
  local package=python$minor suite candidate candidates
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial} "$work/src"
  for suite in $suites; do
    printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite"
  done >"$work/apt/sources.list"
  local apt=(
    -q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root
    -o Acquire::Retries=3
  )
  apt-get "${apt[@]}" -o APT::Update::Error-Mode=any update
  candidates=$(apt-cache "${apt[@]}" showsrc --only-source "$package" | sed -n 's/^Version: //p' | sort -rVu) || true
  cd "$work/src"
  for candidate in $candidates; do
    apt-get "${apt[@]}" source --download-only --only-source "$package=$candidate" || continue
    tar -xJf "${package}_${candidate%-*}.orig.tar.xz" --strip-components=1
    say "building Python $version from Debian's $package $candidate, which takes some minutes (log: $log)"
    return
  done
  die "$mirror ($suites) serves no source of $package; versions that it lists: ${candidates//$'\n'/ }"
}

# Is this the interpreter that was asked for, and is it whole? ctypes opens it as an embedder does.
verify() {
  "$prefix/bin/python3" -I - "$prefix/lib/libpython$version.so.1.0" "$minor" "$t" <<'PY'
import asyncio, bz2, ctypes, curses, lzma, os, readline, sqlite3, ssl, sys, venv, zlib
library, minor, t = sys.argv[1:]
assert "%d.%d" % sys.version_info[:2] == minor, sys.version
with open("/proc/self/maps") as maps:
    loaded = {line.split()[-1] for line in maps if "libpython" in line}
assert loaded == {os.path.realpath(library)}, "loaded %s rather than %s" % (loaded, library)
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
assert gil != (t == "t"), "the GIL is %s" % ("on" if gil else "off")
ctypes.CDLL(library, ctypes.RTLD_GLOBAL).Py_InitializeEx
PY
}

# Before 3.14 a free-threaded Python that locks an object again which it holds itself yields 40 times first, and Linux 6.18 takes
# a whole time slice for each: `import asyncio` lasts 31 s rather than 0.2 s beside six busy threads on two cores.
spare_yields() {
  sed -i 's/\(MAX_SPIN_COUNT = \)40;/\10;/' Python/lock.c
  grep -q 'MAX_SPIN_COUNT = 0;' Python/lock.c
}

fetch_source
[[ $version != 3.13t ]] || spare_yields
options=(
  --prefix="$prefix" --enable-shared --without-static-libpython --disable-test-modules --with-ensurepip=install
)
[[ -z $t ]] || options+=(--disable-gil)
# *_NODIST: for the interpreter itself, not for the extensions that are later built with it.
# shellcheck disable=SC2016  # \$$ORIGIN reaches the linker as $ORIGIN, so the tree can be moved as a whole.
./configure "${options[@]}" OPT='-DNDEBUG -O3 -Wall' CFLAGS_NODIST='-fno-semantic-interposition' \
  LDFLAGS_NODIST='-fno-semantic-interposition -Wl,-rpath,\$$ORIGIN/../lib'
nice -n 10 make -j"$(nproc)"
nice -n 10 make install DESTDIR="$work/stage"
# So that whoever looks for it can tell it from one that was built without.
[[ $version != 3.13t ]] || touch "$work/stage$prefix/spares-yields"
# What is installed is replaced only by a tree that is complete.
rm -rf "$prefix"
mv "$work/stage$prefix" "$prefix"
verify || die "Python $version was built but is not sound"
say "Python $version built in $SECONDS s"
