#include "registry.h"
#include <map>

static std::map<int, int, Less> names{{1, 1}, {2, 2}};

void Registry::add(int name) { names.emplace(name, name); }
bool Registry::has(int name) const { return names.count(name) != 0; }
