// RUN: for other in 14 16 19 22; do test %plugin = %lib/mapsan-$other.so || ! test -x /usr/lib/llvm-$other/bin/clang++ || { ! /usr/lib/llvm-$other/bin/clang++ -fplugin=%plugin -c %s -o %t.o 2>%t.$other && FileCheck %s < %t.$other; } || exit 1; done
// RUN: { ! g++ -fplugin=%plugin -c %s -o %t.o; } 2>&1 | FileCheck --check-prefix=GCC %s
// Intent: another Clang says one clear sentence and does not compile; nor does
// GCC, which looks at no code of a plugin that wants Clang's symbols.
// GCC: error: cannot load plugin
// CHECK: mapsan: this plugin is for Clang [[#]], not for '{{.*}}'
// CHECK-NOT: {{.}}
int main() {}
