// RUN: %llvm_bin/clang -std=c99 -Wall -Wextra -Werror -O2 -pthread -I%build/include -I%S/../support %s -o %t.alone && %t.alone | FileCheck --check-prefix=ALONE %s
// RUN: %llvm_bin/clang -std=c99 -O2 -g -pthread -I%build/include %s -o %t -L%lib -Wl,--no-as-needed -lmapsan -Wl,-rpath,%lib
// RUN: not env MAPSAN_OPTIONS=halt_on_error=0 %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// Intent: a C program announces a container of its own and is told of a race,
// in text and through the callback; without the runtime nothing happens.
#include <mapsan/mapsan.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// The order is fixed by a mutex the runtime sees: it fixes no happens-before
// between the two operations, because both are open at once.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int step;
static void go(int next) {
  pthread_mutex_lock(&mutex);
  step = next;
  pthread_cond_broadcast(&moved);
  pthread_mutex_unlock(&mutex);
}
static void await(int wanted) {
  pthread_mutex_lock(&mutex);
  while (step < wanted)
    pthread_cond_wait(&moved, &mutex);
  pthread_mutex_unlock(&mutex);
}

static struct { int size; } table;
static int reports;

static void onReport(const mapsan_report *report, void *context) {
  ++*(int *)context;
  if (report->size < sizeof *report || report->side_count != 2)
    return;
  printf("callback: %s, %s, %s, T%u %s %s, T%u %s, %d\n", report->title,
         report->evidence, report->map_type, report->sides[0].thread,
         report->sides[0].thread_name, report->sides[0].method,
         report->sides[1].thread, report->sides[1].operation,
         strstr(report->text, "WARNING: MapSan") != NULL);
}

static void *puts_one(void *unused) {
  mapsan_operation op;
  (void)unused;
  mapsan_set_thread_name("putter");
  mapsan_write_begin(&op, &table, "put");
  go(1);
  await(2);
  ++table.size;
  mapsan_write_end(&op, 1);
  return NULL;
}

static void *gets_one(void *unused) {
  mapsan_operation op;
  (void)unused;
  mapsan_set_thread_name("getter");
  await(1);
  mapsan_ignore_begin();
  mapsan_read_begin(&op, &table, "ignored");
  mapsan_read_end(&op);
  mapsan_ignore_end();
  mapsan_read_begin(&op, &table, "get");
  mapsan_read_end(&op);
  go(2);
  return NULL;
}

int main(void) {
  pthread_t one, two;
  mapsan_created(&table, "struct table");
  mapsan_set_report_callback(onReport, &reports);
  pthread_create(&one, NULL, puts_one, NULL);
  pthread_create(&two, NULL, gets_one, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  mapsan_destroyed(&table);
  printf("%d reports\n", reports);
  fflush(stdout);
  return 0;
}
// ALONE-NOT: callback
// ALONE: 0 reports
// CHECK-DAG: WARNING: MapSan: concurrent map read and map write
// CHECK-DAG: Map: struct table at 0x
// CHECK-DAG: Read by thread T2 'getter', holding no lock:  get
// CHECK-DAG: Previous write by thread T1 'putter', holding no lock:  put
// CHECK-DAG: callback: concurrent map read and map write, overlap, struct table, T2 getter get, T1 put, 1
// CHECK-DAG: 1 reports
