// RUN: for other in 14 16 19 22; do test %plugin = %lib/mapsan-$other.so || ! test -x /usr/lib/llvm-$other/bin/clang++ || { ! /usr/lib/llvm-$other/bin/clang++ -fplugin=%plugin -c %s -o %t.o 2>%t.$other && FileCheck %s < %t.$other; } || exit 1; done
// Intent: another Clang says one clear sentence and does not compile.
// CHECK: mapsan: this plugin is for Clang [[#]], not for '{{.*}}'
// CHECK-NOT: {{.}}
int main() {}
