// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Written to a file beside it first: a full disk leaves the old one.
#include "tools/mapsan/log/baseline.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>

namespace mapsan {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

std::string text(const Object &entry, llvm::StringRef key) {
  const auto value = entry.getString(key);
  return value ? value->str() : "";
}

std::string readEntry(const Object &entry, const std::string &path,
                      std::map<std::string, Accepted> &accepted) {
  const std::string fingerprint = text(entry, "fingerprint");
  const std::string where = path + ": the entry '" + fingerprint + "' ";
  if (!isFingerprint(fingerprint))
    return where + "has no fingerprint of 16 hexadecimal digits";
  Accepted known{text(entry, "reason"),  text(entry, "owner"),
                 text(entry, "expires"), text(entry, "title"),
                 text(entry, "map"),     text(entry, "places")};
  if (known.reason.empty() || known.owner.empty())
    return where + "has no " + (known.reason.empty() ? "reason" : "owner");
  if (!known.expires.empty() && !isDate(known.expires))
    return where + "expires on '" + known.expires +
           "', which is no day of the form YYYY-MM-DD";
  if (!accepted.emplace(fingerprint, std::move(known)).second)
    return where + "is there twice";
  return "";
}

} // namespace

bool isFingerprint(const std::string &text) {
  return text.size() == 16 &&
         text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool isDate(const std::string &text) {
  int year, month, day, end = 0;
  if (text.size() != 10 ||
      std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) !=
          3 ||
      end != 10)
    return false;
  std::tm date{};
  date.tm_year = year - 1900;
  date.tm_mon = month - 1;
  date.tm_mday = day;
  date.tm_hour = 12;
  return timegm(&date) != -1 && date.tm_mon == month - 1 && date.tm_mday == day;
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm date{};
  localtime_r(&now, &date);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &date);
  return text;
}

std::string Baseline::read(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  if (!in || !(all << in.rdbuf()))
    return "cannot read the baseline '" + path + "'";
  llvm::Expected<Value> value = llvm::json::parse(all.str());
  if (!value)
    return path + " is no JSON (" + llvm::toString(value.takeError()) + ")";
  const Object *file = value->getAsObject();
  const Array *entries = file ? file->getArray("accepted") : nullptr;
  const auto version =
      file ? file->getInteger("mapsan") : Object().getInteger("mapsan");
  if (!entries || !version)
    return path + " is no baseline of MapSan";
  if (*version != 1)
    return path + " was written by another version of MapSan";
  accepted.clear();
  for (const Value &entry : *entries) {
    const Object *object = entry.getAsObject();
    const std::string problem =
        readEntry(object ? *object : Object(), path, accepted);
    if (!problem.empty())
      return problem;
  }
  return "";
}

std::string Baseline::write(const std::string &path) const {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "{\"mapsan\":1,\"accepted\":[";
  const char *separator = "\n";
  for (const auto &[fingerprint, known] : accepted) {
    Object entry{{"fingerprint", fingerprint},
                 {"reason", known.reason},
                 {"owner", known.owner}};
    for (const auto &[key, value] :
         {std::pair<const char *, const std::string *>{"expires",
                                                       &known.expires},
          {"title", &known.title},
          {"map", &known.map},
          {"places", &known.places}})
      if (!value->empty())
        entry[key] = *value;
    out << separator << Value(std::move(entry));
    separator = ",\n";
  }
  out << "\n]}\n";
  const std::string next = path + ".new";
  std::ofstream file(next, std::ios::binary);
  file << out.str();
  file.close();
  if (!file || std::rename(next.c_str(), path.c_str()) != 0)
    return "cannot write the baseline '" + path + "'";
  return "";
}

const Accepted *Baseline::find(const std::string &fingerprint) const {
  const auto found = accepted.find(fingerprint);
  return found == accepted.end() ? nullptr : &found->second;
}

Standing Baseline::standingOf(const std::string &fingerprint,
                              const std::string &today) const {
  const Accepted *known = find(fingerprint);
  if (!known)
    return Standing::New;
  return known->expires.empty() || today <= known->expires ? Standing::Accepted
                                                           : Standing::Expired;
}

} // namespace mapsan
