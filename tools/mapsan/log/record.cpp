// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From JSON to plain data, and the few words that all writers share. They are
// the words of the text report (runtime/report/describe.cpp).
#include "tools/mapsan/log/record.h"

#include "runtime/report/report.h"

#include "llvm/Support/JSON.h"

namespace mapsan {
namespace {

using llvm::json::Array;
using llvm::json::Object;

std::string text(const Object &from, llvm::StringRef key) {
  const auto value = from.getString(key);
  return value ? value->str() : "";
}

std::optional<uint64_t> maybeNumber(const Object &from, llvm::StringRef key) {
  const auto value = from.getInteger(key);
  if (!value || *value < 0)
    return std::nullopt;
  return static_cast<uint64_t>(*value);
}

uint64_t number(const Object &from, llvm::StringRef key) {
  return maybeNumber(from, key).value_or(0);
}

bool truth(const Object &from, llvm::StringRef key) {
  const auto value = from.getBoolean(key);
  return value && *value;
}

/// Calls `visit` for each object of the array `key`.
template <typename Visit>
void forEach(const Object &from, llvm::StringRef key, Visit visit) {
  if (const Array *array = from.getArray(key))
    for (const llvm::json::Value &value : *array)
      if (const Object *object = value.getAsObject())
        visit(*object);
}

LogFrame readFrame(const Object &from) {
  LogFrame frame;
  frame.function = text(from, "function");
  frame.file = text(from, "file");
  frame.module = text(from, "module");
  frame.buildId = text(from, "buildId");
  frame.offset = text(from, "offset");
  frame.line = number(from, "line");
  frame.column = number(from, "column");
  frame.isInlined = truth(from, "inlined");
  return frame;
}

LogStack readStack(const Object &from, llvm::StringRef key) {
  LogStack stack;
  const Object *object = from.getObject(key);
  if (!object)
    return stack;
  stack.origin = text(*object, "origin");
  stack.ended = text(*object, "ended");
  forEach(*object, "frames", [&](const Object &frame) {
    stack.frames.push_back(readFrame(frame));
  });
  return stack;
}

LogSide readSide(const Object &from) {
  LogSide side;
  side.thread = number(from, "thread");
  side.isPrevious = truth(from, "previous");
  side.operation = text(from, "operation");
  side.effect = text(from, "effect");
  side.method = text(from, "method");
  side.function = text(from, "function");
  side.file = text(from, "file");
  side.line = number(from, "line");
  side.column = number(from, "column");
  side.stack = readStack(from, "stack");
  if (const Array *locks = from.getArray("locks")) {
    side.locks.emplace();
    for (const llvm::json::Value &lock : *locks)
      if (const auto index = lock.getAsInteger(); index && *index >= 0)
        side.locks->push_back(static_cast<uint64_t>(*index));
  }
  return side;
}

LogThread readThread(const Object &from) {
  LogThread thread;
  thread.number = number(from, "number");
  thread.name = text(from, "name");
  thread.isMain = truth(from, "main");
  thread.creator = maybeNumber(from, "creator");
  thread.creation = readStack(from, "creation");
  return thread;
}

LogLock readLock(const Object &from) {
  LogLock lock;
  lock.number = number(from, "number");
  lock.name = text(from, "name");
  lock.address = text(from, "address");
  lock.isShared = truth(from, "shared");
  if (const Object *taken = from.getObject("taken"))
    lock.taken = readFrame(*taken);
  return lock;
}

LogMap readMap(const Object &from) {
  LogMap map;
  map.name = text(from, "name");
  map.file = text(from, "file");
  map.type = text(from, "type");
  map.address = text(from, "address");
  map.line = number(from, "line");
  map.size = maybeNumber(from, "size");
  map.creator = maybeNumber(from, "creator");
  map.creation = readStack(from, "creation");
  return map;
}

std::string withLine(const std::string &file, uint64_t line, uint64_t column,
                     const std::string &root) {
  std::string place = withoutRoot(file, root);
  if (line)
    place += ":" + std::to_string(line);
  if (line && column)
    place += ":" + std::to_string(column);
  return place;
}

} // namespace

const LogThread *LogRace::thread(uint64_t number) const {
  for (const LogThread &thread : threads)
    if (thread.number == number)
      return &thread;
  return nullptr;
}

std::optional<LogRace> readRace(const Object &record) {
  LogRace race;
  race.pid = number(record, "pid");
  race.executable = text(record, "executable");
  race.test = text(record, "test");
  race.title = text(record, "title");
  race.fingerprint = text(record, "fingerprint");
  race.evidence = text(record, "evidence");
  race.evidenceDetail = text(record, "evidenceDetail");
  race.isNote = text(record, "record") == "note";
  if (const Object *map = record.getObject("map"))
    race.map = readMap(*map);
  forEach(record, "sides",
          [&](const Object &side) { race.sides.push_back(readSide(side)); });
  forEach(record, "threads", [&](const Object &thread) {
    race.threads.push_back(readThread(thread));
  });
  forEach(record, "locks",
          [&](const Object &lock) { race.locks.push_back(readLock(lock)); });
  if (const Array *notes = record.getArray("notes"))
    for (const llvm::json::Value &note : *notes)
      if (const auto words = note.getAsString())
        race.notes.push_back(words->str());
  if (race.title.empty() || race.fingerprint.empty() || race.sides.empty() ||
      race.sides.size() > 2)
    return std::nullopt;
  return race;
}

std::string withoutRoot(const std::string &path, const std::string &root) {
  if (root.empty() || path.size() <= root.size() + 1 ||
      path.compare(0, root.size(), root) != 0 || path[root.size()] != '/')
    return path;
  return path.substr(root.size() + 1);
}

std::string placeOf(const LogFrame &frame, const std::string &root) {
  if (!frame.file.empty())
    return withLine(frame.file, frame.line, frame.column, root);
  if (!frame.module.empty())
    return frame.module + "+" + frame.offset;
  return "";
}

std::string placeOf(const LogSide &side, const std::string &root) {
  if (!side.file.empty())
    return withLine(side.file, side.line, side.column, root);
  const std::string place =
      side.stack.frames.empty() ? "" : placeOf(side.stack.frames[0], root);
  return place.empty() ? functionOf(side) : place;
}

std::string functionOf(const LogSide &side) {
  if (!side.function.empty())
    return side.function;
  if (!side.stack.frames.empty() && !side.stack.frames[0].function.empty())
    return side.stack.frames[0].function;
  return "??";
}

std::string nameOf(const LogThread &thread) {
  if (thread.isMain)
    return "main thread";
  std::string name = "T" + std::to_string(thread.number);
  return thread.name.empty() ? name : name + " '" + thread.name + "'";
}

std::string roleOf(const LogSide &side) {
  const std::string &effect = side.effect;
  std::string role =
      effect == "iterate"     ? "Iteration"
      : effect == "destroy"   ? "Destruction"
      : effect == "construct" ? "Construction"
      : effect == "none" || effect == "read" || effect == "read-all" ? "Read"
                                                                     : "Write";
  if (!side.isPrevious)
    return role;
  role[0] = static_cast<char>(role[0] | 0x20);
  return "Previous " + role;
}

std::string locksOf(const LogRace &race, const LogSide &side) {
  if (!side.locks)
    return "";
  std::string all;
  for (uint64_t index : *side.locks) {
    if (index >= race.locks.size())
      continue;
    const LogLock &lock = race.locks[index];
    all += (all.empty() ? "" : ", ") + ("M" + std::to_string(lock.number));
    if (!lock.name.empty())
      all += " '" + lock.name + "'";
    if (lock.isShared)
      all += " (for reading)";
  }
  return all.empty() ? "no lock" : all;
}

std::string evidenceOf(const LogRace &race) {
  if (!race.evidenceDetail.empty())
    return race.evidenceDetail;
  for (Evidence evidence : {Evidence::Overlap, Evidence::Unordered,
                            Evidence::Crash, Evidence::SameThread})
    if (race.evidence == evidenceName(evidence))
      return evidenceText(evidence);
  return "";
}

std::string nameOf(const LogMap &map, const std::string &root) {
  std::string name = map.name.empty() ? "" : "'" + map.name + "'";
  if (!map.file.empty())
    name += (name.empty() ? "(" : " (") +
            withLine(map.file, map.line, 0, root) + ")";
  if (!map.type.empty())
    name += (name.empty() ? "" : ", ") + map.type;
  return name.empty() ? "map at " + map.address : name;
}

} // namespace mapsan
