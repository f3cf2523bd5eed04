#!/usr/bin/env python3
"""commands.py PAGE FOLDER BUILD: does what a page of the documentation tells.

Writes each block of C++ to the file that the next command compiles (line numbers
before the code go; the lines before the first are its includes), runs the lines
that start with "$ " in FOLDER, those of a block in one shell, and prints their
output. BUILD stands for the reader's build/default.
"""
import pathlib
import re
import subprocess
import sys

page, folder, build = map(pathlib.Path, sys.argv[1:])
(folder / "build").mkdir(parents=True)
(folder / "build" / "default").symlink_to(build)
INCLUDES = ["#include <map>", "#include <string>", "#include <thread>"]


def without_numbers(text):
    lines = text.splitlines()
    first = re.match(r" *(\d+)(  |$)", lines[0])
    if not first:
        return text
    before = INCLUDES + [""] * (int(first[1]) - 1 - len(INCLUDES))
    return "\n".join(before + [re.sub(r"^ *\d+(  )?", "", line) for line in lines]) + "\n"


program = None
for language, text in re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(), re.M | re.S):
    commands = re.findall(r"^\$ (.*)", text, re.M)
    if language == "cpp":
        program = without_numbers(text)
    elif commands:
        source = re.search(r"\S+\.cpp", " ".join(commands))
        if source and program is not None:
            (folder / source[0]).write_text(program)
            program = None
        subprocess.run(["bash", "-c", "\n".join(commands)], cwd=folder, stderr=subprocess.STDOUT, timeout=120)
