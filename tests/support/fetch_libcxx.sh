#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Puts libc++ of one LLVM major into a folder, beside the system instead of into
# it: Debian's libc++-N-dev conflicts with libunwind-dev, which the runtime
# needs. Does nothing when it is already there.
#
#   tests/support/fetch_libcxx.sh [MAJOR [FOLDER]]   (19, build/deps/libcxx-MAJOR)
#
# Prints two lines of flags for clang++, for compiling and for linking:
#
#   -nostdinc++ -isystem .../include/c++/v1
#   -nostdlib++ -L... -Wl,-rpath,... -l:libc++.so.1 ...
set -eu

major=${1:-19}
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${2:-$root/build/deps/libcxx-$major}

fail() {
  echo "fetch_libcxx.sh: $*" >&2
  exit 1
}

llvm=$folder/usr/lib/llvm-$major
# Headers of a major newer than Debian's own come with an older shared library.
shared=$(apt-cache depends "libc++-$major-dev" 2>/dev/null | sed -n 's/^ *Depends: libc++1-//p')
shared=${shared:-$major}
lib=$folder/usr/lib/llvm-$shared/lib
# Several tests may want it at once.
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
if [ ! -e "$folder/complete" ]; then
  command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    fail "needs Debian's apt-get and dpkg; put libc++ $major under $llvm yourself and create $folder/complete"
  rm -rf "$folder.part"
  mkdir -p "$folder.part/packages"
  # libc++abi needs libunwind-N's libunwind.so.1. Programs name it too (below):
  # a runpath does not reach what a library needs.
  (cd "$folder.part/packages" &&
    apt-get -q=2 -o APT::Sandbox::User=root download "libc++-$major-dev" "libc++abi-$major-dev" \
      "libc++1-$shared" "libc++abi1-$shared" "libunwind-$shared") ||
    fail "cannot download libc++-$major-dev; run 'apt-get update' first and see 'apt-cache policy libc++-$major-dev'"
  for package in "$folder.part/packages"/*.deb; do
    dpkg -x "$package" "$folder.part"
  done
  rm -rf "$folder.part/packages" "$folder"
  mv "$folder.part" "$folder"
  [ -e "$llvm/include/c++/v1/map" ] || fail "$llvm/include/c++/v1/map is not in the packages"
  touch "$folder/complete"
fi
echo "-nostdinc++ -isystem $llvm/include/c++/v1"
echo "-nostdlib++ -L$lib -Wl,-rpath,$lib -l:libc++.so.1 -l:libc++abi.so.1 -l:libunwind.so.1"
