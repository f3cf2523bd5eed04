#include "registry.h"

Registry registry;
Barrier inside, done;

void adds() {
  hold.here(inside, done);
  registry.add(7);
}

void asks() {
  inside.wait();
  registry.has(1);
  done.arrive();
}

int main() { runBoth(adds, asks); }
