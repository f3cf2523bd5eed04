// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread looks up, another inserts and erases, without a lock.
#include <thread>
#include <unordered_map>

std::unordered_map<int, int> prices;
volatile int seen;

void lookUp() {
  for (int i = 0; i < 100000000; ++i) {
    auto found = prices.find(i & 1023);
    if (found != prices.end())
      seen = found->second;
  }
}

void churn() {
  for (int i = 0; i < 30000000; ++i) {
    prices.insert({i & 4095, i});
    prices.erase((i * 7) & 4095);
  }
}

int main() {
  std::thread reader(lookUp), writer(churn);
  reader.join();
  writer.join();
}
