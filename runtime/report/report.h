// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A report as plain data. Whoever found the conflict fills it in; resolve.h
// turns program counters into frames; print.h makes text of it. All strings lie
// in the report's own pool, so a report points to nothing: it may be copied,
// kept, and printed after its threads and its map are gone.
//
// A Report is large (some 150 KB): keep it in mapped memory, never on a stack.
// All zero bytes (or clear()) is the empty report. Nothing here allocates,
// locks or fails: when a capacity is used up, further frames and notes are
// left out and further text becomes "...".
#ifndef MAPSAN_RUNTIME_REPORT_REPORT_H
#define MAPSAN_RUNTIME_REPORT_REPORT_H

#include "runtime/abi/effects.h"

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

enum class Title : uint8_t {
#define MAPSAN_TITLE(enumerator, text, threads) enumerator,
#include "runtime/report/titles.def"
};

/// How it is known that the two operations met (DESIGN 3).
enum class Evidence : uint8_t {
  Overlap,   // both threads were inside the map at once
  Unordered, // no happens-before path between the two
  Crash,     // a fatal signal inside an operation on this map
  SameThread // one thread did both
};

/// How a side's stack was obtained (DESIGN 5).
enum class StackOrigin : uint8_t {
  SiteOnly,     // nothing but the call site is known
  Own,          // the thread that reports
  LiveWalk,     // walked from outside while the operation was open
  Eager,        // kept by the operation itself, the map being shared
  AfterTheFact, // walked after the operation had ended
  Mailbox,      // the partner captured it itself at its operation's end
};

/// What became of the structure, as observed.
enum class Observed : uint8_t { Nothing, Changed, Unknown };

constexpr uint64_t kUnknownCount = ~uint64_t{0};

constexpr unsigned kMaxPcs = 64;    // program counters of one stack
constexpr unsigned kMaxFrames = 96; // frames of one stack, inlined ones too
constexpr unsigned kMaxThreads = 6; // two sides, their creators, the map's
constexpr unsigned kSideLocks = 8;  // locks of one side
constexpr unsigned kMaxLocks = 2 * kSideLocks;
constexpr unsigned kMaxNotes = 8; // sentences below the report
constexpr unsigned kPoolBytes = 48u << 10;

/// A string in the pool of its report; 0 is "not known".
struct Text {
  uint32_t offset;
  explicit operator bool() const { return offset != 0; }
};

struct Frame {
  uint64_t pc; // as captured: a return address, except in an innermost frame
  uint64_t offset; // in the module, the way llvm-symbolizer wants it
  Text module;     // path
  Text buildId;    // hexadecimal
  Text function;   // demangled and shortened
  Text file;
  uint32_t line;
  uint32_t column;
  bool inlined; // into the next frame
};

/// pcs is what was captured, innermost first: return addresses, each looked up
/// as "address - 1". So is the program counter of a ring entry on x86-64 (it
/// names the instruction after the one that took it). Only an address that
/// names its own instruction (AArch64's adr, a signal's) is looked up as it is:
/// then firstIsExact is set. frames is what resolve.h makes of them.
struct Stack {
  StackOrigin origin;
  bool firstIsExact; // pcs[0] names its own instruction
  uint8_t pcCount;
  uint8_t frameCount;
  Text ended; // why there are no more frames, when that is worth a word
  uint64_t pcs[kMaxPcs];
  Frame frames[kMaxFrames];
};

struct Thread {
  uint32_t number; // the N of TN
  int32_t tid;     // the system's
  Text name;
  bool isMain;
  bool isCreationKnown;
  uint32_t creator; // number of the creating thread
  bool isCreatorMain;
  Stack creation;
};

/// One taking of a lock: a lock that both sides hold is there twice.
struct Lock {
  Text name;      // 'Router::mu_' if known
  uint8_t number; // the N of MN: the same for the same lock
  uint64_t address;
  uint64_t takenPc;         // return address of the lock call; 0 is not known
  uint64_t takenCallers[5]; // the callers above it; 0 is not known
  Frame taken;   // the first of them that is the program's, else the lock call
  bool isShared; // held for reading
};

/// One of the two operations.
struct Side {
  uint8_t thread; // index in Report::threads
  bool isPrevious;
  Effect effect;
  Observed observed;
  Text method;   // "operator[]"
  Text function; // the call site, from its static record
  Text file;
  uint32_t line;
  uint32_t column;
  uint32_t lineInFunction; // the function's own line is 1; 0 is not known
  uint64_t sizeBefore, sizeAfter;       // kUnknownCount if not known
  uint64_t bucketsBefore, bucketsAfter; // kUnknownCount if not known
  Text key;          // as text, quotes included; or not known
  bool isKeyLost;    // the operation has a key, but it could not be captured
  bool isOnlyLooked; // the program only reads the element that it is given
  // Of an element: the operation that it was taken by, where that is another place.
  Text taken; // "find"
  Text takenFunction, takenFile;
  uint32_t takenLine;
  uint64_t releasedLock; // its address: held then, and at the use no more
  bool areLocksKnown;
  uint8_t lockCount;
  uint8_t locks[kSideLocks]; // indexes in Report::locks
  Stack stack;
};

struct Map {
  Text name; // "Router::routes_", as the programmer calls it
  Text file; // where that is declared
  uint32_t line;
  Text type;
  uint64_t address;
  uint64_t size; // kUnknownCount if not known
  bool isCreationKnown;
  uint8_t creator; // index in Report::threads
  Stack creation;
};

struct Report {
  Title title;
  Evidence evidence;
  Text evidenceDetail; // replaces the usual words in parentheses
  bool isNote;         // a potential conflict: not counted as a race
  int32_t pid;
  Text test;         // what the program says it is testing
  uint8_t sideCount; // 1 or 2
  uint8_t threadCount;
  uint8_t lockCount;
  uint8_t noteCount;
  Map map;
  Side sides[2];
  Thread threads[kMaxThreads];
  Lock locks[kMaxLocks];
  Text notes[kMaxNotes]; // full sentences
  uint32_t poolUsed;
  char pool[kPoolBytes];

  void clear();

  /// Copies a string into the pool. Null gives "not known". Equal strings are
  /// kept once. Programs choose their names: what a terminal would obey, and what
  /// is no UTF-8, becomes "\x1b".
  Text add(const char *string);
  Text add(const char *string, size_t length);

  /// The same for a function and for a path, as names.h shortens them.
  Text addFunction(const char *name);
  Text addPath(const char *path);

  const char *text(Text string) const { return &pool[string.offset]; }

  /// Index of a new thread, taken lock; capacity exhausted: the last one again.
  uint8_t addThread(uint32_t number, int32_t tid, const char *name);
  uint8_t addLock(uint64_t address, const char *name, uint64_t takenPc,
                  const uint64_t (&takenCallers)[5] = {});
  void addNote(const char *sentence);
};

const char *titleText(Title title);
const char *evidenceName(Evidence evidence); // "overlap"
const char *evidenceText(Evidence evidence); // what that means, for people
const char *originName(StackOrigin origin);  // "live-walk"
const char *originText(StackOrigin origin);  // a remark, or ""

/// The same for the same pair of call sites and the same title, in every run,
/// at every address, whichever side came first, and in every build that does not
/// change the two functions: lines count from the start of their function.
uint64_t fingerprint(const Report &report);

} // namespace mapsan

#endif
