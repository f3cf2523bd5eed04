// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records by address: the shadows of maps and the objects that threads
// synchronise on. A hash table of chains whose nodes are type-stable: a node
// that was removed is used again for another address, never for another type and
// never unmapped.
//
// The 64 buckets of a page of the program lie together, one per cache line of
// it: neighbours in the program are neighbours in the table, so few touched
// pages there mean few touched pages here, and forgetting a range is a walk over
// as many buckets as the range has cache lines. How many nodes each group of 64
// has says for most ranges that there is nothing to forget.
//
// An address may carry a tag in bits 60 and 61 (kTagMask): several nodes about
// one address. Ranges ignore tags.
//
// find() takes no lock. What it tolerates:
//
//   a node on its way is removed    the walk may continue in another chain. A
//   and linked elsewhere            node with the right address is right
//                                   wherever it was met. Not finding one counts
//                                   only if the bucket's sequence, which every
//                                   removal moves first, is as it was before
//   a node is removed after it was  the caller locks the node and looks at its
//   found                           address again, or compares it again after
//                                   reading (sync_table.cpp)
//   a node is inserted meanwhile    not found, as if it came later
//
// Locks: bucket, then node. Whoever holds a node's lock takes no bucket's.
#ifndef MAPSAN_RUNTIME_CORE_ADDRESS_TABLE_H
#define MAPSAN_RUNTIME_CORE_ADDRESS_TABLE_H

#include "runtime/core/environment.h"

#include <stdint.h>

