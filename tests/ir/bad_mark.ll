; RUN: { ! %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s; } 2>&1 | FileCheck %s
; Intent: a mark that cannot be read stops the compiler, it is never skipped.

declare ptr @find(ptr) "mapsan.method"="name=find;colour=red"
; CHECK: mapsan: a mark cannot be read, please report this: find: field 'colour' is unknown
