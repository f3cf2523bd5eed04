// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/objects.h"

#include "plugin/marker/marker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"

namespace mapsan {

namespace {

struct Object {
  std::string name;
  const clang::NamedDecl *decl = nullptr;
};

Object objectOf(const clang::Expr *expression);

Object variable(const clang::ValueDecl *decl) {
  auto *var = llvm::dyn_cast<clang::VarDecl>(decl);
  if (var && var->isImplicit() && var->getInit()) // __range of a for loop
    return objectOf(var->getInit());
  if (auto *binding = llvm::dyn_cast<clang::BindingDecl>(decl))
    return {binding->getNameAsString(), binding};
  if (var && var->isLocalVarDeclOrParm())
    return {var->getNameAsString(), var};
  return {qualifiedName(decl), decl};
}

Object wrap(const char *before, Object object, const char *after) {
  if (object.decl)
    object.name = before + object.name + after;
  return object;
}

Object operatorCall(const clang::CXXOperatorCallExpr *call) {
  switch (call->getOperator()) {
  case clang::OO_Star:
  case clang::OO_Arrow:
    return wrap("*", objectOf(call->getArg(0)), "");
  case clang::OO_Subscript:
    return wrap("", objectOf(call->getArg(0)), "[...]");
  case clang::OO_Call:
    return wrap("", objectOf(call->getArg(0)), "()");
  default:
    return {};
  }
}

Object objectOf(const clang::Expr *expression) {
  expression = expression->IgnoreParenCasts();
  if (auto *reference = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    return variable(reference->getDecl());
  if (auto *member = llvm::dyn_cast<clang::MemberExpr>(expression))
    return variable(member->getMemberDecl());
  if (auto *self = llvm::dyn_cast<clang::CXXThisExpr>(expression)) {
    auto *record = self->getType()->getPointeeCXXRecordDecl();
    return record ? Object{"*this", record} : Object{};
  }
  if (auto *unary = llvm::dyn_cast<clang::UnaryOperator>(expression)) {
    if (unary->getOpcode() == clang::UO_Deref) {
      Object object = objectOf(unary->getSubExpr());
      return object.name == "*this" ? object : wrap("*", object, "");
    }
    return unary->getOpcode() == clang::UO_AddrOf
               ? objectOf(unary->getSubExpr())
               : Object{};
  }
  if (auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(expression))
    return wrap("", objectOf(element->getBase()), "[...]");
  if (auto *call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression))
    return operatorCall(call);
  if (auto *call = llvm::dyn_cast<clang::CallExpr>(expression))
    if (const clang::FunctionDecl *callee = call->getDirectCallee())
      return {qualifiedName(callee) + "()", callee};
  return {};
}

class Walk : public clang::RecursiveASTVisitor<Walk> {
public:
  Walk(Unit &unit, MethodMarker &methods) : unit_(unit), methods_(methods) {}

  // Loops over ranges call begin() in implicit code.
  bool shouldVisitImplicitCode() const { return true; }
  // Patterns have no calls that are emitted; instantiated functions come on
  // their own.
  bool TraverseFunctionTemplateDecl(clang::FunctionTemplateDecl *) {
    return true;
  }
  bool TraverseClassTemplateDecl(clang::ClassTemplateDecl *) { return true; }
  bool TraverseClassTemplatePartialSpecializationDecl(
      clang::ClassTemplatePartialSpecializationDecl *) {
    return true;
  }

  bool VisitFunctionDecl(clang::FunctionDecl *function) {
    if (!function->doesThisDeclarationHaveABody())
      return true;
    methods_.markInside(function);
    if (isIgnored(function))
      for (std::string &name : unit_.mangledNames(function))
        unit_.table.ignoredFunctions.insert(std::move(name));
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *call) {
    const clang::FunctionDecl *callee = call->getDirectCallee();
    const MethodMarker::Marked *marked =
        callee ? methods_.find(callee) : nullptr;
    if (!marked)
      return true;
    if (const clang::Expr *object = objectArgument(call, marked->parameter))
      note(call->getExprLoc(), *marked, objectOf(object), typeOf(object));
    return true;
  }

  // A call in a default argument is emitted at the place that uses it.
  bool VisitCXXDefaultArgExpr(clang::CXXDefaultArgExpr *argument) {
    clang::SourceLocation outer = usedAt_;
    usedAt_ = argument->getUsedLocation();
    TraverseStmt(argument->getExpr());
    usedAt_ = outer;
    return true;
  }

  // Initialisers of globals are in functions without a declaration.
  bool TraverseVarDecl(clang::VarDecl *var) {
    bool outer = inIgnored_;
    inIgnored_ |= !unit_.ignored.empty() && var->hasGlobalStorage() &&
                  unit_.ignored.has("src", fileOf(var->getLocation()));
    bool goOn = RecursiveASTVisitor::TraverseVarDecl(var);
    inIgnored_ = outer;
    return goOn;
  }

  bool VisitVarDecl(clang::VarDecl *var) {
    if (auto *construct = constructOf(var->getInit()))
      noteConstruct(construct, variable(var));
    return true;
  }

  bool VisitCXXConstructorDecl(clang::CXXConstructorDecl *constructor) {
    for (const clang::CXXCtorInitializer *init : constructor->inits())
      if (init->isMemberInitializer())
        if (auto *construct = constructOf(init->getInit()))
          noteConstruct(construct, variable(init->getMember()));
    return true;
  }

