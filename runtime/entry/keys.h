// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys as text for people, by the site's key descriptor. Key memory is read by
// fault-tolerant, bounded copies: another thread may be freeing it. Callable
// from anywhere.
#ifndef MAPSAN_RUNTIME_ENTRY_KEYS_H
#define MAPSAN_RUNTIME_ENTRY_KEYS_H

#include "runtime/abi/site.h"
#include "runtime/core/saved_key.h"

#include <stddef.h>

namespace mapsan {

/// Writes the key into `text`. False: there is none, or it could not be read.
bool describeKey(const MapsanSite &site, const void *key, char *text,
                 size_t capacity);

/// The same for a key that was saved when its operation began.
bool describeSavedKey(const MapsanSite &site, const SavedKey &saved, char *text,
                      size_t capacity);

/// True if the operation names a key at all.
bool hasKey(const MapsanSite &site);

/// True if the key still tells the truth when the operation has ended.
bool isKeyGoodAtEnd(const MapsanSite &site, bool hasChanged);

} // namespace mapsan

#endif
