; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: what libc++'s call_once does is followed by a release at its flag; other
; functions are called as they are.

declare void @_ZNSt3__111__call_onceERVmPvPFvS2_E(ptr, ptr, ptr)
declare void @_ZN5other11__call_onceERVmPvPFvS2_E(ptr, ptr, ptr)
declare void @function(ptr)

; CHECK-LABEL: define void @calls
; CHECK: [[ALL:%.*]] = alloca { ptr, ptr, ptr }
; CHECK-DAG: store ptr %flag
; CHECK-DAG: store ptr %argument
; CHECK-DAG: store ptr @function
; CHECK: call void @_ZNSt3__111__call_onceERVmPvPFvS2_E(ptr %flag, ptr [[ALL]], ptr @mapsan.once)
; CHECK: call void @_ZN5other11__call_onceERVmPvPFvS2_E(ptr %flag, ptr %argument, ptr @function)
define void @calls(ptr %flag, ptr %argument) {
  call void @_ZNSt3__111__call_onceERVmPvPFvS2_E(ptr %flag, ptr %argument, ptr @function)
  call void @_ZN5other11__call_onceERVmPvPFvS2_E(ptr %flag, ptr %argument, ptr @function)
  ret void
}

; CHECK: define internal void @mapsan.once
; CHECK: [[FLAG:%.*]] = load ptr
; CHECK: call void {{%.*}}(ptr
; CHECK: call preserve_mostcc void @mapsan.atomic_storing(ptr [[FLAG]], i32 3)
; CHECK: ret void
