// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/callee_text.h"

#include "llvm/Demangle/Demangle.h"

#include <algorithm>
#include <cstdlib>

namespace mapsan {

namespace {

// The demangler's answers are malloc'ed.
template <typename Ask> std::string text(Ask ask) {
  size_t size = 0;
  char *answer = ask(&size);
  std::string copy = answer ? answer : "";
  std::free(answer);
  return copy;
}

/// "(A const&, B<C, D>)" -> A const&; B<C, D>
llvm::SmallVector<std::string, 4> split(llvm::StringRef list) {
  llvm::SmallVector<std::string, 4> parts;
  if (!list.consume_front("(") || list.empty() || list.back() != ')')
    return parts;
  list = list.drop_back();
  int depth = 0;
  std::string part;
  for (char character : list) {
    depth += character == '<' || character == '('   ? 1
             : character == '>' || character == ')' ? -1
                                                    : 0;
    if (character == ',' && depth == 0) {
      parts.push_back(std::move(part));
      part.clear();
    } else if (character != ' ' || !part.empty()) {
      part += character;
    }
  }
  if (!part.empty())
    parts.push_back(std::move(part));
  return parts;
}

} // namespace

bool textOf(const llvm::Function &function, CalleeText &callee) {
  llvm::ItaniumPartialDemangler demangler;
  const std::string mangled = function.getName().str();
  if (demangler.partialDemangle(mangled.c_str()) || !demangler.isFunction())
    return false;
  callee.name = text([&](size_t *size) {
    return demangler.getFunctionBaseName(nullptr, size);
  });
  callee.name.resize(std::min(callee.name.size(), callee.name.find("[abi:")));
  callee.context = text([&](size_t *size) {
    return demangler.getFunctionDeclContextName(nullptr, size);
  });
  callee.parameters = split(text([&](size_t *size) {
    return demangler.getFunctionParameters(nullptr, size);
  }));
  callee.isConst = demangler.hasFunctionQualifiers();
  return true;
}

llvm::StringRef lastName(llvm::StringRef name) {
  int depth = 0;
  size_t end = name.size();
  for (size_t i = name.size(); i-- > 0;) {
    depth += name[i] == '>' ? 1 : name[i] == '<' ? -1 : 0;
    if (name[i] == '<' && depth == 0)
      end = i;
    if (name[i] == ':' && depth == 0)
      return name.slice(i + 1, end);
  }
  return name.take_front(end);
}

} // namespace mapsan
