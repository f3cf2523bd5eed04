// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fast paths of runtime/abi/operation.h as IR: begin and end of one
// operation on one map, emitted at the place where a builder stands. What the
// C++ struct calls a field is here a byte offset (offsetof), so that the two
// cannot drift apart.
#ifndef MAPSAN_PLUGIN_IR_PROTOCOL_H
#define MAPSAN_PLUGIN_IR_PROTOCOL_H

#include "plugin/marker/marker.h"
#include "runtime/abi/operation.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <map>
#include <tuple>

namespace mapsan {

/// How slow paths learn the size of a map: functions of this module, or null.
struct Measure {
  llvm::Function *size = nullptr;
  llvm::Function *buckets = nullptr;
  int64_t offset = 0; // from the map's identity to their `this`

  bool operator<(const Measure &other) const {
    return std::tie(size, buckets, offset) <
           std::tie(other.size, other.buckets, other.offset);
  }
};

/// One operand of one operation while its code is emitted.
struct Operation {
  Effect effect = Effect::None;
  llvm::Value *map = nullptr;
  llvm::Value *site = nullptr;
  llvm::Value *key = nullptr;         // pointer or scalar; null: none
  llvm::AllocaInst *record = nullptr; // MapsanOperation
  llvm::AllocaInst *read = nullptr;   // MapsanRead, of reads only
  Measure measureAtBegin;
  Measure measureAtEnd;
  // Set by begin, used by end.
  llvm::Value *index = nullptr;  // of the map's word
  llvm::Value *slot = nullptr;   // its address
  llvm::Value *stored = nullptr; // what the end must find there
  llvm::Value *entry = nullptr;  // ring entry of a write; or, after the
                                 // shortcut, its MapsanRecentPlace
  llvm::Value *outer = nullptr;  // of a read: the next outer one
  llvm::Value *toNote = nullptr; // of a step: the word, beside the iterator
};

class Protocol {
public:
  Protocol(llvm::Module &module, unsigned tableBits);

  // Each leaves the builder at the end of a new, open block.
  void begin(llvm::IRBuilder<> &builder, Operation &operation);
  /// `changed` is an i32 of Changed; ignored for reads.
  void end(llvm::IRBuilder<> &builder, Operation &operation,
           llvm::Value *changed, bool unwinding);
  /// After a constructor.
  void construct(llvm::IRBuilder<> &builder, Operation &operation);

  /// What was noted beside an iterator (iteration.cpp); `buckets` as calls.def
  /// has it.
  struct Noted {
    llvm::Value *word, *counts, *buckets;
    bool isHeld = false; // as held_iterators.h has it
  };
  /// Begin of an iterator's step. The word must be the noted one, else
  /// __mapsan_iterate decides what to go on with, or goes to `forget`: the
  /// iterator is followed no longer. The end is that of a read, except of held
  /// ones, which have none. Report mode goes
  /// to `told` when the detector knows of the step: it needs no end. Answers the
  /// block it comes from, if any.
  llvm::BasicBlock *beginStep(llvm::IRBuilder<> &builder, Operation &operation,
                              const Noted &noted, llvm::BasicBlock *forget,
                              llvm::BasicBlock *told);
  /// A dereference after a change by this thread; kNoWord: there was a report.
  llvm::Value *checkUse(llvm::IRBuilder<> &builder, const Operation &operation,
                        const Noted &noted);
  llvm::Value *wordOf(llvm::IRBuilder<> &builder, llvm::Value *map);
  /// Lower halves of this thread's releases and operations so far, as one number.
  /// Without `isRead`, as if it had released something since: a change by another
  /// thread is then none that comes unordered after a read.
  llvm::Value *countsOf(llvm::IRBuilder<> &builder, bool isRead = true);
  /// Of a map's word; it also names the map's place (recentPlaceOf).
  llvm::Value *indexOf(llvm::IRBuilder<> &builder, llvm::Value *map);

  /// This thread's MapsanRecent, and the number and address of a place in it.
  struct Recent {
    llvm::Value *own, *number, *place;
  };
  Recent recentOf(llvm::IRBuilder<> &builder, llvm::Value *index);
  /// tag + seen.
  llvm::Value *recentStamp(llvm::IRBuilder<> &builder, llvm::Value *recent,
                           llvm::Value *seen);
  /// Places are by the index in the whole table.
  bool hasRecent() const { return tableBits_ == kTableBits; }

  /// Of the functions that a mark names: those that may be called here.
  Measure measureOf(const MethodMark &mark) const;
  /// A counter of this thread: a field of MapsanThread.
  llvm::Value *own(llvm::IRBuilder<> &builder, size_t field);
  /// Whether this thread takes every slow path, as all do in report mode.
  llvm::Value *isSlowThread(llvm::IRBuilder<> &builder);
  /// Makes a block behind the call for such threads alone, and has the builder
  /// stand in it; the result is its end.
  llvm::Instruction *behindOnSlowThreads(llvm::IRBuilder<> &builder,
                                         llvm::CallBase &call);

