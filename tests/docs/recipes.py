#!/usr/bin/env python3
"""recipes.py MAPSAN PAGE...: what pages tell people to type is there to be typed: YAML
is YAML, and each `mapsan COMMAND --option` in a block has a command and options that
the tool knows."""
import pathlib
import re
import subprocess
import sys

import yaml

mapsan, problems, seen = sys.argv[1], [], 0
help_of = {}


def options(command):
    if command not in help_of:
        answer = subprocess.run([mapsan, command, "--help"], capture_output=True, text=True)
        help_of[command] = answer.stdout if answer.returncode == 0 else None
    return help_of[command]


for page in map(pathlib.Path, sys.argv[2:]):
    text = page.read_text()
    for block in re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S):
        yaml.safe_load(block)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S) + re.findall(r"^    \S.*$", text, re.M)
    for line in "\n".join(blocks).splitlines():
        for command, words in re.findall(r"(?<![\w/<@:.-])mapsan ([a-z]+)((?: [^|)&]*)?)", line):
            if command == "cxx":
                continue
            seen += 1
            known = options(command)
            if known is None:
                problems.append("%s: there is no `mapsan %s`" % (page.name, command))
                continue
            for option in re.findall(r" (--[a-z][a-z-]*)", words.split(" -- ")[0]):
                if option not in known:
                    problems.append("%s: mapsan %s has no %s" % (page.name, command, option))
print("\n".join(problems) or "%d commands" % seen)
sys.exit(bool(problems) or seen < 10)
