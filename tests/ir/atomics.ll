; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a unit without maps, which may be linked without the runtime: releases
; are counted through a function that may be missing, and every atomic operation
; between threads is told to report mode, for which a constructor asks, once in
; each linked module. What is told before an operation releases, what is told
; after it acquires.

; CHECK: @mapsan.reporting = linkonce_odr hidden global i32 1, comdat
; CHECK: @llvm.global_ctors = {{.*}}ptr @mapsan.follow_ctor, ptr @mapsan.follow_ctor

define void @stores(ptr %p) {
; CHECK-LABEL: define void @stores
; CHECK: icmp ne {{.*}}@__mapsan_released
; CHECK: call void @__mapsan_released()
; CHECK: load i32, {{.*}}@mapsan.reporting, align 4, !invariant.load
; CHECK: call preserve_mostcc void @mapsan.atomic_storing(ptr %p, i32 3)
; CHECK: store atomic i32 1, ptr %p release
; CHECK-NOT: @__mapsan_released
; CHECK: @mapsan.atomic_storing(ptr %p, i32 0)
; CHECK-NEXT: br
; CHECK: store atomic i32 1, ptr %p monotonic
; CHECK-NOT: call
; CHECK: ret void
  store atomic i32 1, ptr %p release, align 4
  store atomic i32 1, ptr %p monotonic, align 4
  store i32 2, ptr %p
  ret void
}

define i32 @loads(ptr %p) {
; CHECK-LABEL: define i32 @loads
; CHECK-NOT: @__mapsan_released
; CHECK: load atomic i32, ptr %p seq_cst
; CHECK: @mapsan.atomic_loaded(ptr %p, i32 5)
; CHECK: load atomic i32, ptr %p monotonic
; CHECK: @mapsan.atomic_loaded(ptr %p, i32 0)
; CHECK: ret i32
  %value = load atomic i32, ptr %p seq_cst, align 4
  %other = load atomic i32, ptr %p monotonic, align 4
  ret i32 %value
}

define void @updates(ptr %p) {
; CHECK-LABEL: define void @updates
; CHECK: call void @__mapsan_released()
; CHECK: @mapsan.atomic_updating(ptr %p, i32 4)
; CHECK: atomicrmw add ptr %p, i32 1 acq_rel
; CHECK: @mapsan.atomic_updated(ptr %p, i32 4)
; CHECK: @mapsan.atomic_updating(ptr %p, i32 5)
; CHECK: [[SWAP:%.*]] = cmpxchg ptr %p
; CHECK: extractvalue {{.*}}[[SWAP]], 1
; CHECK: @mapsan.atomic_swapped(ptr %p, i32 {{%.*}}, i32 5, i32 2)
; CHECK: ret void
  %old = atomicrmw add ptr %p, i32 1 acq_rel
  %swapped = cmpxchg ptr %p, i32 0, i32 1 seq_cst acquire
  ret void
}

define void @fences() {
; CHECK-LABEL: define void @fences
; CHECK: fence acquire
; CHECK: @mapsan.atomic_fence(i32 2)
; CHECK-NOT: @mapsan.
; CHECK: fence syncscope("singlethread") release
; CHECK-NOT: @mapsan.
; CHECK: ret void
  fence acquire
  fence syncscope("singlethread") release
  ret void
}

declare i128 @__atomic_load_16(ptr, i32)
declare i1 @__atomic_compare_exchange(i64, ptr, ptr, ptr, i32, i32)
declare void @__atomic_thread_fence_of_mine(i32)

define i128 @library(ptr %p, ptr %q, ptr %r, i32 %order) {
; CHECK-LABEL: define i128 @library
; CHECK: call i128 @__atomic_load_16
; CHECK: @mapsan.atomic_loaded(ptr %p, i32 %order)
; CHECK: @mapsan.atomic_updating(ptr %p, i32 4)
; CHECK: call i1 @__atomic_compare_exchange
; CHECK: @mapsan.atomic_swapped(ptr %p, i32 {{%.*}}, i32 4, i32 0)
; CHECK-NOT: @mapsan.
; CHECK: ret i128
  %value = call i128 @__atomic_load_16(ptr %p, i32 %order)
  %done = call i1 @__atomic_compare_exchange(i64 24, ptr %p, ptr %q, ptr %r, i32 4, i32 0)
  call void @__atomic_thread_fence_of_mine(i32 3)
  ret i128 %value
}

; CHECK: declare extern_weak void @__mapsan_released()
; CHECK: declare extern_weak void @__mapsan_atomic_storing
; CHECK: define internal preserve_mostcc void @mapsan.atomic_storing(ptr %0, i32 %1)
; CHECK: icmp ne {{.*}}@__mapsan_atomic_storing
; CHECK: call void @__mapsan_atomic_storing(ptr %0, i32 %1)
; CHECK: define linkonce_odr hidden void @mapsan.follow_ctor()
; CHECK: icmp ne {{.*}}@__mapsan_follow
; CHECK: call void @__mapsan_follow(ptr @mapsan.reporting)
; CHECK: store i32 0, ptr @mapsan.reporting
; CHECK-NOT: __mapsan_thread
