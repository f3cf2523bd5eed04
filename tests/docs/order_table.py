#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""order_table.py ROOT: docs/how-it-works.md says of each primitive which edge it
makes and which test shows it. Every test it names must be one that runs with and
without the primitive (%order), and every such test must be in a row.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = (root / "docs/how-it-works.md").read_text()
section = page.split("\n## What orders two threads\n")[1].split("\n## ")[0]

named = set()
for line in section.splitlines():
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    if len(cells) == 4 and cells[3] not in ("Test", "---"):
        named.update(re.findall(r"[\w/]+", re.sub(r"\(.*?\)", "", cells[3])))

tests = set()
for source in (root / "tests/order").rglob("*.cpp"):
    if re.search(r"^// RUN: %order(\[.*\])?$", source.read_text(), re.M):
        tests.add(str(source.relative_to(root / "tests/order").with_suffix("")))

problems = [f"docs/how-it-works.md names the test {name}, which is not in tests/order or runs one way only"
            for name in sorted(named - tests)]
problems += [f"tests/order/{name}.cpp is in no row of docs/how-it-works.md" for name in sorted(tests - named)]
if len(tests) < 50:
    problems.append("hardly any tests were found: has their form changed?")
print("\n".join(problems) or f"{len(tests)} tests, each in a row")
sys.exit(bool(problems))
