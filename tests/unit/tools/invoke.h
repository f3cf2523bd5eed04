// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a command of `mapsan` in this process.
#ifndef MAPSAN_TESTS_UNIT_TOOLS_INVOKE_H
#define MAPSAN_TESTS_UNIT_TOOLS_INVOKE_H

#include "tools/mapsan/command.h"

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace mapsan {

struct Answer {
  int status;
  std::string out, errors;
};

inline Answer invoke(int (*command)(const Invocation &),
                     std::vector<std::string> arguments,
                     const std::filesystem::path &prefix = {}) {
  std::ostringstream out, errors;
  int status = command({std::move(arguments), prefix, out, errors});
  return {status, out.str(), errors.str()};
}

/// A folder that is gone after the test.
class TemporaryFolder {
public:
  explicit TemporaryFolder(const std::string &name = "mapsan-tools")
      : path_(std::filesystem::temp_directory_path() /
              (name + "-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::filesystem::path write(const std::string &name,
                              const std::string &text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  const std::filesystem::path &path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace mapsan

#endif
