/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

   MapSan's interface for programs. C99 and C++11; nothing to link: every
   function does nothing when the runtime is not there, and every attribute is
   empty where the compiler does not know it. All functions may be called by any
   thread; none allocates, blocks or throws. */
#ifndef MAPSAN_MAPSAN_H
#define MAPSAN_MAPSAN_H

#include <stddef.h>
#include <stdint.h>

/* Attributes.  struct MAPSAN_MAP Cache { MAPSAN_READS Route *get(int); ... };
   A class is a map; a method of it reads, writes, ... ; a variable, member,
   function or class is left out. docs/own-maps.md */
#if defined(__clang__)
#define MAPSAN_ATTRIBUTE(text) __attribute__((annotate(text)))
#else
#define MAPSAN_ATTRIBUTE(text)
#endif
#define MAPSAN_MAP MAPSAN_ATTRIBUTE("mapsan::map")
#define MAPSAN_READS MAPSAN_ATTRIBUTE("mapsan::read")
#define MAPSAN_WRITES MAPSAN_ATTRIBUTE("mapsan::write")
#define MAPSAN_UPSERTS MAPSAN_ATTRIBUTE("mapsan::upsert")
#define MAPSAN_ERASES MAPSAN_ATTRIBUTE("mapsan::erase")
#define MAPSAN_SAFE MAPSAN_ATTRIBUTE("mapsan::safe")
#define MAPSAN_IGNORE MAPSAN_ATTRIBUTE("mapsan::ignore")

