// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hash table of copies, by the address of the original and by that of the
// copy: an object may come again with the copy it has. Entries are only added;
// one that is seen half written is not there yet.
#include "runtime/interceptors/virtual_calls.h"

#include "runtime/base/spin_lock.h"
#include "runtime/interceptors/libraries.h"
#include "runtime/platform/memory_copy.h"

namespace mapsan {

namespace {

constexpr uint32_t kEntries = 1u << 12;

struct Entry {
  void *const *key;
  VirtualTable *table;
};

Entry entries[kEntries];
uint32_t used;
SpinLock lock;

uint32_t firstFor(void *const *key) {
  return static_cast<uint32_t>(
      reinterpret_cast<uintptr_t>(key) * 0x9E3779B97F4A7C15ull >> 52);
}

VirtualTable *find(void *const *key) {
  for (uint32_t i = firstFor(key);; ++i) {
    const Entry &entry = entries[i & (kEntries - 1)];
    VirtualTable *table = __atomic_load_n(&entry.table, __ATOMIC_ACQUIRE);
    if (!table || entry.key == key)
      return table;
  }
}

void add(void *const *key, VirtualTable *table) {
  uint32_t i = firstFor(key);
  while (entries[i & (kEntries - 1)].table)
    ++i;
  Entry &entry = entries[i & (kEntries - 1)];
  entry.key = key;
  __atomic_store_n(&entry.table, table, __ATOMIC_RELEASE);
}

// What lies around a table may be at the edge of what is mapped.
void copyAround(VirtualTable &table, void *const *original) {
  for (unsigned i = 1; i <= VirtualTable::kHead; ++i)
    copyMemory(&table.head[VirtualTable::kHead - i], original - i,
               sizeof(void *));
  copyMemoryPrefix(table.functions, original, sizeof table.functions);
}

VirtualTable *copyOf(void *const *original, const Replacements &replacements) {
  VirtualTable *table = find(original);
  if (table || used >= kEntries / 2)
    return table;
  table = static_cast<VirtualTable *>(allocateForHook(sizeof *table));
  if (!table)
    return nullptr;
  *table = {};
  table->original = original;
  copyAround(*table, original);
  for (unsigned i = 0; i < sizeof replacements.functions / sizeof(void *); ++i)
    if (replacements.functions[i])
      table->functions[i] = replacements.functions[i];
  used += 2;
  add(table->functions, table);
  add(original, table);
  return table;
}

} // namespace

bool replaceVirtual(void *object, const Replacements &replacements) {
  void *const *&now = *static_cast<void *const **>(object);
  VirtualTable *table = find(now);
  if (!table && lock.tryLock()) {
    table = copyOf(now, replacements);
    lock.unlock();
  }
  if (table)
    now = table->functions;
  return table;
}

} // namespace mapsan
