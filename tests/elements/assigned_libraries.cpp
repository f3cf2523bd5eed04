// RUN: %mapsanxx -O0 %s -fPIC -I/usr/include/x86_64-linux-gnu/qt6 -I/usr/lib/llvm-19/include -lQt6Core -L/usr/lib/llvm-19/lib -lLLVM-19 -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t locked > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O2 %s -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/lib/llvm-19/include -lQt5Core -L/usr/lib/llvm-19/lib -lLLVM-19 -o %t5
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t5 race 2>&1 | FileCheck %s
// Intent: insert_or_assign of LLVM's maps and insert of Qt's, of a key that is there,
// write that element; of a new key, or of values that may lock, no element is told.
// CHECK: Previous write by thread {{.*}}: insert_or_assign on {{.*}}
// CHECK: Previous write by thread {{.*}}: insert_or_assign on {{.*}}
// CHECK: Previous write by thread {{.*}}: insert on {{.*}}
// CHECK-NEXT: #0 {{.*}}assigned_libraries.cpp:[[#@LINE+41]]
// CHECK: Previous write by thread {{.*}}: insert on {{.*}}
// CHECK: Previous write by thread {{.*}}: replace on {{.*}}
// CHECK: Previous write by thread {{.*}}: replace on {{.*}}
// CHECK: MapSan: 6 races
#include "mapsan_test.h"
#include <QtCore/qhash.h>
#include <QtCore/qmap.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/StringMap.h>
#include <mutex>
#include <string.h>

bool isLocked;
long seen;

template <typename Write, typename Read> void check(Write write, Read read) {
  std::mutex mutex;
  const auto inside = [&](auto access) {
    if (isLocked)
      mutex.lock();
    access();
    if (isLocked)
      mutex.unlock();
  };
  runInTurn([&] { inside(write); }, [&] { inside(read); });
}

struct Locking {
  Locking &operator=(const Locking &) { return *this; }
  long value = 0;
};

QMap<int, long> sorted{{1, 1}, {2, 2}};
QHash<int, long> hashed{{1, 1}, {2, 2}};
QMap<int, Locking> guarded{{1, {}}, {2, {}}};
QMultiMap<int, long> multi{{1, 1}, {2, 2}};
QMultiHash<int, long> multiHash{{1, 1}, {2, 2}};
llvm::StringMap<long> named{{"a", 1}, {"b", 2}};
llvm::MapVector<int, long> ordered;

__attribute__((noinline)) void overwrite() { sorted.insert(1, 5); }

int main(int, char **arguments) {
  isLocked = !strcmp(arguments[1], "locked");
  ordered[1] = ordered[2] = 1;
  check([] { named.insert_or_assign("a", 3); }, [] { seen = named["a"]; });
  check([] { ordered.insert_or_assign(1, 3); }, [] { seen = ordered[1]; });
  check(overwrite, [] { seen = *sorted.constFind(1); });
  check([] { hashed.insert(1, 5); }, [] { seen = *hashed.constFind(1); });
  check([] { multi.replace(1, 5); }, [] { seen = *multi.constFind(1); });
  check([] { multiHash.replace(1, 5); }, [] { seen = *multiHash.constFind(1); });
  check([] { guarded.insert(1, {}); }, [] { seen = (*guarded.constFind(1)).value; });
  check([] { hashed.insert(2, 5); }, [] { seen = *hashed.constFind(1); });
}
