// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The static records of runtime/abi/site.h as constants of a module, and the
// constructor that tells the runtime where they are.
#ifndef MAPSAN_PLUGIN_IR_SITES_H
#define MAPSAN_PLUGIN_IR_SITES_H

#include "plugin/ir/element_flow.h"
#include "plugin/ir/plan.h"
#include "runtime/abi/version.h"

#include <map>
#include <tuple>

namespace mapsan {

class Sites {
public:
  Sites(llvm::Module &module, unsigned tableBits);

  /// The records of one call: one MapsanSite for each operand, in order.
  llvm::Constant *add(const PlannedCall &planned, bool withKey = true);
  llvm::Constant *add(const PlannedStep &step);
  /// Of an access to an element that `origin` handed out; `method` may be empty.
  llvm::Constant *add(const ElementOrigin &origin, const Place &place,
                      const std::string &method, bool writes);

  /// Emits the module's constructor and destructor. Once, after the last add.
  void registerAll();

private:
  /// What one MapsanSite says, before it is a constant.
  struct Record {
    std::string type, keyType, method;
    uint32_t typeFlags = 0;
    const Place *place = nullptr;
    const ObjectMark *object = nullptr;
    Effect effect = Effect::None;
    uint8_t flags = 0;
    MapsanKeyPart key[2] = {};
  };
  llvm::Constant *emit(const std::vector<Record> &records);
  llvm::Constant *text(const std::string &text);
  llvm::Constant *type(const Record &record);
  llvm::GlobalVariable *data(llvm::Type *type, const char *name,
                             const char *section);
  llvm::Constant *offset(llvm::Constant *target, llvm::Constant *holder,
                         unsigned field);

  llvm::Module &module_;
  unsigned tableBits_;
  llvm::Type *byte_;
  llvm::Type *half_;
  llvm::Type *word32_;
  std::map<std::string, llvm::Constant *> texts_;
  std::map<std::tuple<std::string, std::string, uint32_t>, llvm::Constant *>
      types_;
};

} // namespace mapsan

#endif
