// RUN: %library -I/usr/include/x86_64-linux-gnu/qt5 -fPIC -lQt5Core
// Intent: Qt's maps: an operation counts once, on the class that people name, and races are
// found.
#include "library_test.h"
#include <QtCore/qhash.h>
#include <QtCore/qmap.h>

struct Key {
  int value;
  bool operator==(const Key &other) const { return value == other.value; }
  bool operator<(const Key &other) const {
    hold.pass();
    return value < other.value;
  }
};
uint qHash(const Key &key, uint seed = 0) {
  hold.pass();
  return uint(key.value) + seed;
}

QMap<Key, int> map{{{1}, 30}, {{2}, 40}};
void mapWrites() { map.insert({7}, 60); }
void mapReads() { (void)map.value({2}); }

QHash<Key, int> hash{{{1}, 30}, {{2}, 40}};
void hashWrites() { hash[{7}] = 60; }
void hashReads() { (void)hash.constFind({2}); }

QMultiMap<Key, int> multi{{{1}, 30}, {{2}, 40}};
void multiWrites() { multi.insert({1}, 60); }
void multiReads() { (void)multi.size(); }

int main(int, char **arguments) {
  return runCases(arguments, {{"QMap<Key, int>", "map", mapWrites, mapReads, kHeld},
                              {"QHash<Key, int>", "hash", hashWrites, hashReads, kHeld},
                              {"QMultiMap<Key, int>", "multi", multiWrites, multiReads, kHeld}});
}
