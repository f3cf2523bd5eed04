// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: what follows a loop of events comes after who ended it, also if it was busy then.
#include "order.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

Barrier isIn;

template <typename Run, typename End> auto ended(Run run, End end) {
  return [=] {
    isIn = Barrier();
    std::thread other([=] {
      isIn.wait();
      writes();
      if (!isRace)
        end();
      hasWritten.arrive();
      hasRead.wait();
    });
    QTimer::singleShot(0, [=] {
      isIn.arrive();
      hasWritten.wait();
      if (isRace)
        end();
    });
    run();
    reads();
    hasRead.arrive();
    other.join();
  };
}

int main(int count, char **arguments) {
  QCoreApplication application(count, arguments);
  QEventLoop loop;
  const auto runApplication = [] { QCoreApplication::exec(); };
  return inEachWay(ended(runApplication, [] { QCoreApplication::quit(); }),
                   ended(runApplication, [] { QCoreApplication::exit(3); }),
                   ended([&] { loop.exec(); }, [&] { loop.exit(); }));
}
