// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A site names its function as people do; a lambda's name has its method in it:
//
//   Names::addAll(std::vector<int> const&)::{lambda(int)#1}::operator()(int) const
#include "runtime/entry/enclosing.h"

#include "runtime/entry/partner.h"

namespace mapsan {

namespace {

bool isIn(const MapsanSite &inner, const MapsanSite &outer) {
  const char *function = atOffset<char>(inner.function);
  const char *method = atOffset<char>(outer.method);
  if (!isInClassCode(inner) || !function || !method)
    return false;
  const size_t length = __builtin_strlen(method);
  for (const char *at = function; (at = __builtin_strstr(at, method)); ++at)
    if (at >= function + 2 && at[-1] == ':' && at[-2] == ':' &&
        (at[length] == '(' || at[length] == '<') &&
        __builtin_strstr(at + length, ")::"))
      return true;
  return false;
}

struct Search {
  const ThreadRecord *self, *outer, *found;
  const void *map;
  MapsanEntry *entry;
};

bool visit(void *context, ThreadRecord &record) {
  auto &search = *static_cast<Search *>(context);
  if (&record == search.self || &record == search.outer ||
      !isInside(record, search.map, *search.entry))
    return false;
  search.found = &record;
  return true;
}

} // namespace

bool isInClassCode(const MapsanSite &site) { return site.flags & kSiteInside; }

bool isOneInTheOther(const MapsanSite &one, const MapsanSite &other) {
  return isIn(one, other) || isIn(other, one);
}

const ThreadRecord *findSibling(const ThreadRecord &self,
                                const ThreadRecord &outer, const void *map,
                                MapsanEntry &entry) {
  Search search{&self, &outer, nullptr, map, &entry};
  forEachThread(visit, &search);
  return search.found;
}

} // namespace mapsan
