; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a unit without marked calls gets frame pointers and nothing else.

@global = global i32 7

define i32 @plain(ptr %p) {
  %v = load i32, ptr %p
  ret i32 %v
}
declare ptr @find(ptr) "mapsan.method"="name=find;type=M;operand=-1,0,read,never"

; CHECK-NOT: __mapsan
; CHECK: @global = global i32 7
; CHECK-NOT: mapsan_
; CHECK: define i32 @plain(ptr %p) #[[N:[0-9]+]]
; CHECK-NOT: define
; CHECK: attributes #[[N]] = { "frame-pointer"="non-leaf" }
