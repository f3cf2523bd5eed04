// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report's string pool, its names, and its fingerprint.
#include "runtime/report/report.h"

#include "runtime/base/path.h"
#include "runtime/base/text_writer.h"
#include "runtime/base/utf8.h"
#include "runtime/report/names.h"

namespace mapsan {
namespace {

constexpr uint64_t kHashStart = 0xcbf29ce484222325ull;
constexpr uint64_t kHashPrime = 0x100000001b3ull;

/// FNV-1a, which is the same on every machine; the closing zero byte keeps
/// "ab","c" and "a","bc" apart.
uint64_t hashText(uint64_t hash, const char *text) {
  do
    hash = (hash ^ static_cast<unsigned char>(*text)) * kHashPrime;
  while (*text++);
  return hash;
}

/// Compilers count the lambdas of a unit ("$_7"): one more at the top of the
/// file renames all others.
uint64_t hashFunction(uint64_t hash, const char *name) {
  for (; *name; ++name) {
    hash = (hash ^ static_cast<unsigned char>(*name)) * kHashPrime;
    if (name[0] == '$' && name[1] == '_')
      for (++name; name[1] >= '0' && name[1] <= '9';)
        ++name;
  }
  return hashText(hash, "");
}

uint64_t hashNumber(uint64_t hash, uint64_t number) {
  for (unsigned i = 0; i < 8; ++i, number >>= 8)
    hash = (hash ^ (number & 255)) * kHashPrime;
  return hash;
}

uint64_t sideHash(const Report &report, const Side &side) {
  uint64_t hash = hashFunction(kHashStart, report.text(side.function));
  hash = hashText(hash, baseName(report.text(side.file)));
  hash = hashText(hash, report.text(side.method));
  return hashNumber(hash,
                    side.lineInFunction ? side.lineInFunction : side.line);
}

} // namespace

void Report::clear() { __builtin_memset(this, 0, sizeof(*this)); }

namespace {

/// Escapes what a terminal would obey; true if there was anything.
bool escape(const char *string, size_t length, TextWriter &out) {
  char last[5] = {}; // a sequence that was cut may not be read beyond its end
  bool any = false;
  for (size_t i = 0; i < length;) {
    for (size_t k = 0; k < 4; ++k)
      last[k] = i + k < length ? string[i + k] : 0;
    const unsigned shown =
        shownLength(reinterpret_cast<const unsigned char *>(last));
    any |= shown == 0;
    if (shown)
      out.put(last, shown);
    else
      out.put("\\x").hex(static_cast<unsigned char>(last[0]), 2);
    i += shown ? shown : 1;
  }
  return any;
}

/// ASCII that can be shown: nearly all there ever is.
bool isPlain(const char *string, size_t length) {
  for (size_t i = 0; i < length; ++i)
    if (static_cast<signed char>(string[i]) < 0x20 || string[i] == 0x7F)
      return false;
  return true;
}

} // namespace

Text Report::add(const char *string) {
  return add(string, string ? __builtin_strlen(string) : 0);
}

Text Report::add(const char *string, size_t length) {
  constexpr char kCut[] = "...";
  if (!string)
    return {0};
  char escaped[1024];
  TextWriter out(escaped, sizeof escaped);
  if (!isPlain(string, length) && escape(string, length, out)) {
    string = escaped;
    length = out.length();
  }
  if (poolUsed == 0) { // offset 0 is "not known", 1 is the cut
    __builtin_memcpy(&pool[1], kCut, sizeof(kCut));
    poolUsed = 1 + sizeof(kCut);
  }
  for (uint32_t at = 1; at < poolUsed;) {
    size_t size = __builtin_strlen(&pool[at]);
    if (size == length && __builtin_memcmp(&pool[at], string, length) == 0)
      return {at};
    at += static_cast<uint32_t>(size) + 1;
  }
  if (length >= kPoolBytes - poolUsed)
    return {1};
  uint32_t at = poolUsed;
  __builtin_memmove(&pool[at], string, length);
  pool[at + length] = 0;
  poolUsed = at + static_cast<uint32_t>(length) + 1;
  return {at};
}

namespace {

/// Adds the text, shortens it where it lies, and adds that again: a name may be
/// longer than any buffer on the stack should be.
Text addShortened(Report &report, const char *text, size_t (*shorten)(char *)) {
  uint32_t used = report.poolUsed;
  Text whole = report.add(text);
  if (!whole || used == 0 || whole.offset < used)
    return whole; // was there before: maybe somebody else's
  char *copy = &report.pool[whole.offset];
  size_t length = shorten(copy);
  report.poolUsed = whole.offset;
  return report.add(copy, length);
}

} // namespace

Text Report::addFunction(const char *name) {
  return addShortened(*this, name, shortenFunction);
}

Text Report::addPath(const char *path) {
  return addShortened(*this, path, shortenPath);
}

uint8_t Report::addThread(uint32_t number, int32_t tid, const char *name) {
  for (uint8_t i = 0; i < threadCount; ++i)
    if (threads[i].number == number)
      return i;
  if (threadCount == kMaxThreads)
    return kMaxThreads - 1;
  Thread &thread = threads[threadCount];
  thread.number = number;
  thread.tid = tid;
  thread.name = add(name && *name ? name : nullptr);
  return threadCount++;
}

uint8_t Report::addLock(uint64_t address, const char *name, uint64_t takenPc,
                        const uint64_t (&takenCallers)[5]) {
  // At -O0 all locking comes from one place in the library.
  for (uint8_t i = 0; i < lockCount; ++i)
    if (locks[i].address == address && locks[i].takenPc == takenPc &&
        __builtin_memcmp(locks[i].takenCallers, takenCallers,
                         sizeof takenCallers) == 0)
      return i;
  if (lockCount == kMaxLocks)
    return kMaxLocks - 1;
  uint8_t number = 1;
  bool isKnown = false;
  for (uint8_t i = 0; i < lockCount && !isKnown; ++i) {
    isKnown = locks[i].address == address;
    number = isKnown ? locks[i].number
             : locks[i].number >= number
                 ? static_cast<uint8_t>(locks[i].number + 1)
                 : number;
  }
  Lock &lock = locks[lockCount];
  lock.number = number;
  lock.address = address;
  lock.takenPc = takenPc;
  __builtin_memcpy(lock.takenCallers, takenCallers, sizeof takenCallers);
  lock.name = add(name && *name ? name : nullptr);
  return lockCount++;
}

void Report::addNote(const char *sentence) {
  if (sentence && noteCount < kMaxNotes)
    notes[noteCount++] = add(sentence);
}

const char *titleText(Title title) {
  switch (title) {
#define MAPSAN_TITLE(enumerator, text, threads)                                \
  case Title::enumerator:                                                      \
    return text;
#include "runtime/report/titles.def"
  }
  return "unknown";
}

const char *originText(StackOrigin origin) {
  switch (origin) {
  case StackOrigin::SiteOnly:
    return "the callers are not known";
  case StackOrigin::AfterTheFact:
    return "taken after the operation";
  case StackOrigin::Own:
  case StackOrigin::LiveWalk:
  case StackOrigin::Eager:
  case StackOrigin::Mailbox:
    return "";
  }
  return "";
}

const char *originName(StackOrigin origin) {
  switch (origin) {
  case StackOrigin::SiteOnly:
    return "site-only";
  case StackOrigin::Own:
    return "own";
  case StackOrigin::LiveWalk:
    return "live-walk";
  case StackOrigin::Eager:
    return "eager";
  case StackOrigin::AfterTheFact:
    return "after-the-fact";
  case StackOrigin::Mailbox:
    return "mailbox";
  }
  return "unknown";
}

const char *evidenceName(Evidence evidence) {
  switch (evidence) {
  case Evidence::Overlap:
    return "overlap";
  case Evidence::Unordered:
    return "unordered";
  case Evidence::Crash:
    return "crash";
  case Evidence::SameThread:
    return "same thread";
  }
  return "unknown";
}

const char *evidenceText(Evidence evidence) {
  switch (evidence) {
  case Evidence::Overlap:
    return "both threads were inside the map at the same time";
  case Evidence::Unordered:
    return "nothing orders the two operations";
  case Evidence::Crash:
    return "a fatal signal inside an operation on the map";
  case Evidence::SameThread:
    return "one thread did both";
  }
  return "";
}

uint64_t fingerprint(const Report &report) {
  uint64_t hash = hashText(kHashStart, titleText(report.title));
  hash = hashText(hash, report.text(report.map.type));
  uint64_t sides = 0; // a sum: the order of the two does not matter
  for (unsigned i = 0; i < report.sideCount; ++i)
    sides += sideHash(report, report.sides[i]);
  return hashNumber(hash, sides);
}

} // namespace mapsan
