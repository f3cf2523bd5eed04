// RUN: %mapsanxx -O1 -fPIC -I/usr/include/x86_64-linux-gnu/qt6 %s -lQt6Core -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: copies of a QMap share their data until one of them changes: threads with copies
// of their own need no lock, though what Qt 6 shares is a std::map, whose last user does
// not ask in an order that anybody sees whether it is.
#include "mapsan_test.h"
#include <QtCore/qmap.h>
#include <QtCore/qset.h>

int main() {
  QMap<int, int> map{{1, 30}, {2, 40}}, others = map;
  QMultiMap<int, int> multi{{1, 30}, {2, 40}}, otherMulti = multi;
  QSet<int> set{1, 2}, otherSet = set;
  const auto use = [](QMap<int, int> &map, QMultiMap<int, int> &multi, QSet<int> &set) {
    map[7] = 60;
    map.remove(1);
    multi.insert(1, 60);
    multi.remove(2);
    set << 7;
    set.subtract({1});
    map.clear();
  };
  runInTurn([&] { use(map, multi, set); }, [&] { use(others, otherMulti, otherSet); });
}