#ifdef __cplusplus
extern "C" {
#endif

/* Memory for one hand-annotated operation, from its begin to its end. */
typedef struct mapsan_operation {
  uint64_t reserved[48];
} mapsan_operation;

typedef struct mapsan_frame {
  const char *function, *file, *module; /* null: not known */
  uint32_t line, column;
  uint64_t offset; /* in the module */
} mapsan_frame;

typedef struct mapsan_side {
  uint32_t thread;         /* the N of TN */
  const char *thread_name; /* null: none */
  const char *operation;   /* "operator[] inserted key 7 (1 -> 2 elements)" */
  const char *method, *effect, *key;
  const char *stack_origin; /* "own", "live-walk", "after-the-fact", ... */
  int is_previous;
  size_t frame_count;
  const mapsan_frame *frames;
} mapsan_side;

/* Valid during the callback. New fields are added at the end only. */
typedef struct mapsan_report {
  size_t size;          /* of this struct in the runtime */
  const char *title;    /* "concurrent map writes" */
  const char *evidence; /* "overlap", "unordered", "crash", "same thread" */
  uint64_t fingerprint; /* the same in every run */
  const char *map_name, *map_type;
  const void *map;
  size_t side_count; /* 1 or 2 */
  mapsan_side sides[2];
  const char *text; /* the whole report, as it is printed */
  const char *test; /* what mapsan_test_begin said; null: nothing */
} mapsan_report;

typedef void (*mapsan_report_callback)(const mapsan_report *, void *context);

#define MAPSAN_WEAK __attribute__((weak, visibility("default"))) extern
MAPSAN_WEAK void __mapsan_user_ignore_begin(void);
MAPSAN_WEAK void __mapsan_user_ignore_end(void);
MAPSAN_WEAK void __mapsan_user_created(const void *map, const char *type);
MAPSAN_WEAK void __mapsan_user_destroyed(const void *map);
MAPSAN_WEAK void __mapsan_user_moved(const void *from, const void *to);
MAPSAN_WEAK void __mapsan_user_begin(mapsan_operation *, const void *map,
                                     int is_write, const char *method,
                                     const char *function, const char *file,
                                     uint32_t line);
MAPSAN_WEAK void __mapsan_user_end(mapsan_operation *, int changed);
MAPSAN_WEAK void __mapsan_user_thread_name(const char *name);
MAPSAN_WEAK void __mapsan_user_test(const char *name);
MAPSAN_WEAK void __mapsan_user_callback(mapsan_report_callback, void *context);
MAPSAN_WEAK void __mapsan_user_acquire(const void *address);
MAPSAN_WEAK void __mapsan_user_release(const void *address);
#undef MAPSAN_WEAK

/* What this thread does between the two is neither checked nor recorded. */
#define mapsan_ignore_begin() MAPSAN_DO(ignore_begin, ())
#define mapsan_ignore_end() MAPSAN_DO(ignore_end, ())
/* A hand-annotated container, by its address. `type` and `method` are string
   literals. `changed`: 0 if the write turned out to change nothing. */
#define mapsan_created(map, type) MAPSAN_DO(created, (map, type))
#define mapsan_destroyed(map) MAPSAN_DO(destroyed, (map))
#define mapsan_moved(from, to) MAPSAN_DO(moved, (from, to))
#define mapsan_read_begin(op, map, method)                                     \
  MAPSAN_DO(begin, (op, map, 0, method, __func__, __FILE__, __LINE__))
#define mapsan_read_end(op) MAPSAN_DO(end, (op, 0))
#define mapsan_write_begin(op, map, method)                                    \
  MAPSAN_DO(begin, (op, map, 1, method, __func__, __FILE__, __LINE__))
#define mapsan_write_end(op, changed) MAPSAN_DO(end, (op, changed))
/* The calling thread's name in reports; copied. */
#define mapsan_set_thread_name(name) MAPSAN_DO(thread_name, (name))
/* What the program tests from here on, for reports and the log; copied. One at a
   time, for the whole program. <mapsan/gtest.h>, catch2.h, doctest.h and
   boost_test.h do it for these frameworks. */
#define mapsan_test_begin(name) MAPSAN_DO(test, (name))
#define mapsan_test_end() MAPSAN_DO(test, (""))
/* Called for every report, after it was printed, by the thread that found it. It
   should neither lock nor use atomics: report mode cannot place what they order
   there, and forgets what it knew. */
#define mapsan_set_report_callback(function, context)                          \
  MAPSAN_DO(callback, (function, context))
/* Synchronisation that the runtime cannot see: what happened before a release
   of an address happens before what follows a later acquire of it. */
#define mapsan_acquire(address) MAPSAN_DO(acquire, (address))
#define mapsan_release(address) MAPSAN_DO(release, (address))
#define MAPSAN_DO(name, arguments)                                             \
  ((void)(__mapsan_user_##name ? (__mapsan_user_##name arguments, 0) : 0))

#ifdef __cplusplus
} // extern "C"

namespace mapsan {

/// For the time of a block; `method` is a string literal. Inlined also at -O0:
/// the other thread's report walks this thread's stack from the block's frame,
/// and the constructor's own frame would be gone.
class Scope {
public:
  __attribute__((always_inline)) Scope(const void *map, bool writes,
                                       const char *method, const char *function,
                                       const char *file, uint32_t line)
      : changed_(writes) {
    MAPSAN_DO(begin, (&op_, map, writes, method, function, file, line));
  }
  ~Scope() { MAPSAN_DO(end, (&op_, changed_)); }
  Scope(const Scope &) = delete;
  Scope &operator=(const Scope &) = delete;
  /// The write turned out to change nothing.
  void unchanged() { changed_ = false; }

private:
  mapsan_operation op_;
  bool changed_;
};
struct IgnoreScope {
  IgnoreScope() { mapsan_ignore_begin(); }
  ~IgnoreScope() { mapsan_ignore_end(); }
  IgnoreScope(const IgnoreScope &) = delete;
  IgnoreScope &operator=(const IgnoreScope &) = delete;
};

} // namespace mapsan
#define MAPSAN_READ_SCOPE(name, map, method)                                   \
  ::mapsan::Scope name(map, false, method, __func__, __FILE__, __LINE__)
#define MAPSAN_WRITE_SCOPE(name, map, method)                                  \
  ::mapsan::Scope name(map, true, method, __func__, __FILE__, __LINE__)
#endif
#endif
