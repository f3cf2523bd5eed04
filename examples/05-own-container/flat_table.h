// A small map of our own: a sorted vector. Three words tell MapSan what it is:
// the class is a map, put() may insert, drop() may remove; what they return
// says whether they did. find() and size() are const and count as reads without
// a word. Without the plugin the words are empty.
#pragma once
#include <algorithm>
#include <mapsan/mapsan.h>
#include <utility>
#include <vector>

template <typename Key, typename Value> class MAPSAN_MAP FlatTable {
public:
  MAPSAN_UPSERTS bool put(const Key &key, const Value &value) {
    auto at = place(key);
    if (at != entries_.end() && at->first == key) {
      at->second = value;
      return false;
    }
    entries_.insert(at, {key, value});
    return true;
  }
  MAPSAN_ERASES bool drop(const Key &key) {
    auto at = place(key);
    if (at == entries_.end() || at->first != key)
      return false;
    entries_.erase(at);
    return true;
  }
  const Value *find(const Key &key) const {
    auto at = std::lower_bound(entries_.begin(), entries_.end(), key, before);
    return at != entries_.end() && at->first == key ? &at->second : nullptr;
  }
  std::size_t size() const { return entries_.size(); }

private:
  static bool before(const std::pair<Key, Value> &entry, const Key &key) {
    return entry.first < key;
  }
  auto place(const Key &key) {
    return std::lower_bound(entries_.begin(), entries_.end(), key, before);
  }
  std::vector<std::pair<Key, Value>> entries_;
};
