; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes='mapsan<print-plan>' -S %s 2>%t.plan | FileCheck %s
; RUN: FileCheck --check-prefix=PLAN %s < %t.plan
; Intent: a step of an iterator in a local variable checks the word that the map
; had when the iterator was found; iterators elsewhere are looked up.

%iterator = type { ptr }

define void @loop(ptr %map) {
  %it = alloca %iterator
  %first = call ptr @begin(ptr %map) #0
  store ptr %first, ptr %it
  br label %next
next:
  %self = call ptr @step(ptr %it)
  br label %next
}
; CHECK-LABEL: define void @loop
; CHECK-DAG: %[[MINE:.*]] = alloca [4 x i64]
; CHECK-DAG: %[[SOURCE:.*]] = alloca [4 x i64]
; The call's companion: value, map, word, counts, buckets.
; CHECK: %first = call ptr @mapsan.wrap.begin
; CHECK: %[[VALUE:.*]] = ptrtoint ptr %first to i64
; CHECK: store i64 %[[VALUE]], ptr %mapsan.companion
; CHECK: load atomic i64, ptr getelementptr {{.*}}@__mapsan_thread, i64 32
; CHECK: store ptr %first, ptr %it
; The variable's, filled where it gets its value.
; CHECK: %[[COPIED:.*]] = load i64, ptr %mapsan.companion
; CHECK: store i64 %[[COPIED]], ptr %mapsan.companion
; CHECK-NOT: icmp ne
; CHECK: call ptr @mapsan.step.step(ptr %it, ptr @mapsan.site{{.*}}, ptr %mapsan.companion

; What another function may have stored is taken over when the value is another,
; and nothing is certain of it.
define void @unknown(ptr %map, ptr %other) {
  %it = alloca %iterator
  %first = call ptr @begin(ptr %map) #0
  store ptr %first, ptr %it
  store ptr %other, ptr %it
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @unknown
; CHECK: store ptr %other, ptr %it
; CHECK: store i64 -2, ptr
; CHECK: %[[NOW:.*]] = load i64, ptr %it
; CHECK: %[[KNOWN:.*]] = load i64, ptr %mapsan.companion
; CHECK: icmp ne i64 %[[NOW]], %[[KNOWN]]
; CHECK: select i1
; CHECK: call ptr @mapsan.step.step{{.+}}(ptr %it,

; An iterator that is erased where it stands.
define void @erases(ptr %map) {
  %it = alloca %iterator
  %first = call ptr @begin(ptr %map) #0
  store ptr %first, ptr %it
  %value = load ptr, ptr %it
  %next = call ptr @erase(ptr %map, ptr %value)
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @erases
; CHECK: call ptr @mapsan.wrap.erase(ptr %map, ptr %value, ptr @[[SITE:.*]])
; CHECK: ptrtoint ptr %value to i64
; CHECK: select i1 %{{.*}}, i64 -3,
; CHECK: select i1 %{{.*}}, i64 ptrtoint (ptr @[[SITE]] to i64),

; Two sources at most are compared where two exist; a map of another type is none.
define void @other_type(ptr %map) {
  %it = alloca %iterator
  %first = call ptr @begin_other(ptr %map)
  store ptr %first, ptr %it
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @other_type
; CHECK-NOT: mapsan.step

define void @elsewhere(ptr %map, ptr %it) {
  %first = call ptr @begin(ptr %map)
  store ptr %first, ptr %it
  %self = call ptr @step(ptr %it)
  ret void
}
; CHECK-LABEL: define void @elsewhere
; CHECK: call ptr @mapsan.held.step(ptr %it,

declare ptr @begin(ptr) nounwind "mapsan.method"="name=begin;type=M;operand=-1,0,read,never;iterator=1"
declare ptr @erase(ptr, ptr) nounwind "mapsan.method"="name=erase;type=M;operand=-1,0,write,always,element;iterator=1"
declare ptr @begin_other(ptr) nounwind "mapsan.method"="name=begin;type=N;operand=-1,0,read,never;iterator=1"
declare ptr @step(ptr) nounwind "mapsan.iterator"="use=step;name=operator++;type=M"
attributes #0 = { "mapsan.object"="name=routes;file=a.h;line=1" }

; CHECK-LABEL: define internal ptr @mapsan.step.step(ptr %0, ptr %1, ptr %2, ptr %3)
; CHECK: br i1 %{{.*}}, label %mapsan.checked, label %mapsan.plain
; CHECK: mapsan.checked:
; CHECK: call preserve_mostcc void @mapsan.iterate(
; CHECK: icmp eq i64 %{{.*}}, -1
; CHECK: store atomic ptr %mapsan.read, ptr getelementptr {{.*}}@__mapsan_thread, i64 24
; CHECK: call ptr @step(ptr %0)
; CHECK: fence acquire

; PLAN: : loop: begin on 'M' (read) object 'routes'
; PLAN: : loop: operator++ on 'M' (iterate) object 'routes'
; PLAN: : unknown: operator++ on 'M' (iterate) object 'routes'
; PLAN: : erases: operator++ on 'M' (iterate) object 'routes'
; PLAN: : other_type: operator++ on 'M' (iterate)
; PLAN: : elsewhere: operator++ on 'M' (iterate)
; PLAN-NOT: (iterate)
; PLAN: mapsan: 11 calls instrumented, 0 left alone
