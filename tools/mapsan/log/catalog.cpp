// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A merged log has one "program" record for each program and one "race" or
// "note" record, with "count" and "tests", for each race: the form of
// docs/report.schema.json, so that merging is associative.
#include "tools/mapsan/log/catalog.h"

#include "runtime/report/json.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

namespace mapsan {
namespace {

using llvm::json::Array;
using llvm::json::Object;

/// These are properties of the program, not events.
bool isProperty(const std::string &count) {
  return count == "sites" || count == "sitesReached";
}

void add(Exercise &to, const std::string &name, uint64_t value) {
  uint64_t &count = to.counts[name];
  count = isProperty(name) ? std::max(count, value) : count + value;
}

void addCounts(Exercise &to, const Object *counts) {
  if (!counts)
    return;
  for (const auto &[name, value] : *counts)
    if (const auto number = value.getAsInteger(); number && *number >= 0)
      add(to, llvm::StringRef(name).str(), static_cast<uint64_t>(*number));
}

uint64_t number(const Object &record, llvm::StringRef key, uint64_t absent) {
  const auto value = record.getInteger(key);
  return value && *value >= 0 ? static_cast<uint64_t>(*value) : absent;
}

std::string text(const Object &record, llvm::StringRef key) {
  const auto value = record.getString(key);
  return value ? value->str() : "";
}

/// How much of the two stacks is there: frames with a file count most.
unsigned qualityOf(const Object &race) {
  unsigned quality = 0;
  for (const llvm::json::Value &side : *race.getArray("sides")) {
    const Object *object = side.getAsObject();
    const Object *stack = object ? object->getObject("stack") : nullptr;
    const Array *frames = stack ? stack->getArray("frames") : nullptr;
    if (!frames || frames->empty())
      continue;
    quality += 100;
    for (const llvm::json::Value &frame : *frames)
      if (const Object *known = frame.getAsObject())
        quality += known->get("file") ? 10 : 1;
  }
  return quality;
}

} // namespace

bool Catalog::takeRace(const LogLine &line, bool isNote) {
  const std::string fingerprint = text(line.record, "fingerprint");
  const Array *sides = line.record.getArray("sides");
  if (fingerprint.empty() || !line.record.getString("title") || !sides ||
      sides->empty() || sides->size() > 2)
    return false;
  const size_t order = races_.size();
  Known &known = races_[fingerprint];
  if (!known.count)
    known.order = order;
  known.count += number(line.record, "count", 1);
  const unsigned quality = qualityOf(line.record);
  if (known.line.empty() || quality > known.quality ||
      (known.isNote && !isNote)) {
    known.line = line.text;
    known.quality = quality;
    known.isNote = isNote;
  }
  const auto addTest = [&](const std::string &test) {
    if (!test.empty() && known.tests.size() < kMaxTests)
      known.tests.insert(test);
  };
  addTest(text(line.record, "test"));
  if (const Array *tests = line.record.getArray("tests"))
    for (const llvm::json::Value &test : *tests)
      if (const auto name = test.getAsString())
        addTest(name->str());
  return true;
}

bool Catalog::take(const LogLine &line) {
  const std::string kind = text(line.record, "record");
  if (kind == "race" || kind == "note")
    return takeRace(line, kind == "note");
  if (kind != "process" && kind != "end" && kind != "program")
    return !kind.empty(); // of a later MapSan, which says it may be ignored
  Exercise &program = programs_[text(line.record, "executable")];
  if (kind == "process") {
    ++program.processes;
  } else if (kind == "end") {
    ++program.ended;
    addCounts(program, line.record.getObject("counts"));
  } else {
    program.processes += number(line.record, "processes", 0);
    program.ended += number(line.record, "ended", 0);
    addCounts(program, line.record.getObject("counts"));
  }
  return true;
}

Exercise Catalog::total() const {
  Exercise total;
  for (const auto &[name, program] : programs_) {
    total.processes += program.processes;
    total.ended += program.ended;
    for (const auto &[count, value] : program.counts)
      total.counts[count] += value;
  }
  return total;
}

std::vector<std::string> Catalog::inOrder(bool notes) const {
  std::vector<std::pair<uint64_t, std::string>> found;
  for (const auto &[fingerprint, known] : races_)
    if (known.isNote == notes)
      found.push_back({known.order, fingerprint});
  std::sort(found.begin(), found.end());
  std::vector<std::string> fingerprints;
  for (auto &[order, fingerprint] : found)
    fingerprints.push_back(std::move(fingerprint));
  return fingerprints;
}

void Catalog::write(llvm::raw_ostream &out) const {
  for (const auto &[executable, program] : programs_) {
    Object counts;
    for (const auto &[name, value] : program.counts)
      counts[name] = static_cast<int64_t>(value);
    out << llvm::json::Value(
               Object{{"mapsan", static_cast<int64_t>(kJsonVersion)},
                      {"record", "program"},
                      {"pid", 0},
                      {"executable", executable},
                      {"processes", static_cast<int64_t>(program.processes)},
                      {"ended", static_cast<int64_t>(program.ended)},
                      {"counts", std::move(counts)}})
        << '\n';
  }
  for (bool notes : {false, true})
    for (const std::string &fingerprint : inOrder(notes)) {
      const Known &known = races_.at(fingerprint);
      llvm::Expected<llvm::json::Value> value = llvm::json::parse(known.line);
      Object &record = *value->getAsObject();
      record["count"] = static_cast<int64_t>(known.count);
      Array tests;
      for (const std::string &test : known.tests)
        tests.push_back(test);
      if (!tests.empty())
        record["tests"] = std::move(tests);
      out << *value << '\n';
    }
}

} // namespace mapsan
