// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What looks like one and is none: operands of one operation that name the same
// map (a.merge(a)), a class and its first member, which share an address and are
// two maps, and a lambda in a method of the map's class.
#include "runtime/entry/reentrance.h"

#include "runtime/entry/enclosing.h"
#include "runtime/entry/own_side.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/publish.h"

namespace mapsan {

namespace {

bool areEqual(const char *one, const char *other) {
  return one && other && __builtin_strcmp(one, other) == 0;
}

// As in a.swap(a). Code without line tables has no line to compare: there the
// frame and the method decide.
bool areOneCall(const MapsanOperation &op, const MapsanEntry &other) {
  const MapsanSite &one = *op.site, &two = *other.site;
  return ((one.flags | two.flags) & kSiteArgument) && op.frame == other.frame &&
         one.line == two.line && one.column == two.column &&
         areEqual(atOffset<char>(one.method), atOffset<char>(two.method));
}

bool haveSameType(const MapsanSite &one, const MapsanSite &other) {
  const MapsanType *types[2] = {atOffset<MapsanType>(one.type),
                                atOffset<MapsanType>(other.type)};
  return types[0] && types[1] &&
         areEqual(atOffset<char>(types[0]->name),
                  atOffset<char>(types[1]->name));
}

} // namespace

void meetSelf(ThreadRecord &self, MapsanOperation &op, bool isInner,
              const MapsanEntry &other) {
  const MapsanSite &outer = isInner ? *other.site : *op.site;
  if (isInClassCode(isInner ? *op.site : *other.site))
    return;
  if ((outer.flags & kSiteArgument) || areOneCall(op, other) ||
      !haveSameType(*op.site, *other.site) || outer.effect == Effect::Construct)
    return;
  Conflict *conflict = claimConflict(op.map, Evidence::SameThread, op.size);
  if (!conflict)
    return;
  conflict->title = Title::ReentrantModification;
  conflict->isTitleFixed = true;
  conflict->isFinderDone = true;
  describePartner(conflict->sides[1], self, other);
  conflict->sides[1].outcome = isInner ? Outcome::Running : Outcome::Changed;
  ConflictSide &side = conflict->sides[0];
  describeSelf(side, self, op);
  side.outcome = isInner ? Outcome::Changed : Outcome::Running;
  side.sizeAfter = op.size;
  describeKeyAtEnd(side, self, op, 0, true);
  publishReport(*conflict);
  freeConflict(*conflict);
}

} // namespace mapsan
