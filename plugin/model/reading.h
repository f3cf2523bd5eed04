// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model file on its way in: what every part of the reader works on.
#ifndef MAPSAN_PLUGIN_MODEL_READING_H
#define MAPSAN_PLUGIN_MODEL_READING_H

#include "plugin/model/model.h"

#include "llvm/Support/YAMLTraits.h"

#include <initializer_list>

namespace mapsan {

/// What the file may refer to, and what came of it so far.
struct Reading {
  Reading(const Models &models, const std::string &file)
      : known(models), fileName(file) {}

  const Models &known;
  std::string fileName;
  std::string error;   // the first one, complete
  std::string scratch; // the text of a scalar's error, while LLVM prints it
  std::vector<std::unique_ptr<TypeModel>> lists;
  std::vector<std::unique_ptr<TypeModel>> types;
  std::vector<MethodRule> functions;
  Library library;
  llvm::yaml::Input *input = nullptr;
  bool isEmpty = false; // no document at all

  const TypeModel *find(const std::string &name) const {
    for (const auto *group : {&lists, &types})
      for (const auto &entry : *group) {
        if (entry->name == name)
          return entry.get();
        for (const std::string &alias : entry->aliases)
          if (alias == name)
            return entry.get();
      }
    return known.findListOrType(name);
  }
  bool failed() const { return !error.empty(); }
};

inline Reading &readingOf(llvm::yaml::IO &io) {
  return *static_cast<Reading *>(io.getContext());
}

/// An error unless all keys of the entry at hand are among `known`.
void checkKeys(llvm::yaml::IO &io, const char *what,
               std::initializer_list<const char *> known);

} // namespace mapsan

#endif
