// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/log/symbols.h"

#include "tools/mapsan/log/build_id.h"

#include "runtime/report/names.h"

#include "llvm/DebugInfo/Symbolize/Symbolize.h"
#include "llvm/Support/JSON.h"

#include <filesystem>

namespace mapsan {
namespace {

namespace fs = std::filesystem;
using llvm::json::Array;
using llvm::json::Object;

std::string text(const Object &from, llvm::StringRef key) {
  const auto value = from.getString(key);
  return value ? value->str() : "";
}

std::string functionName(std::string name) {
  name.resize(shortenFunction(name.data()));
  return name;
}

std::string pathName(std::string path) {
  path.resize(shortenPath(path.data()));
  return path;
}

bool isKnown(const llvm::DILineInfo &line) {
  return line.FileName != llvm::DILineInfo::BadString && !line.FileName.empty();
}

/// A call site's own line stands before the frame of its address, which begins with
/// the same line once it is known.
bool isSameLine(const Array &to, const llvm::DILineInfo &line) {
  const Object *last = to.empty() ? nullptr : to.back().getAsObject();
  if (!last || last->get("module") ||
      last->getInteger("line") != static_cast<int64_t>(line.Line))
    return false;
  return fs::path(text(*last, "file")).filename() ==
         fs::path(line.FileName).filename();
}

} // namespace

Symbols::Symbols(std::vector<std::string> folders)
    : folders_(std::move(folders)),
      symbolizer_(std::make_unique<llvm::symbolize::LLVMSymbolizer>()) {}
Symbols::~Symbols() = default;

const std::string &Symbols::find(const std::string &module,
                                 const std::string &buildId) {
  const auto [entry, isNew] = files_.insert({{module, buildId}, ""});
  std::string &found = entry->second;
  if (!isNew)
    return found;
  std::vector<fs::path> places{module};
  for (const std::string &folder : folders_) {
    const fs::path in = folder;
    if (buildId.size() > 2) {
      const std::string parts =
          buildId.substr(0, 2) + "/" + buildId.substr(2) + ".debug";
      places.push_back(in / ".build-id" / parts);
      places.push_back(in / parts);
      places.push_back(in / buildId / "debuginfo");
    }
    places.push_back(in / fs::path(module).relative_path());
    places.push_back(in / fs::path(module).filename());
    places.push_back(in / (fs::path(module).filename().string() + ".debug"));
  }
  for (const fs::path &place : places) {
    std::error_code error;
    if (!fs::is_regular_file(place, error) ||
        (!buildId.empty() && buildIdOf(place.string()) != buildId))
      continue;
    found = place.string();
    break;
  }
  return found;
}

bool Symbols::resolveFrame(const Object &frame, Array &to) {
  const std::string offset = text(frame, "offset");
  uint64_t address;
  if (frame.get("file") || llvm::StringRef(offset).getAsInteger(0, address))
    return false;
  const std::string &file = find(text(frame, "module"), text(frame, "buildId"));
  if (file.empty())
    return false;
  llvm::Expected<llvm::DIInliningInfo> lines =
      symbolizer_->symbolizeInlinedCode(
          file, {address, llvm::object::SectionedAddress::UndefSection});
  if (!lines) {
    llvm::consumeError(lines.takeError());
    return false;
  }
  const uint32_t count = lines->getNumberOfFrames();
  if (!count || !isKnown(lines->getFrame(0)))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    const llvm::DILineInfo &line = lines->getFrame(i);
    if (i == 0 && isSameLine(to, line))
      continue;
    Object known = frame;
    if (line.FunctionName != llvm::DILineInfo::BadString)
      known["function"] = functionName(line.FunctionName);
    if (isKnown(line))
      known["file"] = pathName(line.FileName);
    known["line"] = static_cast<int64_t>(line.Line);
    known["column"] = static_cast<int64_t>(line.Column);
    if (i + 1 < count)
      known["inlined"] = true;
    to.push_back(std::move(known));
  }
  return true;
}

bool Symbols::resolveStack(Object *stack) {
  Array *frames = stack ? stack->getArray("frames") : nullptr;
  if (!frames)
    return false;
  Array resolved;
  bool anyFound = false;
  for (llvm::json::Value &frame : *frames) {
    const Object *object = frame.getAsObject();
    if (object && resolveFrame(*object, resolved))
      anyFound = true;
    else
      resolved.push_back(std::move(frame));
  }
  *frames = std::move(resolved);
  return anyFound;
}

bool Symbols::resolve(Object &record) {
  bool anyFound = false;
  const auto stacksOf = [&](const char *list, const char *name) {
    if (Array *array = record.getArray(list))
      for (llvm::json::Value &value : *array)
        if (Object *object = value.getAsObject())
          anyFound |= resolveStack(object->getObject(name));
  };
  stacksOf("sides", "stack");
  stacksOf("threads", "creation");
  if (Object *map = record.getObject("map"))
    anyFound |= resolveStack(map->getObject("creation"));
  return anyFound;
}

} // namespace mapsan
