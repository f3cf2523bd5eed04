// The map and the threads as a named module.
module;
#include <map>
#include <pthread.h>
#include <sched.h>
export module race;
export void work(bool isFixed);
#define MAP_ONLY
#include "race.cpp"
