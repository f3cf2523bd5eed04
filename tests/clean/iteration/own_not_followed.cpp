// RUN: %clean
// Intent: what docs/limits.md says is not seen of loops that invalidate their own
// iterators: nothing is claimed where the iterator, its map or the element erased
// is not certain. (What is erased stays readable: Keeping.)
#include "keeping_allocator.h"
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <unordered_map>

using Tree = std::map<int, int, std::less<int>,
                      Keeping<std::pair<const int, int>>>;
using Table = std::unordered_map<int, int>;

const Tree people{{1, 30}, {2, 40}, {5, 50}};
const Table entries{{1, 30}, {2, 40}, {5, 50}};

// More buckets than there were.
void rehash(Table &map) { map.rehash(10 * map.bucket_count()); }

struct Cursor {
  Table::iterator at;
};

void inStruct(Table map) {
  Cursor *cursor = new Cursor{map.begin()};
  rehash(map);
  ++cursor->at;
  delete cursor;
}

void captured(Table map) {
  auto at = map.begin();
  auto step = [&at] { ++at; };
  rehash(map);
  step();
}

void returned(Table map) {
  auto first = [&] { return map.begin(); };
  auto at = first();
  rehash(map);
  ++at;
}

void inAlgorithm(Table map) {
  std::for_each(map.begin(), map.end(), [&](auto &) {
    if (map.bucket_count() < 1000)
      rehash(map);
  });
}

// In a function that the one with the iterator calls.
void onlyLookedAt(Table map) {
  auto at = map.begin();
  rehash(map);
  at->second = 1;
}

void erase(Tree &map, Tree::iterator at) { map.erase(at); }

void erasedElsewhere(Tree map) {
  auto at = map.begin();
  erase(map, at);
  ++at;
}

void erasedByCopy(Tree map) {
  for (auto &person : map) {
    const int name = person.first;
    if (name == 2)
      map.erase(name);
  }
}

// By the number of buckets the map has not rehashed.
void asManyBuckets(Table map) {
  map.rehash(100);
  const size_t buckets = map.bucket_count();
  auto at = map.begin();
  map.rehash(1000);
  map.rehash(buckets);
  if (map.bucket_count() != buckets)
    std::abort();
  ++at;
}

// Only the last changes are known.
void longAgo(Tree map) {
  auto at = map.begin();
  map.clear();
  for (int i = 0; i < 100; ++i)
    map.emplace(i, i);
  ++at;
}

// It might be an assignment to itself.
void assigned(Tree map) {
  const Tree other{{9, 90}};
  auto at = map.begin();
  map = other;
  ++at;
}

int main() {
  asManyBuckets(entries), longAgo(people), assigned(people);
  inStruct(entries), captured(entries), returned(entries);
  inAlgorithm(entries), onlyLookedAt(entries);
  erasedElsewhere(people), erasedByCopy(people);
}
