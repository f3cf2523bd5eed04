// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SARIF 2.1.0, for code scanning: the first place is the location, both are
// related locations; both stacks are stacks, and thread flows for viewers that
// step; the fingerprint keeps a result the same from upload to upload; an accepted
// race is a suppressed one, with who and why.
//
// Files below the root are relative to it (SRCROOT), as code scanning wants.
#include "tools/mapsan/write/markup.h"
#include "tools/mapsan/write/page.h"

#include "runtime/report/report.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_os_ostream.h"

namespace mapsan {
namespace {

constexpr char kSchema[] = "https://json.schemastore.org/sarif-2.1.0.json";

const char *const kTitles[] = {
#define MAPSAN_TITLE(enumerator, text, threads) text,
#include "runtime/report/titles.def"
};

std::string ruleOf(const std::string &title) {
  std::string rule = "mapsan/" + title;
  for (char &character : rule)
    if (character == ' ')
      character = '-';
  return rule;
}

class SarifLog {
public:
  SarifLog(const Page &page, llvm::json::OStream &json)
      : page_(page), json_(json) {}

  void run();

private:
  void message(const std::string &text, const char *name = "message") {
    json_.attributeObject(name,
                          [&] { json_.attribute("text", printable(text)); });
  }
  void tool();
  void result(const Finding &finding);
  void place(const std::string &file, uint64_t line, uint64_t column);
  void location(const LogSide &side);
  void location(const LogFrame &frame);
  void related(const LogRace &race);
  void stacks(const LogRace &race);
  void flows(const LogRace &race);
  void suppression(const Finding &finding);
  std::string headOf(const LogRace &race, const LogSide &side) const;

