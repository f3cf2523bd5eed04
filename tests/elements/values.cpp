// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: values with methods: strings, vectors, pointers, structs.
// CHECK-COUNT-6: WARNING: MapSan: concurrent element access
// CHECK-NOT: WARNING
#include "elements.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Stats {
  std::string name;
  long count;
};
volatile long seen;

template <typename Value, typename Write, typename Read>
void check(Write write, Read read) {
  std::unordered_map<std::string, Value> map;
  map["a"];
  oneAfterTheOther([&] { write(map); }, [&] { read(map); });
}

int main() {
  check<std::string>([](auto &map) { map["a"].push_back('x'); },
                     [](auto &map) { seen = map.at("a").size(); });
  check<std::string>([](auto &map) { map.find("a")->second = "x"; },
                     [](auto &map) { std::string copy = map.at("a"); });
  check<std::vector<int>>([](auto &map) { map["a"].push_back(1); },
                          [](auto &map) { seen = map.at("a").empty(); });
  check<std::shared_ptr<int>>(
      [](auto &map) { map["a"] = std::make_shared<int>(1); },
      [](auto &map) { auto copy = map.at("a"); });
  check<Stats>([](auto &map) { ++map["a"].count; },
               [](auto &map) { seen = map.at("a").count; });
  check<Stats>([](auto &map) { map["a"].name = "x"; },
               [](auto &map) {
                 for (auto &[key, stats] : map)
                   seen = stats.name.size();
               });
}
