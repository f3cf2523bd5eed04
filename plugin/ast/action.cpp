// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Order of events in one compilation: ParseArgs, CreateASTConsumer (both before
// parsing), HandleTopLevelDecl per declaration and per instantiated function,
// HandleTranslationUnit (ours before code generation's, which then emits what
// is pending and runs the pipeline).
//
// Whatever goes wrong ends the compilation: a program that looks checked and is
// not would be the worst outcome.
#include "plugin/ast/action.h"

#include "plugin/ast/cheap_methods.h"
#include "plugin/ast/ignore_list.h"
#include "plugin/ast/map_class.h"
#include "plugin/ast/methods.h"
#include "plugin/ast/objects.h"
#include "plugin/ast/unit.h"
#include "plugin/compat/clang.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdio>
#include <cstdlib>

namespace mapsan {

namespace {

// A plugin built for another Clang crashes it, or is dropped in silence.
void requireSameClang() {
  std::string host = clang::getClangFullCPPVersion();
  std::string major = std::to_string(compat::kLlvmMajor);
  if (host.find("Clang " + major + ".") != std::string::npos)
    return;
  std::fprintf(stderr, "mapsan: this plugin is for Clang %s, not for '%s'\n",
               major.c_str(), host.c_str());
  std::_Exit(1);
}

void error(const clang::CompilerInstance &compiler, const std::string &text) {
  clang::DiagnosticsEngine &diagnostics = compiler.getDiagnostics();
  diagnostics.Report(diagnostics.getCustomDiagID(
      clang::DiagnosticsEngine::Error, "mapsan: %0"))
      << text;
}

void remark(const clang::CompilerInstance &compiler, const std::string &text) {
  clang::DiagnosticsEngine &diagnostics = compiler.getDiagnostics();
  diagnostics.Report(diagnostics.getCustomDiagID(
      clang::DiagnosticsEngine::Remark, "mapsan: %0"))
      << text;
}

// Of a module's file that is made into code, the command line does not know it.
const clang::LangOptions &languageOf(const clang::CompilerInstance &compiler) {
  return compiler.hasASTContext() ? compiler.getASTContext().getLangOpts()
                                  : compiler.getLangOpts();
}

// Only what ends in code is looked at: a PCH or module made with the plugin is
// the same as one made without it.
bool makesCode(const clang::CompilerInstance &compiler) {
  switch (compiler.getFrontendOpts().ProgramAction) {
  case clang::frontend::EmitAssembly:
  case clang::frontend::EmitBC:
  case clang::frontend::EmitCodeGenOnly:
  case clang::frontend::EmitLLVM:
  case clang::frontend::EmitLLVMOnly:
  case clang::frontend::EmitObj:
    return languageOf(compiler).CPlusPlus;
  default:
    return false;
  }
}

class Consumer : public clang::ASTConsumer {
public:
  Consumer(clang::CompilerInstance &compiler, Models models, IgnoreList ignored)
      : compiler_(compiler), models_(std::move(models)),
        ignored_(std::move(ignored)) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    const clang::SourceManager &sources = compiler_.getSourceManager();
    for (clang::Decl *decl : group)
      if (!ignored_.empty() || !sources.isInSystemHeader(decl->getLocation()))
        decls_.push_back(decl);
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &context) override {
    markTable() = MarkTable();
    if (compiler_.getDiagnostics().hasErrorOccurred())
      return;
    Unit unit(context, pluginOptions(), models_, ignored_, markTable());
    MapClasses classes(unit);
    std::vector<const MapClass *> maps = classes.all();
    if (maps.empty())
      return;
    MethodMarker methods(unit, classes);
    for (const MapClass *map : maps)
      methods.markMap(*map);
    for (const DerivedClass &derived : classes.derived())
      methods.markOverriders(derived);
    methods.markFreeFunctions();
    if (unit.table.methods.empty())
      return;
    if (!compat::hasLineTables(compiler_.getCodeGenOpts()))
      remark(compiler_, "no line tables (-g or -gline-tables-only): reports "
                        "will name functions and maps, but no lines");
    makeCheapMethodsExist(compiler_.getSema(), maps, methods.arrows());
    nameObjects(unit, methods, decls_);
  }

private:
  clang::CompilerInstance &compiler_;
  Models models_;
  IgnoreList ignored_;
  std::vector<clang::Decl *> decls_; // those with bodies of user code in them
};

} // namespace

bool AstAction::ParseArgs(const clang::CompilerInstance &compiler,
                          const std::vector<std::string> &arguments) {
  requireSameClang();
  pluginOptions() = PluginOptions();
  for (const std::string &argument : arguments) {
    std::string wrong = applyOption(argument, pluginOptions());
    if (!wrong.empty())
      error(compiler, wrong);
  }
  return true; // false would drop the plugin and compile without it
}

std::unique_ptr<clang::ASTConsumer>
AstAction::CreateASTConsumer(clang::CompilerInstance &compiler,
                             llvm::StringRef) {
  if (!makesCode(compiler)) {
    pluginOptions().noAtomics = true; // C units come out as they are
    return std::make_unique<clang::ASTConsumer>();
  }
  Models models = Models::builtIn();
  for (const std::string &file : pluginOptions().modelFiles) {
    auto text = llvm::MemoryBuffer::getFile(file);
    if (!text) {
      error(compiler, "model file '" + file +
                          "' cannot be read: " + text.getError().message());
      continue;
    }
    if (auto wrong = models.add((*text)->getBuffer().str(), file))
      error(compiler, wrong->text);
  }
  IgnoreList ignored;
  std::string wrong = ignored.read(pluginOptions().ignoreFiles,
                                   compiler.getVirtualFileSystem());
  if (!wrong.empty())
    error(compiler, wrong);
  compat::addToPipeline(compiler, addPasses_);
  return std::make_unique<Consumer>(compiler, std::move(models),
                                    std::move(ignored));
}

} // namespace mapsan
