; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes='mapsan<print-plan>' -S %s 2>%t.plan | FileCheck %s
; RUN: FileCheck --check-prefix=PLAN %s < %t.plan
; Intent: an iterator that leaves its function's variables is entered into the
; thread's table, and steps anywhere else look it up there.

%iterator = type { ptr }

define ptr @returned(ptr %map) {
  %first = call ptr @begin(ptr %map)
  ret ptr %first
}
; CHECK-LABEL: define ptr @returned
; CHECK: %first = call ptr @mapsan.wrap.begin
; CHECK: %[[VALUE:.*]] = ptrtoint ptr %first to i64
; CHECK: call void @mapsan.hold(i64 %[[VALUE]],

define void @elsewhere(ptr %it) {
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @elsewhere
; CHECK: call ptr @mapsan.held.step(ptr %it, ptr @mapsan.site

define void @argument(ptr %value) {
  %it = alloca %iterator
  store ptr %value, ptr %it
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @argument
; CHECK: call ptr @mapsan.held.step(ptr %it,

; What stays is in no table.
define i1 @stays(ptr %map, ptr %end) {
  %it = alloca %iterator
  %first = call ptr @begin(ptr %map)
  store ptr %first, ptr %it
  %self = call ptr @step(ptr %it)
  %value = load ptr, ptr %it
  %next = call ptr @erase(ptr %map, ptr %value)
  %isEnd = icmp eq ptr %next, %end
  ret i1 %isEnd
}
; CHECK-LABEL: define i1 @stays
; CHECK-NOT: mapsan.hold
; CHECK: call ptr @mapsan.step.step
; CHECK-NOT: mapsan.hold
; CHECK: ret i1

; It leaves behind its step.
define ptr @leaves(ptr %map) {
  %it = alloca %iterator
  %first = call ptr @begin(ptr %map)
  store ptr %first, ptr %it
  %self = call ptr @step(ptr %it)
  %value = load ptr, ptr %it
  ret ptr %value
}
; CHECK-LABEL: define ptr @leaves
; CHECK: call void @mapsan.hold
; CHECK: call ptr @mapsan.step.step
; CHECK: call void @mapsan.hold

; One step is made of another.
define void @outer(ptr %it) "mapsan.iterator"="use=step;name=operator++;type=M;flags=512" {
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @outer
; CHECK: call ptr @step(ptr %it)

; So of maps without nodes: the runtime tells them apart.
define ptr @flat(ptr %map, ptr %it) {
  %first = call ptr @begin_flat(ptr %map)
  %self = call ptr @step_flat(ptr %it)
  ret ptr %first
}
; CHECK-LABEL: define ptr @flat
; CHECK: call void @mapsan.hold
; CHECK: call ptr @mapsan.held.step_flat(ptr %it,

declare ptr @begin(ptr) nounwind "mapsan.method"="name=begin;type=M;flags=512;operand=-1,0,read,never;iterator=1"
declare ptr @erase(ptr, ptr) nounwind "mapsan.method"="name=erase;type=M;flags=512;operand=-1,0,write,always,element;iterator=1"
declare ptr @step(ptr) nounwind "mapsan.iterator"="use=step;name=operator++;type=M;flags=512"
declare ptr @begin_flat(ptr) nounwind "mapsan.method"="name=begin;type=N;operand=-1,0,read,never;iterator=1"
declare ptr @step_flat(ptr) nounwind "mapsan.iterator"="use=step;name=operator++;type=N"

; CHECK-LABEL: define internal void @mapsan.hold(i64 %0, i64 %1)
; CHECK: load atomic ptr, ptr getelementptr {{.*}}@__mapsan_thread, i64 56

; CHECK-LABEL: define internal ptr @mapsan.held.step(ptr %0, ptr %1)
; CHECK: mapsan.checked:
; CHECK: call preserve_mostcc void @mapsan.iterate(
; CHECK: call ptr @step(ptr %0)
; CHECK-NOT: fence acquire
; CHECK: ret ptr

; PLAN: : stays: operator++ on 'M' (iterate)
; PLAN: : leaves: operator++ on 'M' (iterate)
; PLAN: : elsewhere: operator++ on 'M' (iterate)
; PLAN: : argument: operator++ on 'M' (iterate)
; PLAN: : flat: operator++ on 'N' (iterate)
; PLAN-NOT: (iterate)
; PLAN: mapsan: 10 calls instrumented, 0 left alone