  // Destructors run at the closing brace of the scope, and of the class's
  // destructor.
  bool VisitCompoundStmt(clang::CompoundStmt *scope) {
    for (const clang::Stmt *statement : scope->body())
      if (auto *declaration = llvm::dyn_cast<clang::DeclStmt>(statement))
        for (const clang::Decl *decl : declaration->decls())
          if (auto *var = llvm::dyn_cast<clang::VarDecl>(decl))
            if (var->hasLocalStorage())
              noteDestruct(scope->getRBracLoc(), var);
    return true;
  }

  bool VisitCXXDestructorDecl(clang::CXXDestructorDecl *destructor) {
    if (!destructor->doesThisDeclarationHaveABody())
      return true;
    auto *body =
        llvm::dyn_cast_or_null<clang::CompoundStmt>(destructor->getBody());
    clang::SourceLocation where = destructor->isDefaulted() || !body
                                      ? destructor->getLocation()
                                      : body->getRBracLoc();
    for (const clang::FieldDecl *field : destructor->getParent()->fields())
      noteDestruct(where, field);
    return true;
  }

private:
  bool isIgnored(const clang::FunctionDecl *function) {
    if (isAnnotated(function, "ignore"))
      return true;
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function)) {
      if (isAnnotated(method->getParent(), "ignore"))
        return true;
      // A lambda, or a method of a class inside a function.
      auto *outer = llvm::dyn_cast_or_null<clang::FunctionDecl>(
          method->getParent()->getParentFunctionOrMethod());
      if (outer && isIgnored(outer))
        return true;
    }
    if (unit_.ignored.empty())
      return false;
    if (unit_.ignored.has("src", fileOf(function->getLocation())) ||
        unit_.ignored.has("fun", qualifiedName(function)))
      return true;
    for (const std::string &name : unit_.mangledNames(function))
      if (unit_.ignored.has("fun", name))
        return true;
    return false;
  }

  static const clang::Expr *objectArgument(const clang::CallExpr *call,
                                           int parameter) {
    if (parameter != Operand::kThis)
      return parameter < int(call->getNumArgs()) ? call->getArg(parameter)
                                                 : nullptr;
    if (auto *member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call))
      return member->getImplicitObjectArgument();
    return llvm::isa<clang::CXXOperatorCallExpr>(call) ? call->getArg(0)
                                                       : nullptr;
  }

  // The map type that an object expression names, or nothing.
  std::string typeOf(const clang::Expr *object) {
    clang::QualType type = object->IgnoreParenImpCasts()->getType();
    if (type->isPointerType())
      type = type->getPointeeType();
    const MapClass *map = methods_.classes().find(type->getAsCXXRecordDecl());
    return map ? map->type : "";
  }

  static const clang::CXXConstructExpr *constructOf(const clang::Expr *init) {
    return init
               ? llvm::dyn_cast<clang::CXXConstructExpr>(init->IgnoreImplicit())
               : nullptr;
  }

  void noteConstruct(const clang::CXXConstructExpr *construct,
                     const Object &object) {
    if (auto *marked = methods_.find(construct->getConstructor()))
      note(construct->getExprLoc(), *marked, object);
  }

  void noteDestruct(clang::SourceLocation where, const clang::ValueDecl *decl) {
    auto *record = decl->getType()->getAsCXXRecordDecl();
    auto *destructor = record && record->getDefinition()
                           ? record->getDefinition()->getDestructor()
                           : nullptr;
    if (auto *marked = destructor ? methods_.find(destructor) : nullptr)
      note(where, *marked, variable(decl));
  }

  void note(clang::SourceLocation where, const MethodMarker::Marked &marked,
            const Object &object, const std::string &type = "") {
    if (!object.decl)
      return;
    const clang::SourceManager &sources = unit_.context.getSourceManager();
    clang::PresumedLoc call =
        sources.getPresumedLoc(usedAt_.isValid() ? usedAt_ : where);
    clang::PresumedLoc declared =
        sources.getPresumedLoc(object.decl->getLocation());
    if (call.isInvalid())
      return;
    ObjectMark mark{object.name, "", 0, type == marked.type ? "" : type};
    if (declared.isValid()) {
      mark.file = declared.getFilename();
      mark.line = declared.getLine();
    }
    bool ignored = inIgnored_ || isAnnotated(object.decl, "ignore");
    for (const std::string &callee : marked.names) {
      CallPosition position{callee,
                            llvm::sys::path::filename(call.getFilename()).str(),
                            call.getLine(), call.getColumn()};
      if (ignored)
        unit_.table.ignoredCalls.insert(position);
      // Several calls of one method at one place, by a macro: no name.
      auto [known, isNew] =
          unit_.table.objects.try_emplace(position, encode(mark));
      if (!isNew && known->second != encode(mark))
        known->second.clear();
    }
  }

  std::string fileOf(clang::SourceLocation where) const {
    clang::PresumedLoc presumed =
        unit_.context.getSourceManager().getPresumedLoc(where);
    return presumed.isValid() ? presumed.getFilename() : "";
  }

  Unit &unit_;
  MethodMarker &methods_;
  bool inIgnored_ = false;       // in a global of an ignored file
  clang::SourceLocation usedAt_; // of the default argument we are in
};

} // namespace

void nameObjects(Unit &unit, MethodMarker &methods,
                 const std::vector<clang::Decl *> &decls) {
  Walk walk(unit, methods);
  // By index: what is read from a module meanwhile is put behind the rest.
  for (size_t i = 0; i < decls.size(); ++i)
    walk.TraverseDecl(decls[i]);
}

} // namespace mapsan
