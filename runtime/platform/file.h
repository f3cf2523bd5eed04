// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole reads and whole writes, and what the runtime asks the environment.
// Callable from anywhere, except where noted.
#ifndef MAPSAN_RUNTIME_PLATFORM_FILE_H
#define MAPSAN_RUNTIME_PLATFORM_FILE_H

#include <stddef.h>

namespace mapsan {

/// Reads a file from its start. Returns the number of bytes (at most
/// `capacity`), or minus the error number.
long readFile(const char *path, char *buffer, size_t capacity);

/// Opens a file of ours for appending; a descriptor, or minus the error number.
/// Only its owner may read it, for reports hold keys. Whoever may write to the
/// folder cannot lead us elsewhere by a symbolic link, or make us wait by a pipe.
/// The numbers of the standard streams are left alone, if the program closed them.
long openLogFile(const char *path);

/// Writes everything, however often the system takes a part only. Returns how
/// many bytes were taken in the end. What the system would end the program for (a
/// pipe without reader, the limit of a file's size) counts as not taken.
size_t writeAll(int fd, const char *text, size_t length);

/// The value of an environment variable; null in set-user-id processes. Only
/// at start: the program may change its environment later.
const char *startEnvironment(const char *name);

/// The current directory, or "" if it has no name that fits.
void currentDirectory(char *buffer, size_t capacity);

/// "no such file or directory" and the like, for the errors a file in an option
/// can have.
const char *errorText(int error);

} // namespace mapsan

#endif
