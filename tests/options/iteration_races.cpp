// RUN: %mapsanxx -O1 %root/tests/races/iteration/own_rehash.cpp -o %t && env MAPSAN_OPTIONS=iteration=races %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=iteration=races:mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: iteration=races leaves alone what a loop does to its own iterator.
