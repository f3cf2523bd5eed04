# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""libstdc++'s tests of the eight containers: libstdc++-v3/testsuite/23_containers
of the GCC whose headers clang uses here, from the Debian source package gcc-N.

They are DejaGnu tests: a program says in comments how it wants to be built. Of
that language what these folders use is understood:

    { dg-do run|compile { target c++NN xfail *-*-* } }    run when not said
    { dg-options "..." }, also with { target ... }, which is not us
    { dg-error ... }                                      must not compile
    { dg-require-debug-mode "" }                          gets -D_GLIBCXX_DEBUG
    { dg-require-effective-target ia32 }                  skipped
"""
import pathlib
import re
import shlex
import subprocess

from program import Program

CONTAINERS = ["map", "multimap", "set", "multiset", "unordered_map", "unordered_multimap",
              "unordered_set", "unordered_multiset"]
HELPERS = ["testsuite_hooks", "testsuite_allocator", "testsuite_character"]
DEFAULT_STANDARD = "gnu++17"       # that of GCC 12
STANDARD_OF = {"98": "gnu++98", "11": "gnu++11", "14": "gnu++14", "17": "gnu++17",
               "1z": "gnu++17", "20": "gnu++20", "2a": "gnu++20", "23": "gnu++2b"}


def package(clang):
    """The source package of the GCC that this clang takes its headers from."""
    said = subprocess.run([clang, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"^Selected GCC installation: \S*/(\d+)\s*$", said, re.M)
    if not found:
        raise SystemExit(f"{clang} -v names no GCC installation, so there is no libstdc++ to test")
    return "gcc-" + found.group(1)


def unpack(files, folder):
    """A tarball in a tarball; only the wanted folders of it are written."""
    outer = next(file for file in files if ".orig.tar." in file.name)
    inner = subprocess.Popen(["tar", "-xOf", outer, "--wildcards", "*/gcc-*-dfsg.tar.xz"],
                             stdout=subprocess.PIPE)
    wanted = [f"*/libstdc++-v3/testsuite/{part}"
              for part in ["util", *(f"23_containers/{name}" for name in CONTAINERS)]]
    subprocess.run(["tar", "-xJ", "-C", folder, "--strip-components=3", "--wildcards", *wanted],
                   stdin=inner.stdout, check=True)
    inner.wait()


class Suite:
    name = "libstdcxx"

    def __init__(self, folder, clang):
        self.folder, self.clang = pathlib.Path(folder), clang
        self.include = [f"-I{self.folder}/util"]
        self.archive = self.folder / "libtestc++.a"

    def prepare(self):
        """The suite's own helpers, built without the plugin once for both tries."""
        if self.archive.exists():
            return
        objects = []
        for helper in HELPERS:
            objects.append(str(self.folder / f"{helper}.o"))
            subprocess.run([self.clang, "-w", "-c", "-O1", *self.include, "-o", objects[-1],
                            str(self.folder / "util" / f"{helper}.cc")], check=True)
        subprocess.run(["ar", "rcs", str(self.archive), *objects], check=True)

    def programs(self):
        for container in CONTAINERS:
            for source in sorted((self.folder / "23_containers" / container).rglob("*.cc")):
                yield self.read(container, source)

    def read(self, container, source):
        text = source.read_text(errors="replace")
        do = re.search(r"dg-do\s+(\w+)(.*)", text)
        kind, target = do.groups() if do else ("run", "")
        flags = [f"-std={standard(target)}"]
        if "dg-require-debug-mode" in text:
            flags.append("-D_GLIBCXX_DEBUG")
        for options in re.findall(r'dg-options\s+"([^"]*)"\s*\}', text):
            flags += shlex.split(options)
        skip = "for 32-bit x86" if "dg-require-effective-target ia32" in text else ""
        if kind == "compile" and re.search(r"dg-error|dg-xfail-if \"\" \{ \*-\*-\* \}", text):
            kind = "rejected"
        return Program(name=str(source.relative_to(self.folder / "23_containers")),
                       source=source, container=container, kind=kind, skip=skip,
                       compile_flags=(*self.include, *flags),
                       link_flags=(str(self.archive), "-pthread"),
                       dies=kind == "run" and "xfail" in target)


def standard(target):
    """The standard to use, from the target of a dg-do: `c++17` is at least that,
    `c++14_only` exactly; the highest of several exact ones."""
    exact = re.findall(r"c\+\+(\w\w)_only", target)
    if exact:
        return STANDARD_OF[max(exact)]
    least = re.search(r"c\+\+(\w\w)\b", target)
    return max(STANDARD_OF[least.group(1)], DEFAULT_STANDARD) if least else DEFAULT_STANDARD
