; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: what releases is counted through a function that may be missing, since
; this unit has no maps; what only acquires, or is relaxed, is left alone.

define void @releases(ptr %p) {
  store atomic i32 1, ptr %p release, align 4
  fence seq_cst
  %old = atomicrmw add ptr %p, i32 1 acq_rel
  %swapped = cmpxchg ptr %p, i32 0, i32 1 seq_cst seq_cst
  ret void
}
define i32 @others(ptr %p) {
  store i32 1, ptr %p
  store atomic i32 1, ptr %p monotonic, align 4
  %old = atomicrmw add ptr %p, i32 1 acquire
  fence acquire
  fence syncscope("singlethread") release
  %value = load atomic i32, ptr %p seq_cst, align 4
  ret i32 %value
}

; CHECK-LABEL: define void @releases
; CHECK: icmp ne {{.*}}@__mapsan_released
; CHECK: call void @__mapsan_released()
; CHECK: store atomic
; CHECK: call void @__mapsan_released()
; CHECK: fence seq_cst
; CHECK: call void @__mapsan_released()
; CHECK: atomicrmw
; CHECK: call void @__mapsan_released()
; CHECK: cmpxchg
; CHECK-LABEL: define i32 @others
; CHECK-NOT: mapsan
; CHECK: ret i32
; CHECK: declare extern_weak void @__mapsan_released()
; CHECK-NOT: __mapsan_thread
