// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names are lowerCamelCase nouns; a field that is not known is left out rather
// than null, so that readers ask one question only.
#include "runtime/report/json.h"

#include "runtime/base/json_writer.h"
#include "runtime/report/describe.h"

namespace mapsan {
namespace {

class Lines {
public:
  Lines(TextWriter &out, const JsonProcess &process) : out_(out), json_(out) {
    process_ = &process;
  }

  void begin(const char *record) {
    json_.beginObject().key("mapsan").number(kJsonVersion);
    json_.key("record").string(record);
    json_.key("pid").number(static_cast<uint32_t>(process_->pid));
    optional("executable", process_->executable);
    optional("test", process_->test);
  }
  void end() {
    json_.end();
    out_.put('\n');
    out_.flush();
  }

  void process();
  void report(const Report &report);
  void counts(const JsonCount *counts, unsigned count) {
    json_.key("counts").beginObject();
    for (unsigned i = 0; i < count; ++i)
      json_.key(counts[i].name).number(counts[i].value);
    json_.end();
  }

private:
  void optional(const char *name, const char *text) {
    if (text && *text)
      json_.key(name).string(text);
  }
  void optional(const char *name, Text text) {
    if (text)
      json_.key(name).string(report_->text(text));
  }
  void optionalNumber(const char *name, uint64_t value, uint64_t unknown) {
    if (value != unknown)
      json_.key(name).number(value);
  }

  void map(const Map &map);
  void side(const Side &side);
  void thread(const Thread &thread);
  void lock(const Lock &lock);
  void stack(const Stack &stack);
  void frame(const Frame &frame);

  TextWriter &out_;
  JsonWriter json_;
  const JsonProcess *process_;
  const Report *report_ = nullptr;
};

void Lines::process() {
  json_.key("parent").number(static_cast<uint32_t>(process_->parent));
  json_.key("mode").string(process_->mode);
  json_.key("startedMs").number(process_->startedMs);
  json_.key("command").beginArray();
  const char *argument = process_->arguments;
  const char *end = argument + process_->argumentBytes;
  while (argument < end) {
    json_.string(argument);
    argument += __builtin_strlen(argument) + 1;
  }
  json_.end();
}

void Lines::frame(const Frame &frame) {
  json_.beginObject();
  optional("function", frame.function);
  optional("file", frame.file);
  optionalNumber("line", frame.line, 0);
  optionalNumber("column", frame.column, 0);
  if (frame.inlined)
    json_.key("inlined").boolean(true);
  if (frame.module) {
    optional("module", frame.module);
    optional("buildId", frame.buildId);
    json_.key("offset").hex(frame.offset);
  }
  json_.end();
}

void Lines::stack(const Stack &stack) {
  json_.beginObject().key("origin").string(originName(stack.origin));
  optional("ended", stack.ended);
  json_.key("frames").beginArray();
  for (unsigned i = 0; i < stack.frameCount; ++i)
    frame(stack.frames[i]);
  json_.end().end();
}

void Lines::map(const Map &map) {
  json_.key("map").beginObject();
  optional("name", map.name);
  optional("file", map.file);
  optionalNumber("line", map.line, 0);
  optional("type", map.type);
  json_.key("address").hex(map.address);
  optionalNumber("size", map.size, kUnknownCount);
  if (map.isCreationKnown) {
    json_.key("creator").number(report_->threads[map.creator].number);
    json_.key("creation");
    stack(map.creation);
  }
  json_.end();
}

void Lines::side(const Side &side) {
  char words[1024];
  TextWriter operation(words, sizeof words);
  describeOperation(operation, *report_, side);
  json_.beginObject();
  json_.key("thread").number(report_->threads[side.thread].number);
  json_.key("previous").boolean(side.isPrevious);
  json_.key("operation").string(operation.text());
  json_.key("effect").string(effectName(side.effect));
  if (side.observed != Observed::Unknown)
    json_.key("changed").boolean(side.observed == Observed::Changed);
  optional("method", side.method);
  optional("function", side.function);
  optional("file", side.file);
  optionalNumber("line", side.line, 0);
  optionalNumber("column", side.column, 0);
  optionalNumber("sizeBefore", side.sizeBefore, kUnknownCount);
  optionalNumber("sizeAfter", side.sizeAfter, kUnknownCount);
  optionalNumber("bucketsBefore", side.bucketsBefore, kUnknownCount);
  optionalNumber("bucketsAfter", side.bucketsAfter, kUnknownCount);
  optional("key", side.key);
  if (side.areLocksKnown) {
    json_.key("locks").beginArray();
    for (unsigned i = 0; i < side.lockCount; ++i)
      json_.number(side.locks[i]); // index in the record's own list
    json_.end();
  }
  json_.key("stack");
  stack(side.stack);
  json_.end();
}

void Lines::thread(const Thread &thread) {
  json_.beginObject().key("number").number(thread.number);
  if (thread.tid)
    json_.key("tid").number(static_cast<uint32_t>(thread.tid));
  optional("name", thread.name);
  json_.key("main").boolean(thread.isMain);
  if (thread.isCreationKnown) {
    json_.key("creator").number(thread.creator);
    json_.key("creation");
    stack(thread.creation);
  }
  json_.end();
}

void Lines::lock(const Lock &lock) {
  json_.beginObject().key("number").number(lock.number);
  optional("name", lock.name);
  json_.key("address").hex(lock.address);
  json_.key("shared").boolean(lock.isShared);
  if (lock.taken.module || lock.taken.file) {
    json_.key("taken");
    frame(lock.taken);
  }
  json_.end();
}

void Lines::report(const Report &report) {
  report_ = &report;
  json_.key("title").string(titleText(report.title));
  json_.key("fingerprint").hex(fingerprint(report), "", 16);
  json_.key("evidence").string(evidenceName(report.evidence));
  optional("evidenceDetail", report.evidenceDetail);
  map(report.map);
  json_.key("sides").beginArray();
  for (unsigned i = 0; i < report.sideCount; ++i)
    side(report.sides[i]);
  json_.end().key("threads").beginArray();
  for (unsigned i = 0; i < report.threadCount; ++i)
    thread(report.threads[i]);
  json_.end().key("locks").beginArray();
  for (unsigned i = 0; i < report.lockCount; ++i)
    lock(report.locks[i]);
  json_.end();
  if (report.noteCount) {
    json_.key("notes").beginArray();
    for (unsigned i = 0; i < report.noteCount; ++i)
      json_.string(report.text(report.notes[i]));
    json_.end();
  }
}

} // namespace

void writeJsonProcess(TextWriter &out, const JsonProcess &process) {
  Lines lines(out, process);
  lines.begin("process");
  lines.process();
  lines.end();
}

void writeJsonReport(TextWriter &out, const JsonProcess &process,
                     const Report &report) {
  Lines lines(out, process);
  lines.begin(report.isNote ? "note" : "race");
  lines.report(report);
  lines.end();
}

void writeJsonEnd(TextWriter &out, const JsonProcess &process,
                  const JsonCount *counts, unsigned count) {
  Lines lines(out, process);
  lines.begin("end");
  lines.counts(counts, count);
  lines.end();
}

} // namespace mapsan
