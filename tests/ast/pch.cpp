// RUN: echo '#include <map>' > %t.h
// RUN: echo 'struct Table { std::map<int, int> rows; void put(int i) { rows[i] = 1; } };' >> %t.h
// RUN: %clangxx -g -x c++-header %t.h -o %t.plain.pch
// RUN: %clangxx -g -x c++-header %t.h -o %t.plugin.pch -fplugin=%plugin
// RUN: %clangxx -g -include-pch %t.plain.pch -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -g -include-pch %t.plugin.pch -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -g -include-pch %t.plugin.pch -c %s -o %t.o
// Intent: a precompiled header is the same with and without the plugin, and its code is instrumented where it is emitted.
int main() {
  Table table;
  table.put(1);       // CHECK-DAG: Table::put(int): operator[] on 'std::map<int, int>' (upsert) object 'Table::rows'
  table.rows.clear(); // CHECK-DAG: [[#@LINE]]:14: main: clear on 'std::map<int, int>' (write) object 'Table::rows'
}
