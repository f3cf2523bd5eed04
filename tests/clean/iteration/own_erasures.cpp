// RUN: %clean
// Intent: the ways to erase in a loop that are right.
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

template <typename Map> void byResult(Map ages) {
  for (auto at = ages.begin(); at != ages.end();)
    if (at->second == 40)
      at = ages.erase(at);
    else
      ++at;
}

template <typename Map> void byStepBefore(Map ages) {
  for (auto at = ages.begin(); at != ages.end();)
    if (at->second == 40)
      ages.erase(at++);
    else
      ++at;
}

template <typename Map> void byCopy(Map ages) {
  for (auto at = ages.begin(), next = at; at != ages.end(); at = next) {
    ++next;
    if (at->second == 40)
      ages.erase(at->first);
  }
}

template <typename Map> void another(Map ages) {
  for (auto &person : ages)
    if (person.first != 2)
      ages.erase(2);
}

template <typename Map> void andLeave(Map ages) {
  for (auto at = ages.begin(); at != ages.end(); ++at)
    if (at->second == 40) {
      ages.erase(at);
      break;
    }
}

template <typename Map> void andLookAgain(Map ages) {
  for (auto at = ages.begin(); at != ages.end(); ++at)
    if (at->second == 40) {
      ages.erase(at);
      at = ages.find(1);
    }
}

template <typename Map> void sameInAnother(Map ages) {
  Map others = ages;
  for (auto &person : ages)
    others.erase(person.first);
}

template <typename Map> void all(const Map &ages) {
  byResult(ages), byStepBefore(ages), byCopy(ages), another(ages);
  andLeave(ages), andLookAgain(ages), sameInAnother(ages);
}

int main() {
  all(std::map<int, int>{{1, 30}, {2, 40}, {5, 50}});
  all(std::multimap<int, int>{{1, 30}, {2, 40}, {5, 50}});
  all(std::unordered_map<int, int>{{1, 30}, {2, 40}, {5, 50}});
  std::set<int> names{1, 2, 5};
  for (auto at = names.begin(); at != names.end();)
    names.erase(at++);
}
