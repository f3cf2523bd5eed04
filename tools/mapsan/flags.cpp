// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan flags, for
//
//   clang++-19 $(mapsan flags) app.cpp -o app
//
// --cxx prints the compiler's part only, --ld the linker's; --static links the
// runtime in, --static-program everything else too.
#include "tools/mapsan/flags.h"

#include "tools/mapsan/arguments.h"
#include "tools/mapsan/status.h"

#include <algorithm>
#include <ostream>

namespace mapsan {
namespace {

namespace fs = std::filesystem;

std::string missing(const fs::path &prefix, const fs::path &file) {
  if (fs::exists(file))
    return "";
  std::string sentence = file.string() + " is missing";
  const std::vector<int> majors = builtMajors(prefix);
  if (file.filename().string().rfind("mapsan-", 0) == 0 && !majors.empty()) {
    sentence += "; there is a plugin for LLVM";
    for (int major : majors)
      sentence += " " + std::to_string(major);
  }
  return sentence;
}

} // namespace

std::vector<int> builtMajors(const fs::path &prefix) {
  std::vector<int> majors;
  std::error_code ignored;
  for (const fs::directory_entry &entry :
       fs::directory_iterator(prefix / "lib", ignored)) {
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

std::string chosenMajor(const fs::path &prefix, const std::string &llvm) {
  if (!llvm.empty())
    return llvm;
  const std::vector<int> majors = builtMajors(prefix);
  return majors.empty() ? "19" : std::to_string(majors.back());
}

std::string addCompileFlags(const fs::path &prefix, const std::string &major,
                            std::vector<std::string> &words) {
  const fs::path plugin = prefix / "lib" / ("mapsan-" + major + ".so");
  words.insert(words.end(), {"-g", "-fplugin=" + plugin.string(),
                             "-I" + (prefix / "include").string()});
  return missing(prefix, plugin);
}

std::string addLinkFlags(const fs::path &prefix, Linking linking,
                         std::vector<std::string> &words) {
  const fs::path lib = prefix / "lib";
  const fs::path runtime =
      lib / (linking == Linking::Shared    ? "libmapsan.so"
             : linking == Linking::Archive ? "libmapsan.a"
                                           : "libmapsan-static.a");
  // All of an archive: what intercepts a function is named by nobody. Libraries
  // that are opened later find what the program shows. The shared library stays
  // although it comes before the objects that need it.
  std::vector<std::string> linked = {"-Wl,--whole-archive", runtime.string(),
                                     "-Wl,--no-whole-archive"};
  switch (linking) {
  case Linking::Shared:
    linked = {"-Wl,--push-state,--no-as-needed",
              "-L" + lib.string(),
              "-lmapsan",
              "-Wl,--pop-state",
              "-Wl,-rpath," + lib.string(),
              "-pthread"};
    break;
  case Linking::Archive:
    linked.insert(linked.end(),
                  {"-Wl,--dynamic-list=" + (lib / "mapsan.syms").string(),
                   "-pthread", "-ldl"});
    break;
  case Linking::StaticProgram:
    linked.insert(linked.begin(),
                  "-Wl,@" + (lib / "mapsan-static.opts").string());
    linked.push_back("-pthread");
  }
  words.insert(words.end(), linked.begin(), linked.end());
  return missing(prefix, runtime);
}

int printFlags(const Invocation &invocation) {
  bool compileOnly = false, linkOnly = false, isStatic = false;
  bool isStaticProgram = false, hasAnnotations = false;
  std::string llvm;
  Arguments arguments("flags",
                      "[--cxx | --ld] [--static | --static-program] "
                      "[--tsan-annotations] [--llvm=N]",
                      "Prints what clang++ needs: clang++-19 $(mapsan flags) "
                      "app.cpp");
  arguments.flag("cxx", "What compiles need only.", compileOnly);
  arguments.flag("ld", "What links need only.", linkOnly);
  arguments.flag("static", "The runtime becomes part of the program.",
                 isStatic);
  arguments.flag("static-program",
                 "The same for a program that is linked with -static or "
                 "-static-pie.",
                 isStaticProgram);
  arguments.flag("tsan-annotations",
                 "The code is told that it is checked for races: it then says "
                 "what it tells ThreadSanitizer.",
                 hasAnnotations);
  arguments.text("llvm", "N", "The compiler's major; else the newest plugin's.",
                 llvm);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (compileOnly && linkOnly)
    return arguments.mistake(invocation,
                             "--cxx and --ld exclude each other; without them "
                             "both parts are printed");
  const fs::path &prefix = invocation.prefix;
  // The shell takes `$(...)` apart at blanks, and no quoting survives that.
  if (prefix.string().find_first_of(" \t\n*?[") != std::string::npos)
    return arguments.mistake(invocation,
                             "the path '" + prefix.string() +
                                 "' has a blank or a wildcard in it, which "
                                 "$(mapsan flags) cannot pass on");
  std::vector<std::string> words;
  std::string problem;
  if (!linkOnly)
    problem = addCompileFlags(prefix, chosenMajor(prefix, llvm), words);
  if (!linkOnly && hasAnnotations)
    words.push_back("-D__SANITIZE_THREAD__");
  if (!compileOnly && problem.empty())
    problem = addLinkFlags(prefix,
                           isStaticProgram ? Linking::StaticProgram
                           : isStatic      ? Linking::Archive
                                           : Linking::Shared,
                           words);
  if (!problem.empty())
    return arguments.mistake(invocation, problem);
  for (size_t i = 0; i < words.size(); ++i)
    invocation.out << (i ? " " : "") << words[i];
  invocation.out << '\n';
  return kFine;
}

} // namespace mapsan
