// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last part of a path: folders differ between machines and build trees.
#ifndef MAPSAN_RUNTIME_BASE_PATH_H
#define MAPSAN_RUNTIME_BASE_PATH_H

namespace mapsan {

/// A pointer into `path`. Empty if that ends with a slash.
inline const char *baseName(const char *path) {
  const char *slash = __builtin_strrchr(path, '/');
  return slash ? slash + 1 : path;
}

} // namespace mapsan

#endif
