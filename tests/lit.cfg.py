# Names for the RUN lines; nothing is decided here.
#
#   %mapsanxx        clang++ with the plugin, compiles and links
#   %mapsanxx_only   the same without the runtime on the link line
#   %clangxx         the same clang++ without the plugin
#   %race, %clean    compile this file at -O0 and -O2, run it in flag mode, expect 66
#                    or 0, FileCheck its output (%race) or require silence
#                    (%clean); then in report mode: two stacks, or silence
#   %fixed           run %t0 and %t2 as %clean: the racing ones without RACE in the
#                    environment (support/is_race.h)
#   %clean_mixed     as %clean, with this file a second time, compiled with
#                    -DPLAIN_UNIT -fno-exceptions, linked to it
#   %crashN, %diesN, %diesN_mixed
#                    as %race and %clean, but the program ends by signal N - 128
#   %counted         compile this file for each library at many levels, link it to
#                    support/counting_runtime.cpp, run it, expect 0
#   %library FLAG... compile this file at -O0 and -O2 with the flags, and run its cases
#                    (support/library_test.h) in every way
#   %lifetime        compile this file at -O0 and -O2, and run its cases (support/lifetime.h)
#                    as they stand and with a lock, in both modes
#   $(%libcxx)       flags for libc++
#   %order           compile this file at -O0 and -O2, run it in report mode with RACE in
#                    the environment as %race, and without it as %clean
#   %order[FLAGS]    the same at -O2 only, with FLAGS before the runtime on the
#                    command line: libraries are then found before it
#   %exits N         run the rest of the command, expect exit status N exactly
import os
import platform
import lit.formats

config.name = "mapsan-" + config.llvm
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".cpp", ".c", ".ll", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(config.source, "tests")
config.test_exec_root = os.path.join(config.build, "tests")

llvm_bin = "/usr/lib/llvm-%s/bin" % config.llvm
lib = os.path.join(config.build, "lib")
support = os.path.join(config.source, "tests", "support")
clangxx = "%s/clang++ -std=c++17 -pthread -I%s -I%s/include" % (llvm_bin, support, config.build)
plugin = "%s/mapsan-%s.so" % (lib, config.llvm)
plugin_flag = "-fplugin=" + plugin
mapsanxx_only = "%s -g %s" % (clangxx, plugin_flag)
mapsanxx = "%s -L%s -lmapsan -Wl,-rpath,%s" % (mapsanxx_only, lib, lib)
exits = os.path.join(support, "exits")


# What the levels do to the plugin's work LLVM 19 shows; of other majors flags/matrix
# has both.
every_level = (0, 2) if config.llvm == "19" else (2,)


def at_each_level(run, levels=every_level):
    """`run` for -O0 and -O2, stopping at the first that fails. tests/hundred/run
    finds the programs by these names."""
    return " && ".join("%s -O%d %%s -o %%t%d && %s" % (mapsanxx, level, level, run.format(program="%%t%d" % level))
                       for level in levels)


run = "%s %%d {program} > {program}.out 2>&1 || {{ cat {program}.out; exit 1; }} && " % exits
silent = support + "/silent {program}.out"
# Each in flag mode, then in report mode.
reporting = "env MAPSAN_OPTIONS=mode=report "
race = at_each_level(run % 66 + "FileCheck %s < {program}.out && " + reporting + run % 66 +
                     support + "/two_stacks {program}.out")
clean = at_each_level(run % 0 + silent + " && " + reporting + run % 0 + silent)
def order(levels):
    racing = "env RACE=1 MAPSAN_OPTIONS=mode=report " + run % 66 + "FileCheck %s/order.h < {program}.out" % support
    return at_each_level(racing + " && " + reporting + run % 0 + silent, levels)


# Of %t0 and %t2, which RUN lines before have compiled.
fixed = " && ".join((run % 0 + silent + " && " + reporting + run % 0 + silent).format(program="%%t%d" % level)
                    for level in (0, 2))
# Libraries are what they are at every level; tests/hundred/run has -O0, too.
order_with = order([2]).replace(plugin_flag, plugin_flag + r" \1 ")
plain_unit = "%s -O0 -DPLAIN_UNIT -fno-exceptions -c %%s -o %%t.o && " % mapsanxx_only


def mixed(run):
    """The same with this file's other unit linked to it."""
    return plain_unit + at_each_level(run).replace("%s -o", "%s %t.o -o")



config.substitutions += [
    ("%mapsanxx_only", mapsanxx_only), ("%mapsanxx", mapsanxx),
    ("%clangxx", clangxx), ("%clang\\b", llvm_bin + "/clang"),
    ("%race", race), (r"%order\[(.*?)\]", order_with), ("%order", order(every_level)), ("%clean_mixed", mixed(run % 0 + silent)), ("%clean", clean), ("%fixed", fixed), ("%exits", exits),
    ("%lifetime", at_each_level(support + "/lifetime {program}")),
    ("%libcxx", "%s/fetch_libcxx.sh %s" % (support, config.llvm)),
    ("%library", "%s/library %%s %%t -- -L%s -lmapsan -Wl,-rpath,%s -- %s" % (support, lib, lib, mapsanxx_only)),
    ("%counted", "%s/counted %%s %%t %s -fplugin=%s" % (support, clangxx, plugin)),
    ("%plugin", plugin), ("%irplugin", "%s/mapsan-ir-%s.so" % (lib, config.llvm)),
    ("%opt", llvm_bin + "/opt"),
    ("%silent", support + "/silent"), ("%log_check", "%s/log_check %s/docs/report.schema.json" % (support, config.source)),
    # LLVM 14 reads `ptr` only when told to; 15 and later always do.
    ("%opaque", "-opaque-pointers" if config.llvm == "14" else ""), ("%llvm_bin", llvm_bin), ("%cmake", config.cmake),
    ("%flags", "-std=c++17 -pthread -Werror -I%s" % support),
    ("%mapsan\\b", "%s/bin/mapsan" % config.build),
    ("%build", config.build), ("%root", config.source), ("%lib", lib),
]
for status in (128 + 5, 128 + 6, 128 + 11):
    config.substitutions += [
        ("%%crash%d" % status, at_each_level(run % status + "FileCheck %s < {program}.out")),
        ("%%dies%d_mixed" % status, mixed(run % status + silent)),
        ("%%dies%d" % status, at_each_level(run % status + silent))]
config.available_features.update(["llvm-" + config.llvm, platform.machine()])
if os.geteuid() == 0:  # can make a program privileged
    config.available_features.add("root")
config.environment.pop("MAPSAN_OPTIONS", None)
config.environment["PATH"] = os.pathsep.join([llvm_bin, os.path.dirname(config.filecheck), os.environ["PATH"]])
