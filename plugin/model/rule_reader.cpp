// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/model/rule_reader.h"

#include "plugin/model/reading.h"
#include "plugin/model/rule_text.h"
#include "plugin/model/words.h"

using namespace mapsan;
using llvm::yaml::IO;

namespace {

/// How a change is seen when the file does not say.
Observe usualObserve(Effect effect) {
  if (effect == Effect::Safe)
    return Observe::Unknown;
  if (alwaysWrites(effect))
    return Observe::Always;
  return mayWrite(effect) ? Observe::Size : Observe::Never;
}

/// An operand and what the file says of its losses.
struct OperandLine {
  Operand operand;
  Loss loss;
};

void readEffect(IO &io, OperandLine &line) {
  Operand &operand = line.operand;
  io.mapRequired("effect", operand.effect);
  operand.observe = usualObserve(operand.effect);
  io.mapOptional("observe", operand.observe);
  io.mapOptional("invalidates", line.loss);
  if (operand.effect == Effect::Iterate)
    io.setError("the effect iterate belongs to iterators, which the lists "
                "iterators, steps and dereferences name; use read");
  if (!mayWrite(operand.effect) && operand.effect != Effect::Safe &&
      operand.observe != Observe::Never)
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " changes nothing that could be observed; leave observe out");
  if (mayWrite(operand.effect) && operand.observe == Observe::Never)
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " may change the map; observe says how to see it");
  if (!mayWrite(operand.effect) &&
      (line.loss.invalidates != Invalidates::Unsaid ||
       line.loss.as != Effect::None))
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " changes nothing; leave invalidates out");
}

/// The argument of that number exists in every call the rule speaks of.
bool hasParameter(const MethodRule &rule, int parameter) {
  return parameter >= 0 &&
         (rule.anyArguments || rule.moreArguments ||
          parameter < static_cast<int>(rule.arguments.size()));
}

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(OperandLine)

template <> struct llvm::yaml::MappingTraits<OperandLine> {
  static void mapping(IO &io, OperandLine &line) {
    checkKeys(io, "an argument",
              {"parameter", "effect", "observe", "invalidates"});
    io.mapRequired("parameter", line.operand.parameter);
    readEffect(io, line);
  }
};

static void readRule(IO &io, MethodRule &rule, bool isFunction) {
  Reading &reading = readingOf(io);
  std::string call;
  io.mapRequired("call", call);
  if (reading.failed())
    return;
  std::string error = parseRule(call, rule);
  if (!error.empty())
    return io.setError(error);

  MethodModel &model = rule.model;
  std::vector<OperandLine> lines;
  std::vector<OperandLine> arguments;
  if (!isFunction) {
    OperandLine object;
    readEffect(io, object);
    ReturnWord returns;
    io.mapOptional("returns", returns);
    model.returnsIterator = returns.value != 0;
    int element = -1;
    io.mapOptional("key", model.keyParameter);
    io.mapOptional("element", element);
    if (element != -1 && model.keyParameter != -1)
      return io.setError("key and element exclude each other");
    if (element != -1) {
      model.keyParameter = element;
      model.keyIsFirstOfPair = true;
    }
    if (model.keyParameter != -1 && !hasParameter(rule, model.keyParameter))
      return io.setError("'" + call + "' has no argument " +
                         llvm::Twine(model.keyParameter) +
                         "; arguments count from 0");
    lines.push_back(object);
  }
  io.mapOptional("arguments", arguments);
  if (reading.failed())
    return;
  for (const OperandLine &argument : arguments) {
    if (!hasParameter(rule, argument.operand.parameter))
      return io.setError("'" + call + "' has no argument " +
                         llvm::Twine(argument.operand.parameter) +
                         "; arguments count from 0");
    lines.push_back(argument);
  }
  for (const OperandLine &line : lines) {
    model.operands.push_back(line.operand);
    rule.losses.push_back(line.loss);
  }
  if (isFunction && arguments.empty())
    return io.setError("a function needs arguments: which of them are maps, "
                       "and the effect on each");
  // Nothing is touched: then there is nothing to watch, but for where an iterator
  // comes from.
  if (model.operands.size() == 1 && !model.returnsIterator &&
      model.operands.front().effect == Effect::None)
    model.operands.clear();
}

void llvm::yaml::MappingTraits<MethodRule>::mapping(IO &io, MethodRule &rule) {
  checkKeys(io, "a method",
            {"call", "effect", "observe", "key", "element", "returns",
             "invalidates", "arguments"});
  readRule(io, rule, /*isFunction=*/false);
}

void llvm::yaml::MappingTraits<FunctionRule>::mapping(IO &io,
                                                      FunctionRule &function) {
  checkKeys(io, "a function", {"call", "arguments"});
  readRule(io, function.rule, /*isFunction=*/true);
  if (!readingOf(io).failed())
    readingOf(io).functions.push_back(function.rule);
}
