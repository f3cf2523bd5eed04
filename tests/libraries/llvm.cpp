// RUN: %library -I/usr/lib/llvm-19/include -L/usr/lib/llvm-19/lib -lLLVM-19
// Intent: LLVM's maps and sets, of which some are made of others and some have their methods
// in bases that they share: an operation counts once, on the public class, and races are found.
#include "library_test.h"
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringSet.h>

struct Key {
  int value;
};
template <> struct llvm::DenseMapInfo<Key> {
  static Key getEmptyKey() { return {-1}; }
  static Key getTombstoneKey() { return {-2}; }
  static unsigned getHashValue(Key key) {
    hold.pass();
    return unsigned(key.value);
  }
  static bool isEqual(Key left, Key right) { return left.value == right.value; }
};
struct Made {
  int value = 0;
  Made() { hold.pass(); }
};

llvm::DenseMap<Key, int> dense;
void denseWrites() { dense[{7}] = 60; }
void denseReads() { (void)dense.find({2}); }

llvm::SmallDenseMap<Key, int, 8> small;
void smallWrites() { small.try_emplace({7}, 60); }
void smallReads() { (void)small.lookup({2}); }

llvm::DenseSet<Key> denseSet;
void denseSetWrites() { denseSet.insert({7}); }
void denseSetReads() { (void)denseSet.contains({2}); }

llvm::MapVector<Key, int> vector;
void vectorWrites() { vector.insert({{7}, 60}); }
void vectorReads() { (void)vector.count({2}); }

llvm::StringMap<Made> strings;
void stringsWrites() { strings["seven"]; }
void stringsReads() { (void)strings.size(); }

llvm::StringSet<> stringSet;
void stringSetWrites() { stringSet.insert("seven"); }
void stringSetReads() { (void)stringSet.contains("two"); }

int numbers[9];
llvm::SmallPtrSet<int *, 4> pointers;
void pointersWrites() { pointers.insert(numbers + 7); }
void pointersReads() { (void)pointers.size(); }

llvm::SmallPtrSet<char *, 8> others;
void othersWrites() { others.insert(nullptr); }
void othersReads() { (void)others.empty(); }

int main(int, char **arguments) {
  return runCases(
      arguments,
      {{"llvm::DenseMap<Key, int>", "dense", denseWrites, denseReads, kHeld},
       {"llvm::SmallDenseMap<Key, int, 8>", "small", smallWrites, smallReads, kHeld},
       {"llvm::DenseSet<Key>", "denseSet", denseSetWrites, denseSetReads, kHeld},
       {"llvm::MapVector<Key, int>", "vector", vectorWrites, vectorReads, kHeld},
       {"llvm::StringMap<Made>", "strings", stringsWrites, stringsReads, kHeld},
       {"llvm::StringSet<>", "stringSet", stringSetWrites, stringSetReads, kFree},
       {"llvm::SmallPtrSet<int *, 4>", "pointers", pointersWrites, pointersReads, kFree},
       {"llvm::SmallPtrSet<char *, 8>", "others", othersWrites, othersReads, kFree}});
}
