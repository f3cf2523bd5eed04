# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows that the comparison can fail: a macro plays a plugin that breaks programs
in each way the runner must notice."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import libcxx
import libstdcxx
from program import Program, attempt, split_said

CLANG = os.environ.get("CONFORMANCE_CLANG", "clang++-19")


def differences(text, kind="run", dies=False, breaking="-DBROKEN"):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source = folder / "test.cpp"
        source.write_text(text)
        program = Program(name="test", source=source, container="map", kind=kind, dies=dies)
        plain = attempt(program, [CLANG, "-O0"], folder)
        assert plain.passed(program), plain
        return plain.differences(attempt(program, [CLANG, "-O0"], folder, ([breaking], [])))


class Comparison(unittest.TestCase):
    def test_same(self):
        self.assertEqual(differences("int main() {}"), [])

    def test_exit_code(self):
        found = differences("#ifdef BROKEN\nint main() { return 66; }\n#else\nint main() {}\n#endif\n")
        self.assertEqual(found, ["ended: 'exit 0' -> 'exit 66'"])

    def test_other_death(self):
        text = ("#ifdef BROKEN\nint main() { return 66; }\n#else\n"
                "int main() { __builtin_abort(); }\n#endif\n")
        self.assertEqual(differences(text, dies=True), ["ended: 'signal 6' -> 'exit 66'"])

    def test_output(self):
        text = "#include <cstdio>\n#ifdef BROKEN\n#define A 2\n#else\n#define A 1\n#endif\nint main() { std::printf(\"%d\", A); }\n"
        self.assertEqual(differences(text), ["output: '1' -> '2'"])

    def test_addresses_do_not_count(self):
        text = "#include <cstdio>\n#ifdef BROKEN\n#define A 18\n#else\n#define A 17\n#endif\nint main() { std::fprintf(stderr, \"0x%x\", A); }\n"
        self.assertEqual(differences(text), [])

    def test_diagnostics(self):
        found = differences("#ifdef BROKEN\n#warning said by the plugin\n#endif\n", kind="compile")
        self.assertEqual(len(found), 1)
        self.assertIn("said by the plugin", found[0])

    def test_accepted_though_wrong(self):
        found = differences("#ifndef BROKEN\n#error wrong\n#endif\n", kind="rejected")
        self.assertEqual(found[0], "compiled: 'exit 1' -> 'exit 0'")

    def test_compiler_crash(self):
        found = differences("#ifdef BROKEN\n#pragma clang __debug crash\n#else\n#error wrong\n#endif\n", kind="rejected")
        self.assertEqual(found[0], "compiled: 'exit 1' -> 'crash'")

    def test_verify(self):
        text = "#ifdef BROKEN\n#warning more\n#endif\n// expected-error@+1 {{expected}}\nint\n"
        self.assertTrue(differences(text, kind="verify")[0].startswith("compiled: 'exit 0'"))


class Reading(unittest.TestCase):
    def test_what_mapsan_says_is_taken_out(self):
        bar = "==================\n"
        report = bar + "WARNING: MapSan: concurrent map writes (pid=1)\n  Map: x\n" + bar
        own, said = split_said("one\n" + report + "MapSan: 5 operations\n" + "two\n")
        self.assertEqual(own, "one\ntwo\n")
        self.assertEqual(said, report + "MapSan: 5 operations\n")

    def test_standards(self):
        self.assertEqual(libstdcxx.standard(" { target c++2a } }"), "gnu++20")
        self.assertEqual(libstdcxx.standard(" { target c++11 xfail *-*-* } }"), "gnu++17")
        self.assertEqual(libstdcxx.standard(" { target { c++11_only || c++14_only } } }"), "gnu++14")
        self.assertEqual(libstdcxx.standard(""), "gnu++17")
        self.assertEqual(libcxx.standard("// UNSUPPORTED: c++03, c++11\n"), "c++23")
        self.assertEqual(libcxx.standard("// REQUIRES: c++03 || c++11 || c++14\n"), "c++14")
        self.assertEqual(libcxx.standard("// XFAIL: c++03, c++11\n// UNSUPPORTED: c++23\n"), "c++20")


if __name__ == "__main__":
    unittest.main()
