#!/bin/sh
# g++ with what most files include of the standard library compiled beforehand, once for each set of flags: half of the time of a file
# goes into reading that. For make, in the place of g++: CXX='sh precompiled.sh'. Headers stay in ./precompiled.
#
# For instrumented builds alone. All others see to it that a file includes what it needs.
set -eu
header=$(dirname "$0")/standard.h

# What is the file's own is no flag: its name, where it goes, what it depends on.
flags='' own=''
compiles=false
for argument; do
  if [ -n "$own" ]; then own=''; continue; fi
  case $argument in
    -c) compiles=true ;;
    -o | -MF) own=next ;;
    -MMD | *.cc) ;;
    *) flags="$flags $argument" ;;
  esac
done
$compiles || exec g++ "$@"

folder=precompiled/$(printf '%s' "$flags" | cksum | tr ' ' -)
if [ ! -e "$folder/standard.h.gch" ]; then
  mkdir -p "$folder"
  # Two jobs of make may both find it missing; each makes one, and the last one stays. No flag of gyp's has a blank in it.
  # shellcheck disable=SC2086
  g++ $flags -x c++-header "$header" -o "$folder/$$.gch"
  cp "$header" "$folder/standard.h"
  mv "$folder/$$.gch" "$folder/standard.h.gch"
fi
exec g++ -include "$folder/standard.h" "$@"
