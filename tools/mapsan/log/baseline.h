// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The races that a team has decided to live with for now: a file in its
// repository, one race a line and sorted, so that a change of it is a line in a
// review.
//
//   {"mapsan":1,"accepted":[
//   {"fingerprint":"7761025aae95fe09","reason":"vendor","owner":"ann","expires":"2027-03-01",...},
//   ...
//   ]}
//
// Reason and owner are required: an exception that nobody stands for is a hole.
// On the day `expires` the race still passes; the day after it is as if new.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_BASELINE_H
#define MAPSAN_TOOLS_MAPSAN_LOG_BASELINE_H

#include <map>
#include <string>

namespace mapsan {

struct Accepted {
  std::string reason, owner;
  std::string expires;            // YYYY-MM-DD; empty: never
  std::string title, map, places; // for readers of the file
};

enum class Standing { New, Accepted, Expired };

class Baseline {
public:
  /// The empty string, or one sentence that says what is wrong with the file.
  std::string read(const std::string &path);
  std::string write(const std::string &path) const;

  Standing standingOf(const std::string &fingerprint,
                      const std::string &today) const;
  const Accepted *find(const std::string &fingerprint) const;

  std::map<std::string, Accepted> accepted;
};

/// YYYY-MM-DD, a day that exists.
bool isDate(const std::string &text);
/// Today, by the local clock.
std::string today();
/// 16 hexadecimal digits.
bool isFingerprint(const std::string &text);

} // namespace mapsan

#endif
