; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes='mapsan<print-plan>' -S %s 2>%t.plan | FileCheck %s
; RUN: FileCheck --check-prefix=PLAN %s < %t.plan
; Intent: where the address of a method goes, its thunk goes; direct calls,
; aliases and llvm.used keep the method.

@table = constant { [2 x ptr] } { [2 x ptr] [ptr null, ptr @size] }
@pointer = internal constant i64 ptrtoint (ptr @local to i64)
@llvm.used = appending global [1 x ptr] [ptr @kept], section "llvm.metadata"
@other_name = alias void (ptr), ptr @destroy

; CHECK-DAG: @table = constant { [2 x ptr] } { [2 x ptr] [ptr null, ptr @mapsan.thunk.size] }
; CHECK-DAG: @pointer = internal constant i64 ptrtoint (ptr @mapsan.thunk.local to i64)
; CHECK-DAG: @llvm.used = appending global [1 x ptr] [ptr @kept]
; CHECK-DAG: @other_name = alias void (ptr), ptr @destroy

define i64 @direct(ptr %map) {
  %n = call i64 @size(ptr %map)
  ret i64 %n
}
; CHECK-LABEL: define i64 @direct
; CHECK: call i64 @mapsan.wrap.size(ptr %map,

define void @register() {
  %r = call i32 @atexit(ptr @other_name, ptr null)
  ret void
}
; CHECK-LABEL: define void @register
; CHECK: call i32 @atexit(ptr @mapsan.thunk.other_name, ptr null)

define void @ignored() "mapsan.ignore" {
  %r = call i32 @atexit(ptr @local, ptr null)
  ret void
}
; CHECK-LABEL: define void @ignored
; CHECK: call i32 @atexit(ptr @local, ptr null)

declare i32 @atexit(ptr, ptr)
declare i64 @size(ptr) "mapsan.method"="name=size;type=M;operand=-1,0,read,never"
define internal void @local(ptr %map) "mapsan.method"="name=clear;type=M;operand=-1,0,write,always" {
  ret void
}
define void @kept(ptr %map) "mapsan.method"="name=clear;type=M;operand=-1,0,write,always" {
  ret void
}
define void @destroy(ptr %map) nounwind "mapsan.method"="name=~M;type=M;operand=-1,0,destroy,always;destructor=1" {
  ret void
}

; CHECK-LABEL: define linkonce_odr i64 @mapsan.thunk.size(ptr %0)
; CHECK-SAME: comdat
; CHECK: %[[N:.*]] = call i64 @mapsan.wrap.size(ptr %0, ptr @mapsan.site
; CHECK: ret i64 %[[N]]
; CHECK-LABEL: define internal void @mapsan.thunk.local(ptr %0)
; CHECK: call void @mapsan.wrap.local(ptr %0,
; CHECK-LABEL: define linkonce_odr void @mapsan.thunk.other_name(ptr %0)
; CHECK: call void @mapsan.wrap.destroy
; CHECK-NOT: mapsan.thunk

; PLAN: size called through a pointer: size on 'M' (read)
