#include "shop.h"

void Shop::setPrice(const std::string &item, int cents) {
  std::lock_guard<std::mutex> guard(mutex_);
  prices_[item] = cents;
}

int Shop::price(const std::string &item) const {
  const auto found = prices_.find(item);
  return found == prices_.end() ? 0 : found->second;
}

void Shop::enter(int ticket, const std::string &visitor) {
  std::lock_guard<std::mutex> guard(mutex_);
  visitors_.emplace(ticket, visitor);
}

size_t Shop::countVisitors() const { return visitors_.size(); }
