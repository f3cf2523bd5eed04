// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that a test loads and unloads.
extern "C" int moduleFunction() { return 7; }
