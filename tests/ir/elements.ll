; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: what a method hands out is followed to its loads and stores, through local
; references and members; what is not certain is left alone.

%struct.Stats = type { i32, i32 }

define void @direct(ptr %map) {
  %r = call ptr @slot(ptr %map, i32 1)
  store i32 2, ptr %r
  ret void
}
; CHECK-LABEL: define void @direct
; CHECK: call ptr @mapsan.wrap.slot
; CHECK: %[[MAP:.*]] = select i1 %{{.*}}, i64 %{{.*}}, i64 0
; CHECK: %[[KNOWN:.*]] = icmp ne i64 %[[MAP]], 0
; CHECK: br i1 %[[KNOWN]]
; CHECK: call preserve_mostcc void @mapsan.element({{.*}}, i64 4)
; CHECK: store i32 2

define i32 @by_reference(ptr %map) {
  %reference = alloca ptr
  %r = call ptr @slot(ptr %map, i32 1)
  store ptr %r, ptr %reference
  %v = load ptr, ptr %reference
  %field = getelementptr %struct.Stats, ptr %v, i32 0, i32 1
  %value = load i32, ptr %field
  ret i32 %value
}
; CHECK-LABEL: define i32 @by_reference
; CHECK: call preserve_mostcc void @mapsan.element(
; CHECK: %value = load i32

; Its address goes elsewhere: who knows what it holds.
define i32 @escaping(ptr %map) {
  %reference = alloca ptr
  call void @use(ptr %reference)
  %r = call ptr @slot(ptr %map, i32 1)
  store ptr %r, ptr %reference
  %v = load ptr, ptr %reference
  %value = load i32, ptr %v
  ret i32 %value
}
; CHECK-LABEL: define i32 @escaping
; CHECK-NOT: @mapsan.element
; CHECK: ret i32

; Somebody else's function, an atomic, a volatile load.
define i32 @unknown(ptr %map) {
  %r = call ptr @slot(ptr %map, i32 1)
  call void @use(ptr %r)
  store atomic i32 1, ptr %r release, align 4
  %value = load volatile i32, ptr %r
  ret i32 %value
}
; CHECK-LABEL: define i32 @unknown
; CHECK-NOT: @mapsan.element
; CHECK: ret i32

; Asks this thread's own memory before the runtime.
; CHECK-LABEL: define internal preserve_mostcc void @mapsan.tell_element(
; CHECK: call void @__mapsan_element(
; CHECK-LABEL: define internal preserve_mostcc void @mapsan.element(
; CHECK-NOT: call
; CHECK: musttail call preserve_mostcc void @mapsan.tell_element(
; CHECK-NEXT: ret void

declare void @use(ptr)
declare ptr @slot(ptr, i32) "mapsan.method"="name=slot;type=M;chain=M;operand=-1,0,read,never;element=8;elementkey=2,4,0,0,0,0"
