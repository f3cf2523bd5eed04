// What a shop knows. Its prices and its visitors are used by all threads, and there
// is a mutex for them, which two of the four methods forget.
#pragma once

#include "log.h"

#include <mutex>
#include <unordered_map>

class Shop {
public:
  void setPrice(const std::string &item, int cents);
  int price(const std::string &item) const; // without the lock
  void enter(int ticket, const std::string &visitor);
  size_t countVisitors() const; // without the lock

  Log log;

private:
  mutable std::mutex mutex_;
  std::map<std::string, int> prices_;
  std::unordered_map<int, std::string> visitors_;
};
