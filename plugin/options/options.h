// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's options, as given by -fplugin-arg-mapsan-<name>[=<value>].
// Pure; knows neither Clang nor LLVM.
#ifndef MAPSAN_PLUGIN_OPTIONS_OPTIONS_H
#define MAPSAN_PLUGIN_OPTIONS_OPTIONS_H

#include <string>
#include <vector>

namespace mapsan {

struct PluginOptions {
#define MAPSAN_FLAG(member, name, help) bool member = false;
#define MAPSAN_LIST(member, name, value, help) std::vector<std::string> member;
#define MAPSAN_CHOICE(member, name, first, second, help) bool member = false;
#define MAPSAN_LEVELS(member, name, first, second, third, help)                \
  unsigned member = 0;
#define MAPSAN_NUMBER(member, name, value, least, most, help)                  \
  unsigned member = value;
#include "plugin/options/options.def"
};

/// Applies one argument: "print-plan" or "types=annotated". Returns an empty
/// string, or a sentence that says what is wrong: an unknown option is an
/// error, never a silent default.
std::string applyOption(const std::string &argument, PluginOptions &options);

/// The options of the unit that is being compiled. Written by the AST half's
/// ParseArgs only, before any pass runs.
PluginOptions &pluginOptions();

} // namespace mapsan

#endif
