# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""libc++'s tests of the eight containers: libcxx/test/std/containers/associative
and unord from the Debian source package llvm-toolchain-N, built against the
libc++-N that tests/support/fetch_libcxx.sh puts beside the system.

What is to be done with a program is in its file name (.pass, .compile.pass,
.compile.fail, .verify), and comments say more:

    // UNSUPPORTED: c++03, c++11      the highest standard not named is used
    // REQUIRES: c++03 || c++11       the highest standard named is used
    // ADDITIONAL_COMPILE_FLAGS: ...
"""
import pathlib
import re
import shlex
import subprocess

from program import Program

STANDARDS = ["c++23", "c++20", "c++17", "c++14", "c++11", "c++03"]
KINDS = [(".compile.pass.cpp", "compile"), (".compile.fail.cpp", "rejected"),
         (".verify.cpp", "verify"), (".pass.cpp", "run"), (".sh.cpp", "run"), (".fail.cpp", "rejected")]


def package(clang):
    said = subprocess.run([clang, "-dumpversion"], capture_output=True, text=True, check=True).stdout
    return "llvm-toolchain-" + said.split(".")[0]


def unpack(files, folder):
    archive = next(file for file in files if ".orig.tar." in file.name)
    wanted = [f"*/libcxx/test/{part}" for part in
              ("support", "std/containers/associative", "std/containers/unord", "std/containers/*.h")]
    subprocess.run(["tar", "-xf", archive, "-C", folder, "--strip-components=3", "--wildcards", *wanted],
                   check=True)


class Suite:
    name = "libcxx"

    def __init__(self, folder, clang):
        self.folder, self.clang = pathlib.Path(folder), clang
        self.compile_flags, self.link_flags = [], []

    def prepare(self):
        fetch = pathlib.Path(__file__).resolve().parents[1] / "support" / "fetch_libcxx.sh"
        major = package(self.clang).split("-")[-1]
        lines = subprocess.run([str(fetch), major], capture_output=True, text=True)
        if lines.returncode:
            raise SystemExit(lines.stderr)
        self.compile_flags, self.link_flags = map(shlex.split, lines.stdout.splitlines())

    def programs(self):
        containers = self.folder / "std" / "containers"
        for family in ("associative", "unord"):
            for source in sorted((containers / family).rglob("*.cpp")):
                name = source.relative_to(containers)
                yield self.read(str(name), name.parts[1].replace("unord.", "unordered_"), source)

    def read(self, name, container, source):
        text = source.read_text(errors="replace")
        flags = []
        for extra in re.findall(r"^//\s*ADDITIONAL_COMPILE_FLAGS\S*:(.*)", text, re.M):
            flags += shlex.split(extra)
        kind = next(kind for ending, kind in KINDS if name.endswith(ending))
        if kind == "run" and re.search(r"^//\s*RUN:.*-O2", text, re.M):
            flags.append("-O2")
        return Program(name=name, source=source, kind=kind,
                       container=container if "." not in container else "several",
                       compile_flags=(*self.compile_flags, f"-I{self.folder}/support",
                                      f"-std={standard(text)}", *flags),
                       link_flags=(*self.link_flags, "-pthread"))


def standard(text):
    named = {word: set(re.findall(r"c\+\+\d\d", " ".join(re.findall(rf"^//\s*{word}:(.*)", text, re.M))))
             for word in ("UNSUPPORTED", "XFAIL", "REQUIRES")}
    allowed = named["REQUIRES"] or set(STANDARDS)
    return next(name for name in STANDARDS
                if name in allowed and name not in named["UNSUPPORTED"] | named["XFAIL"])
