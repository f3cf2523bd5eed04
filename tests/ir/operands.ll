; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a.merge(b) begins a, then b, and ends b, then a; a constructor has no
; begin, and after it the copied map's read has ended.

define void @all(ptr %a, ptr %b) {
  call void @merge(ptr %a, ptr %b)
  call void @copy(ptr %a, ptr %b)
  ret void
}
declare void @merge(ptr, ptr) nounwind "mapsan.method"="name=merge;type=M;size=size;operand=-1,0,upsert,size;operand=0,0,write,size"
declare void @copy(ptr, ptr) nounwind "mapsan.method"="name=M;type=M;constructor=1;operand=-1,0,construct,always;operand=0,0,read-all,never"
define i64 @size(ptr %map) {
  ret i64 0
}

; CHECK-LABEL: define void @all
; CHECK: call void @mapsan.wrap.merge(ptr %a, ptr %b, ptr @mapsan.site)

; CHECK-LABEL: define internal void @mapsan.wrap.merge(ptr %0, ptr %1, ptr %2)
; CHECK-DAG: %[[SITEB:.*]] = getelementptr i8, ptr %2, i64 48
; CHECK: %[[A:.*]] = getelementptr inbounds i64, ptr @__mapsan_words
; CHECK: %[[B:.*]] = getelementptr inbounds i64, ptr @__mapsan_words
; CHECK: call void @merge
; CHECK: load atomic i64, ptr %[[B]] monotonic
; CHECK: load atomic i64, ptr %[[A]] monotonic

; CHECK-LABEL: define internal void @mapsan.wrap.copy
; CHECK-COUNT-1: getelementptr inbounds i64, ptr @__mapsan_words
; CHECK: call void @copy
; CHECK: fence acquire
; The claim: a version on, this thread's number, no flags.
; CHECK: getelementptr inbounds i64, ptr @__mapsan_words
; CHECK: and i64 %{{.*}}, -4294967296
; CHECK: add i64 %{{.*}}, 4294967296
; CHECK: ret void
