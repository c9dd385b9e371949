#!/usr/bin/env bash
#
# Builds CPython with a shared libpython from Debian's source package, for the tests.
#
# usage: build-python.sh FOLDER VERSION
#
#   FOLDER    installs to FOLDER/python/VERSION; downloads, logs and the build tree go to FOLDER/build-python
#   VERSION   X.Y (with a GIL) or X.Yt (free-threaded), 3.12 or later, 3.13t or later
#
# Needs Debian or Ubuntu, and root or passwordless sudo where a build dependency is missing. The system's apt sources are
# left alone: the source package is read through an apt configuration of its own, and apt verifies it against the signed
# index of the archive. A second run only checks what is there.

set -Eeuo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
# What would change the build, or the interpreter that it is checked with.
unset PYTHONHOME PYTHONPATH PYTHON_GIL LD_LIBRARY_PATH LD_PRELOAD CFLAGS CPPFLAGS LDFLAGS OPT MAKEFLAGS DESTDIR \
  CONFIG_SITE VIRTUAL_ENV

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
suites=${DEBIAN_SUITES:-trixie}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
build_deps=(
  build-essential ca-certificates debian-archive-keyring pkg-config xz-utils
  libbz2-dev libffi-dev liblzma-dev libncurses-dev libreadline-dev libsqlite3-dev libssl-dev zlib1g-dev
)

say() { printf 'build-python: %s\n' "$*"; }
die() { printf 'build-python: error: %s\n' "$*" >&2; exit 1; }
trap 'die "line $LINENO: \"$BASH_COMMAND\" exited $?"' ERR

# logged DESCRIPTION COMMAND... - runs a command with its output in the log, and shows the end of it if it fails.
logged() {
  local what=$1 status=0
  shift
  printf '\n== %s: %s\n' "$what" "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null || status=$?
  (( status == 0 )) && return 0
  tail -n 40 "$log" >&2
  die "$what failed (exit $status); the whole log: $log"
}

