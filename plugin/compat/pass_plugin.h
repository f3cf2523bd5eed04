// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM 22 moved the declaration of llvmGetPassPluginInfo.
#ifndef MAPSAN_PLUGIN_COMPAT_PASS_PLUGIN_H
#define MAPSAN_PLUGIN_COMPAT_PASS_PLUGIN_H

#include "llvm/Config/llvm-config.h"

#if LLVM_VERSION_MAJOR < 22
#include "llvm/Passes/PassPlugin.h"
#else
#include "llvm/Plugins/PassPlugin.h"
#endif

#endif
