; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes='mapsan<print-plan>' -S %s 2>%t.plan | FileCheck %s
; RUN: FileCheck --check-prefix=PLAN %s < %t.plan
; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -pass-remarks-missed=mapsan -S %s -o %t.ll 2>&1 | FileCheck --check-prefix=MISSED %s
; Intent: what is not an operation on a map of its own stays as it is.

; An inner call, on the object of the operation around it, as -O0 has it.
define ptr @index(ptr %this, ptr %key) "mapsan.method"="name=operator[];type=M;chain=M;operand=-1,0,upsert,unknown" {
  %slot = alloca ptr
  store ptr %this, ptr %slot
  %self = load ptr, ptr %slot
  %a = call ptr @find(ptr %self, ptr %key)
  ret ptr %a
}
; CHECK-LABEL: define ptr @index
; CHECK: call ptr @find

; The same method on another object is an operation.
define ptr @other(ptr %this, ptr %that) "mapsan.method"="name=other;type=M;chain=M;operand=-1,0,read,never" {
  %a = call ptr @find(ptr %that, ptr null)
  ret ptr %a
}
; CHECK-LABEL: define ptr @other
; CHECK: call ptr @mapsan.wrap.find

; A slot that is written twice tells nothing: counted.
define ptr @moving(ptr %this, ptr %that) "mapsan.method"="name=moving;type=M;chain=M;operand=-1,0,read,never" {
  %slot = alloca ptr
  store ptr %this, ptr %slot
  store ptr %that, ptr %slot
  %self = load ptr, ptr %slot
  %a = call ptr @find(ptr %self, ptr null)
  ret ptr %a
}
; CHECK-LABEL: define ptr @moving
; CHECK: call ptr @mapsan.wrap.find

; Another class chain at the same address is another map.
define ptr @holder(ptr %this) "mapsan.method"="name=get;type=H;chain=H;operand=-1,0,read,never" {
  %a = call ptr @find(ptr %this, ptr null)
  ret ptr %a
}
; CHECK-LABEL: define ptr @holder
; CHECK: call ptr @mapsan.wrap.find

define void @ignored(ptr %map) "mapsan.ignore" {
  %a = call ptr @find(ptr %map, ptr null)
  ret void
}
; CHECK-LABEL: define void @ignored
; CHECK: call ptr @find

define void @ignored_call(ptr %map) {
  %a = call ptr @find(ptr %map, ptr null) "mapsan.ignore"
  ret void
}
; CHECK-LABEL: define void @ignored_call
; CHECK: call ptr @find

define void @without_effect(ptr %map) {
  call void @key_comp(ptr %map)
  ret void
}
; CHECK-LABEL: define void @without_effect
; CHECK: call void @key_comp

define ptr @tail(ptr %map, ptr %key) {
  %a = musttail call ptr @find(ptr %map, ptr %key)
  ret ptr %a
}
; CHECK-LABEL: define ptr @tail
; CHECK: musttail call ptr @find

declare ptr @find(ptr, ptr) "mapsan.method"="name=find;type=M;chain=M;operand=-1,0,read,never"
declare void @key_comp(ptr) "mapsan.method"="name=key_comp;type=M;chain=M;operand=-1,0,none,never"

; PLAN-NOT: index
; PLAN: : other: find on 'M' (read)
; PLAN-NEXT: : moving: find on 'M' (read)
; PLAN-NEXT: : holder: find on 'M' (read)
; PLAN-NEXT: mapsan: 3 calls instrumented, 1 left alone
; MISSED: remark: {{.*}}operation on a map left alone: its call cannot be replaced
