// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/collect.h"

#include "tools/mapsan/status.h"

#include <fstream>
#include <ostream>

namespace mapsan {

int Collected::finish(std::ostream &errors) const {
  reader_.printDamages(errors);
  return reader_.damages().empty() ? kFine : kDamaged;
}

void BaselineWish::declare(Arguments &arguments) {
  arguments.text("baseline", "FILE", "Accepted races (mapsan baseline).", file);
  arguments.text("today", "DATE", "The day that decides what has expired.",
                 day);
}

std::optional<int> BaselineWish::read(const Arguments &arguments,
                                      const Invocation &invocation) {
  if (!isDate(day))
    return arguments.mistake(invocation,
                             "--today=" + day + ": a day is YYYY-MM-DD");
  if (file.empty())
    return std::nullopt;
  const std::string problem = baseline.read(file);
  if (problem.empty())
    return std::nullopt;
  return arguments.mistake(invocation, problem);
}

int writeTo(const Arguments &arguments, const Invocation &invocation,
            const std::string &file,
            const std::function<void(std::ostream &)> &write) {
  if (file.empty() || file == "-") {
    write(invocation.out);
    invocation.out.flush();
    return invocation.out.good()
               ? 0
               : arguments.mistake(invocation, "cannot write the output");
  }
  std::ofstream out(file, std::ios::binary);
  if (out)
    write(out);
  out.close();
  return out ? 0 : arguments.mistake(invocation, "cannot write '" + file + "'");
}

} // namespace mapsan
