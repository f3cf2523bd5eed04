// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shape of the log's lines is checked against docs/report.schema.json by
// tests/options/log.cpp; here is what a schema cannot say.
#include "runtime/report/json.h"

#include "runtime/base/json_writer.h"
#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

namespace mapsan {
namespace {

std::string quoted(const char *text) {
  Collected out;
  const Sink sink = out.sink();
  char buffer[64];
  TextWriter writer(buffer, sizeof buffer, &sink);
  JsonWriter(writer).string(text);
  writer.flush();
  return out.text;
}

std::string lineOf(const Report &report) {
  Collected out;
  const Sink sink = out.sink();
  char buffer[64];
  TextWriter writer(buffer, sizeof buffer, &sink);
  const char arguments[] = "prog\0--flag";
  writeJsonReport(
      writer,
      {7, 1, "/bin/prog", "flag", nullptr, arguments, sizeof arguments, 1000},
      report);
  return out.text;
}

TEST(JsonStrings, EscapeWhatJsonForbids) {
  EXPECT_EQ(quoted("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\u000a\\u0001\"");
}

TEST(JsonStrings, KeepUtf8AndReplaceWhatIsNone) {
  EXPECT_EQ(quoted("gr\xC3\xBC\xC3\x9F"), "\"gr\xC3\xBC\xC3\x9F\"");
  EXPECT_EQ(quoted("\xFF"), "\"\\ufffd\"");
  EXPECT_EQ(quoted("\xC3"), "\"\\ufffd\"");                       // cut short
  EXPECT_EQ(quoted("\xC0\x80"), "\"\\ufffd\\ufffd\"");            // overlong
  EXPECT_EQ(quoted("\xED\xA0\x80"), "\"\\ufffd\\ufffd\\ufffd\""); // surrogate
}

TEST(JsonReport, IsOneLineThatNamesBothSides) {
  const std::string line = lineOf(*sampleReport());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find("{\"mapsan\":1,\"record\":\"race\",\"pid\":7,"), 0u);
  EXPECT_NE(line.find("\"function\":\"Router::refresh()\""), std::string::npos);
  EXPECT_NE(line.find("\"function\":\"Router::lookup(std::string const&)\""),
            std::string::npos);
}

TEST(JsonReport, LeavesOutWhatIsNotKnown) {
  auto report = sampleReport();
  report->map.size = kUnknownCount;
  report->sides[1].areLocksKnown = false;
  const std::string line = lineOf(*report);
  EXPECT_EQ(line.find("\"size\":"), std::string::npos);
  EXPECT_EQ(line.find("18446744073709551615"), std::string::npos);
  EXPECT_EQ(line.find("\"locks\":[0]"), std::string::npos);
  EXPECT_EQ(line.find("null"), std::string::npos);
}

} // namespace
} // namespace mapsan
