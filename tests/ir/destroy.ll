; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a map has a size until its destructor runs, and none after it.

define void @end(ptr %map) {
  call void @destroy(ptr %map)
  ret void
}
declare void @destroy(ptr) nounwind "mapsan.method"="name=~M;type=M;size=size;destructor=1;operand=-1,0,destroy,always"
define i64 @size(ptr %map) {
  ret i64 0
}

; CHECK-LABEL: define internal void @mapsan.wrap.destroy
; CHECK: call preserve_mostcc void @mapsan.write_begin(
; CHECK-NOT: @size
; CHECK: call void @destroy
; CHECK-NOT: @size
; CHECK: call preserve_mostcc void @mapsan.write_end(
; Destroyed is changed, whatever else.
; CHECK: add i64 %{{.*}}, 4294967296
; CHECK-LABEL: define internal preserve_mostcc void @mapsan.write_begin(
; CHECK: call i64 @size
; CHECK: call i64 @__mapsan_write_begin
; CHECK-LABEL: define internal preserve_mostcc void @mapsan.write_end(
; CHECK-NOT: call i64 @size
; CHECK: call void @__mapsan_write_end
