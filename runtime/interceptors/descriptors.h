// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order that descriptors make, by the numbers of platform/descriptors.h.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_DESCRIPTORS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_DESCRIPTORS_H

#include "runtime/interceptors/interceptors.h"
#include "runtime/interceptors/written_files.h"
#include "runtime/platform/descriptors.h"

namespace mapsan {

// Away from addresses of memory and from the tags of core/address_table.h.
inline const void *endObject(uint64_t number) {
  return reinterpret_cast<const void *>(
      (uintptr_t{1} << 62) | (uintptr_t{1} << 59) |
      (number & ((uint64_t{1} << 52) - 1)) << 6);
}

inline void releaseEnd(uint64_t number) {
  const Ordering self;
  if (self && number)
    self.order().release(self.clock(), endObject(number));
}

inline void acquireEnd(uint64_t number) {
  const Ordering self;
  if (!self || !number)
    return;
  settleWrites(self);
  self.order().acquire(self.clock(), endObject(number));
}

inline void releaseWrite(int descriptor) {
  const Ordering self;
  if (!self || releaseToFile(self, descriptor))
    return;
  const Ends ends = endsOf(descriptor);
  if (ends.writes)
    self.order().release(self.clock(), endObject(ends.writes));
  if (ends.isFile)
    rememberFile(descriptor, ends.writes);
}

inline void beforeWrite(int descriptor) {
  countRelease();
  if (isReportMode())
    releaseWrite(descriptor);
}

inline void beforeClose(int descriptor) {
  countRelease();
  if (!isReportMode())
    return;
  if (const Ordering self; self)
    forgetFile(self, descriptor);
  releaseEnd(endsOf(descriptor).writes);
}

} // namespace mapsan

#endif
