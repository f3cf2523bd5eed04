; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a write opens a ring entry and marks the word, and closes both with a
; new version only if the size has changed.

define ptr @put(ptr %map, ptr %key) {
  %element = call ptr @index(ptr %map, ptr %key)
  ret ptr %element
}
declare ptr @index(ptr, ptr) nounwind "mapsan.method"="name=operator[];type=M;size=size;sizeoffset=8;keyparameter=0;key=8,32,0,0,0,0;operand=-1,16,upsert,size"
define linkonce_odr i64 @size(ptr %map) {
  ret i64 0
}

; CHECK-LABEL: define internal ptr @mapsan.wrap.index(ptr %0, ptr %1, ptr %2)
; CHECK-NOT: personality
; The identity is 16 bytes into the argument.
; CHECK: %[[MAP:.*]] = getelementptr i8, ptr %0, i64 16
; CHECK: ptrtoint ptr %[[MAP]] to i64
; CHECK: %[[SEEN:.*]] = load atomic i64, ptr %[[SLOT:.*]] monotonic
; CHECK: %[[NUMBER:.*]] = load atomic i64, ptr getelementptr {{.*}}@__mapsan_thread, i64 8
; CHECK: %[[RING:.*]] = load atomic ptr, ptr getelementptr {{.*}}@__mapsan_thread, i64 16
; CHECK: %[[ENTRY:.*]] = getelementptr i8, ptr %[[RING]]
; CHECK: load i64, ptr %[[ENTRY]]
; CHECK: %[[WRITING:.*]] = or i64 %[[SEEN]], 2
; CHECK: store atomic i64 %{{.*}}, ptr getelementptr {{.*}}@__mapsan_thread, i64 8
; CHECK: store atomic i64 0, ptr %[[ENTRY]] monotonic
; CHECK: fence release
; CHECK: call ptr asm sideeffect "leaq 0(%rip), $0"
; CHECK: store atomic i64 %{{.*}}, ptr %[[ENTRY]] release
; CHECK: store atomic i64 %[[WRITING]], ptr %[[SLOT]] monotonic
; A string key stays where it is.
; CHECK: call preserve_mostcc void @mapsan.write_begin(ptr %mapsan.operation, ptr %[[MAP]], ptr %2, ptr %1)
; CHECK: %[[STORED:.*]] = phi i64 [ %[[WRITING]]
; CHECK: %[[THIS:.*]] = getelementptr i8, ptr %[[MAP]], i64 8
; CHECK: %[[BEFORE:.*]] = call i64 @size(ptr %[[THIS]])
; CHECK: call ptr @index(ptr %0, ptr %1)
; CHECK: %[[AFTER:.*]] = call i64 @size
; CHECK: icmp ne i64 %[[BEFORE]], %[[AFTER]]
; CHECK: %[[NOW:.*]] = load atomic i64, ptr %[[SLOT]] monotonic
; CHECK: icmp ne i64 %[[NOW]], %[[STORED]]
; CHECK: shl i64 %{{.*}}, 32
; CHECK: sub i64 %[[STORED]], 2
; CHECK: store atomic i64 %{{.*}}, ptr %[[SLOT]] release

; The slow paths measure the map, with this size().
; CHECK-LABEL: define internal preserve_mostcc void @mapsan.write_begin
; CHECK: call i64 @size(
; CHECK: call i64 @__mapsan_write_begin(ptr %0)
