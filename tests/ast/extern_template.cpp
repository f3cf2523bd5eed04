// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -S -emit-llvm %s -o %t.ll 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=IR < %t.ll
// Intent: a map instantiated elsewhere is a map; its size() is taken from there, others' is made here.
#include <map>

extern template class std::map<int, short>;
template class std::map<int, long>;

int main() {
  std::map<int, short> there;
  there.erase(1); // CHECK-DAG: [[#@LINE]]:9: main: erase on 'std::map<int, short>' (erase) object 'there'
  std::map<int, int> here;
  here.erase(1); // CHECK-DAG: [[#@LINE]]:8: main: erase on 'std::map<int, int>' (erase) object 'here'
}
// IR-NOT: define {{.*}} @_ZNKSt3mapIisSt4lessIiESaISt4pairIKisEEE4sizeEv(
// IR-DAG: define linkonce_odr {{.*}} @_ZNKSt3mapIiiSt4lessIiESaISt4pairIKiiEEE4sizeEv(
// IR-DAG: define weak_odr {{.*}} @_ZNKSt3mapIilSt4lessIiESaISt4pairIKilEEE4sizeEv(
