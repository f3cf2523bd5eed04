#!/usr/bin/env python3
"""Every public method of a library's map types is in the model, and what the model
says agrees with the method's declaration.

Clang prints the class templates as the library's headers have them (a dump of
the templates, nothing is instantiated); each method and overload becomes a
question to `mapsan-models --ask`. The declaration is an independent witness:

  const method           changes nothing
  reads, but not const   has a const overload of the same name
  returns pair<_, bool>  the second of the result tells
  erase returns a number the count tells
  returns an iterator    the model says so

  complete.py --clang CLANG++ --tool MAPSAN_MODELS [--library NAME] --std 98,11,17 [FLAG...]

The library is one of libraries.py, the standard's if none is named. FLAGs go to Clang (-D_GLIBCXX_DEBUG). --libcxx MAJOR takes libc++ of that LLVM
instead of the system's libstdc++. --forget NAME plays a model without that method:
then the test must fail.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
from collections import namedtuple

from libraries import LIBRARIES

Method = namedtuple("Method", "type name parameters const result")

NAMED = {"key_type": "key", "key_arg<K>": "key", "value_type": "value", "iterator": "iterator",
         "const_iterator": "iterator", "node_type": "node"}
CHANGES = ("upsert", "assign", "erase", "write", "construct", "destroy", "exclusive")


def plain(spelling):
    """A type as the standard spells it: Clang 14 qualifies member types, results
    hide in enable_if."""
    spelling = re.sub(r"^typename \w+<[\w, ]*>::", "", spelling)
    spelling = re.sub(r"\b(std::)?\w+::(?=(_Base_)?(const_)?iterator|node_type|\w+_type\b)", "", spelling)
    return re.sub(r"^(typename )?(\w+::)*(__)?enable_if\w*<.*, ((std::)?pair<.*>|[\w:]+)>(::type)?$", r"\4", spelling)


def kind(parameter, library):
    """What the plugin's AST half makes of a parameter."""
    parameter = plain(parameter)
    classes = "|".join(name for names in library.parts.values() for name in names)
    found = re.match(rf"(const )?(std::)?({classes})\b(<.*>)? (&&|&)$", parameter)
    if found:
        return "map&&" if found[5] == "&&" else "const map&" if found[1] else "map&"
    if re.match(r"(const )?(std::)?initializer_list<", parameter):
        return "list"
    bare = re.sub(r"^const |\s*&&?$", "", parameter)
    return library.named.get(bare, NAMED.get(bare, "other"))


def dump(clang, flags, part, headers):
    run = subprocess.run([clang, "-x", "c++", "-", "-fsyntax-only", "-w", "-Xclang", "-ast-dump=json",
                          "-Xclang", "-ast-dump-filter=" + part] + flags,
                         input=headers, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"complete.py: {clang} cannot read the headers:\n{run.stderr[:2000]}")
    decoder, text, at = json.JSONDecoder(), run.stdout, 0
    while (at := text.find("{", at)) >= 0:
        tree, at = decoder.raw_decode(text, at)
        yield tree


def methods_of_class(name, record):
    access = "private"
    for member in record.get("inner", []):
        if member["kind"] == "AccessSpecDecl":
            access = member["access"]
        if member["kind"] == "FunctionTemplateDecl":
            member = next(inner for inner in member["inner"] if "Method" in inner["kind"] or
                          inner["kind"] in ("CXXConstructorDecl", "CXXDestructorDecl"))
        special = {"CXXConstructorDecl": "constructor", "CXXDestructorDecl": "destructor"}
        if access != "public" or member.get("isImplicit") or member.get("explicitlyDeleted"):
            continue
        if member.get("storageClass") == "static":
            continue
        if member["kind"] != "CXXMethodDecl" and member["kind"] not in special:
            continue
        signature = member["type"]["qualType"]
        called = special.get(member["kind"], member["name"])
        if called.startswith("_"):  # the library's own, not for people
            continue
        yield Method(name, called,
                     [inner["type"]["qualType"] for inner in member.get("inner", [])
                      if inner["kind"] == "ParmVarDecl"],
                     re.search(r"\) const\b", signature) is not None,
                     plain(re.sub(r"\s*\(.*", "", signature)))


def methods(clang, flags, part, classes, headers):
    """The methods of the classes of one filter, by class."""
    found = {name: [] for name in classes}
    for tree in dump(clang, flags, part, headers):
        if tree.get("name") in found and tree["kind"] in ("ClassTemplateDecl", "CXXRecordDecl"):
            for record in tree["inner"] if tree["kind"] == "ClassTemplateDecl" else [tree]:
                if record["kind"] == "CXXRecordDecl" and "definitionData" in record:
                    found[tree["name"]] += methods_of_class(tree["name"], record)
    for name in found:  # implicit members have no declaration in the template
        for called, parameters in (
                ("constructor", [f"const {name} &"]), ("constructor", [f"{name} &&"]),
                ("operator=", [f"const {name} &"]), ("operator=", [f"{name} &&"]), ("destructor", [])):
            found[name].append(Method(name, called, parameters, False, "void"))
    return found


