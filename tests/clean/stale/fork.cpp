// RUN: %clean
// Intent: fork while another thread is inside an operation: in the child nobody
// is, and it uses the map alone; the parent stays as it was.
#include "mapsan_test.h"
#include <cstdlib>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;
int childStatus = -1;

void slow() {
  hold.here(inside, done);
  ages.insert({7, 60});
}

void forker() {
  inside.wait();
  const pid_t child = fork();
  if (child == 0) {
    ages.insert({8, 80});
    ages.find(2);
    ages.erase(8);
    exit(0);
  }
  waitpid(child, &childStatus, 0);
  done.arrive();
}

int main() {
  runBoth(slow, forker);
  ages.find(7);
  return childStatus;
}
