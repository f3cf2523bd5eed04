#include "mapsan_test.h"

struct Registry {
  void add(int name);
  bool has(int name) const;
};