  /// Calls a size() or bucket_count() as u64; kUnknownSize for null.
  llvm::Value *measure(llvm::IRBuilder<> &builder, llvm::Function *function,
                       llvm::Value *map, int64_t offset);

  /// The size before the call if this is a slow thread, else kUnknownSize. Splits
  /// the call's block before it.
  llvm::Value *sizeBefore(llvm::CallBase &call, const MethodMark &mark,
                          llvm::Value *map);
  /// __mapsan_moved.
  void tellMoved(llvm::IRBuilder<> &builder, llvm::Constant *site,
                 llvm::Value *map, llvm::Value *begin, llvm::Value *end);

  // Loads and stores at base + offset: atomic (relaxed) for what is shared with
  // other threads or with the runtime, plain for the program's own memory, own
  // for what this thread alone writes.
  llvm::Value *at(llvm::IRBuilder<> &builder, llvm::Value *base,
                  int64_t offset);
  llvm::LoadInst *load(llvm::IRBuilder<> &builder, llvm::Type *type,
                       llvm::Value *base, int64_t offset);
  llvm::LoadInst *loadOwn(llvm::IRBuilder<> &builder, llvm::Type *type,
                          llvm::Value *base, int64_t offset);
  llvm::LoadInst *loadPlain(llvm::IRBuilder<> &builder, llvm::Type *type,
                            llvm::Value *base, int64_t offset);
  llvm::StoreInst *storePlain(llvm::IRBuilder<> &builder, llvm::Value *value,
                              llvm::Value *base, int64_t offset);
  llvm::StoreInst *store(llvm::IRBuilder<> &builder, llvm::Value *value,
                         llvm::Value *base, int64_t offset);

  /// This thread's table of held iterators, or null.
  llvm::Value *heldIterators(llvm::IRBuilder<> &builder);

private:
  void beginRead(llvm::IRBuilder<> &builder, Operation &operation);
  void beginWrite(llvm::IRBuilder<> &builder, Operation &operation);
  void endRead(llvm::IRBuilder<> &builder, Operation &operation,
               bool unwinding);
  void endWrite(llvm::IRBuilder<> &builder, Operation &operation,
                llvm::Value *changed, bool unwinding);

  void closeWrite(llvm::IRBuilder<> &builder, const Operation &operation,
                  llvm::Value *changed);
  void passNoted(llvm::IRBuilder<> &builder, const Operation &operation,
                 const Noted &noted);
  void linkRead(llvm::IRBuilder<> &builder, Operation &operation);
  void findSlot(llvm::IRBuilder<> &builder, Operation &operation);
  void fillEntry(llvm::IRBuilder<> &builder, const Operation &operation,
                 llvm::Value *entry, llvm::Value *word);
  /// The shortcut of report mode (runtime/abi/recent.h): has the detector been
  /// told? `place` is set to the map's.
  llvm::Value *isRecent(llvm::IRBuilder<> &builder, const Operation &operation,
                        llvm::Value *seen, bool isUpsert, llvm::Value *&place);
  struct Shortcut;
  Shortcut takeShortcut(llvm::IRBuilder<> &builder, const Operation &operation,
                        llvm::Value *seen, llvm::BasicBlock *slow,
                        llvm::BasicBlock *go);
  llvm::Value *nextEntry(llvm::IRBuilder<> &builder, llvm::Value *number);
  /// The word that the runtime answers with, or null if it answers nothing.
  llvm::Value *callSlow(llvm::IRBuilder<> &builder, const Operation &operation,
                        const Measure &measure, llvm::FunctionCallee target);
  llvm::Function *slowCall(llvm::FunctionCallee target, const Measure &measure);
  static llvm::Value *isNonZero(llvm::IRBuilder<> &builder, llvm::Value *value);
  llvm::Value *codeAddress(llvm::IRBuilder<> &builder);
  llvm::Value *frameAddress(llvm::IRBuilder<> &builder, unsigned level = 0);
  llvm::Value *isNotMine(llvm::IRBuilder<> &builder, llvm::Value *word);
  llvm::Value *keyPointer(llvm::IRBuilder<> &builder, llvm::Value *key);
  llvm::BasicBlock *block(llvm::IRBuilder<> &builder, const char *name);
  /// Ends the block with a branch to `cold`, which is unlikely, or `next`.
  void branchCold(llvm::IRBuilder<> &builder, llvm::Value *condition,
                  llvm::BasicBlock *cold, llvm::BasicBlock *next);

  llvm::Module &module_;
  unsigned tableBits_;
  llvm::Type *i32_;
  llvm::Type *i64_;
  llvm::Type *pointer_;
  llvm::Constant *words_;
  llvm::Constant *thread_;
  llvm::FunctionCallee writeBegin_, writeEnd_, readBegin_, readEnd_,
      constructed_, iterate_, dereference_, moved_;
  std::map<std::pair<llvm::Value *, Measure>, llvm::Function *> slowCalls_;
};

} // namespace mapsan

#endif
