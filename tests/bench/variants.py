# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A real project's benchmark, built plain, with the plugin and with ThreadSanitizer,
and what it takes to run one of them.

Used by tests/bench/leveldb and tests/bench/prometheus. The sources are those of
tests/realworld.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "default"
LIB = BUILD / "lib"

VARIANTS = {  # flags for compiling, for linking
    "plain": ("", ""),
    "mapsan": (f"-fplugin={LIB}/mapsan-19.so -I{BUILD}/include",
               f"-L{LIB} -lmapsan -Wl,-rpath,{LIB}"),
    "tsan": ("-fsanitize=thread", "-fsanitize=thread"),
}

# Who takes part: the program, its MAPSAN_OPTIONS, every how many rounds.
RUNS = {"plain": ("plain", "", 1), "mapsan": ("mapsan", "", 1),
        "report": ("mapsan", "mode=report", 3), "tsan": ("tsan", "", 3)}


def build(project, target, options=()):
    """One folder for each variant, in build/default/bench/<project>."""
    lines = subprocess.run([ROOT / "tests/realworld/run", project, "--unpack"], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.splitlines()
    source, project_options = lines[0], lines[1:]
    plugin = max((LIB / "mapsan-19.so").stat().st_mtime, (LIB / "libmapsan.so").stat().st_mtime)
    for variant, (compiling, linking) in VARIANTS.items():
        folder = BUILD / "bench" / project / variant
        folder.mkdir(parents=True, exist_ok=True)
        # Ninja does not know of the plugin.
        stamp = folder / "built"
        is_old = not stamp.exists() or stamp.stat().st_mtime < plugin
        if variant == "mapsan" and is_old and (folder / "build.ninja").exists():
            subprocess.run(["ninja", "-C", folder, "-t", "clean"], check=True, stdout=subprocess.DEVNULL)
        environment = dict(os.environ, CC="clang-19", CXX="clang++-19",
                           CFLAGS="-O2 -g -DNDEBUG", CXXFLAGS=f"-O2 -g -DNDEBUG {compiling}")
        commands = [["cmake", "-G", "Ninja", "-S", source, "-B", folder, "-DCMAKE_BUILD_TYPE=",
                     "-DBUILD_SHARED_LIBS=OFF", f"-DCMAKE_CXX_STANDARD_LIBRARIES={linking}",
                     *project_options, *options],
                    ["ninja", "-C", folder, "-j2", target]]
        for command in commands:
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stdout + done.stderr)
        stamp.touch()


def program(project, run, path):
    return BUILD / "bench" / project / RUNS[run][0] / path


def measured(run, command, more=""):
    """What it said, CPU seconds, megabytes at its largest."""
    environment = dict(os.environ, TSAN_OPTIONS="report_bugs=0",
                       MAPSAN_OPTIONS=f"{RUNS[run][1]}:{more}")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status  # it has been waited for
    if status:
        sys.exit(f"{command[0]} ended with {status}:\n{said}")
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def taking_part(number):
    """The runs of a round, in turn from the front and from the back."""
    runs = [run for run, (_, _, every) in RUNS.items() if number % every == 0]
    return runs[::-1] if number % 2 else runs
