// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is assumed of a class that nobody described. It follows what the C++
// standard promises for its own containers: const methods may be called by
// several threads at once, and so may the lookups below although they are not
// const, because they only hand out references; everything else is a write.
//
//   method                        effect on the object   on an argument of the
//   class destructor                    destroy                - constructor
//   construct              copy: read-all, move: write operator= write copy:
//   read-all, move: write swap, merge                   write write const,
//   find, at, begin, ...   read                   - any other write -
//
// Other methods may do with another map what they like, lock it first included;
// what they call on it is seen where they call it.
#include "plugin/model/model.h"

namespace mapsan {

static bool readsAlthoughNotConst(const std::string &name) {
  for (const char *reader :
       {"find", "at", "begin", "end", "rbegin", "rend", "lower_bound",
        "upper_bound", "equal_range", "data", "front", "back"})
    if (name == reader)
      return true;
  return false;
}

static Operand operand(int parameter, Effect effect) {
  Operand result;
  result.parameter = parameter;
  result.effect = effect;
  result.observe = mayWrite(effect) ? Observe::Always : Observe::Never;
  return result;
}

/// What a special member does to another object of its class.
static Effect effectOnOther(const std::string &name, ArgumentKind kind) {
  bool copies = name == "constructor" || name == "operator=";
  bool exchanges = name == "swap" || name == "merge";
  if (copies && kind == ArgumentKind::ConstMap)
    return Effect::ReadAll;
  if ((copies && kind == ArgumentKind::MovedMap) ||
      (exchanges &&
       (kind == ArgumentKind::Map || kind == ArgumentKind::MovedMap)))
    return Effect::Write;
  return Effect::None;
}

MethodModel defaultModel(const MethodSignature &call) {
  Effect effect = Effect::Write;
  if (call.name == "constructor")
    effect = Effect::Construct;
  else if (call.name == "destructor")
    effect = Effect::Destroy;
  else if (call.isConst || readsAlthoughNotConst(call.name))
    effect = Effect::Read;

  MethodModel model;
  model.operands.push_back(operand(Operand::kThis, effect));
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    int parameter = static_cast<int>(i);
    ArgumentKind kind = call.arguments[i];
    Effect onOther = effectOnOther(call.name, kind);
    if (onOther != Effect::None)
      model.operands.push_back(operand(parameter, onOther));
    if (kind == ArgumentKind::Key && model.keyParameter < 0)
      model.keyParameter = parameter;
  }
  return model;
}

} // namespace mapsan