  const Page &page_;
  llvm::json::OStream &json_;
};

void SarifLog::tool() {
  json_.attributeObject("tool", [&] {
    json_.attributeObject("driver", [&] {
      json_.attribute("name", "MapSan");
      json_.attribute("semanticVersion", MAPSAN_VERSION);
      json_.attributeArray("rules", [&] {
        for (const char *title : kTitles)
          json_.object([&] {
            json_.attribute("id", ruleOf(title));
            message(title, "shortDescription");
            json_.attributeObject("defaultConfiguration",
                                  [&] { json_.attribute("level", "error"); });
          });
      });
    });
  });
}

void SarifLog::place(const std::string &file, uint64_t line, uint64_t column) {
  json_.attributeObject("physicalLocation", [&] {
    json_.attributeObject("artifactLocation", [&] {
      const std::string inside = withoutRoot(file, page_.root);
      if (inside != file) {
        json_.attribute("uri", inUri(inside));
        json_.attribute("uriBaseId", "SRCROOT");
      } else {
        json_.attribute("uri", (file[0] == '/' ? "file://" : "") + inUri(file));
      }
    });
    if (line)
      json_.attributeObject("region", [&] {
        json_.attribute("startLine", static_cast<int64_t>(line));
        if (column)
          json_.attribute("startColumn", static_cast<int64_t>(column));
      });
  });
}

void SarifLog::location(const LogSide &side) {
  const LogFrame *frame =
      side.stack.frames.empty() ? nullptr : &side.stack.frames[0];
  if (!side.file.empty())
    place(side.file, side.line, side.column);
  else if (frame && !frame->file.empty())
    place(frame->file, frame->line, frame->column);
  else if (frame && !frame->module.empty())
    place(frame->module, 0, 0);
  json_.attributeArray("logicalLocations", [&] {
    json_.object([&] {
      json_.attribute("fullyQualifiedName", printable(functionOf(side)));
      json_.attribute("kind", "function");
    });
  });
}

void SarifLog::location(const LogFrame &frame) {
  json_.attributeObject("location", [&] {
    if (!frame.file.empty())
      place(frame.file, frame.line, frame.column);
    else if (!frame.module.empty())
      place(frame.module, 0, 0);
    message(frame.function.empty() ? "??" : frame.function);
  });
}

std::string SarifLog::headOf(const LogRace &race, const LogSide &side) const {
  const LogThread *thread = race.thread(side.thread);
  const std::string locks = locksOf(race, side);
  return roleOf(side) + " by " +
         (thread ? nameOf(*thread) : "T" + std::to_string(side.thread)) +
         (locks.empty() ? "" : ", holding " + locks) + ": " + side.operation;
}

void SarifLog::related(const LogRace &race) {
  json_.attributeArray("relatedLocations", [&] {
    for (size_t i = 0; i < race.sides.size(); ++i)
      json_.object([&] {
        json_.attribute("id", static_cast<int64_t>(i + 1));
        location(race.sides[i]);
        message(headOf(race, race.sides[i]));
      });
  });
}

void SarifLog::stacks(const LogRace &race) {
  json_.attributeArray("stacks", [&] {
    for (const LogSide &side : race.sides)
      json_.object([&] {
        message(headOf(race, side));
        json_.attributeArray("frames", [&] {
          for (const LogFrame &frame : side.stack.frames)
            json_.object([&] {
              location(frame);
              if (!frame.module.empty())
                json_.attribute("module", printable(frame.module));
            });
        });
      });
  });
}

void SarifLog::flows(const LogRace &race) {
  json_.attributeArray("codeFlows", [&] {
    json_.object([&] {
      json_.attributeArray("threadFlows", [&] {
        for (const LogSide &side : race.sides)
          json_.object([&] {
            json_.attribute("id", "T" + std::to_string(side.thread));
            message(headOf(race, side));
            json_.attributeArray("locations", [&] {
              const auto &frames = side.stack.frames;
              for (size_t i = frames.size(); i-- > 0;)
                json_.object([&] {
                  location(frames[i]);
                  json_.attribute("importance",
                                  i == 0 ? "essential" : "important");
                  json_.attribute("nestingLevel",
                                  static_cast<int64_t>(frames.size() - 1 - i));
                });
              if (frames.empty()) // there must be one
                json_.object([&] {
                  json_.attributeObject("location", [&] { location(side); });
                });
            });
          });
      });
    });
  });
}

void SarifLog::suppression(const Finding &finding) {
  if (finding.standing == Standing::New)
    return;
  const Accepted &accepted = finding.accepted;
  json_.attributeArray("suppressions", [&] {
    json_.object([&] {
      json_.attribute("kind", "external");
      json_.attribute("status", finding.standing == Standing::Accepted
                                    ? "accepted"
                                    : "rejected"); // its time is over
      json_.attribute("justification",
                      printable(accepted.owner + ": " + accepted.reason +
                                (accepted.expires.empty()
                                     ? ""
                                     : " (until " + accepted.expires + ")")));
    });
  });
}

void SarifLog::result(const Finding &finding) {
  const LogRace &race = finding.race;
  json_.attribute("ruleId", ruleOf(race.title));
  for (size_t i = 0; i < sizeof kTitles / sizeof kTitles[0]; ++i)
    if (race.title == kTitles[i])
      json_.attribute("ruleIndex", static_cast<int64_t>(i));
  json_.attribute("level", "error");
  message(race.title + ": " + sentenceOf(race, page_.root));
  json_.attributeArray("locations",
                       [&] { json_.object([&] { location(race.sides[0]); }); });
  related(race);
  stacks(race);
  flows(race);
  json_.attributeObject("partialFingerprints", [&] {
    json_.attribute("mapsan/v1", race.fingerprint);
  });
  suppression(finding);
  json_.attribute("occurrenceCount", static_cast<int64_t>(finding.count));
  json_.attributeObject("properties", [&] {
    json_.attribute("evidence", race.evidence);
    json_.attribute("map", printable(nameOf(race.map, page_.root)));
    json_.attributeArray("tests", [&] {
      for (const std::string &test : finding.tests)
        json_.value(printable(test));
    });
  });
}

void SarifLog::run() {
  tool();
  if (!page_.root.empty())
    json_.attributeObject("originalUriBaseIds", [&] {
      json_.attributeObject("SRCROOT", [&] {
        json_.attribute("uri", "file://" + inUri(page_.root) + "/");
      });
    });
  json_.attributeArray("results", [&] {
    for (const Finding &finding : page_.findings)
      json_.object([&] { result(finding); });
  });
}

} // namespace

void writeSarif(const Page &page, std::ostream &stream) {
  llvm::raw_os_ostream out(stream);
  llvm::json::OStream json(out, 1);
  json.object([&] {
    json.attribute("$schema", kSchema);
    json.attribute("version", "2.1.0");
    json.attributeArray(
        "runs", [&] { json.object([&] { SarifLog(page, json).run(); }); });
  });
  out << '\n';
}

} // namespace mapsan
