// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every reference is a difference of two addresses of the same image, so the
// loader relocates nothing and the pages stay shared:
//
//   @mapsan.site = private constant ... section "mapsan_sites"
//   field `file` = trunc(ptrtoint @mapsan.text.7 - ptrtoint (&site.file))
//
// Texts and types have sections of their own, named like C identifiers: linkers
// keep what the sites refer to, AddressSanitizer puts no red zones there, and
// without unnamed_addr nobody merges two of them across sections.
//
// The linker gathers the sites between __start_mapsan_sites and
// __stop_mapsan_sites, per executable or shared library. Both are hidden and
// weak: --gc-sections may drop every site of an image. The constructor that
// registers them is the same function in every unit; one survives per image.
#include "plugin/ir/sites.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/loss.h"
#include "plugin/ir/module_function.h"
#include "plugin/ir/value_calls.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

namespace mapsan {

namespace {

constexpr char kSitesSection[] = "mapsan_sites";
constexpr char kTextsSection[] = "mapsan_texts";
constexpr char kTypesSection[] = "mapsan_types";

/// The result is a pointer, and all that is done with it is to read there.
bool isOnlyLookedAt(const llvm::CallBase &call) {
  if (!call.getType()->isPointerTy() || call.use_empty())
    return false;
  std::vector<const llvm::Value *> open{&call};
  while (!open.empty()) {
    const llvm::Value *value = open.back();
    open.pop_back();
    for (const llvm::Use &use : value->uses()) {
      const llvm::User *user = use.getUser();
      if (llvm::isa<llvm::LoadInst>(user))
        continue;
      if (llvm::isa<llvm::GetElementPtrInst>(user) ||
          llvm::isa<llvm::BitCastInst>(user)) {
        open.push_back(user);
        continue;
      }
      auto *made = llvm::dyn_cast<llvm::CallBase>(user);
      if (!made || !made->isArgOperand(&use))
        return false;
      const unsigned argument = made->getArgOperandNo(&use);
      const bool isCopied =
          llvm::isa<llvm::MemTransferInst>(user) && argument == 1;
      if (!isCopied && valueCall(*made, argument).use != ValueCall::Use::Read)
        return false;
    }
  }
  return true;
}

} // namespace

Sites::Sites(llvm::Module &module, unsigned tableBits)
    : module_(module), tableBits_(tableBits),
      byte_(llvm::Type::getInt8Ty(module.getContext())),
      half_(llvm::Type::getInt16Ty(module.getContext())),
      word32_(llvm::Type::getInt32Ty(module.getContext())) {}

llvm::GlobalVariable *Sites::data(llvm::Type *type, const char *name,
                                  const char *section) {
  auto *global = new llvm::GlobalVariable(module_, type, /*isConstant=*/true,
                                          llvm::GlobalValue::PrivateLinkage,
                                          /*Initializer=*/nullptr, name);
  global->setSection(section);
  return global;
}

llvm::Constant *Sites::offset(llvm::Constant *target, llvm::Constant *holder,
                              unsigned field) {
  if (!target)
    return llvm::ConstantInt::get(word32_, 0);
  llvm::Type *address = llvm::Type::getInt64Ty(module_.getContext());
  llvm::Constant *here = llvm::ConstantExpr::getGetElementPtr(
      byte_, compat::asBytes(holder), llvm::ConstantInt::get(address, field));
  llvm::Constant *distance = llvm::ConstantExpr::getSub(
      llvm::ConstantExpr::getPtrToInt(target, address),
      llvm::ConstantExpr::getPtrToInt(here, address));
  return llvm::ConstantExpr::getTrunc(distance, word32_);
}

llvm::Constant *Sites::text(const std::string &text) {
  if (text.empty())
    return nullptr;
  llvm::Constant *&known = texts_[text];
  if (!known) {
    llvm::Constant *bytes =
        llvm::ConstantDataArray::getString(module_.getContext(), text);
    llvm::GlobalVariable *global =
        data(bytes->getType(), "mapsan.text", kTextsSection);
    global->setInitializer(bytes);
    global->setAlignment(llvm::Align(1));
    known = global;
  }
  return known;
}

llvm::Constant *Sites::type(const Record &mark) {
  llvm::Constant *&known = types_[{mark.type, mark.keyType, mark.typeFlags}];
  if (!known) {
    llvm::StructType *layout =
        llvm::StructType::get(word32_, word32_, word32_, word32_);
    llvm::GlobalVariable *global = data(layout, "mapsan.type", kTypesSection);
    global->setInitializer(llvm::ConstantStruct::get(
        layout,
        {offset(text(mark.type), global, offsetof(MapsanType, name)),
         offset(text(mark.keyType), global, offsetof(MapsanType, keyName)),
         llvm::ConstantInt::get(word32_, mark.typeFlags),
         llvm::ConstantInt::get(word32_, 0)}));
    global->setAlignment(llvm::Align(4));
    known = global;
  }
  return known;
}

llvm::Constant *Sites::add(const PlannedCall &planned, bool withKey) {
  const MethodMark &mark = planned.method->mark;
  unsigned keyArgument = planned.method->argumentOf(
      mark.keyParameter, hasStructReturn(*planned.call));
  KeyPassing passing =
      withKey ? keyPassing(mark, *planned.call, keyArgument) : KeyPassing::None;
  bool inPlace =
      passing == KeyPassing::Value || passing == KeyPassing::LoadedValue;
  std::vector<Record> records;
  for (const Operand &operand : planned.operands) {
    Record record{records.empty() ? typeOf(planned) : mark.type,
                  mark.keyType,
                  mark.name,
                  mark.typeFlags,
                  &planned.place,
                  nullptr,
                  operand.effect};
    if (records.empty() && planned.object)
      record.object = &*planned.object;
    if (operand.parameter != Operand::kThis)
      record.flags |= kSiteArgument;
    if (inPlace)
      record.flags |= kSiteKeyInPlace;
    if (planned.isInside)
      record.flags |= kSiteInside;
    if (operand.effect == Effect::Upsert && isOnlyLookedAt(*planned.call))
      record.flags |= kSiteOnlyLooked;
    record.flags |= uint8_t(lossOf(mark, operand)) << kSiteLossShift;
    for (int part = 0; part < 2 && passing != KeyPassing::None; ++part) {
      record.key[part] = mark.key[part];
      if (inPlace)
        record.key[part].offset = 0;
    }
    records.push_back(std::move(record));
  }
  return emit(records);
}

llvm::Constant *Sites::add(const PlannedStep &step) {
  Record record{step.mark.type, step.mark.keyType,
                step.mark.name, step.mark.typeFlags,
                &step.place,    step.object ? &*step.object : nullptr,
                Effect::Iterate};
  return emit({record});
}

llvm::Constant *Sites::add(const ElementOrigin &origin, const Place &place,
                           const std::string &method, bool writes) {
  Record record{origin.type,
                origin.keyType,
                method,
                origin.typeFlags,
                &place,
                origin.object ? &*origin.object : nullptr,
                writes ? Effect::ElementWrite : Effect::ElementRead};
  for (int part = 0; part < 2; ++part)
    record.key[part] = origin.element.key[part];
  if (!origin.taken || origin.taken->place.line == place.line)
    return emit({record});
  record.flags |= kSiteTaken;
  return emit({record, Record{origin.type, origin.keyType,
                              origin.taken->method->mark.name, origin.typeFlags,
                              &origin.taken->place}});
}

llvm::Constant *Sites::emit(const std::vector<Record> &records) {
  llvm::StructType *part = llvm::StructType::get(byte_, byte_, half_);
  llvm::ArrayType *parts = llvm::ArrayType::get(part, 2);
  llvm::StructType *site = llvm::StructType::get(
      module_.getContext(),
      {word32_, word32_, word32_, word32_, word32_, word32_, word32_, word32_,
       word32_, byte_, byte_, half_, parts});
  llvm::ArrayType *layout = llvm::ArrayType::get(site, records.size());
  llvm::GlobalVariable *global = data(layout, "mapsan.site", kSitesSection);
  global->setAlignment(llvm::Align(4));
  auto number = [](llvm::Type *type, uint64_t value) {
    return llvm::ConstantInt::get(type, value);
  };
  std::vector<llvm::Constant *> sites;
  for (const Record &record : records) {
    auto reference = [&](llvm::Constant *target, size_t field) {
      return offset(target, global,
                    unsigned(sites.size() * sizeof(MapsanSite) + field));
    };
    auto string = [&](const std::string &value, size_t field) {
      return reference(text(value), field);
    };
    const Place &place = *record.place;
    const ObjectMark object = record.object ? *record.object : ObjectMark();
    std::vector<llvm::Constant *> key;
    for (const MapsanKeyPart &one : record.key)
      key.push_back(llvm::ConstantStruct::get(
          part, {number(byte_, uint64_t(one.kind)), number(byte_, one.width),
                 number(half_, one.offset)}));
    sites.push_back(llvm::ConstantStruct::get(
        site,
        {reference(type(record), offsetof(MapsanSite, type)),
         string(record.method, offsetof(MapsanSite, method)),
         string(place.file, offsetof(MapsanSite, file)),
         string(place.function, offsetof(MapsanSite, function)),
         number(word32_, place.line), number(word32_, place.column),
         string(object.name, offsetof(MapsanSite, object)),
         string(object.file, offsetof(MapsanSite, objectFile)),
         number(word32_, object.line), number(byte_, uint64_t(record.effect)),
         number(byte_, record.flags | (place.line ? 0 : kSiteNoLine)),
         number(half_, place.lineInFunction),
         llvm::ConstantArray::get(parts, key)}));
  }
  global->setInitializer(llvm::ConstantArray::get(layout, sites));
  return compat::asBytes(global);
}

void Sites::registerAll() {
  llvm::LLVMContext &context = module_.getContext();
  llvm::Type *pointer = compat::bytePointer(context);
  llvm::Type *nothing = llvm::Type::getVoidTy(context);
  auto bound = [&](const char *name) {
    llvm::Constant *global = module_.getOrInsertGlobal(name, byte_);
    if (auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(global)) {
      variable->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
      variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
    }
    return compat::asBytes(global);
  };
  llvm::Constant *start = bound("__start_mapsan_sites");
  llvm::Constant *stop = bound("__stop_mapsan_sites");

  auto define = [&](const char *name, llvm::FunctionCallee call,
                    std::vector<llvm::Value *> arguments) {
    llvm::Function *function = moduleFunction(module_, name);
    llvm::IRBuilder<> builder(
        llvm::BasicBlock::Create(context, "entry", function));
    builder.CreateCall(call, arguments);
    builder.CreateRetVoid();
    return function;
  };
  std::string version = "v" + std::to_string(kAbiVersion);
  llvm::Function *constructor =
      define(("mapsan.module_ctor." + version).c_str(),
             module_.getOrInsertFunction("__mapsan_register_" + version,
                                         nothing, pointer, pointer, word32_),
             {start, stop, llvm::ConstantInt::get(word32_, tableBits_)});
  llvm::Function *destructor =
      define(("mapsan.module_dtor." + version).c_str(),
             module_.getOrInsertFunction("__mapsan_unregister_" + version,
                                         nothing, pointer, pointer),
             {start, stop});
  llvm::appendToGlobalCtors(module_, constructor, kConstructorPriority,
                            constructor);
  llvm::appendToGlobalDtors(module_, destructor, kConstructorPriority,
                            destructor);
}

} // namespace mapsan
