// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode's globals: the detector, and the calling thread's clock under the
// re-entry guard. In flag mode there is no clock and nothing happens.
//
//   pthread_mutex_unlock:  { const Ordering o; if (o) o.order().lockReleased(…) }
//   pthread_mutex_lock:    after the original, the same with lockAcquired
//
// A signal handler that synchronises while its thread is inside the detector
// (or while another part of the runtime runs on this thread) cannot record its
// edge: then all that was recorded so far stops counting
// (HappensBefore::forgetHistory), so that the missing edge accuses nobody.
#ifndef MAPSAN_RUNTIME_STATE_DETECTION_H
#define MAPSAN_RUNTIME_STATE_DETECTION_H

#include "runtime/core/detector.h"
#include "runtime/state/runtime.h"
#include "runtime/state/threads.h"

namespace mapsan {

extern Detector theDetector;
inline Detector &detector() { return theDetector; }

/// mode=report. False: no memory.
bool startDetection();

/// The calling thread's clock and the guard, for the time of one or a few calls
/// of the detector. False: flag mode, or this thread is not tracked now; if that
/// may have lost an edge, history was forgotten.
class Ordering {
public:
  Ordering() {
    if (!isReportMode())
      return;
    ThreadRecord *self = knownThread();
    if (__builtin_expect(self && self->clock && !self->inside, 1)) {
      record_ = self;
      ++self->inside;
    } else {
      enterSlowly();
    }
  }
  ~Ordering() {
    if (record_)
      --record_->inside;
  }
  Ordering(const Ordering &) = delete;
  Ordering &operator=(const Ordering &) = delete;

  explicit operator bool() const { return record_; }
  ThreadRecord &thread() const { return *record_; }
  ThreadClock &clock() const { return *record_->clock; }
  HappensBefore &order() const { return detector().order(); }

private:
  void enterSlowly();

  ThreadRecord *record_ = nullptr;
};

} // namespace mapsan

#endif
