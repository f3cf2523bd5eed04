// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints what a compiler and a linker need to know, for
//
//   clang++-19 $(mapsan flags) app.cpp -o app
//
// --cxx prints the compiler's part only, --ld the linker's; --static links the
// runtime in. What the flags name must exist: a build that silently goes
// without the plugin would look checked.
#include "tools/mapsan/command.h"

#include <algorithm>
#include <ostream>

namespace mapsan {
namespace {

namespace fs = std::filesystem;

struct Request {
  bool compile = true;
  bool link = true;
  bool isStatic = false;
  std::string llvm; // empty: the newest there is
};

bool readArguments(const Invocation &invocation, Request &request) {
  for (const std::string &argument : invocation.arguments) {
    if (argument == "--cxx") {
      request.link = false;
    } else if (argument == "--ld") {
      request.compile = false;
    } else if (argument == "--static") {
      request.isStatic = true;
    } else if (argument.rfind("--llvm=", 0) == 0) {
      request.llvm = argument.substr(7);
    } else {
      invocation.errors << "mapsan flags: there is no option '" << argument
                        << "'; there are --cxx, --ld, --static and --llvm=N\n";
      return false;
    }
  }
  if (request.compile || request.link)
    return true;
  invocation.errors << "mapsan flags: --cxx and --ld exclude each other; "
                       "without them both parts are printed\n";
  return false;
}

/// The LLVM majors there is a plugin for, ascending.
std::vector<int> builtMajors(const fs::path &lib) {
  std::vector<int> majors;
  std::error_code ignored;
  for (const fs::directory_entry &entry :
       fs::directory_iterator(lib, ignored)) {
    std::string name = entry.path().filename().string();
    std::string digits =
        name.rfind("mapsan-", 0) == 0 && entry.path().extension() == ".so"
            ? name.substr(7, name.size() - 10)
            : "";
    if (!digits.empty() && digits.size() < 4 &&
        std::all_of(digits.begin(), digits.end(),
                    [](unsigned char digit) { return std::isdigit(digit); }))
      majors.push_back(std::stoi(digits));
  }
  std::sort(majors.begin(), majors.end());
  return majors;
}

bool exists(const Invocation &invocation, const fs::path &file) {
  if (fs::exists(file))
    return true;
  invocation.errors << "mapsan flags: " << file.string() << " is missing";
  std::vector<int> majors = builtMajors(file.parent_path());
  if (file.extension() == ".so" && !majors.empty() &&
      file.filename().string().rfind("mapsan-", 0) == 0) {
    invocation.errors << "; there is a plugin for LLVM";
    for (int major : majors)
      invocation.errors << ' ' << major;
  }
  invocation.errors << '\n';
  return false;
}

/// A path as one word of a command line: the shell takes `$(...)` apart at
/// blanks and no quoting survives that.
bool isOneWord(const Invocation &invocation, const fs::path &path) {
  if (path.string().find_first_of(" \t\n*?[") == std::string::npos)
    return true;
  invocation.errors << "mapsan flags: the path '" << path.string()
                    << "' has a blank or a wildcard in it, which $(mapsan "
                       "flags) cannot pass on\n";
  return false;
}

} // namespace

int printFlags(const Invocation &invocation) {
  Request request;
  fs::path lib = invocation.prefix / "lib";
  if (!readArguments(invocation, request) ||
      !isOneWord(invocation, invocation.prefix))
    return 1;
  std::vector<std::string> words;
  if (request.compile) {
    std::vector<int> majors = builtMajors(lib);
    if (request.llvm.empty())
      request.llvm = majors.empty() ? "19" : std::to_string(majors.back());
    fs::path plugin = lib / ("mapsan-" + request.llvm + ".so");
    if (!exists(invocation, plugin))
      return 1;
    words = {"-g", "-fplugin=" + plugin.string(),
             "-I" + (invocation.prefix / "include").string()};
  }
  if (request.link) {
    fs::path runtime =
        lib / (request.isStatic ? "libmapsan.a" : "libmapsan.so");
    if (!exists(invocation, runtime))
      return 1;
    // All of the archive: what intercepts a function is named by nobody. The
    // shared library stays although it comes before the objects that need it.
    std::vector<std::string> linked =
        request.isStatic
            ? std::vector<std::string>{"-Wl,--whole-archive", runtime.string(),
                                       "-Wl,--no-whole-archive", "-pthread",
                                       "-ldl"}
            : std::vector<std::string>{"-Wl,--push-state,--no-as-needed",
                                       "-L" + lib.string(),
                                       "-lmapsan",
                                       "-Wl,--pop-state",
                                       "-Wl,-rpath," + lib.string(),
                                       "-pthread"};
    words.insert(words.end(), linked.begin(), linked.end());
  }
  for (size_t i = 0; i < words.size(); ++i)
    invocation.out << (i ? " " : "") << words[i];
  invocation.out << '\n';
  return 0;
}

} // namespace mapsan
