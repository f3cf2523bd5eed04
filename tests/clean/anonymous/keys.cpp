// RUN: for level in 0 2; do %mapsanxx -O$level -DFIRST %s -c -o %t.1.o && %mapsanxx -O$level %s %t.1.o -o %t && %exits 0 %t > %t.out 2>&1 && FileCheck %s < %t.out || { cat %t.out; exit 1; }; done
// Intent: two units have key types of the same name and of different size, order
// and hash, each in its own anonymous namespace; neither calls what was made for
// the other's map.
#include <cstdio>
#include <map>
#include <string>
#include <unordered_map>

namespace {

#ifdef FIRST
struct Key {
  char text[40];
  int number;
};
bool operator<(const Key &left, const Key &right) {
  return left.number < right.number;
}
Key make(int number) { return {"first", number}; }
#else
struct Key {
  int number;
};
bool operator<(const Key &left, const Key &right) {
  return left.number > right.number;
}
Key make(int number) { return {number}; }
#endif
bool operator==(const Key &left, const Key &right) {
  return left.number == right.number;
}
struct Hash {
  size_t operator()(const Key &key) const { return size_t(key.number); }
};

std::string used() {
  std::map<Key, int> ordered;
  std::unordered_map<Key, std::string, Hash> hashed;
  for (int number : {3, 1, 2}) {
    ordered[make(number)] = number;
    hashed.emplace(make(number), std::to_string(number));
    hashed[make(number)] += "!";
  }
  std::map<Key, int> copy = ordered;
  copy.erase(make(2));
  std::string text;
  for (auto &entry : copy)
    text += std::to_string(entry.second) + " ";
  for (int number : {1, 2, 3})
    text += hashed.at(make(number));
  return text + " " + std::to_string(ordered.size() + hashed.size());
}

} // namespace

#ifdef FIRST
std::string first() { return used(); }
#else
std::string first();
int main() { std::printf("%s\n%s\n", first().c_str(), used().c_str()); }
#endif
// CHECK-NOT: MapSan
// CHECK: {{^}}1 3 1!2!3! 6
// CHECK-NEXT: {{^}}3 1 1!2!3! 6
// CHECK-NOT: MapSan