def expansions(parameters):
    """A pack stands for any number of arguments."""
    if parameters and parameters[-1].endswith("..."):
        return [parameters[:-1] + ["other"] * count for count in range(4)]
    return [parameters]


def disagreements(method, answer, has_const_twin, reads, is_strict):
    if answer in ("missing", "no such type"):
        return [answer]
    effect = answer.split(" => ")[1].split(",")[0]
    found = []
    if method.result == "auto":
        method = method._replace(result="")
    if method.const and effect in CHANGES:
        found.append("is const, so it changes nothing")
    special = ("constructor", "destructor")
    if effect in ("safe", "exclusive"):
        return found  # the declaration does not tell
    if not method.const and effect not in CHANGES and not has_const_twin and method.name not in special + reads:
        found.append("is not const and has no const overload, so it may change the map")
    tells = re.match(r"(std::)?pair<.*, bool>$|insert_return_pair$", method.result) is not None
    # Where rules are shared, the plugin falls back on the size for results that have none.
    if method.result and (tells or is_strict) and tells != ("second of the result" in answer):
        found.append("second of the result tells, or not")
    counts = method.result in ("size_type", "qsizetype", "bool", "int") if method.name in ("erase", "remove") else False
    if method.result and counts != ("returned count" in answer):
        found.append("the returned count tells, or not")
    iterator = method.result in ("iterator", "const_iterator", "_Base_iterator")
    # A place that never changes may be one to step back from.
    if method.name in ("end", "cend"):
        iterator = effect == "none" and "returns iterator" in answer
    # Some libraries' models leave reverse iterators and pairs alone.
    elif method.name in ("rbegin", "crbegin") or re.match(r"(std::)?pair<(const_)?iterator, |insert_return_pair$",
                                                                 method.result):
        iterator = is_strict or "returns iterator" in answer
    # Before C++11 libstdc++'s erase returns nothing.
    if method.result not in ("", "void") and effect != "nothing" and iterator != ("returns iterator" in answer):
        found.append("returns an iterator, or not")
    return found


def check_type(name, found, options, std):
    """Asks about one type; prints what is wrong. Returns questions and problems."""
    library = LIBRARIES[options.library]
    found = [method for method in found
             if not {method.name, f"{method.type}.{method.name}"} & set(library.skip)]
    const_names = {method.name for method in found if method.const}
    questions = [(method, parameters) for method in found
                 for parameters in expansions(method.parameters)]
    text = "".join("%s\t%s\t%s\t%s\n" % (
        name, method.name, "const" if method.const else "",
        ",".join(kind(parameter, library) for parameter in parameters))
        for method, parameters in questions)
    answers = subprocess.run([options.tool, "--ask"], input=text, capture_output=True,
                             text=True, check=True).stdout.splitlines()
    if len(answers) != len(questions) or len(found) < 20:
        sys.exit(f"complete.py: only {len(found)} methods of {name} found, "
                 f"{len(answers)} answers to {len(questions)} questions")
    bad = 0
    for (method, _), answer in zip(questions, answers):
        if method.name == options.forget:
            answer = "missing"
        for problem in disagreements(method, answer, method.name in const_names, library.reads,
                                     options.library == "std"):
            bad += 1
            print("-std=c++%s %s: %s %s(%s)%s: %s [model: %s]" % (
                std, name, method.result, method.name, ", ".join(method.parameters),
                " const" if method.const else "", problem, answer))
    return len(questions), bad


def libcxx_flags(major):
    """For compiling and for linking; fetches libc++ if need be."""
    fetch = pathlib.Path(__file__).parent.parent / "support" / "fetch_libcxx.sh"
    run = subprocess.run([fetch, major], stdout=subprocess.PIPE, text=True, check=True)
    return [line.split() for line in run.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    for option in ("clang", "tool", "std"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--library", default="std", choices=LIBRARIES)
    parser.add_argument("--forget", default="")
    parser.add_argument("--libcxx", default="")
    options, flags = parser.parse_known_args()
    if options.libcxx:
        flags += libcxx_flags(options.libcxx)[0] + ["-D_LIBCPP_REMOVE_TRANSITIVE_INCLUDES"]
    asked = bad = 0
    library = LIBRARIES[options.library]
    flags += library.flags
    for std in options.std.split(","):
        # libstdc++ has no unordered containers before C++11.
        skip = "unordered" if std == "98" and not options.libcxx else "none"
        headers = "".join(f"#include <{header}>\n" for header in library.headers if skip not in header)
        found = {}
        for part, classes in library.parts.items():
            if skip not in part:
                found.update(methods(options.clang, [f"-std=c++{std}"] + flags, part, classes, headers))
        for type_, classes in library.types.items():
            if skip in type_:
                continue
            more_asked, more_bad = check_type(
                type_, [method for name in classes for method in found[name]], options, std)
            asked += more_asked
            bad += more_bad
    print(f"complete.py: {asked} overloads asked, {bad} answers missing or wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
