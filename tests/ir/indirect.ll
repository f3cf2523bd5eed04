; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: what an indirect type's method does to a map behind a pointer or from a function is
; a part of its own operation; to its arguments, to what it returns and to its variables not.
; Of a type that is closed only, a map behind a pointer is another one.

define void @outer(ptr %this, ptr %argument) "mapsan.method"="name=outer;type=O;chain=O;flags=192;operand=-1,0,write,always" {
  %variable = alloca [64 x i8]
  %behind = load ptr, ptr %this
  call void @write(ptr %behind)
  %got = call ptr @part(ptr %this)
  %inside = getelementptr i8, ptr %got, i64 8
  call void @write(ptr %inside)
  call void @write(ptr %argument)
  call void @write(ptr %variable)
  ret void
}
define void @closed(ptr %this) "mapsan.method"="name=closed;type=C;chain=C;flags=64;operand=-1,0,write,always" {
  %behind = load ptr, ptr %this
  call void @write(ptr %behind)
  ret void
}
declare ptr @part(ptr)
declare void @write(ptr) "mapsan.method"="name=write;type=M;chain=M;operand=-1,0,write,always"

; CHECK-LABEL: define void @outer
; CHECK: call void @write(ptr %behind)
; CHECK: call void @write(ptr %inside)
; CHECK: call void @mapsan.wrap.write(ptr %argument
; CHECK: call void @mapsan.wrap.write(ptr %variable
; CHECK-LABEL: define void @closed
; CHECK: call void @mapsan.wrap.write(ptr %behind
