// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workflow commands of GitHub Actions, one line a race, which show at its line in
// a pull request:
//
//   ::error file=src/router.cpp,line=31,col=12,title=MapSan%3A ...::text
//
// Files are relative to the root of the repository (--root, else the working
// directory). Accepted races are notices.
#include "tools/mapsan/write/markup.h"
#include "tools/mapsan/write/page.h"

#include <ostream>

namespace mapsan {
namespace {

/// As @actions/core does it; in properties ':' and ',' too.
std::string escaped(const std::string &text, bool isProperty) {
  std::string result;
  for (char character : text) {
    if (character == '%')
      result += "%25";
    else if (character == '\n')
      result += "%0A";
    else if (character == '\r')
      result += "%0D";
    else if (isProperty && character == ':')
      result += "%3A";
    else if (isProperty && character == ',')
      result += "%2C";
    else
      result.push_back(character);
  }
  return result;
}

} // namespace

void writeGithub(const Page &page, std::ostream &out) {
  for (const Finding &finding : page.findings) {
    const LogRace &race = finding.race;
    const LogSide &side = race.sides[0];
    out << (finding.standing == Standing::Accepted ? "::notice " : "::error ");
    if (!side.file.empty()) {
      out << "file="
          << escaped(printable(withoutRoot(side.file, page.root)), true) << ',';
      if (side.line)
        out << "line=" << side.line << ',';
      if (side.line && side.column)
        out << "col=" << side.column << ',';
    }
    out << "title=" << escaped("MapSan: " + printable(race.title), true) << "::"
        << escaped(printable(sentenceOf(race, page.root)) + "\n\n" +
                       plainSides(race, page.root) + "fingerprint " +
                       printable(race.fingerprint),
                   false)
        << '\n';
  }
}

} // namespace mapsan