namespace mapsan {

constexpr uintptr_t kTagMask = uintptr_t{3} << 60;

/// Node: `uintptr_t address; Node *next; SpinLock lock; uint8_t isUsed;`, valid
/// when zero.
template <typename Node> class AddressTable {
public:
  bool start(const Environment &environment, Arena &arena) {
    environment_ = environment;
    arena_ = &arena;
    buckets_ = static_cast<Bucket *>(
        environment.mapPages(sizeof(Bucket) << kBucketBits));
    groups_ = static_cast<uint32_t *>(
        environment.mapPages(sizeof(uint32_t) << kGroupBits));
    return buckets_ && groups_;
  }

  enum class Answer : uint8_t { Found, Missing, Unknown };

  /// Unknown: a lock was not to be had.
  Answer find(uintptr_t address, Node *&found) const {
    const Bucket &bucket = buckets_[bucketOf(address)];
    const uint32_t before = __atomic_load_n(&bucket.removals, __ATOMIC_ACQUIRE);
    if ((found = walk(bucket, address)))
      return Answer::Found;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (__atomic_load_n(&bucket.removals, __ATOMIC_RELAXED) == before)
      return Answer::Missing;
    if (!lockPatiently(const_cast<Bucket &>(bucket).lock, environment_))
      return Answer::Unknown;
    found = walk(bucket, address);
    const_cast<Bucket &>(bucket).lock.unlock();
    return found ? Answer::Found : Answer::Missing;
  }

  /// The node of this address, made if there is none: then prepare(node) is
  /// called before others can find it. Null: no memory, or no lock.
  template <typename Prepare>
  Node *findOrMake(uintptr_t address, Prepare prepare) {
    Node *node;
    return find(address, node) == Answer::Found ? node : make(address, prepare);
  }

  /// The same, of one that was just looked for in vain.
  template <typename Prepare> Node *make(uintptr_t address, Prepare prepare) {
    Node *node;
    Bucket &bucket = buckets_[bucketOf(address)];
    if (!lockPatiently(bucket.lock, environment_))
      return nullptr;
    node = walk(bucket, address);
    if (!node && (node = takeNode())) {
      prepare(*node);
      node->isUsed = 1;
      node->next = bucket.head;
      __atomic_store_n(&node->address, address, __ATOMIC_RELEASE);
      __atomic_fetch_add(&groups_[groupOf(bucket)], 1u, __ATOMIC_RELAXED);
      __atomic_store_n(&bucket.head, node, __ATOMIC_RELEASE);
      __atomic_fetch_add(&count_, 1u, __ATOMIC_RELAXED);
    }
    bucket.lock.unlock();
    return node;
  }

  /// Removes the nodes of the range [begin, end), tags aside, after retire(node),
  /// which is called with the node locked. False: a lock was not to be had.
  template <typename Retire>
  bool forgetRange(uintptr_t begin, uintptr_t end, Retire retire) {
    return forgetSome(begin, end, [](Node &) { return true; }, retire);
  }

  /// The same of those of which isDoomed(node), also with the lock, says so.
  template <typename IsDoomed, typename Retire>
  bool forgetSome(uintptr_t begin, uintptr_t end, IsDoomed isDoomed,
                  Retire retire) {
    if (begin >= end || count() == 0)
      return true;
    const auto isInside = [&](Node &node) {
      const uintptr_t address = node.address & ~kTagMask;
      return address >= begin && address < end && isDoomed(node);
    };
    if (end - begin >= uintptr_t{1} << (kLineBits + kBucketBits)) {
      bool isDone = true;
      for (uint32_t i = 0; i < 1u << kBucketBits; ++i)
        isDone &= sweepBucket(buckets_[i], isInside, retire);
      return isDone;
    }
    bool isDone = true;
    for (uintptr_t at = begin; at < end;) {
      const uintptr_t pageEnd = ((at >> kPageBits) + 1) << kPageBits;
      Bucket &bucket = buckets_[bucketOf(at)];
      if (__atomic_load_n(&groups_[groupOf(bucket)], __ATOMIC_RELAXED) == 0) {
        at = pageEnd;
        continue;
      }
      isDone &= sweepBucket(bucket, isInside, retire);
      at = ((at >> kLineBits) + 1) << kLineBits;
    }
    return isDone;
  }

  /// Gives some `wanted` nodes away that were not used since it came by the last
  /// time; it comes by each node at most once in a call. mayGo(node) is asked,
  /// with the node locked.
  template <typename MayGo, typename Retire>
  uint32_t evict(uint32_t wanted, MayGo mayGo, Retire retire) {
    uint32_t gone = 0;
    const auto isIdle = [&](Node &node) {
      if (gone >= wanted)
        return false;
      if (node.isUsed) {
        node.isUsed = 0;
        return false;
      }
      return mayGo(node) && ++gone;
    };
    for (uint32_t i = 0; i < 1u << kGroupBits && gone < wanted; ++i) {
      const uint32_t group = __atomic_fetch_add(&hand_, 1u, __ATOMIC_RELAXED) &
                             ((1u << kGroupBits) - 1);
      if (__atomic_load_n(&groups_[group], __ATOMIC_RELAXED) == 0)
        continue;
      for (uint32_t k = 0; k < kGroup; ++k)
        sweepBucket(buckets_[group * kGroup + k], isIdle, retire);
    }
    return gone;
  }

  /// Nothing to forget in a range of at most a page, without a lock; false also
  /// if that would take long to tell.
  bool hasNothing(uintptr_t begin, uintptr_t end) const {
    constexpr uint32_t kLooks = 8;
    if (count() == 0)
      return true;
    const uint32_t first = bucketOf(begin), last = bucketOf(end - 1);
    if (first / kGroup != last / kGroup || end - begin > 1u << kPageBits)
      return false;
    if (__atomic_load_n(&groups_[first / kGroup], __ATOMIC_RELAXED) == 0)
      return true;
    if (last - first >= kLooks)
      return false;
    for (uint32_t i = first; i <= last; ++i)
      if (__atomic_load_n(&buckets_[i].head, __ATOMIC_RELAXED))
        return false;
    return true;
  }

  /// Every node, with its lock. False: a lock was not to be had.
  template <typename Visit> bool forEach(Visit visit) {
    const auto stays = [&](Node &node) {
      visit(node);
      return false;
    };
    bool isDone = true;
    for (uint32_t group = 0; group < 1u << kGroupBits; ++group)
      if (__atomic_load_n(&groups_[group], __ATOMIC_RELAXED) != 0)
        for (uint32_t k = 0; k < kGroup; ++k)
          isDone &=
              sweepBucket(buckets_[group * kGroup + k], stays, [](Node &) {});
    return isDone;
  }

  uint32_t count() const { return __atomic_load_n(&count_, __ATOMIC_RELAXED); }

  /// For what a user of the table keeps beside each bucket.
  static constexpr unsigned kBucketBits = 18;
  static uint32_t bucketOf(uintptr_t address) {
    const uintptr_t plain = address & ~kTagMask;
    const uint64_t page = (plain >> kPageBits) * 0x9E3779B97F4A7C15ull;
    return static_cast<uint32_t>(page >> (64 - kGroupBits)) * kGroup +
           static_cast<uint32_t>(plain >> kLineBits & (kGroup - 1));
  }

private:
  static constexpr unsigned kLineBits = 6;
  static constexpr unsigned kPageBits = 12;
  static constexpr uint32_t kGroup = 1u << (kPageBits - kLineBits);
  static constexpr unsigned kGroupBits = kBucketBits - (kPageBits - kLineBits);

  struct Bucket {
    Node *head;
    uint32_t removals;
    SpinLock lock;
  };

  uint32_t groupOf(const Bucket &bucket) const {
    return static_cast<uint32_t>(&bucket - buckets_) / kGroup;
  }

  static Node *walk(const Bucket &bucket, uintptr_t address) {
    Node *node = __atomic_load_n(&bucket.head, __ATOMIC_ACQUIRE);
    while (node && __atomic_load_n(&node->address, __ATOMIC_ACQUIRE) != address)
      node = __atomic_load_n(&node->next, __ATOMIC_ACQUIRE);
    return node;
  }

  Node *takeNode() {
    Node *node = nullptr;
    if (__atomic_load_n(&free_, __ATOMIC_RELAXED) &&
        lockPatiently(freeLock_, environment_)) {
      if ((node = free_)) {
        __atomic_store_n(&free_, node->next, __ATOMIC_RELAXED);
        arena_->countBusy(sizeof(Node));
      }
      freeLock_.unlock();
    }
    if (!node && (node = static_cast<Node *>(arena_->allocate(sizeof(Node)))))
      __builtin_memset(static_cast<void *>(node), 0, sizeof(Node));
    return node;
  }

  template <typename IsDoomed, typename Retire>
  bool sweepBucket(Bucket &bucket, IsDoomed isDoomed, Retire retire) {
    if (!__atomic_load_n(&bucket.head, __ATOMIC_RELAXED))
      return true;
    if (!lockPatiently(bucket.lock, environment_))
      return false;
    bool isDone = true;
    Node **link = &bucket.head;
    while (Node *node = *link) {
      if (!lockPatiently(node->lock, environment_)) {
        isDone = false;
        link = &node->next;
        continue;
      }
      if (!isDoomed(*node)) {
        node->lock.unlock();
        link = &node->next;
        continue;
      }
      retire(*node);
      __atomic_fetch_add(&bucket.removals, 1u, __ATOMIC_ACQ_REL);
      __atomic_fetch_sub(&groups_[groupOf(bucket)], 1u, __ATOMIC_RELAXED);
      __atomic_fetch_sub(&count_, 1u, __ATOMIC_RELAXED);
      __atomic_store_n(link, node->next, __ATOMIC_RELEASE);
      __atomic_store_n(&node->address, uintptr_t{0}, __ATOMIC_RELEASE);
      node->lock.unlock();
      if (lockPatiently(freeLock_, environment_)) {
        __atomic_store_n(&node->next, free_, __ATOMIC_RELEASE);
        __atomic_store_n(&free_, node, __ATOMIC_RELAXED);
        arena_->countIdle(sizeof(Node));
        freeLock_.unlock();
      }
    }
    bucket.lock.unlock();
    return isDone;
  }

  Environment environment_;
  Arena *arena_;
  Bucket *buckets_;
  uint32_t *groups_; // nodes per group of buckets
  uint32_t count_;
  uint32_t hand_;
  SpinLock freeLock_;
  Node *free_;
};

} // namespace mapsan

#endif
