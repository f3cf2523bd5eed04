// RUN: %mapsanxx -shared -fPIC -DLIBRARY %s -o %t.so
// RUN: %clang -x c %s -DLIBRARY_PATH='"%t.so"' -o %t -Wl,--no-as-needed -L%lib -lmapsan -Wl,-rpath,%lib
// RUN: %exits 0 %t > %t.out 2>&1 && grep caught %t.out && %root/tests/support/silent %t.out
// Intent: a C program has no C++ library until it opens one at run time:
// exceptions thrown in there find their way past our interceptors.
#ifdef LIBRARY
#include <cstdio>
#include <map>
#include <stdexcept>

extern "C" int run() {
  std::map<int, int> ages;
  try {
    try {
      ages.at(3);
    } catch (std::out_of_range &) {
      throw;
    }
  } catch (std::exception &error) {
    std::puts("caught");
  }
  return 0;
}
#else
#include <dlfcn.h>

int main(void) {
  void *library = dlopen(LIBRARY_PATH, RTLD_NOW | RTLD_LOCAL);
  int (*run)(void) = library ? (int (*)(void))dlsym(library, "run") : 0;
  return run ? run() : 1;
}
#endif
