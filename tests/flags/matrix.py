#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One racing program, built with every flag that the plugin must bear.

    matrix.py BIN PLUGIN LIB INCLUDE OUTPUT [NAME...]

Each row is built with the clang++ in BIN, and run twice: the race must be
reported with both sides, the twin that locks must be silent. A row's steps are
clang++ commands; {} stands for the plugin's flags, and each ends with what the
last one links. Rows run side by side.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SUPPORT = HERE.parent / "support"

# Name, flags of the one command that compiles and links.
ONE = {
    "O0": "-g -O0", "O1": "-gline-tables-only -O1", "O2": "-g -O2", "O3": "-g -O3", "Os": "-g -Os",
    "no lines": "-g0 -O2",
    "lto": "-g -O2 -flto -fuse-ld=lld", "lto, O0": "-g -O0 -flto -fuse-ld=lld",
    "thin lto": "-g -O2 -flto=thin -fuse-ld=lld", "thin lto, O0": "-g -O0 -flto=thin -fuse-ld=lld",
    "no exceptions": "-g -O0 -fno-exceptions", "no exceptions, O2": "-g -O2 -fno-exceptions",
    "no rtti": "-g -O2 -fno-rtti", "neither": "-g -O0 -fno-exceptions -fno-rtti",
    "address": "-g -O1 -fsanitize=address", "undefined": "-g -O1 -fsanitize=undefined",
    "both sanitizers": "-g -O0 -fsanitize=address,undefined",
    "control flow": "-g -O2 -fcf-protection=full",
    "pic": "-g -O2 -fPIC -fno-plt", "no pic": "-g -O2 -fno-pic -no-pie", "no pic, O0": "-g -O0 -fno-pic -no-pie",
    "pie": "-g -O2 -fPIE -pie",
    "sections": "-g -O2 -ffunction-sections -fdata-sections -Wl,--gc-sections",
    "sections, lld": "-g -O0 -ffunction-sections -fdata-sections -Wl,--gc-sections,--icf=all -fuse-ld=lld",
    "hidden": "-g -O2 -fvisibility=hidden -fvisibility-inlines-hidden",
    "debug containers": "-g -O0 -D_GLIBCXX_DEBUG",
    "static libstdc++": "-g -O2 -static-libstdc++ -static-libgcc",
    **{f"c++{year}": f"-std=c++{year} -g -O{level}"
       for year, level in zip(("98", "03", "11", "14", "17", "20", "2b"), (0, 2) * 4)},
}

# Name, list of commands.
MANY = {
    "shared": ["{} -g -O2 -fPIC -shared -DMAP_ONLY race.cpp -o librace.so", "-g -DMAIN_ONLY race.cpp ./librace.so"],
    "shared, hidden": ["{} -g -O0 -fPIC -shared -fvisibility=hidden -Dwork=__attribute__((visibility(\"default\")))work "
                       "-DMAP_ONLY race.cpp -o librace.so", "-g -DMAIN_ONLY race.cpp ./librace.so"],
    "pch without the plugin": ["-g -x c++-header race.h -o race.h.pch", "{} -g -include-pch race.h.pch race.cpp"],
    "pch with the plugin": ["{} -g -O2 -x c++-header race.h -o race.h.pch", "{} -g -O2 -include-pch race.h.pch race.cpp"],
    "pch with the plugin, unit without": ["{} -g -x c++-header race.h -o race.h.pch",
                                          "{} -g -include-pch race.h.pch -DMAP_ONLY -c race.cpp -o map.o",
                                          "-g -include-pch race.h.pch -DMAIN_ONLY race.cpp map.o"],
}


def rows(major, libcxx):
    for name, flags in ONE.items():
        yield name, ["{} " + flags + " race.cpp"]
    for level in ("-O0", "-O2"):
        yield "libc++ " + level, [f"{{}} -g {level} {libcxx[0]} race.cpp {libcxx[1]}"]
    yield from MANY.items()
    if int(major) >= 16:  # Clang 14 has no header units of the standard's kind
        for name, with_plugin in (("module without the plugin", ""), ("module with the plugin", "{} ")):
            yield name, [f"-std=c++20 -g {with_plugin}--precompile race.cppm -o race.pcm",
                         "{} -std=c++20 -g -c race.pcm -o race.o",
                         "{} -std=c++20 -g -O2 -fmodule-file=race=race.pcm race-user.cpp race.o"]


def attempt(row):
    name, commands = row
    folder = OUTPUT / name.replace(" ", "-").replace(",", "")
    folder.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "Inputs").iterdir():
        copy = folder / file.name
        copy.unlink(missing_ok=True)
        copy.symlink_to(file)
    for number, command in enumerate(commands):
        line = [f"{BIN}/clang++", "-pthread", f"-I{INCLUDE}"]
        line += command.replace("{}", f"-fplugin={PLUGIN}").split()
        if number == len(commands) - 1:
            line += [f"-L{LIB}", f"-Wl,-rpath,{LIB}", "-lmapsan", "-o", "race"]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            return f"{name}: {' '.join(line)}\n{done.stderr}"
    for arguments, status in ((["./race"], 66), (["./race", "fixed"], 0)):
        run = subprocess.run(["timeout", "60", *arguments], cwd=folder, capture_output=True, text=True)
        wanted = ["concurrent map read and map write", "Evidence: overlap", "adds(", "looks(", "insert", "find"]
        if "no lines" not in name:
            wanted += ["race.h:", "race.cpp:"]
        fits = run.returncode == status
        fits &= all(text in run.stderr for text in wanted) if status else "MapSan" not in run.stderr
        if not fits:
            return f"{name}: {' '.join(arguments)}: status {run.returncode}, wanted {status}\n{run.stderr}"
    return ""


if __name__ == "__main__":
    BIN, PLUGIN, LIB, INCLUDE, OUTPUT = map(pathlib.Path, sys.argv[1:6])
    version = subprocess.run([f"{BIN}/clang++", "-dumpversion"], capture_output=True, text=True, check=True).stdout
    major = version.split(".")[0]
    libcxx = subprocess.run([SUPPORT / "fetch_libcxx.sh", major], capture_output=True, text=True, check=True).stdout
    table = [row for row in rows(major, libcxx.splitlines()) if not sys.argv[6:] or row[0] in sys.argv[6:]]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = list(filter(None, pool.map(attempt, table)))
    print(*wrong, sep="\n")
    print(f"{len(table)} rows, {len(wrong)} wrong")
    sys.exit(bool(wrong) or not table)
