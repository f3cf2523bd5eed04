# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random C++ that uses maps in the ways that people write, and prints all that it sees.

Statements come from a table, by the kind of container; they are put into loops, lambdas,
methods, templates, and blocks that throw. Addresses, bucket orders and times are not
printed: the same program prints the same in every build.
"""
import random

HEAD = r"""#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

template <typename T> void say(const T &value) { std::printf("%lld ", static_cast<long long>(value)); }
void say(const std::string &text) { std::printf("'%s' ", text.c_str()); }
void say(const char *text) { std::printf("%s ", text); }
template <typename A, typename B> void say(const std::pair<A, B> &pair) { say(pair.first), say(pair.second); }
template <typename T> void say(const std::vector<T> &all) { for (const T &one : all) say(one); }

/// Elements in an order that does not depend on buckets.
template <typename Map> void sayAll(const Map &map) {
  std::vector<typename Map::key_type> keys;
  for (const auto &entry : map)
    if constexpr (std::is_same_v<typename Map::key_type, typename Map::value_type>)
      keys.push_back(entry);
    else
      keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  say(keys);
  std::printf("/ %zu\n", map.size());
}

/// Throws when its time has come.
struct Fragile {
  static inline int left = 0;
  int value = 0;
  Fragile(int value = 0) : value(value) {}
  Fragile(const Fragile &other) : value(other.value) { touch(); }
  Fragile &operator=(const Fragile &other) { touch(); value = other.value; return *this; }
  static void touch() { if (left && --left == 0) throw std::runtime_error("fragile"); }
  bool operator<(const Fragile &other) const { touch(); return value < other.value; }
};

using Tree = std::map<int, std::string>;
using Table = std::unordered_map<std::string, int>;
using Many = std::multimap<int, int>;
using Names = std::set<std::string>;
using Lists = std::map<std::string, std::vector<int>>;
using Nested = std::map<int, std::map<int, int>>;
using Weak = std::map<Fragile, Fragile>;

template <typename Map> Map twin(const Map &map) { return map; }
template <typename Map> Map passed(Map map) { return map; }
template <typename Map> typename Map::size_type drained(Map &&map) { Map own(std::move(map)); return own.size(); }
template <typename Map, typename Key> bool has(const Map &map, const Key &key) { return map.find(key) != map.end(); }

