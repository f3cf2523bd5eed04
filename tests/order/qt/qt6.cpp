// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt6Core)]
// Intent: Qt 6 has the functions of Qt 5, and tells what its events are as that does.
#include "posted_event.cpp"
