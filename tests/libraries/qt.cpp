// RUN: %library -I/usr/include/x86_64-linux-gnu/qt5 -fPIC -lQt5Core
// RUN: %library -I/usr/include/x86_64-linux-gnu/qt6 -fPIC -O0 -lQt6Core
// Intent: Qt's maps, of which some hold others: an operation counts once, on the class that people name, and races are
// found.
#include "library_test.h"
#include <QtCore/qhash.h>
#include <QtCore/qmap.h>
#include <QtCore/qset.h>

struct Key {
  int value;
  bool operator==(const Key &other) const { return value == other.value; }
  bool operator<(const Key &other) const {
    hold.pass();
    return value < other.value;
  }
};
using Hashed = decltype(qHash(1)); // of 64 bits since Qt 6
Hashed qHash(const Key &key, Hashed seed = 0) {
  hold.pass();
  return Hashed(key.value) + seed;
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

QMultiHash<Key, int> multiHash{{{1}, 30}, {{2}, 40}};
void multiHashWrites() { multiHash.insert({1}, 60); }
void multiHashReads() { (void)multiHash.count(); }

QSet<Key> set;
void setWrites() { set << Key{7}; }
void setReads() { (void)set.contains(Key{2}); }

QSet<Key> others;
const bool isFilled = (others << Key{1} << Key{2}).size() == 2;
void othersWrites() { others.remove({1}); }
void othersReads() { (void)others.values(); }

int main(int, char **arguments) {
  return runCases(arguments, {{"QMap<Key, int>", "map", mapWrites, mapReads, kHeld},
                              {"QHash<Key, int>", "hash", hashWrites, hashReads, kHeld},
                              {"QMultiMap<Key, int>", "multi", multiWrites, multiReads, kHeld},
                              {"QMultiHash<Key, int>", "multiHash", multiHashWrites, multiHashReads, kHeld},
                              {"QSet<Key>", "set", setWrites, setReads, kHeld},
                              {"QSet<Key>", "others", othersWrites, othersReads, kHeld}});
}
