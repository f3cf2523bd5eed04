// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan report: logs as something to read, or for another program.
#include "tools/mapsan/collect.h"
#include "tools/mapsan/log/symbols.h"
#include "tools/mapsan/status.h"
#include "tools/mapsan/write/page.h"

#include <ostream>
#include <unistd.h>

namespace mapsan {
namespace {

/// Formats for programs name files from the root of the sources; people are told
/// no more than they need.
bool isForPrograms(const std::string &format) {
  return format == "sarif" || format == "github";
}

std::string rootFor(const std::string &wish, const std::string &format,
                    const std::vector<Finding> &findings) {
  if (wish.empty() && !isForPrograms(format))
    return commonRoot(findings);
  std::error_code error;
  std::string root = std::filesystem::absolute(wish.empty() ? "." : wish, error)
                         .lexically_normal()
                         .string();
  while (!root.empty() && root.back() == '/')
    root.pop_back();
  return root;
}

std::vector<std::string> folders(const std::string &one) {
  return one.empty() ? std::vector<std::string>() : std::vector{one};
}

} // namespace

int reportCommand(const Invocation &invocation) {
  std::string format = "text", output, root, sources, debugFiles;
  std::vector<std::string> logs;
  BaselineWish accepted;
  const std::string formats = formatNames();
  Arguments arguments("report", "LOG...",
                      "Shows each race of these logs once; a folder stands for "
                      "the logs in it, - for standard input.");
  arguments.choice("format", formats.c_str(), "For people or for programs.",
                   format);
  arguments.text("output", "FILE", "Instead of standard output.", output);
  arguments.alias('o');
  accepted.declare(arguments);
  arguments.text("root", "DIR", "Files are named from here.", root);
  arguments.text("sources", "DIR", "Where sources of another machine are.",
                 sources);
  arguments.text("symbols", "DIR",
                 "Where programs, or their debug files, of another machine "
                 "are.",
                 debugFiles);
  arguments.rest(logs);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (logs.empty())
    return arguments.mistake(invocation, "which logs? `mapsan report DIR`");
  if (const std::optional<int> status = accepted.read(arguments, invocation))
    return *status;
  Collected collected;
  collected.read(logs);
  Symbols symbols(folders(debugFiles));
  const std::vector<Finding> findings = findingsOf(
      collected.catalog(), accepted.baseline, accepted.day, &symbols);
  Sources files(folders(sources));
  const Page page{findings, collected.catalog(), files,
                  rootFor(root, format, findings),
                  output.empty() ? terminalOf(STDOUT_FILENO) : Terminal()};
  const int written =
      writeTo(arguments, invocation, output,
              [&](std::ostream &out) { findFormat(format)(page, out); });
  const int status = collected.finish(invocation.errors);
  if (written)
    return written;
  return countOpen(findings) ? static_cast<int>(kRaces) : status;
}

} // namespace mapsan
