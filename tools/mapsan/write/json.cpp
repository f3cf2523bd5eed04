// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For scripts: one object with everything, the races as the log has them
// (docs/report.schema.json).
//
//   {"mapsan":1,
//    "races":[{"state":"new","count":3,"tests":[...],"accepted":{...},"race":{...}}],
//    "programs":[{"executable":...,"processes":4,"ended":4,"counts":{...}}]}
#include "tools/mapsan/write/json.h"

#include "tools/mapsan/write/page.h"

#include "llvm/Support/raw_os_ostream.h"

namespace mapsan {
namespace {

int64_t number(uint64_t value) { return static_cast<int64_t>(value); }

} // namespace

void writeFinding(llvm::json::OStream &json, const Finding &finding) {
  json.attribute("state", nameOf(finding.standing));
  json.attribute("count", number(finding.count));
  json.attributeArray("tests", [&] {
    for (const std::string &test : finding.tests)
      json.value(test);
  });
  if (finding.standing != Standing::New)
    json.attributeObject("accepted", [&] {
      json.attribute("reason", finding.accepted.reason);
      json.attribute("owner", finding.accepted.owner);
      if (!finding.accepted.expires.empty())
        json.attribute("expires", finding.accepted.expires);
    });
  json.attributeBegin("race");
  json.rawValue(finding.line);
  json.attributeEnd();
}

void writeJson(const Page &page, std::ostream &stream) {
  llvm::raw_os_ostream out(stream);
  llvm::json::OStream json(out);
  json.object([&] {
    json.attribute("mapsan", 1);
    json.attributeArray("races", [&] {
      for (const Finding &finding : page.findings)
        json.object([&] { writeFinding(json, finding); });
    });
    json.attributeArray("programs", [&] {
      for (const auto &[name, program] : page.catalog.programs())
        json.object([&, &name = name, &program = program] {
          json.attribute("executable", name);
          json.attribute("processes", number(program.processes));
          json.attribute("ended", number(program.ended));
          json.attributeObject("counts", [&] {
            for (const auto &[count, value] : program.counts)
              json.attribute(count, number(value));
          });
        });
    });
  });
  out << '\n';
}

} // namespace mapsan
