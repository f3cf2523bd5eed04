// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of this unit that tell the runtime of the elements of a map, one after
// the other:
//
//   always_inline void mapsan.every(site, map)
//     for (it = begin(map), i = 0; i < min(size(map), kMost); ++it, ++i)
//       __mapsan_element(site, map, it.operator->(), &...->second, size)
//
//   always_inline void mapsan.common(site, map, other's site, other)
//     the same of two maps at once, until their keys differ or, after telling,
//     their values
//
// Inline, so that the function that copies or compares is in the stack once.
#ifndef MAPSAN_PLUGIN_IR_ELEMENT_WALKS_H
#define MAPSAN_PLUGIN_IR_ELEMENT_WALKS_H

#include "plugin/ir/protocol.h"

#include <map>
#include <string>

namespace mapsan {

class ElementWalks {
public:
  ElementWalks(llvm::Module &module, Protocol &protocol)
      : module_(module), protocol_(protocol) {}

  /// Whether all functions that the mark names are there.
  bool canWalk(const MethodMark &mark) const;

  /// What is called is compiled like `caller`. `tell` is elementStub().
  llvm::Function *every(const MethodMark &mark, const llvm::Function &caller,
                        llvm::Function &tell);
  /// Only if EveryMark::isInOrder.
  llvm::Function *common(const MethodMark &mark, const llvm::Function &caller,
                         llvm::Function &tell);

  llvm::Value *sizeOf(llvm::IRBuilder<> &builder, const MethodMark &mark,
                      llvm::Value *map);
  /// The address of the first value. Not of an empty map.
  llvm::Value *firstOf(llvm::IRBuilder<> &builder, const MethodMark &mark,
                       llvm::Value *map);

private:
  static constexpr uint64_t kMost = 1000; // of a larger map, the first ones

  llvm::Function *make(const MethodMark &mark, const llvm::Function &caller,
                       llvm::Function &tell, unsigned maps);
  void fill(llvm::Function &walk, const MethodMark &mark, llvm::Function &tell,
            unsigned maps);
  llvm::Value *begin(llvm::IRBuilder<> &builder, const MethodMark &mark,
                     llvm::Value *map);
  void step(llvm::IRBuilder<> &builder, const EveryMark &mark,
            llvm::Value *iterator);

  llvm::Module &module_;
  Protocol &protocol_;
  std::map<std::string, llvm::Function *> made_;
};

} // namespace mapsan

#endif
