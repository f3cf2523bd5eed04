// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory orders of C11 and C++, numbered as compilers number them
// (__ATOMIC_RELAXED ...). Consume is an acquire, as every compiler has it.
#ifndef MAPSAN_RUNTIME_CORE_MEMORY_ORDER_H
#define MAPSAN_RUNTIME_CORE_MEMORY_ORDER_H

#include <stdint.h>

namespace mapsan {

enum class MemoryOrder : uint8_t {
  Relaxed = __ATOMIC_RELAXED,
  Consume = __ATOMIC_CONSUME,
  Acquire = __ATOMIC_ACQUIRE,
  Release = __ATOMIC_RELEASE,
  AcquireRelease = __ATOMIC_ACQ_REL,
  Sequential = __ATOMIC_SEQ_CST,
};

constexpr bool acquires(MemoryOrder order) {
  return order == MemoryOrder::Consume || order == MemoryOrder::Acquire ||
         order == MemoryOrder::AcquireRelease ||
         order == MemoryOrder::Sequential;
}

constexpr bool releases(MemoryOrder order) {
  return order == MemoryOrder::Release ||
         order == MemoryOrder::AcquireRelease ||
         order == MemoryOrder::Sequential;
}

} // namespace mapsan

#endif
