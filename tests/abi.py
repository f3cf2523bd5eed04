#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Has what compiled code and the runtime agree on changed under the same version?

    tests/abi.py [--update]

An object that was compiled by another plugin must not link with this runtime: its
records look otherwise, and it would crash or, worse, go unchecked. The version in
runtime/abi/version.h is part of a symbol's name for that; this is what makes people
move it. tests/abi.digest has the version and a digest of the code (not the comments)
of all other files in runtime/abi. If they change and compiled code can tell, move the
version; then --update.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ABI = ROOT / "runtime" / "abi"
KEPT = ROOT / "tests" / "abi.digest"


def code(path):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.S)
    return "".join(text.split())


def main():
    sum_ = hashlib.sha256()
    for path in sorted(ABI.iterdir()):
        if path.suffix in (".h", ".def") and path.name != "version.h":
            sum_.update(path.name.encode() + b"\0" + code(path).encode() + b"\0")
    version = re.search(r"constexpr unsigned kAbiVersion = (\d+);", (ABI / "version.h").read_text()).group(1)
    now = f"{version} {sum_.hexdigest()[:16]}\n"
    if "--update" in sys.argv[1:]:
        KEPT.write_text(now)
    kept = KEPT.read_text()
    if now == kept:
        print("abi: as tests/abi.digest says")
        return 0
    if now.split()[0] == kept.split()[0]:
        print("runtime/abi has changed, and its version has not: where compiled code can tell, move the version in "
              "runtime/abi/version.h; then run tests/abi.py --update")
    else:
        print("the version in runtime/abi/version.h has moved: run tests/abi.py --update")
    return 1


if __name__ == "__main__":
    sys.exit(main())
