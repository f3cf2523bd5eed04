; RUN: %opt %opaque -load-pass-plugin=%irplugin -passes=mapsan -S %s | FileCheck %s
; Intent: what belongs to the calling convention is carried over, what is said
; about memory is not; with sret the map is argument 1; casts are looked through;
; an invoke keeps its landing pad.

%pair = type { { ptr, ptr }, i8, [7 x i8] }
%key = type { i64, i64, i64 }

define void @copy(ptr %map) personality ptr @__gxx_personality_v0 {
  %result = alloca %pair
  %key = alloca %key
  invoke void @insert(ptr sret(%pair) align 8 %result, ptr noundef %map, ptr byval(%key) align 8 %key, i8 noundef signext 3)
      to label %done unwind label %pad
done:
  %n = call fastcc zeroext i1 @empty(ptr nonnull %map) #1
  ret void
pad:
  %lp = landingpad { ptr, i32 } catch ptr null
  ret void
}
declare void @insert(ptr sret(%pair) align 8, ptr, ptr byval(%key) align 8, i8 signext) "mapsan.method"="name=insert;type=M;operand=-1,0,upsert,second"
declare fastcc zeroext i1 @empty(ptr) #0
declare i32 @__gxx_personality_v0(...)
attributes #0 = { nounwind readonly willreturn nosync "mapsan.method"="name=empty;type=M;operand=-1,0,read,never" }
attributes #1 = { nounwind readonly willreturn }

; CHECK-LABEL: define void @copy
; CHECK: invoke void @mapsan.wrap.insert(ptr sret(%pair) align 8 %result, ptr noundef %map, ptr byval(%key) align 8 %key, i8 noundef signext 3, ptr @mapsan.site)
; CHECK-NEXT: to label %done unwind label %pad
; CHECK: call fastcc zeroext i1 @mapsan.wrap.empty(ptr nonnull %map, ptr @mapsan.site{{.*}}) #[[CALL:[0-9]+]]

; CHECK-LABEL: define internal void @mapsan.wrap.insert(ptr sret(%pair) align 8 %0, ptr %1, ptr byval(%key) align 8 %2, i8 signext %3, ptr %4)
; CHECK: ptrtoint ptr %1 to i64
; CHECK: invoke void @insert(ptr sret(%pair) align 8 %0, ptr %1, ptr byval(%key) align 8 %2, i8 signext %3)
; The bool of the pair is the first byte-sized member.
; CHECK: %[[BOOL:.*]] = getelementptr i8, ptr %0, i64 16
; CHECK: load i8, ptr %[[BOOL]]

; CHECK-LABEL: define internal fastcc zeroext i1 @mapsan.wrap.empty(ptr %0, ptr %1)
; CHECK-SAME: #[[WRAPPER:[0-9]+]]
; CHECK: call fastcc zeroext i1 @empty(ptr %0){{$}}

; CHECK-DAG: attributes #[[CALL]] = { nounwind }
; CHECK-DAG: attributes #[[WRAPPER]] = { inlinehint nounwind "frame-pointer"="all" }
