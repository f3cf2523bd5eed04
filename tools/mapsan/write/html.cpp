// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file that needs nothing else: style, script and all races as JSON in it. A
// content security policy keeps it so: it cannot load or send anything, whatever
// a program under test has put into a name. In the JSON no '<' is left, so that
// nothing in it can end the element it stands in.
#include "tools/mapsan/write/html/page_text.h"
#include "tools/mapsan/write/json.h"
#include "tools/mapsan/write/page.h"
#include "tools/mapsan/write/summary.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <ostream>
#include <sstream>

namespace mapsan {
namespace {

constexpr uint64_t kAround = 2; // lines of source before and after

int64_t number(uint64_t value) { return static_cast<int64_t>(value); }

void writeSource(llvm::json::OStream &json, Sources &sources,
                 const LogSide &side) {
  const LogFrame *frame =
      side.stack.frames.empty() ? nullptr : &side.stack.frames[0];
  const std::string &file =
      side.file.empty() && frame ? frame->file : side.file;
  const uint64_t line = side.file.empty() && frame ? frame->line : side.line;
  const uint64_t column =
      side.file.empty() && frame ? frame->column : side.column;
  if (!sources.line(file, line)) {
    json.value(nullptr);
    return;
  }
  const uint64_t first = line > kAround ? line - kAround : 1;
  json.object([&] {
    json.attribute("first", number(first));
    json.attribute("line", number(line));
    if (column)
      json.attribute("column", number(sources.shownColumn(file, line, column)));
    json.attributeArray("lines", [&] {
      for (uint64_t i = first; i <= line + kAround; ++i)
        if (const auto text = sources.line(file, i))
          json.value(*text);
    });
  });
}

void writeSources(llvm::json::OStream &json, Sources &sources,
                  const Finding &finding) {
  json.attributeArray("sources", [&] {
    for (const LogSide &side : finding.race.sides)
      writeSource(json, sources, side);
  });
}

/// JSON inside a script element.
template <typename Write> void writeInScript(std::ostream &out, Write write) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  {
    llvm::json::OStream json(stream);
    write(json);
  }
  for (char character : stream.str())
    if (character == '<')
      out << "\\u003c";
    else
      out << character;
}

} // namespace

void writeHtml(const Page &page, std::ostream &out) {
  std::ostringstream exercise;
  printExercise(exercise, page.catalog);
  out << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
         "charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
         "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n"
         "<title>MapSan: "
      << several(page.findings.size(), "race") << "</title>\n<style>\n"
      << kPageStyle << "</style>\n</head>\n<body>\n"
      << kPageBody
      << "<script type=\"application/json\" id=\"data\">\n{\"root\":";
  writeInScript(out, [&](llvm::json::OStream &json) { json.value(page.root); });
  out << ",\"exercise\":";
  writeInScript(out,
                [&](llvm::json::OStream &json) { json.value(exercise.str()); });
  out << ",\"races\":[";
  const char *separator = "\n";
  for (const Finding &finding : page.findings) {
    out << separator;
    separator = ",\n";
    writeInScript(out, [&](llvm::json::OStream &json) {
      json.object([&] {
        writeSources(json, page.sources, finding);
        writeFinding(json, finding);
      });
    });
  }
  out << "\n]}\n</script>\n<script>\n"
      << kPageScript << "</script>\n</body>\n</html>\n";
}

} // namespace mapsan
