// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Read from mangled names, which say all of it: class, const, parameters.
//
//   a const method of a class below       reads its object
//   a non-const one                       writes it, unless it only hands out
//                                         references (kLooking)
//   `T const &` of a class below          is read by copies, assignments and the
//                                         operators of namespace std
//   std::get<N>(pair)                     hands out a member
//
// Everything else is unknown: a function of the program may lock, may keep the
// address for later, or may not look at the value at all.
#include "plugin/ir/value_calls.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/callee_text.h"
#include "plugin/ir/plan.h"

#include "llvm/ADT/STLExtras.h"

namespace mapsan {

namespace {

using Use = ValueCall::Use;

// Without a lock of their own, and changed by nothing but their methods.
// Not the maps: those are watched themselves.
constexpr llvm::StringLiteral kValues[] = {
    "basic_string", "vector",   "deque", "list",         "unique_ptr",
    "shared_ptr",   "optional", "array", "__shared_ptr", "__shared_ptr_access"};

// Non-const, and only hands out a reference or an iterator.
constexpr llvm::StringLiteral kLooking[] = {
    "begin", "end",  "rbegin",     "rend",      "operator[]", "at", "data",
    "front", "back", "operator->", "operator*", "value",      "get"};

// Of namespace std; anything else is none of ours. _Z [K] N St ...
bool textOfStd(const llvm::Function &function, CalleeText &callee) {
  const llvm::StringRef mangled = function.getName();
  return (mangled.find("St") != mangled.npos ||
          mangled.find("Ss") != mangled.npos) &&
         textOf(function, callee);
}

bool isInlineNamespace(llvm::StringRef name) {
  return compat::startsWith(name, "__") && name.find('<') == name.npos;
}

// "std::__cxx11::basic_string<char, ...>" -> "basic_string<char, ...>"; nothing
// for a name outside of std.
llvm::StringRef insideStd(llvm::StringRef name) {
  if (!name.consume_front("std::"))
    return {};
  const auto [first, rest] = name.split("::");
  return isInlineNamespace(first) && !rest.empty() ? rest : name;
}

bool isStdItself(llvm::StringRef name) {
  return name == "std" ||
         (name.consume_front("std::") && isInlineNamespace(name) &&
          name.find(':') == name.npos);
}

llvm::StringRef classOf(llvm::StringRef context) {
  return insideStd(context).split('<').first;
}

// Names kValues, without a nested class behind it.
bool isValueClass(llvm::StringRef name) {
  name = insideStd(name);
  if (name == "string")
    return true;
  if (!llvm::is_contained(kValues, name.split('<').first))
    return false;
  int depth = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    depth += name[i] == '<' ? 1 : name[i] == '>' ? -1 : 0;
    if (name[i] == '>' && depth == 0)
      return i + 1 == name.size();
  }
  return false;
}

// What becomes of a parameter of this type in a copy, an assignment or an
// operator.
Use useOfParameter(llvm::StringRef type) {
  const auto ends = [&](llvm::StringRef end) {
    return type.size() >= end.size() && type.take_back(end.size()) == end;
  };
  if (ends(" const&") && isValueClass(type.drop_back(7)))
    return Use::Read;
  if (ends("&&") && isValueClass(type.drop_back(2)))
    return Use::Write; // moved from
  return Use::Unknown;
}

// One IR argument, whatever is behind it.
bool isPointerLike(llvm::StringRef type) {
  return !type.empty() && (type.back() == '&' || type.back() == '*');
}

// What becomes of parameter `index`, if no earlier one may be two arguments.
ValueCall copied(const CalleeText &callee, unsigned index, std::string method) {
  const llvm::SmallVector<std::string, 4> &parameters = callee.parameters;
  for (unsigned i = 0; i < index && i < parameters.size(); ++i)
    if (!isPointerLike(parameters[i]))
      return {};
  if (index >= parameters.size())
    return {};
  return {useOfParameter(parameters[index]), std::move(method)};
}

ValueCall callOfMethod(const CalleeText &callee, unsigned argument) {
  const llvm::StringRef name = callee.name;
  if (argument > 0)
    return copied(callee, argument - 1, "copy");
  if (name.empty() || name[0] == '~' || name == classOf(callee.context))
    return {}; // the element's beginning or end
  const bool isLooking = callee.isConst || llvm::is_contained(kLooking, name);
  return {isLooking ? Use::Read : Use::Write, callee.name};
}

ValueCall callOfFunction(const llvm::CallBase &call, const CalleeText &callee,
                         unsigned argument) {
  const llvm::StringRef name = callee.name;
  if (compat::startsWith(name, "operator"))
    return copied(callee, argument, callee.name);
  if (argument > 0 || !call.getType()->isPointerTy())
    return {};
  if (name == "move" || name == "forward" || name == "as_const")
    return {Use::Same, ""};
  if (name != "get")
    return {};
  // The first template argument: _ZSt3getILm1E..., _ZNSt3__13getB8ne190107ILm1E...
  const llvm::StringRef mangled = calleeOf(call)->getName();
  const llvm::StringRef member = mangled.substr(mangled.find("ILm"));
  if (compat::startsWith(member, "ILm0E"))
    return {Use::Key, ""};
  if (compat::startsWith(member, "ILm1E"))
    return {Use::Mapped, ""};
  return {};
}

} // namespace

ValueCall valueCall(const llvm::CallBase &call, unsigned argument) {
  const llvm::Function *function = calleeOf(call);
  CalleeText callee;
  if (!function || !textOfStd(*function, callee))
    return {};
  const unsigned first = hasStructReturn(call) ? 1 : 0;
  if (argument < first)
    return {};
  if (isStdItself(callee.context))
    return callOfFunction(call, callee, argument - first);
  return isValueClass(callee.context) ? callOfMethod(callee, argument - first)
                                      : ValueCall();
}

} // namespace mapsan
