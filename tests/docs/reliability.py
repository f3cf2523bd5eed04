#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""reliability.py ROOT: each row of docs/reliability.md is a promise, tests that are
there, and a result; and each test in tests/faults is in some row.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
text = (root / "docs" / "reliability.md").read_text()
rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
rows = [row for row in rows if row[0] != "Promise" and not set(row[0]) <= set("-")]
wrong = [f"not promise, test, result: {row}" for row in rows if len(row) != 3 or not all(row)]
wrong += [f"names no test: {row[0]}" for row in rows if not re.findall(r"`(tests/[^`]*)`", row[1])]
named = {name for row in rows for name in re.findall(r"`(tests/[^`]*)`", row[1])}
wrong += [f"there is no {name}" for name in sorted(named) if not (root / name).exists()]
faults = {str(path.relative_to(root)) for path in (root / "tests" / "faults").glob("*/*.cpp")}
wrong += [f"no promise has {name}" for name in sorted(faults - named)]
print(*wrong, sep="\n")
print(f"{len(rows)} promises, {len(named)} tests, {len(wrong)} wrong")
sys.exit(bool(wrong) or not rows)