struct Owner {
  Tree tree;
  Table table;
  std::unique_ptr<Nested> nested = std::make_unique<Nested>();
  int look(int key) const { auto at = tree.find(key); return at == tree.end() ? -1 : static_cast<int>(at->second.size()); }
  Owner &put(int key, std::string text) { tree.insert_or_assign(key, std::move(text)); return *this; }
  std::string &operator[](int key) { return tree[key]; }
  auto begin() const { return tree.begin(); }
  auto end() const { return tree.end(); }
};
"""

# {m} a container, {n} another of its kind, {k} a key, {i} a number, {u} a fresh name.
OF_ALL = [
    "say({m}.size()), say({m}.empty());", "sayAll({m});", "say({m}.count({k}));", "say({m}.erase({k}));",
    "auto {u} = {m}; {u}.erase({k}); say({u} == {m}); sayAll({u});", "auto {u} = twin({m}); {m}.swap({u}); say({u}.size());",
    "std::swap({m}, {n}); sayAll({n});", "{m} = {n}; say({m} == {n});", "say(drained(passed({m})));", "{m} = passed(std::move({m}));",
    "if (has({m}, {k})) say(\"has\"); else say(\"has not\");",
    "if (auto {u} = {m}.find({k}); {u} != {m}.end()) {{ {m}.erase({u}); say(\"erased\"); }}",
    "if (auto {u} = {m}.extract({k})) {{ {n}.insert(std::move({u})); say({n}.size()); }}",
    "{m}.merge({n}); sayAll({n});", "for (auto {u} = {m}.begin(); {u} != {m}.end();) if (say(1), {i} % 3 == 0) {u} = {m}.erase({u}); else ++{u};",
    "auto [{u}a, {u}b] = {m}.equal_range({k}); say(std::distance({u}a, {u}b));", "say(std::distance({m}.begin(), {m}.end()));",
    "{m}.insert({n}.begin(), {n}.end()); say({m}.size());", "decltype({m}) {u}({m}.begin(), {m}.end()); say({u}.size());",
    "decltype({m}) {u}; {u} = std::move({m}); {m} = std::move({u}); say({u}.size());", "if ({i} % 7 == 0) {m}.clear(), say(\"cleared\");",
    "[&] {{ say({m}.size()); [{u} = {m}]() mutable {{ {u}.clear(); say({u}.size()); }}(); }}();",
    "std::vector<decltype({m})> {u}(2, {m}); {u}.push_back({n}); {u}.erase({u}.begin()); say({u}[0].size()), say({u}[1].size());",
    "auto {u} = std::make_shared<decltype({m})>({m}); std::function<size_t()> {u}f = [{u}] {{ return {u}->size(); }}; say({u}f());",
    "say(std::count_if({m}.begin(), {m}.end(), [](const auto &) {{ return true; }}));",
    "auto *{u} = &{m}; say(({i} % 2 ? {u} : &{n})->size());", "(({i} % 2) ? {m} : {n}).erase({k}); say({m}.size() + {n}.size());",
]
OF_TREE = [
    "{m}[{k}] = \"a\" + std::to_string({i}); say({m}[{k}]);", "say({m}.emplace({k}, \"e\").second);", "say({m}.insert({{{k}, \"i\"}}).second);",
    "say({m}.try_emplace({k}, 3, 'x').first->second);", "say({m}.insert_or_assign({k}, \"o\").second);",
    "{m}.emplace_hint({m}.lower_bound({k}), {k}, \"h\"); sayAll({m});", "try {{ say({m}.at({k})); }} catch (const std::out_of_range &) {{ say(\"none\"); }}",
    "for (auto &[{u}k, {u}v] : {m}) {u}v += '.', say({u}k), say({u}v);", "for (auto {u} = {m}.rbegin(); {u} != {m}.rend(); ++{u}) say(*{u});",
    "{m}.insert({{{{{k}, \"l\"}}, {{{k} + 1, \"m\"}}}}); say({m}.size());", "if (!{m}.empty()) say(std::prev({m}.end())->second), say({m}.begin()->first);",
    "auto {u} = {m}.upper_bound({k}); say({u} == {m}.end() ? -1 : {u}->first);", "{m}.erase({m}.begin(), {m}.lower_bound({k})); sayAll({m});",
    "std::transform({n}.begin(), {n}.end(), std::inserter({m}, {m}.end()), [](auto entry) {{ return std::make_pair(entry.first + 1, entry.second); }}); sayAll({m});",
    "say(({m}[{k}] += \"+\").size());", "std::string &{u} = {m}[{k}]; {n}[{k}] = \"other\"; {u}.append(\"r\"); say({m}.at({k}));",
    "Owner {u}; {u}.put({k}, \"p\").put({k} + 1, \"q\")[{k}] += \"!\"; for (const auto &entry : {u}) say(entry); say({u}.look({k}));",
    "say(std::accumulate({m}.begin(), {m}.end(), 0, [](int sum, const auto &entry) {{ return sum + entry.first; }}));",
]
OF_TABLE = [
    "++{m}[{k}]; say({m}[{k}]);", "say({m}.emplace({k}, {i}).second);", "say({m}.try_emplace({k}, {i}).first->second);", "{m}.rehash({i}), {m}.reserve({i} * 3); sayAll({m});",
    "try {{ say({m}.at({k})++); }} catch (const std::exception &) {{ say(\"none\"); }}", "for (auto &entry : {m}) entry.second += {i}; say({m}.size());",
    "say({m}.insert_or_assign({k}, {i}).first->second);", "say({m}.load_factor() <= {m}.max_load_factor());",
    "long {u} = 0; for (const auto &[key, value] : {m}) {u} += value; say({u});",
]
OF_MANY = [
    "{m}.emplace({k}, {i}); say({m}.count({k}));", "{m}.insert({{{k}, {i}}}); say({m}.size());", "for (auto [{u}, {u}e] = {m}.equal_range({k}); {u} != {u}e; ++{u}) say({u}->second);",
    "auto {u} = {m}.lower_bound({k}); if ({u} != {m}.end()) say({u}->first), {u}->second = {i};",
]
OF_NAMES = [
    "say({m}.insert({k}).second);", "say({m}.emplace({k}).second);", "if (!{m}.empty()) say(*{m}.begin()), say(*{m}.rbegin());",
    "for (const std::string &{u} : {m}) say({u});", "std::set_union({m}.begin(), {m}.end(), {n}.begin(), {n}.end(), std::inserter({n}, {n}.begin())); sayAll({n});",
]
OF_LISTS = [
    "{m}[{k}].push_back({i}); say({m}[{k}]);", "{m}.try_emplace({k}).first->second.assign(3, {i}); say({m}.at({k}));", "for (auto &entry : {m}) std::reverse(entry.second.begin(), entry.second.end()), say(entry.second);",
    "say({m}[{k}].empty() ? -1 : {m}[{k}].back());", "auto {u} = std::move({m}[{k}]); say({u}), say({m}[{k}].size());",
]
OF_NESTED = [
    "++{m}[{k}][{i}]; say({m}[{k}].size());", "{m}[{k}] = {m}[{i}]; say({m}[{k}] == {m}[{i}]);", "for (auto &[outer, inner] : {m}) inner.erase({i}), say(outer), say(inner.size());",
    "{m}[{k}].swap({m}[{i}]); sayAll({m}[{k}]);", "if ({m}[{k}].emplace({i}, 1).second) {m}.erase({i}); sayAll({m});",
]
OF_WEAK = [
    "try {{ Fragile::left = {i} % 9 + 1; {m}.emplace({k}, {i}); {m}[{k} + 1] = Fragile({i}); Fragile::left = 0; }} catch (const std::runtime_error &error) {{ say(error.what()); }} Fragile::left = 0; say({m}.size());",
    "try {{ Fragile::left = {i} % 17 + 1; Weak {u} = {m}; {u}.erase({k}); Fragile::left = 0; say({u}.size()); }} catch (...) {{ say(\"copy\"); }} Fragile::left = 0;",
    "try {{ Fragile::left = 3; say({m}.count({k})); }} catch (...) {{ say(\"count\"); }} Fragile::left = 0;",
]
KINDS = {
    "Tree": (OF_ALL + OF_TREE * 2, "int"), "Table": (OF_ALL + OF_TABLE * 2, "text"), "Many": (OF_ALL + OF_MANY * 4, "int"),
    "Names": (OF_ALL + OF_NAMES * 4, "text"), "Lists": (OF_ALL + OF_LISTS * 4, "text"), "Nested": (OF_ALL + OF_NESTED * 4, "int"),
    "Weak": (OF_WEAK, "int"),
}
AROUND = ["{{ {s} }}", "for (int {u} = 0; {u} < 3; ++{u}) {{ {s} }}", "[&] {{ {s} }}();", "try {{ {s} throw 1; }} catch (int) {{ {t} }}",
          "if ({i} % 2) {{ {s} }} else {{ {t} }}", "{{ std::function<void()> {u} = [&] {{ {s} }}; {u}(); {u}(); }}",
          "switch ({i} % 3) {{ case 0: {{ {s} break; }} default: {{ {t} }} }}", "do {{ {s} }} while (false);"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.fresh = 0

    def name(self):
        self.fresh += 1
        return f"v{self.fresh}"

    def simple(self):
        kind = self.random.choice(list(KINDS))
        statements, key = KINDS[kind]
        number = self.random.randrange(8)
        which = self.random.randrange(2)
        return "{ " + self.random.choice(statements).format(
            m=f"{kind.lower()}{which}", n=f"{kind.lower()}{1 - which}", i=self.random.randrange(12), u=self.name(),
            k=str(number) if key == "int" else f'std::string("key {number}")') + " }"

    def statement(self, depth=0):
        if depth > 2 or self.random.random() < 0.6:
            return self.simple()
        return self.random.choice(AROUND).format(s=self.statement(depth + 1), t=self.statement(depth + 1), u=self.name(),
                                                 i=self.random.randrange(12))


def program(seed, statements=60):
    writer = Writer(seed)
    lines = [HEAD]
    lines += [f"{kind} {kind.lower()}0, {kind.lower()}1;" for kind in KINDS]
    parts = []
    for part in range(0, statements, 12):
        body = "\n".join(f'  std::printf("\\n{part + i}: ");\n  {writer.statement()}' for i in range(min(12, statements - part)))
        parts.append(f"part{part}")
        lines.append(f"void part{part}() {{\n{body}\n}}")
    calls = "\n".join(f"    {part}();" for part in parts)
    lines.append(f"int main() {{\n  for (int turn = 0; turn < 3; ++turn) {{\n{calls}\n  }}\n  std::printf(\"\\n\");\n}}")
    return "\n".join(lines) + "\n"
