# Finds the LLVM and Clang of major ${MAPSAN_LLVM} and says how a part of the
# plugin is compiled.
#
# The plugin links against nothing of LLVM: its symbols come from the Clang that
# loads it. A second copy would register LLVM's own options twice and end the
# compiler. Tests that run without a Clang link MAPSAN_LLVM_LIBRARY.
include_guard(GLOBAL)

# No version here: LLVM's own check takes "19" for 19.0 only.
find_package(LLVM REQUIRED CONFIG HINTS /usr/lib/llvm-${MAPSAN_LLVM})
if(NOT LLVM_VERSION_MAJOR EQUAL MAPSAN_LLVM)
  message(FATAL_ERROR "LLVM ${MAPSAN_LLVM} was asked for, ${LLVM_PACKAGE_VERSION} is what ${LLVM_DIR} has.")
endif()
if(NOT EXISTS ${LLVM_INCLUDE_DIRS}/clang/AST/Decl.h)
  message(FATAL_ERROR "Clang's headers are missing in ${LLVM_INCLUDE_DIRS}: install libclang-${MAPSAN_LLVM}-dev.")
endif()
find_library(MAPSAN_LLVM_LIBRARY NAMES LLVM LLVM-${MAPSAN_LLVM}
  PATHS ${LLVM_LIBRARY_DIRS} NO_DEFAULT_PATH REQUIRED)
set(MAPSAN_LLVM_TOOLS ${LLVM_TOOLS_BINARY_DIR})
set(MAPSAN_CLANGXX ${LLVM_TOOLS_BINARY_DIR}/clang++)

# What every file that includes LLVM needs. SYSTEM: LLVM's headers warn under
# -Wall -Wextra. No RTTI and no exceptions, as LLVM is built: a class of ours
# that derives from one of theirs would refer to type information they lack.
add_library(mapsan_llvm INTERFACE)
target_include_directories(mapsan_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_options(mapsan_llvm INTERFACE
  -fno-rtti -fno-exceptions -fvisibility=hidden -fvisibility-inlines-hidden)
# GCC inlines LLVM's headers into our functions and warns there.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(mapsan_llvm INTERFACE -Wno-nonnull)
endif()

# Nearly all of a plugin source's compile time goes into Clang's headers. Taking
# several sources at once halves the time of a build from nothing and more, and makes
# that of one changed source longer: for majors nobody edits the plugin with.
option(MAPSAN_UNITE_SOURCES "Compile the plugin's sources several at a time" OFF)

# mapsan_plugin_part(folder source...): object library mapsan_plugin_<folder>.
function(mapsan_plugin_part folder)
  add_library(mapsan_plugin_${folder} OBJECT ${ARGN})
  target_link_libraries(mapsan_plugin_${folder} PRIVATE mapsan_llvm)
  set_target_properties(mapsan_plugin_${folder} PROPERTIES
    UNITY_BUILD ${MAPSAN_UNITE_SOURCES} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# That of LLVM's headers makes a plugin of 2 MB one of 43 MB, which every run of
# the compiler loads. Function names stay; the preset `debug` keeps all of it.
function(mapsan_without_debug_information target)
  target_link_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:LINKER:--strip-debug>)
endfunction()
