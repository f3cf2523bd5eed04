// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a thread that finds its loop of events over comes after who ended it.
#include "order.h"

#include <QThread>

Barrier isIn, mayGoOn;

struct Reader : QThread {
  void run() override {
    isIn.arrive();
    mayGoOn.wait();
    if (!isRace)
      exec();
    reads();
  }
};

template <typename End> auto ended(End end) {
  return [=] {
    isIn = mayGoOn = Barrier();
    Reader reader;
    reader.start();
    isIn.wait();
    writes();
    end(reader);
    mayGoOn.arrive();
    reader.wait();
  };
}

int main() {
  return inEachWay(ended([](QThread &thread) { thread.quit(); }),
                   ended([](QThread &thread) { thread.exit(3); }));
}
