// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan cxx ARGUMENTS...: the clang++ that the plugin is for, with the plugin and,
// where something is linked, the runtime. It takes clang++'s arguments and no other
// ones, so that it may stand wherever a build system names a compiler; under the
// name mapsan-c++ it is one word.
//
// MAPSAN_LLVM chooses the major, MAPSAN_CXX the compiler itself.
#include "tools/mapsan/flags.h"

#include "runtime/platform/process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <unistd.h>

namespace mapsan {
namespace {

/// These end before the linker.
bool isForCompilerOnly(const std::string &word) {
  for (const char *option :
       {"-c", "-S", "-E", "-M", "-MM", "-fsyntax-only", "-r", "--precompile",
        "-emit-ast", "--analyze", "-###", "--version", "-dumpversion",
        "-dumpmachine"})
    if (word == option)
      return true;
  return word.rfind("-print-", 0) == 0 || word.rfind("--print-", 0) == 0;
}

/// With the word behind it, which is no input.
bool takesAWord(const std::string &word) {
  for (const char *option :
       {"-o",       "-x",      "-I",    "-L",       "-D",       "-U",
        "-MF",      "-MT",     "-MQ",   "-include", "-isystem", "-Xclang",
        "-Xlinker", "-target", "-arch", "-T",       "-iquote",  "-idirafter",
        "-u",       "-z",      "-mllvm"})
    if (word == option)
      return true;
  return false;
}

bool links(const std::vector<std::string> &words) {
  bool hasInput = false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (isForCompilerOnly(words[i]))
      return false;
    if (takesAWord(words[i]))
      ++i;
    else
      hasInput |= !words[i].empty() &&
                  (words[i][0] != '-' || words[i].rfind("-l", 0) == 0);
  }
  return hasInput;
}

std::string findCompiler(const std::string &major) {
  if (const char *wish = std::getenv("MAPSAN_CXX"); wish && *wish)
    return wish;
  char found[4096];
  if (findProgram(("clang++-" + major).c_str(), std::getenv("PATH"), found,
                  sizeof found))
    return found;
  const std::string own = "/usr/lib/llvm-" + major + "/bin/clang++";
  return access(own.c_str(), X_OK) == 0 ? own : "";
}

} // namespace

int compileCommand(const Invocation &invocation) {
  const auto fail = [&](const std::string &sentence) {
    invocation.errors << "mapsan cxx: " << sentence << '\n';
    return 1;
  };
  const char *wish = std::getenv("MAPSAN_LLVM");
  const std::string major = chosenMajor(invocation.prefix, wish ? wish : "");
  const std::string compiler = findCompiler(major);
  if (compiler.empty())
    return fail("there is no clang++-" + major +
                " in PATH; install it, or name one in MAPSAN_CXX");
  const std::vector<std::string> &given = invocation.arguments;
  // Ours first: what the build says of -g or of include paths has the last word.
  // Compiling alone or linking alone, half of ours has nothing to do.
  std::vector<std::string> words{compiler, "--start-no-unused-arguments"};
  std::string problem = addCompileFlags(invocation.prefix, major, words);
  words.push_back("--end-no-unused-arguments");
  words.insert(words.end(), given.begin(), given.end());
  if (problem.empty() && links(given)) {
    bool isStatic = false;
    for (const std::string &word : given)
      isStatic |= word == "-static" || word == "-static-pie";
    words.push_back("--start-no-unused-arguments");
    problem = addLinkFlags(invocation.prefix,
                           isStatic ? Linking::StaticProgram : Linking::Shared,
                           words);
    words.push_back("--end-no-unused-arguments");
  }
  if (!problem.empty())
    return fail(problem);
  std::vector<char *> arguments;
  for (std::string &word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  return fail("cannot start '" + compiler + "' (" + std::strerror(errno) + ")");
}

} // namespace mapsan
