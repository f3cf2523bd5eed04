// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: echo "fun:byName" > %t.fun
// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -fplugin-arg-mapsan-ignore=%t.fun -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=FUN
// RUN: echo "type:std::map<int, long>" > %t.type
// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -fplugin-arg-mapsan-ignore=%t.type -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: echo "src:*/ignore.cpp" > %t.src
// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -fplugin-arg-mapsan-ignore=%t.src -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=SRC
// RUN: echo "src:[" > %t.bad
// RUN: not %clangxx -fplugin=%plugin -fplugin-arg-mapsan-ignore=%t.bad -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=BAD
// Intent: what the programmer leaves out is left out, and nothing else.
#include <mapsan/mapsan.h>

#include <map>

struct Holder {
  MAPSAN_IGNORE std::map<int, int> quiet;
  std::map<int, int> loud;
};
MAPSAN_IGNORE std::map<int, int> global;

void inBody(Holder &holder) {
  holder.quiet.clear(); // CHECK-NOT: clear on {{.*}} 'Holder::quiet'
  holder.loud.clear();  // CHECK: [[#@LINE]]:15: {{.*}}: clear on {{.*}} object 'Holder::loud'
  global.clear();       // CHECK-NOT: clear on {{.*}} 'global'
}
MAPSAN_IGNORE void annotated(Holder &holder) {
  holder.loud.erase(1); // CHECK-NOT: annotated(
}
void byName(Holder &holder) {
  holder.loud.erase(2); // CHECK: [[#@LINE]]:15: byName(Holder&): erase on
}
void byType(std::map<int, long> &longs) {
  longs.clear(); // CHECK: [[#@LINE]]:9: byType({{.*}}): clear on
}

// FUN-NOT: byName
// FUN: byType
// TYPE-NOT: byType
// TYPE: byName
// TYPE-NOT: byType
// SRC-NOT: {{inBody|byName|byType}}
// SRC: left alone
// BAD: error: mapsan: {{.*}}
