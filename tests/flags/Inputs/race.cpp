// A lookup meets an insertion that is still looking for its place; with an
// argument, a mutex keeps them apart. Also two units: -DMAIN_ONLY and
// -DMAP_ONLY.
#include "race.h"

void work(bool isFixed);

#ifndef MAIN_ONLY
volatile int isHeld, isInside, mayLeave;
static Register people;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool isFixed;

static void *adds(void *) {
  if (isFixed)
    pthread_mutex_lock(&mutex);
  isHeld = 1;
  people.add(7);
  if (isFixed)
    pthread_mutex_unlock(&mutex);
  return 0;
}

static void *looks(void *) {
  while (!isInside)
    sched_yield();
  if (isFixed)
    pthread_mutex_lock(&mutex);
  (void)people.has(3);
  if (isFixed)
    pthread_mutex_unlock(&mutex);
  mayLeave = 1;
  return 0;
}

void work(bool wantsFixed) {
  isFixed = wantsFixed;
  mayLeave = wantsFixed;
  people.add(1);
  people.add(5);
  pthread_t first, second;
  pthread_create(&first, 0, adds, 0);
  pthread_create(&second, 0, looks, 0);
  pthread_join(first, 0);
  pthread_join(second, 0);
}
#endif

#ifndef MAP_ONLY
int main(int count, char **) { work(count > 1); }
#endif
