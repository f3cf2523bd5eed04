// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list of what is left out: it is taken, and then has a name or not, or one
// sentence is said.
#include "plugin/ast/ignore_list.h"
#include "tests/fuzz/fuzz.h"

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace mapsan;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::vfs::InMemoryFileSystem files;
  files.addFile("list", 0,
                llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(
                    reinterpret_cast<const char *>(data), size)));
  IgnoreList list;
  require(list.read({"list"}, files).empty() == !list.empty());
  for (const char *what : {"src", "fun", "type"})
    (void)list.has(what, "third_party/router.h");
  return 0;
}
