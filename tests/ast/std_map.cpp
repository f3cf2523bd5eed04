// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -g -O2 -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// Intent: each call of std::map and std::unordered_map has its effect, its type as people write it, and its name.
#include <map>
#include <string>
#include <unordered_map>

struct Router {
  std::unordered_map<std::string, int> routes_;
  void refresh();
  int lookup(const std::string &key) const;
};

void Router::refresh() {
  routes_["eu-1"] = 3; // CHECK-DAG: [[#@LINE]]:3: Router::refresh(): operator[] on 'std::unordered_map<std::string, int>' (upsert) object 'Router::routes_'
  routes_.erase("x");  // CHECK-DAG: [[#@LINE]]:11: Router::refresh(): erase on {{.*}} (erase) object 'Router::routes_'
}

int Router::lookup(const std::string &key) const {
  auto at = routes_.find(key); // CHECK-DAG: [[#@LINE]]:21: {{.*}}: find on {{.*}} (read) object 'Router::routes_'
  return at == routes_.end() ? 0 : at->second;
}

std::map<int, std::string> names; // CHECK-DAG: [[#@LINE]]:28: {{.*}}: map on 'std::map<int, std::string>' (construct) object 'names'

int use(std::map<int, std::string> &argument, Router *routers) {
  names.emplace(1, "one");                     // CHECK-DAG: [[#@LINE]]:9: {{.*}}: emplace on {{.*}} (upsert) object 'names'
  std::map<int, std::string> copy = names;     // CHECK-DAG: [[#@LINE]]:37: {{.*}}: map on {{.*}} (construct, read-all) object 'copy'
  if (copy == names)                           // CHECK-DAG: [[#@LINE]]:12: {{.*}}: operator== on {{.*}} (read-all, read-all) object 'copy'
    argument.clear();                          // CHECK-DAG: [[#@LINE]]:14: {{.*}}: clear on {{.*}} (write) object 'argument'
  int sum = 0;
  for (const auto &[number, name] : copy)      // CHECK-DAG: [[#@LINE]]:35: {{.*}}: begin on {{.*}} (read) object 'copy'
    sum += number;
  auto &alias = routers[1].routes_;
  sum += int(alias.size());                    // CHECK-DAG: [[#@LINE]]:20: {{.*}}: size on {{.*}} (read) object 'alias'
  sum += int((&names)->count(3));              // CHECK-DAG: [[#@LINE]]:24: {{.*}}: count on {{.*}} (read) object 'names'
  copy.swap(names);                            // CHECK-DAG: [[#@LINE]]:8: {{.*}}: swap on {{.*}} (write, write) object 'copy'
  return sum;
} // CHECK-DAG: [[#@LINE]]:1: {{.*}}: ~map on {{.*}} (destroy) object 'copy'
