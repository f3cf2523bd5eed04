// RUN: rm -rf %t.lost && %clangxx -O1 %s -o %t.plain && %mapsanxx -O1 %s -o %t
// RUN: %exits 67 %mapsan run -- %t.plain 2>&1 | FileCheck %s --check-prefix=PLAIN
// RUN: %exits 67 %mapsan run -- %t 2>&1 | FileCheck %s --check-prefix=UNREACHED
// RUN: %exits 0 %mapsan run -- %t use 2>&1 | FileCheck %s --check-prefix=USED
// RUN: %exits 5 %mapsan run -- sh -c 'exit 5' 2>&1 | FileCheck %s --check-prefix=PLAIN
// RUN: %exits 127 %mapsan run -- %t.missing 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: %exits 1 %mapsan run --baseline %t.missing %t 2>&1 | FileCheck %s --check-prefix=BASELINE
// RUN: %exits 67 %mapsan run --logs %t.lost -- sh -c 'rm -r %t.lost/run-1; exec %t use' > %t.out 2>&1 || { cat %t.out; exit 1; }
// RUN: FileCheck %s --check-prefix=LOST < %t.out
// RUN: %exits 1 %mapsan run --logs /proc -- %t use 2>&1 | FileCheck %s --check-prefix=PROC
// RUN: %exits 1 %mapsan run --repeat 0 %t 2>&1 | FileCheck %s --check-prefix=VALUE
// Intent: a run in which nothing could be found is an error, and says which.
// PLAIN: mapsan run: nothing was checked: no process carried MapSan's runtime
// UNREACHED: mapsan run: nothing was checked: 1 process carried MapSan's runtime, but no operation
// USED: Checked: 1 process of 1 program; 3 of 4 call sites reached; 3 operations on 1 map; 0 of them
// MISSING: mapsan run: cannot start '{{.*}}missing' (No such file or directory)
// BASELINE: mapsan run: cannot read the baseline
// LOST: MapSan: cannot open the log '{{.*}}lost/run-1/log.run_nothing.cpp.tmp.{{[0-9]+}}.jsonl' (no such file or directory); `mapsan run` and `mapsan report` see nothing of this process
// LOST: mapsan run: nothing was collected: '{{.*}}lost/run-1' cannot be written to (No such file or directory)
// PROC: mapsan run: nothing can be collected: cannot make the folder '/proc/run-1'
// VALUE: mapsan run: --repeat=0: the value must be a number from 1 to
#include <unordered_map>

int main(int count, char **) {
  if (count == 1)
    return 0;
  static std::unordered_map<int, int> ages;
  ages.emplace(1, 30);
  if (count > 2)
    ages.clear();
}
