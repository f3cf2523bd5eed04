# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests that Abseil, Boost and oneTBB have of their own maps, from the Debian source
packages, against the headers and libraries that are installed.

    absl    absl/container/*_test.cc, GoogleTest
    boost   libs/unordered/test, each with chained and with open tables as its Jamfile
            says, and what libs/container/test has of sorted vectors and of trees;
            `dev/install boost` gets the library that some of these need
    tbb     test/tbb and test/conformance of the concurrent maps, doctest: many threads,
            so run them with --mode report too

A suite is a package, the folders of it that are unpacked, and its programs.
"""
import pathlib
import re
import subprocess

from program import Program


class Library:
    """What the runner takes a module like libcxx for."""

    def __init__(self, package, parts, suite):
        self.source, self.parts, self.Suite = package, parts, suite

    def package(self, _clang):
        return self.source

    def unpack(self, files, folder):
        archive = next(file for file in files if ".orig.tar." in file.name)
        subprocess.run(["tar", "-xf", archive, "-C", folder, "--strip-components=1", "--wildcards",
                        *(f"*/{part}" for part in self.parts)], check=True)


class Absl:
    name = "absl"
    helpers = ["test_instance_tracker", "hash_generator_testing"]
    tests = ["btree", "flat_hash_map", "flat_hash_set", "node_hash_map", "node_hash_set",
             "internal/raw_hash_set_allocator", "internal/raw_hash_set", "internal/unordered_map",
             "internal/unordered_set"]
    needs = ["raw_hash_set", "flat_hash_map", "btree", "flags", "random_random", "raw_logging_internal", "strings", "hash",
             "hashtablez_sampler", "throw_delegate", "symbolize", "synchronization", "time"]

    def __init__(self, folder, clang):
        self.folder, self.clang = pathlib.Path(folder), clang
        # What is installed first: Debian calls the inline namespace by another name.
        self.flags = ("-std=c++17", "-w", "-idirafter", str(self.folder))
        self.archive = self.folder / "libhelpers.a"

    def prepare(self):
        """The suite's own helpers, built without the plugin once for both tries."""
        if self.archive.exists():
            return
        objects = []
        for helper in self.helpers:
            objects.append(str(self.folder / f"{helper}.o"))
            subprocess.run([self.clang, *self.flags, "-c", "-O1", "-o", objects[-1],
                            str(self.folder / f"absl/container/internal/{helper}.cc")], check=True)
        subprocess.run(["ar", "rcs", str(self.archive), *objects], check=True)

    def programs(self):
        libraries = subprocess.run(["pkg-config", "--libs", *(f"absl_{name}" for name in self.needs)],
                                   capture_output=True, text=True, check=True).stdout.split()
        for test in self.tests:
            yield Program(name=f"{test}_test", source=self.folder / f"absl/container/{test}_test.cc",
                          container=test, kind="run", compile_flags=self.flags,
                          link_flags=(str(self.archive), *libraries, "-lgmock", "-lgtest", "-lgtest_main", "-pthread"),
                          arguments=("--gtest_print_time=0",), seconds=900)


class HeadersOnly:
    """A library of which nothing has to be built before its tests."""

    def __init__(self, folder, _clang):
        self.folder = pathlib.Path(folder)

    def prepare(self):
        pass


class Boost(HeadersOnly):
    name = "boost"
    containers = {"sorted": ["flat_map", "flat_set", "flat_map_adaptor", "flat_set_adaptor", "flat_tree",
                             "explicit_inst_flat_map", "explicit_inst_flat_set", "pmr_flat_map", "pmr_flat_set"],
                  "tree": ["map", "set", "tree", "explicit_inst_map", "explicit_inst_set", "pmr_map", "pmr_set",
                           "node_handle", "boost_iterator_comp", "null_iterators"]}

    def program(self, name, sources, container, defines=(), kind="run", link_flags=()):
        first, *others = [self.folder / "libs" / source for source in sources]
        return Program(name=name, source=first, container=container, kind=kind, link_flags=link_flags, seconds=600,
                       compile_flags=("-std=c++17", "-w", *(f"-D{define}" for define in defines), *map(str, others)))

    def programs(self):
        jobs = (self.folder / "libs/unordered/test/Jamfile.v2").read_text()
        for command, files, rest in re.findall(r"^(run|compile-fail) ((?:[\w/.]+\.cpp ?)+)([^\n]*);", jobs, re.M):
            defines = re.findall(r"<define>(\S+)", rest)
            sources = [f"unordered/test/{source}" for source in files.split()]
            yield self.program(" ".join((files.strip(), *defines)), sources,
                               "open" if "BOOST_UNORDERED_FOA_TESTS" in defines else "chained", defines,
                               "run" if command == "run" else "rejected")
        for test in re.findall(r"^build_foa (\w+) ;", jobs, re.M):
            yield self.program(f"unordered/{test}.cpp open", [f"unordered/test/unordered/{test}.cpp"], "open",
                               ["BOOST_UNORDERED_FOA_TESTS"])
        for container, tests in self.containers.items():
            for test in tests:
                yield self.program(f"{test}_test.cpp", [f"container/test/{test}_test.cpp"], container,
                                   link_flags=("-lboost_container",))


class Tbb(HeadersOnly):
    name = "tbb"
    containers = ["hash_map", "map", "set", "unordered_map", "unordered_set"]

    def programs(self):
        for container in self.containers:
            for kind, prefix in (("tbb", "test"), ("conformance", "conformance")):
                name = f"{kind}/{prefix}_concurrent_{container}"
                yield Program(name=name, source=self.folder / f"test/{name}.cpp", container=container, kind="run",
                              compile_flags=("-std=c++17", "-w", f"-I{self.folder}/test", f"-I{self.folder}"),
                              link_flags=("-ltbb", "-ldl", "-pthread"), arguments=("--minimal",), seconds=900)


LIBRARIES = {
    "absl": Library("abseil", ["absl"], Absl),
    "boost": Library("boost1.81", ["libs/unordered/test", "libs/container/test", "libs/intrusive/test"], Boost),
    "tbb": Library("onetbb", ["test", "src/tbb"], Tbb),
}
