// RUN: %mapsanxx_only -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// Intent: what a private helper does belongs to the operation that calls it; a
// helper that others call too, as a thread's function, is on its own.
#include <mapsan/mapsan.h>

class MAPSAN_MAP Names {
public:
  void put();
  void clear();
  friend void refresh(Names &names);
  static auto worker() { return &Names::loop; }

private:
  void restart() {
    clear();
    again();
  }
  void again() {
    clear();
  }
  void loop() {
    clear();
    // CHECK-DAG: :[[#@LINE-1]]:5: Names::loop(): clear on 'Names' (write)
    below();
  }
  void below() {
    clear();
    // CHECK-DAG: :[[#@LINE-1]]:5: Names::below(): clear on 'Names' (write)
  }
  void shared() {
    clear();
    // CHECK-DAG: :[[#@LINE-1]]:5: Names::shared(): clear on 'Names' (write)
  }
};

void Names::put() {
  restart();
  shared();
}

void refresh(Names &names) { names.shared(); }

auto worker = Names::worker();
// CHECK: mapsan: 3 calls instrumented, 0 left alone
