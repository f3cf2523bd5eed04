// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A program without MapSan. With -DOPENS the library comes at run time.
#include <dlfcn.h>

extern "C" int run();

int main(int, char **arguments) {
#ifdef OPENS
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (!library)
    return 3;
  return reinterpret_cast<int (*)()>(dlsym(library, "run"))();
#else
  (void)arguments;
  return run();
#endif
}
