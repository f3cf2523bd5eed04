// RUN: %clean
// Intent: memory that was an element of one map and is one of another now, or of
// the same map after it was cleared, has no past. Nothing orders the threads.
#define RACE
#include "elements.h"

#include <map>
#include <optional>

// Gives every thread the same memory.
template <typename T> struct Pool {
  using value_type = T;
  Pool() = default;
  template <typename U> Pool(const Pool<U> &) {}
  T *allocate(size_t) {
    alignas(64) static char memory[256];
    return reinterpret_cast<T *>(memory);
  }
  void deallocate(T *, size_t) {}
  bool operator==(const Pool &) const { return true; }
  bool operator!=(const Pool &) const { return false; }
};
using Ages =
    std::map<int, int, std::less<int>, Pool<std::pair<const int, int>>>;

void use(Ages &ages) {
  ages[1] = 2;
  ages.at(1)++;
  ages.clear();
}

int main() {
  // Two maps, one after the other in the same node.
  oneAfterTheOther(
      [] {
        Ages ages;
        use(ages);
      },
      [] {
        Ages ages;
        use(ages);
      });
  // Two maps in the same place, too.
  static char place[sizeof(Ages)];
  const auto inPlace = [] {
    Ages *ages = new (place) Ages;
    use(*ages);
    ages->~Ages();
  };
  oneAfterTheOther(inPlace, inPlace);
}