install_build_deps() {
  local missing=() package sudo=()
  for package in "${build_deps[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) == installed ]] || missing+=("$package")
  done
  (( ${#missing[@]} )) || return 0
  if (( EUID != 0 )); then
    sudo -n true 2>/dev/null || die "missing packages, type: sudo apt-get install -y ${missing[*]}"
    sudo=(sudo -n env "DEBIAN_FRONTEND=$DEBIAN_FRONTEND")
  fi
  say "installing ${missing[*]}"
  # A third-party source that is down must not stop the build; the install is what counts.
  "${sudo[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1 || say "apt-get update had errors, see $log"
  logged "installing packages" \
    "${sudo[@]}" apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}"
}

# Sets $tarball and $origin: the newest version that the mirror really serves. An index may list files that it does not
# hold yet; those are passed over.
fetch_source() {
  local package=python$1 suite candidate candidates
  [[ -r $keyring ]] || die "$keyring is missing (package debian-archive-keyring)"
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial} "$work/src"
  for suite in $suites; do
    printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite"
  done >"$work/apt/sources.list"
  local apt=(
    -q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root
    -o Acquire::Retries=3
  )
  logged "reading the source index ($mirror: $suites)" apt-get "${apt[@]}" -o APT::Update::Error-Mode=any update
  candidates=$(apt-cache "${apt[@]}" showsrc --only-source "$package" 2>>"$log" |
    sed -n 's/^Version: //p' | sort -rVu) || true
  [[ -n $candidates ]] || die "no source package $package in $mirror ($suites)"
  for candidate in $candidates; do
    printf '\n== fetching %s %s\n' "$package" "$candidate" >>"$log"
    if (cd "$work/src" &&
        apt-get "${apt[@]}" source --download-only --only-source "$package=$candidate") >>"$log" 2>&1 </dev/null; then
      tarball=$work/src/${package}_${candidate%-*}.orig.tar.xz
      origin="Debian source package $package $candidate"
      [[ -s $tarball ]] || die "apt fetched $package $candidate, but there is no $tarball"
      return 0
    fi
    say "the mirror lists $package $candidate but does not serve it"
  done
  die "$mirror serves none of the versions that it lists: ${candidates//$'\n'/ }"
}

# verify PREFIX MINOR t|'' - is this the interpreter that was asked for, and is it whole?
verify() {
  [[ -x $1/bin/python3 ]] || { echo "no $1/bin/python3"; return 1; }
  "$1/bin/python3" -I - "$1/lib/libpython$2$3.so.1.0" "$2" "$3" <<'PY'
import asyncio, bz2, ctypes, curses, lzma, os, readline, sqlite3, ssl, sys, venv, zlib
library, minor, t = sys.argv[1:]
assert "%d.%d" % sys.version_info[:2] == minor, sys.version
ssl.create_default_context()
asyncio.run(asyncio.sleep(0))
with open("/proc/self/maps") as maps:
    loaded = {line.split()[-1] for line in maps if "libpython" in line}
assert loaded == {os.path.realpath(library)}, "loaded %s rather than %s" % (loaded, library)
gil = sys._is_gil_enabled() if hasattr(sys, "_is_gil_enabled") else True
assert gil != (t == "t"), "the GIL is %s" % ("on" if gil else "off")
# The way in which an embedder loads it.
ctypes.CDLL(library, ctypes.RTLD_GLOBAL).Py_InitializeEx
PY
}

build() {
  local minor=$1 t=$2 prefix=$3 tree=$work/tree/$1$2 stage=$work/stage/$1$2 started=$SECONDS report
  fetch_source "$minor"
  say "building Python $minor$t from $origin, which takes some minutes (log: $log)"
  rm -rf "$tree" "$stage"
  mkdir -p "$tree" "$stage"
  tar -xJf "$tarball" -C "$tree" --strip-components=1
  local options=(
    --prefix="$prefix" --enable-shared --without-static-libpython --disable-test-modules --with-ensurepip=install
  )
  [[ -z $t ]] || options+=(--disable-gil)
  cd "$tree"
  # *_NODIST: for the interpreter itself, not for the extensions that are later built with it.
  # shellcheck disable=SC2016  # \$$ORIGIN reaches the linker as $ORIGIN, so the tree can be moved as a whole.
  logged "configuring" ./configure "${options[@]}" OPT='-DNDEBUG -O3 -Wall' \
    CFLAGS_NODIST='-fno-semantic-interposition' \
    LDFLAGS_NODIST='-fno-semantic-interposition -Wl,-rpath,\$$ORIGIN/../lib'
  logged "compiling" nice -n 10 make -j"$(nproc)"
  logged "installing" nice -n 10 make install DESTDIR="$stage"
  cd /
  # What is installed is replaced only by a tree that is complete.
  rm -rf "$prefix"
  mkdir -p "${prefix%/*}"
  mv "$stage$prefix" "$prefix"
  report=$(verify "$prefix" "$minor" "$t" 2>&1) || die "Python $minor$t was built but is not sound: $report (log: $log)"
  # Written last: without it the tree does not count.
  echo "$origin" >"$prefix/$stamp"
  rm -rf "$tree" "$stage"
  say "Python $minor$t built in $((SECONDS - started)) s"
}

(( $# == 2 )) || { sed -n '3,/^$/{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2; }
[[ $2 =~ ^(3\.[0-9]+)(t?)$ ]] || die "\"$2\" is not a version like 3.13 or 3.13t"
minor=${BASH_REMATCH[1]}
t=${BASH_REMATCH[2]}
command -v apt-get >/dev/null || die "this needs Debian or Ubuntu (there is no apt-get)"

folder=$(realpath -m "$1")
work=$folder/build-python
prefix=$folder/python/$2
stamp=.build-python.stamp
log=$work/$2.log
mkdir -p "$work"
exec {lock}>"$work/lock"
flock -n "$lock" || { say "waiting for another build"; flock "$lock"; }
if [[ -e $prefix/$stamp ]] && verify "$prefix" "$minor" "$t" >/dev/null 2>&1; then
  say "Python $2 is there already, from $(<"$prefix/$stamp")"
  exit 0
fi
: >"$log"
install_build_deps
build "$minor" "$t" "$prefix"
