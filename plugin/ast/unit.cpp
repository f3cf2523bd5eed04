// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/unit.h"

#include "plugin/compat/clang.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/raw_ostream.h"

#include <cctype>

namespace mapsan {

namespace {

void replaceAll(std::string &text, llvm::StringRef from, llvm::StringRef to) {
  for (size_t at = 0;
       (at = text.find(from.data(), at, from.size())) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to.data(), to.size());
}

// What a standard library's headers call the types that people write shorter.
void shortenStandardNames(std::string &text) {
  for (const char *hidden : {"std::__debug::", "std::__cxx1998::"})
    replaceAll(text, hidden, "std::");
  const char *const characters[][2] = {{"<char>", ""},
                                       {"<wchar_t>", "w"},
                                       {"<char8_t>", "u8"},
                                       {"<char16_t>", "u16"},
                                       {"<char32_t>", "u32"}};
  for (const auto &[argument, prefix] : characters) {
    for (const char *name : {"string_view", "string"})
      replaceAll(text, std::string("std::basic_") + name + argument,
                 std::string("std::") + prefix + name);
  }
}

} // namespace

// Where `from` is the whole qualified name of a template or class.
static void replaceName(std::string &text, const std::string &from,
                        const std::string &to) {
  auto isName = [](char byte) {
    return std::isalnum(static_cast<unsigned char>(byte)) || byte == '_' ||
           byte == ':';
  };
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos;) {
    size_t end = at + from.size();
    bool isWhole = (at == 0 || !isName(text[at - 1])) &&
                   (end == text.size() || !isName(text[end]));
    if (isWhole)
      text.replace(at, from.size(), to);
    at += isWhole ? to.size() : from.size();
  }
}

Unit::Unit(clang::ASTContext &context, const PluginOptions &options,
           const Models &models, const IgnoreList &ignored, MarkTable &table)
    : context(context), options(options), models(models), ignored(ignored),
      table(table), mangler_(context.createMangleContext()) {}

std::vector<std::string>
Unit::mangledNames(const clang::FunctionDecl *function) {
  std::vector<std::string> names;
  if (function->isDependentContext() || function->isDeleted())
    return names;
  auto add = [&](clang::GlobalDecl decl) {
    if (!mangler_->shouldMangleDeclName(function)) {
      names.push_back(function->getNameAsString());
      return;
    }
    std::string name;
    llvm::raw_string_ostream out(name);
    mangler_->mangleName(decl, out);
    names.push_back(out.str());
  };
  if (auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function)) {
    add({constructor, clang::Ctor_Complete});
    add({constructor, clang::Ctor_Base});
  } else if (auto *destructor =
                 llvm::dyn_cast<clang::CXXDestructorDecl>(function)) {
    add({destructor, clang::Dtor_Complete});
    add({destructor, clang::Dtor_Base});
    if (destructor->isVirtual())
      add({destructor, clang::Dtor_Deleting});
  } else {
    add(clang::GlobalDecl(function));
  }
  return names;
}

std::string Unit::mangledType(clang::QualType type) {
  std::string name;
  llvm::raw_string_ostream out(name);
  mangler_->mangleCXXRTTIName(context.getCanonicalType(type), out);
  out.flush();
  llvm::StringRef stripped = name;
  stripped.consume_front("_ZTS");
  return stripped.str();
}

std::string Unit::typeName(clang::QualType type) const {
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.adjustForCPlusPlus();
  policy.SuppressDefaultTemplateArgs = true;
  policy.SplitTemplateClosers = false;
  policy.AnonymousTagLocations = false;
  compat::hideInlineNamespaces(policy);
  std::string name = type.getCanonicalType().getAsString(policy);
  shortenStandardNames(name);
  for (const auto &type : models.types())
    for (const std::string &alias : type->aliases)
      replaceName(name, alias, type->name);
  return name;
}

std::string qualifiedName(const clang::NamedDecl *decl) {
  std::string name = decl->getDeclName().getAsString();
  for (const clang::DeclContext *context = decl->getDeclContext(); context;
       context = context->getParent()) {
    auto *space = llvm::dyn_cast<clang::NamespaceDecl>(context);
    if (space && (space->isInline() || space->isAnonymousNamespace()))
      continue;
    if (space || llvm::isa<clang::CXXRecordDecl>(context))
      name = llvm::cast<clang::NamedDecl>(context)->getNameAsString() +
             "::" + name;
  }
  return name;
}

bool isAnnotated(const clang::Decl *decl, const char *what) {
  if (!decl->hasAttrs())
    return false;
  for (const auto *attribute : decl->specific_attrs<clang::AnnotateAttr>()) {
    llvm::StringRef text = attribute->getAnnotation();
    if (text.consume_front("mapsan::") && text == what)
      return true;
  }
  return false;
}

} // namespace mapsan
