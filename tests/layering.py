#!/usr/bin/env python3
"""The architecture as a test: which folder may include which.

Every include of ours is written from the root, so the picture below is checked
by reading the include lines. What is not in it may not be included.
"""
import pathlib
import re
import sys

RUNTIME = ["runtime/" + part for part in
           ("abi", "base", "core", "report", "options", "platform", "state", "interceptors")]

MAY_USE = {  # every arrow in the project is here
    "runtime/abi": [],
    "runtime/base": [],
    "runtime/core": ["runtime/base", "runtime/abi"],
    "runtime/report": ["runtime/base", "runtime/core", "runtime/abi"],
    "runtime/options": ["runtime/base"],
    "runtime/platform": ["runtime/base"],
    "runtime/state": ["runtime/core", "runtime/options", "runtime/platform",
                      "runtime/base", "runtime/abi"],
    "runtime/interceptors": ["runtime/state", "runtime/core", "runtime/platform",
                             "runtime/base", "runtime/abi"],
    "runtime/entry": RUNTIME + ["runtime/include"],
    "runtime/include": [],
    # Effects and key kinds are named once, in runtime/abi/effects.def and
    # site.h; the plugin's pure parts read those names.
    "plugin/model": ["plugin/marker", "runtime/abi"],
    "plugin/marker": ["runtime/abi"],
    "plugin/options": [],
    "plugin/compat": [],
    "plugin/ast": ["plugin/model", "plugin/marker", "plugin/compat", "plugin/options",
                   "runtime/abi"],
    "plugin/ir": ["plugin/marker", "plugin/compat", "plugin/options", "runtime/abi"],
    "plugin": ["plugin/ast", "plugin/ir", "plugin/marker", "plugin/compat", "plugin/options"],
    # The commands; what they read, how it is shown, how programs are started.
    "tools/mapsan": ["tools/mapsan/log", "tools/mapsan/write", "tools/mapsan/run",
                     "runtime/abi", "runtime/report", "runtime/platform", "runtime/base"],
    "tools/mapsan/log": ["runtime/report"],
    "tools/mapsan/write": ["tools/mapsan/log", "runtime/report"],
    "tools/mapsan/run": [],
}

# The runtime is loaded into any C++ program: nothing of LLVM in it. System
# headers belong to platform/ and to the layers above it.
NEVER = {folder: r'#include [<"](clang|llvm)/' for folder in MAY_USE if folder.startswith("runtime")}
NEVER["plugin/ir"] = r'#include [<"]clang/'
NEVER["plugin/marker"] = r'#include [<"]clang/'
NEVER["plugin/options"] = r'#include [<"](clang|llvm)/'

# What differs between LLVM majors is in plugin/compat and nowhere else.
MAJOR = r"\b(LLVM|CLANG)_VERSION_(MAJOR|MINOR|STRING)\b|__clang_major__"


def folder_of(path):
    parts = path.parent.parts
    return "/".join(parts[:3] if parts[:1] == ("tools",) else parts[:2])


def top_of(folder):
    return folder.split("/")[0]


def problems():
    files = [path for top in ("runtime", "plugin", "tools")
             for path in sorted(pathlib.Path(top).rglob("*"))
             if path.suffix in (".h", ".cpp", ".c", ".def")]
    for path in files:
        folder = folder_of(path)
        if folder not in MAY_USE:
            yield f"{path}: the folder {folder} is not in the picture"
            continue
        text = path.read_text()
        for used in re.findall(r'^\s*#\s*include "([^"]+)"', text, re.M):
            target = folder_of(pathlib.Path(used))
            if used.startswith(("llvm/", "clang/")):
                continue  # judged below
            if not used.startswith(("runtime/", "plugin/", "tools/", "tests/")):
                if not (path.parent / used).exists() or folder != "runtime/include":
                    yield f'{path}: write "{used}" from the root'
            elif target != folder and target not in MAY_USE[folder]:
                yield f"{path}: {folder} may not use {target}"
        if folder in NEVER and re.search(r"^\s*" + NEVER[folder], text, re.M):
            yield f"{path}: {folder} may not know LLVM or Clang this way"
        if top_of(folder) == "plugin" and folder != "plugin/compat" and re.search(MAJOR, text):
            yield f"{path}: LLVM's version is known in plugin/compat only"


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found) if found else "layering: every include follows the picture")
    sys.exit(1 if found else 0)
