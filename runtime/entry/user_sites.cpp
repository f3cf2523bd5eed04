// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records and strings lie in one arena, so that offsets fit 32 bits. They are
// found by content, in tables with few probes. Readers take no lock: a record is
// complete before its pointer is stored.
#include "runtime/entry/user_sites.h"

#include "runtime/base/spin_lock.h"

#include <stddef.h>

namespace mapsan {

namespace {

constexpr uint32_t kArenaBytes = 1u << 20, kRecords = 1u << 12, kProbes = 16;

alignas(8) char arena[kArenaBytes];
uint32_t arenaUsed;
SpinLock arenaLock;
MapsanSite *sites[kRecords];
MapsanType *types[kRecords];

struct UserMap {
  const void *address;
  const MapsanType *type;
};
UserMap maps[kRecords];

// Without names; Upsert: may write.
const MapsanSite unnamedRead = {0, 0, 0, 0, 0, 0, 0, 0, 0, Effect::Read,
                                0, 0, {}};
const MapsanSite unnamedWrite = {0, 0, 0, 0, 0, 0, 0, 0, 0, Effect::Upsert,
                                 0, 0, {}};

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ull;
  return hash ^ hash >> 32;
}

uint64_t hashOf(const char *text) {
  uint64_t hash = 1;
  for (; text && *text; ++text)
    hash = mix(hash, static_cast<unsigned char>(*text));
  return hash;
}

bool isEqual(const int32_t &field, const char *text) {
  const char *known = atOffset<char>(field);
  return !known || !text ? known == text : __builtin_strcmp(known, text) == 0;
}

template <typename Record> Record *make() {
  static_assert(sizeof(Record) % 8 == 0, "");
  const uint32_t at = (arenaUsed + 7u) & ~7u;
  if (at + sizeof(Record) > kArenaBytes)
    return nullptr;
  arenaUsed = at + static_cast<uint32_t>(sizeof(Record));
  return reinterpret_cast<Record *>(arena + at);
}

void point(int32_t &field, const void *target) {
  field = target ? static_cast<int32_t>(reinterpret_cast<intptr_t>(target) -
                                        reinterpret_cast<intptr_t>(&field))
                 : 0;
}

void copyText(int32_t &field, const char *text) {
  const size_t bytes = text ? __builtin_strlen(text) + 1 : 0;
  if (bytes == 0 || bytes > kArenaBytes - arenaUsed)
    return;
  __builtin_memcpy(arena + arenaUsed, text, bytes);
  point(field, arena + arenaUsed);
  arenaUsed += static_cast<uint32_t>(bytes);
}

/// The record that `matches`, or a new one that `fill` completes; null if there
/// is no room.
template <typename Record, typename Matches, typename Fill>
Record *find(Record **table, uint64_t hash, Matches matches, Fill fill) {
  for (unsigned round = 0; round < 2; ++round) {
    const bool mayMake = round == 1;
    if (mayMake && !arenaLock.tryLock())
      return nullptr;
    Record *found = nullptr;
    for (uint32_t probe = 0; probe < kProbes && !found; ++probe) {
      Record *&place = table[(hash + probe) % kRecords];
      Record *record = __atomic_load_n(&place, __ATOMIC_ACQUIRE);
      if (record && matches(*record)) {
        found = record;
      } else if (!record && mayMake) {
        found = make<Record>();
        if (!found)
          break;
        fill(*found);
        __atomic_store_n(&place, found, __ATOMIC_RELEASE);
      } else if (!record) {
        break;
      }
    }
    if (mayMake)
      arenaLock.unlock();
    if (found)
      return found;
  }
  return nullptr;
}

const MapsanType *typeOf(const void *map) {
  const uint64_t hash = mix(1, reinterpret_cast<uint64_t>(map));
  for (uint32_t probe = 0; probe < kProbes; ++probe) {
    const UserMap &known = maps[(hash + probe) % kRecords];
    if (__atomic_load_n(&known.address, __ATOMIC_ACQUIRE) == map)
      return __atomic_load_n(&known.type, __ATOMIC_RELAXED);
  }
  return nullptr;
}

void setType(const void *map, const MapsanType *type) {
  const uint64_t hash = mix(1, reinterpret_cast<uint64_t>(map));
  UserMap *place = nullptr;
  if (!arenaLock.tryLock())
    return;
  for (uint32_t probe = kProbes; probe-- > 0;) {
    UserMap &known = maps[(hash + probe) % kRecords];
    if (known.address == map) {
      place = &known;
      break;
    }
    if (!known.address)
      place = &known;
  }
  if (place) {
    __atomic_store_n(&place->type, type, __ATOMIC_RELAXED);
    __atomic_store_n(&place->address, type ? map : nullptr, __ATOMIC_RELEASE);
  }
  arenaLock.unlock();
}

} // namespace

const MapsanSite *userSite(const void *map, const UserPlace &place) {
  const MapsanType *type = typeOf(map);
  uint64_t hash = mix(hashOf(place.method), place.line);
  hash = mix(hash, reinterpret_cast<uint64_t>(type));
  hash = mix(hash, static_cast<uint64_t>(place.effect));
  MapsanSite *site = find(
      sites, mix(hash, hashOf(place.file)),
      [&](const MapsanSite &known) {
        return known.line == place.line && known.effect == place.effect &&
               atOffset<MapsanType>(known.type) == type &&
               isEqual(known.method, place.method) &&
               isEqual(known.function, place.function) &&
               isEqual(known.file, place.file);
      },
      [&](MapsanSite &made) {
        point(made.type, type);
        copyText(made.method, place.method);
        copyText(made.function, place.function);
        copyText(made.file, place.file);
        made.line = place.line;
        made.effect = place.effect;
        made.flags = place.line ? 0 : kSiteNoLine;
      });
  return site                           ? site
         : place.effect == Effect::Read ? &unnamedRead
                                        : &unnamedWrite;
}

void noteUserMap(const void *map, const char *name) {
  const MapsanType *type = find(
      types, hashOf(name),
      [&](const MapsanType &known) { return isEqual(known.name, name); },
      [&](MapsanType &made) { copyText(made.name, name); });
  setType(map, type);
}

void forgetUserMap(const void *map) { setType(map, nullptr); }

void moveUserMap(const void *from, const void *to) {
  const MapsanType *type = typeOf(from);
  setType(from, nullptr);
  setType(to, type);
}

} // namespace mapsan
