// RUN: %clean
// Intent: dereferences behind a change by the same function that leaves the iterator
// good, or after which it gets another value; and tables whose erasure leaves the
// iterator where it was, to be stepped on.
#include <boost/container/flat_map.hpp>
#include <map>
#include <sparsehash/dense_hash_map>
#include <sparsehash/sparse_hash_map>
#include <unordered_map>

int sum;

template <typename Map> void findOrInsert(Map map) {
  auto at = map.find(2);
  if (at == map.end())
    at = map.emplace(2, 20).first;
  sum += at->second;
  for (int i = 10; i < 20; ++i) {
    map.erase(map.begin()->first);
    auto [next, isNew] = map.emplace(i, 1);
    sum += next->second;
    at = map.erase(next);
    at = map.insert({2, 20}).first;
    sum += (*at).second;
  }
}

template <typename Map> void others(Map map) {
  auto at = map.find(2);
  map.emplace(3, 30);
  map.erase(3);
  sum += at->second;
}

// It has room for all that comes.
void noRehash(std::unordered_map<int, int> map) {
  map.reserve(1000);
  auto at = map.find(2);
  for (int i = 0; i < 500; ++i) {
    map[i] = i;
    sum += at->second;
  }
}

void nothingInserted(boost::container::flat_map<int, int> map) {
  auto at = map.find(2);
  map.emplace(2, 50);
  map.erase(7);
  sum += at->second;
}

template <typename Map> void stepOn(Map map) {
  map.set_deleted_key(-2);
  for (int i = 0; i < 10; ++i)
    map[i] = i;
  for (auto at = map.begin(); at != map.end(); ++at)
    if (at->first % 2)
      map.erase(at);
  for (auto at = map.begin(); at != map.end(); ++at)
    map.erase(at->first);
}

int main() {
  findOrInsert(std::map<int, int>{{1, 10}});
  findOrInsert(std::unordered_map<int, int>{{1, 10}});
  findOrInsert(boost::container::flat_map<int, int>{{1, 10}});
  others(std::map<int, int>{{2, 10}});
  noRehash({{2, 20}});
  nothingInserted({{2, 20}});
  google::dense_hash_map<int, int> dense;
  dense.set_empty_key(-1);
  stepOn(dense);
  stepOn(google::sparse_hash_map<int, int>());
}
