// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: of a thousand settings one is overwritten while it is read. It is named.
// CHECK: WARNING: MapSan: concurrent element access
// CHECK-NEXT: Map: 'settings' ({{.*}}config.cpp:{{[0-9]+}}), std::map<std::string, std::string>
// CHECK-NEXT: Read by thread {{.*}}: operator== on element of key "setting 512"
// CHECK-NEXT: #0 isOn(
// CHECK: Previous write by thread {{.*}}: operator= on element of key "setting 512"
// CHECK-NEXT: #0 refresh(
// CHECK: Evidence: unordered
// CHECK-NOT: WARNING
#include "elements.h"

#include <map>
#include <string>

std::map<std::string, std::string> settings;

std::string name(int i) { return "setting " + std::to_string(i); }

__attribute__((noinline)) void refresh(int i) { settings[name(i)] = "off"; }

__attribute__((noinline)) bool isOn(int i) {
  auto setting = settings.find(name(i));
  return setting != settings.end() && setting->second == "on";
}

int main() {
  for (int i = 0; i < 1000; ++i)
    settings[name(i)] = "on";
  oneAfterTheOther([] { refresh(512); },
                   [] {
                     for (int i = 0; i < 1000; ++i)
                       isOn(i);
                   });
}
