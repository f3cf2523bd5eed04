// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What <mapsan/mapsan.h> calls. An announced operation follows the protocol of
// compiled code, with its record in the program's own mapsan_operation.
//
// A ring entry names a frame that stays where it is while the operation runs,
// and whose callers can be walked from there. Our own frame is gone when begin
// returns, so the record holds a frame made by hand:
//
//   caller keeps frame pointers   {its frame address, the return address}
//   it does not                   {0, kUnwalkable}: others see the call site
//                                 only; the thread itself walks by tables
#include "runtime/core/fast_path.h"
#include "runtime/entry/log.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/user_sites.h"
#include "runtime/include/mapsan/mapsan.h"

using namespace mapsan;

// Where a walk ends: no caller is known here.
extern "C" __attribute__((visibility("hidden"))) void mapsanUnwalkable();
#if defined(__x86_64__)
__asm__(".text\n.type mapsanUnwalkable,@function\nmapsanUnwalkable:\n"
        ".cfi_startproc\n.cfi_undefined rip\nnop\nret\n.cfi_endproc\n"
        ".size mapsanUnwalkable, .-mapsanUnwalkable\n");
#elif defined(__aarch64__)
__asm__(".text\n.type mapsanUnwalkable,%function\nmapsanUnwalkable:\n"
        ".cfi_startproc\n.cfi_undefined x30\nnop\nret\n.cfi_endproc\n"
        ".size mapsanUnwalkable, .-mapsanUnwalkable\n");
#endif

namespace mapsan {

const void *unwalkable() {
  return reinterpret_cast<const char *>(&mapsanUnwalkable) + 1;
}

namespace {

struct UserOperation {
  union {
    HandWrite write;
    HandRead read;
  };
  const void *frame[2];
  bool isWrite;
};
static_assert(sizeof(UserOperation) <= sizeof(mapsan_operation), "");

// While a slow path runs inside one of ours: the thread stands in this frame.
class Standing {
public:
  explicit Standing(const void *frame) : record_(knownThread()) {
    if (record_)
      record_->standing = frame;
  }
  ~Standing() {
    if (record_)
      record_->standing = nullptr;
  }
  Standing(const Standing &) = delete;
  Standing &operator=(const Standing &) = delete;

private:
  ThreadRecord *record_;
};

// Two ways to find the caller's caller agree if the caller keeps a frame.
bool keepsFrame(const ThreadRecord &self, const void *const *frame) {
  const uintptr_t caller = reinterpret_cast<uintptr_t>(frame[0]);
  if (caller % sizeof(uintptr_t) || !self.stack.contains(caller) ||
      !self.stack.contains(caller + 15))
    return false;
  uint64_t returns[2];
  const Walk walk =
      walkByTables(reinterpret_cast<uintptr_t>(frame), self.stack, returns, 2);
  return walk.count == 2 &&
         reinterpret_cast<const uint64_t *>(caller)[1] == returns[1];
}

// The answer for a place never changes; most programs have few.
constexpr uint32_t kPlaces = 1024;
struct KnownPlace {
  const void *pc;
  bool keepsFrame;
};
KnownPlace places[kPlaces];

void makeFrame(UserOperation &operation, const void *const *frame) {
  ThreadRecord *self = currentThread();
  const void *pc = frame[1];
  KnownPlace &place =
      places[(reinterpret_cast<uint64_t>(pc) * 0x9E3779B97F4A7C15ull) >> 54];
  bool keeps = __atomic_load_n(&place.keepsFrame, __ATOMIC_RELAXED);
  if (__atomic_load_n(&place.pc, __ATOMIC_ACQUIRE) != pc) {
    keeps = self && keepsFrame(*self, frame);
    if (!__atomic_load_n(&place.pc, __ATOMIC_RELAXED)) {
      __atomic_store_n(&place.keepsFrame, keeps, __ATOMIC_RELAXED);
      __atomic_store_n(&place.pc, pc, __ATOMIC_RELEASE);
    }
  }
  operation.frame[0] = keeps ? frame[0] : nullptr;
  operation.frame[1] = keeps ? pc : unwalkable();
}

// One whole operation inside one of our functions.
__attribute__((noinline)) void writeNow(const void *map, const char *method,
                                        Effect effect) {
  HandWrite operation(map, userSite(map, {method, nullptr, nullptr, 0, effect}),
                      kUnknownSize, nullptr, tableBits());
  operation.end(Changed::Yes);
}

void constructNow(const void *map) {
  handConstructed(
      map, userSite(map, {"created", nullptr, nullptr, 0, Effect::Construct}),
      tableBits());
}

} // namespace

} // namespace mapsan

void __mapsan_user_begin(mapsan_operation *memory, const void *map,
                         int is_write, const char *method, const char *function,
                         const char *file, uint32_t line) {
  UserOperation &operation = *reinterpret_cast<UserOperation *>(memory);
  const void *const *frame =
      static_cast<const void *const *>(__builtin_frame_address(0));
  makeFrame(operation, frame);
  operation.isWrite = is_write != 0;
  const MapsanSite *site =
      userSite(map, {method, function, file, line,
                     is_write ? Effect::Upsert : Effect::Read});
  const Standing standing(frame);
  if (is_write)
    operation.write.begin(map, site, kUnknownSize, nullptr, tableBits(),
                          operation.frame, currentPc());
  else
    operation.read.begin(map, site, nullptr, tableBits(), operation.frame,
                         currentPc());
}

void __mapsan_user_end(mapsan_operation *memory, int changed) {
  UserOperation &operation = *reinterpret_cast<UserOperation *>(memory);
  const Standing standing(__builtin_frame_address(0));
  if (operation.isWrite)
    operation.write.end(changed ? Changed::Yes : Changed::No);
  else
    operation.read.end();
}

void __mapsan_user_created(const void *map, const char *type) {
  noteUserMap(map, type);
  constructNow(map);
}

void __mapsan_user_destroyed(const void *map) {
  writeNow(map, "destroyed", Effect::Destroy);
  forgetUserMap(map);
}

void __mapsan_user_moved(const void *from, const void *to) {
  writeNow(from, "moved", Effect::Write);
  moveUserMap(from, to);
  constructNow(to);
}

void __mapsan_user_ignore_begin() {
  ThreadRecord *self = currentThread();
  if (self && ++self->ignores == 1)
    setIgnored(*self, true);
}

void __mapsan_user_ignore_end() {
  ThreadRecord *self = currentThread();
  if (self && self->ignores && --self->ignores == 0)
    setIgnored(*self, false);
}

void __mapsan_user_thread_name(const char *name) {
  ThreadRecord *self = currentThread();
  if (self && name)
    nameThreadForReports(*self, name);
}

void __mapsan_user_test(const char *name) { nameTest(name); }
