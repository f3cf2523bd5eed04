; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: a read loads the word, links itself into the read chain, runs, and
; compares the word; an exception takes the same end and goes on.

define i32 @look(ptr %map, ptr %key) personality ptr @__gxx_personality_v0 {
  %found = call ptr @find(ptr %map, ptr %key), !dbg !4
  %value = load i32, ptr %found
  ret i32 %value
}
declare ptr @find(ptr, ptr) "mapsan.method"="name=find;type=std::map<int, int>;keyparameter=0;key=2,4,0,0,0,0;operand=-1,0,read,never"
declare i32 @__gxx_personality_v0(...)

; CHECK-LABEL: define i32 @look
; CHECK: call ptr @mapsan.wrap.find(ptr %map, ptr %key, ptr @mapsan.site)
; CHECK-NOT: call ptr @find

; CHECK-LABEL: define internal ptr @mapsan.wrap.find(ptr %0, ptr %1, ptr %2)
; CHECK-SAME: personality ptr @__gxx_personality_v0
; The key is a scalar: its value is kept, not its address.
; CHECK: %[[VALUE:.*]] = load i32, ptr %1, align 1, !nosanitize
; CHECK: %[[HASH:.*]] = mul i64 %{{.*}}, -7046029254386353131
; CHECK: %[[INDEX:.*]] = lshr i64 %[[HASH]], 44
; CHECK: %[[SLOT:.*]] = getelementptr inbounds i64, ptr @__mapsan_words, i64 %[[INDEX]]
; CHECK: %[[SEEN:.*]] = load atomic i64, ptr %[[SLOT]] monotonic, align 8, !nosanitize
; CHECK: %[[MINE:.*]] = load i32, ptr @__mapsan_thread, align 8, !nosanitize
; CHECK: %[[LOWER:.*]] = trunc i64 %[[SEEN]] to i32
; CHECK: icmp ne i32 %[[LOWER]], %[[MINE]]
; The slow begin: its call gives back what the inliner counts for us.
; CHECK: %[[WIDE:.*]] = zext i32 %[[VALUE]] to i64
; CHECK: %[[KEY:.*]] = inttoptr i64 %[[WIDE]] to ptr
; CHECK: call preserve_mostcc void @mapsan.read_begin(ptr %mapsan.operation, ptr %0, ptr %2, ptr %[[KEY]]) #[[SLOW:[0-9]+]]
; CHECK: %[[STORED:.*]] = getelementptr i8, ptr %mapsan.operation, i64 56
; CHECK: %[[ANSWER:.*]] = load atomic i64, ptr %[[STORED]] monotonic
; CHECK: %[[WORD:.*]] = phi i64 [ %[[SEEN]]{{.*}} %[[ANSWER]]
; CHECK: store atomic ptr %mapsan.read, ptr getelementptr {{.*}}@__mapsan_thread, i64 24{{.*}} monotonic
; CHECK: %[[RESULT:.*]] = invoke ptr @find(ptr %0, ptr %1)
; CHECK: fence acquire
; CHECK: %[[NOW:.*]] = load atomic i64, ptr %[[SLOT]] monotonic
; CHECK: icmp ne i64 %[[NOW]], %[[WORD]]
; CHECK: landingpad
; CHECK-NEXT: cleanup
; CHECK-NOT: fence acquire
; CHECK: ret ptr %[[RESULT]]
; An exception is slow anyhow.
; CHECK: store atomic i64 4294967296, ptr
; CHECK: call preserve_mostcc void @mapsan.read_end(
; CHECK: resume

; CHECK-LABEL: define internal preserve_mostcc void @mapsan.read_begin
; CHECK: call ptr @llvm.returnaddress(i32 0)
; CHECK: call ptr @llvm.frameaddress.p0(i32 1)
; CHECK: %[[ANSWER:.*]] = call i64 @__mapsan_read_begin(ptr %0)
; CHECK: %[[STORED:.*]] = getelementptr i8, ptr %0, i64 56
; CHECK: store atomic i64 %[[ANSWER]], ptr %[[STORED]] monotonic
; CHECK: attributes #[[SLOW]] = { {{.*}}"call-threshold-bonus"="250"

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "look.cpp", directory: "/src")
!3 = distinct !DISubprogram(name: "look", file: !2, line: 3, unit: !0)
!4 = !DILocation(line: 4, column: 7, scope: !3)
