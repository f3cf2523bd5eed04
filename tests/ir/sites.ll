; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes='mapsan<print-plan;table-bits=4>' -S %s 2>%t.plan | FileCheck %s
; RUN: FileCheck --check-prefix=PLAN %s < %t.plan
; Intent: the record of a call, without relocations; one registration per image.

define void @_ZN6Router7refreshEv(ptr %this) !dbg !3 {
  %a = call ptr @find(ptr %this, i32 5) #0, !dbg !4
  ret void
}
declare ptr @find(ptr, i32) "mapsan.method"="name=find;type=std::map<int, int>;keytype=int;flags=1;keyparameter=0;key=2,4,0,0,0,0;operand=-1,0,read,never"
attributes #0 = { "mapsan.object"="name=Router::routes_;file=/src/router.h;line=31" }

; CHECK-DAG: @[[FIND:mapsan.text[.0-9]*]] = private constant [5 x i8] c"find\00", section "mapsan_texts", align 1
; CHECK-DAG: c"/src/router.cpp\00"
; CHECK-DAG: c"Router::refresh()\00"
; CHECK-DAG: c"Router::routes_\00"
; CHECK-DAG: c"/src/router.h\00"
; CHECK-DAG: @mapsan.type = private constant { i32, i32, i32, i32 } { {{.*}}, i32 1, i32 0 }, section "mapsan_types", align 4
; CHECK-DAG: @mapsan.site = private constant {{.*}} i32 40, i32 12, {{.*}} i32 31, i8 1, i8 4, i16 2, [2 x { i8, i8, i16 }] [{ i8, i8, i16 } { i8 2, i8 4, i16 0 }, {{.*}}section "mapsan_sites", align 4
; CHECK-DAG: @__start_mapsan_sites = extern_weak hidden global i8
; CHECK-DAG: @__mapsan_words = external global
; CHECK-DAG: @__mapsan_thread = external thread_local(initialexec) global
; CHECK-DAG: @llvm.global_ctors = appending global {{.*}} { i32 1, ptr @mapsan.module_ctor.v3, ptr @mapsan.module_ctor.v3 }
; CHECK-DAG: @llvm.global_dtors = appending global {{.*}} { i32 1, ptr @mapsan.module_dtor.v3, ptr @mapsan.module_dtor.v3 }

; The call has lost its mark, the wrapper takes the key in place.
; CHECK-LABEL: define void @_ZN6Router7refreshEv
; CHECK: call ptr @mapsan.wrap.find(ptr %this, i32 5, ptr @mapsan.site), !dbg
; CHECK-LABEL: define internal ptr @mapsan.wrap.find(
; CHECK-NOT: !dbg
; A table of 16 words.
; CHECK: lshr i64 %{{.*}}, 60
; CHECK: zext i32 %1 to i64
; CHECK: ret ptr

; CHECK: define linkonce_odr hidden void @mapsan.module_ctor.v3() {{.*}}comdat
; CHECK: call void @__mapsan_register_v3(ptr @__start_mapsan_sites, ptr @__stop_mapsan_sites, i32 4)
; CHECK: call void @__mapsan_unregister_v3(ptr @__start_mapsan_sites, ptr @__stop_mapsan_sites)

; PLAN: /src/router.cpp:40:12: Router::refresh(): find on 'std::map<int, int>' (read) object 'Router::routes_'

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "router.cpp", directory: "/src")
!3 = distinct !DISubprogram(name: "refresh", file: !2, line: 39, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DILocation(line: 40, column: 12, scope: !3)
